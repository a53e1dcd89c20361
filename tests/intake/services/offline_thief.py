"""A thief at home: the database file, the master key, the settings and all of this code; and whatever else they found.

They try every key they can make on everything that is sealed. What they open is told by where it stood.
"""

import base64
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from intake.errors import IntakeError
from intake.keys import draft_keys, recovery_sheet, return_codes, staff_keys, tokens
from intake.keys.clinic_keys import GrantPlace, clinic_key_in
from intake.keys.derivation import derived
from intake.keys.entry_keys import EntryPlace, SealedEntry, entry_in
from intake.keys.hpke import X25519_SUITE, PrivateKey
from intake.keys.master import Keys
from intake.keys.recovery_sheet import key_from
from intake.keys.response_keys import VersionPlace, open_version_key
from intake.keys.sealing import unseal, unwrap
from intake.keys.staff_keys import PassphraseLock

LABELS = (
    *("pepper", "cookie", "address", "fingerprint", "config", "audit", "binding", "root-wrap"),
    *("session-wrap", "staff-wrap", "draft-wrap", "staff-auth", "draft-auth", "backup-auth"),
    *("response-hdr", "response-body", "response-review", "staff-recovery", "recovery"),
)
Where = tuple[str, ...]


@dataclass
class Loot:
    """What was stolen. `passphrases` and `sheets` are what else was found; a sheet may be one half of it."""

    database: Path
    master: bytes
    keys: Keys | None
    passphrases: tuple[str, ...] = ()
    sheets: tuple[tuple[str, ...], ...] = ()
    older: Path | None = None


@dataclass
class Thief:
    loot: Loot
    private: list[PrivateKey] = field(default_factory=list)
    clinic_keys: dict[tuple[str, int], list[PrivateKey]] = field(default_factory=dict)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Of the copy, and of an older one where there is one."""
        found = []
        for path in filter(None, (self.loot.older, self.loot.database)):
            connection = sqlite3.connect(path)
            connection.row_factory = sqlite3.Row
            found += [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608 - our own names
            connection.close()
        return found

    def secrets(self) -> list[bytes]:
        """Every 32 bytes that can be made of the master key and of what lies open in the database."""
        keys = self.loot.keys
        made = [self.loot.master, bytes(32), hashlib.sha256(self.loot.master).digest()]
        if keys:
            made += [keys.pepper, keys.cookie, keys.address, keys.config, keys.audit, keys.binding]
        made += [derived(key, f"{label}|v1") for key in list(made) for label in LABELS]
        for table, columns in (
            ("staff", ("verifier", "public_key", "setup_hash")),
            ("staff_session", ("id_hash",)),
            ("session", ("id_hash",)),
            ("clinic_key", ("public_key",)),
            ("clinic", ("recovery_public",)),
            ("invitation", ("token_hash",)),
            ("draft", ("code_verifier",)),
            ("backup_code", ("verifier",)),
            ("response", ("withdraw_hash",)),
        ):
            made += [row[column] for row in self.rows(table) for column in columns if row[column]]
        return [*dict.fromkeys([*made, *self._links(), *self._seeds()])]

    def _links(self) -> Iterator[bytes]:
        """What the server's own key opens of invitations: their links."""
        if self.loot.keys is None:
            return
        for row in self.rows("invitation"):
            place = ("invitation", str(UUID(row["id"])), "details")
            opened = unseal(self.loot.keys.config, row["details"], bound_to=place).decode()
            yield tokens.token_from(opened.split('"link": "')[1].split('"')[0])

    def _seeds(self) -> Iterator[bytes]:
        for row in self.rows("staff"):
            if self.loot.keys and row["seed"]:
                place = ("staff", str(UUID(row["id"])), "seed")
                yield unwrap(self.loot.keys.config, row["seed"], bound_to=place).ljust(32, b"\0")

    def find_private_keys(self) -> None:
        secrets = self.secrets()
        self.private += [PrivateKey(X25519_SUITE, secret) for secret in secrets]
        for row in self.rows("staff"):
            staff_id = str(UUID(row["id"]))
            self._try_wrapped(row["sk_by_passphrase"], secrets, ("staff", staff_id, "sk_by_passphrase"), staff_id)
            self._try_wrapped(row["sk_by_recovery"], secrets, ("staff", staff_id, "sk_by_recovery"), staff_id)
            self._try_passphrases(row, staff_id)
        for row in self.rows("staff_session"):
            for secret in secrets:
                with suppress(IntakeError):
                    staff_id = str(UUID(row["staff_id"]))
                    self.private.append(staff_keys.unwrap_by_session(row["wrapped_key"], secret, staff_id))
        self._try_sheets()

    def _try_wrapped(self, wrapped: bytes | None, secrets: list[bytes], place: Where, staff_id: str) -> None:
        for secret in secrets if wrapped else []:
            for key in (
                secret,
                derived(secret, f"staff-wrap|v1|{staff_id}"),
                derived(secret, f"staff-recovery|v1|{staff_id}"),
            ):
                with suppress(IntakeError):
                    self.private.append(PrivateKey(X25519_SUITE, unwrap(key, wrapped or b"", bound_to=place)))

    def _try_passphrases(self, row: dict[str, Any], staff_id: str) -> None:
        if not row["verifier"]:
            return
        lock = PassphraseLock(row["kdf_parameters"], row["salt"], row["verifier"], row["sk_by_passphrase"])
        pepper = self.loot.keys.pepper if self.loot.keys else b""
        for guess in ("", row["username"], *self.loot.passphrases):
            with suppress(IntakeError):
                found = staff_keys.unlock_by_passphrase(lock, guess, pepper, staff_id)
                self.private += [found] if found else []

    def _try_sheets(self) -> None:
        for parts in self.loot.sheets:
            for one in parts:
                for other in parts:
                    with suppress(IntakeError):
                        self.private.append(key_from((one, other)))
            # One half is tried as if it were the key itself.
            self.private += [PrivateKey(X25519_SUITE, _share_of(part)) for part in parts]

    def open_grants(self) -> None:
        for row in self.rows("key_grant"):
            place = GrantPlace(str(UUID(row["clinic_id"])), row["kid"], row["holder"])
            for key in self.private:
                with suppress(IntakeError):
                    held = self.clinic_keys.setdefault((place.clinic, place.kid), [])
                    held.append(clinic_key_in(row["sealed_key"], key, place))

    def openers(self) -> list[PrivateKey]:
        """Every clinic's key, and every private key."""
        return [*self.private, *(held for keys in self.clinic_keys.values() for held in keys)]

    def open_responses(self) -> set[Where]:
        """Headers and bodies."""
        opened: set[Where] = set()
        of_response = {row["id"]: row for row in self.rows("response")}
        for row in self.rows("response_version"):
            record = of_response[row["response_id"]]
            where = str(UUID(record["id"])), str(row["number"])
            clinic = str(UUID(record["clinic_id"]))
            place = VersionPlace(
                clinic=clinic, questionnaire=record["questionnaire"], response=where[0], number=row["number"]
            )
            for key in self.openers():
                with suppress(IntakeError):
                    found = open_version_key(key, row["kid"], row["sealed_key"], place)
                    opened |= {where} if found.header_in(row["header"]) and found.body_in(row["body"]) else set()
        return opened

    def open_entries(self) -> set[Where]:
        """What staff added."""
        opened: set[Where] = set()
        clinic_of = {row["id"]: str(UUID(row["clinic_id"])) for row in self.rows("response")}
        for row in self.rows("review_entry"):
            place = _place_of_entry(row, clinic_of[row["response_id"]])
            sealed = SealedEntry(row["kid"], row["sealed_key"], row["body"])
            for key in self.openers():
                with suppress(IntakeError):
                    opened |= {("entry", place.entry)} if entry_in(key, sealed, place) else set()
        return opened

    def open_drafts(self) -> set[Where]:
        opened, secrets = set[Where](), self.secrets()
        for row in self.rows("draft"):
            draft_id = str(UUID(row["id"]))
            place = ("draft", draft_id, "body", row["questionnaire"], row["rev"])
            for key in self._draft_keys(row, draft_id, secrets):
                with suppress(IntakeError):
                    opened |= {("draft", draft_id)} if unseal(key, row["body"], bound_to=place) else set()
        return opened

    def _draft_keys(self, row: dict[str, Any], draft_id: str, secrets: list[bytes]) -> Iterator[bytes]:
        sessions = [each for each in self.rows("session") if each["draft_id"] == row["id"]]
        for secret in (*secrets, *(key.raw for key in self.private)):
            yield secret
            for key in (secret, derived(secret, f"draft-wrap|v1|{draft_id}")):
                with suppress(IntakeError):
                    yield unwrap(key, row["dek_by_code"], bound_to=("draft", draft_id, "dek_by_code"))
            for each in sessions:
                with suppress(IntakeError):
                    yield draft_keys.unwrap_by_token(each["wrapped_key"], secret, draft_id)
        lock = draft_keys.CodeLock(row["kdf_parameters"], row["code_salt"], row["code_verifier"], row["dek_by_code"])
        for guess in ("", "0" * 15, return_codes.draw().secret):
            code = return_codes.ReturnCode(row["locator"], guess)
            found = draft_keys.unlock_by_code(lock, code, self.loot.keys.pepper if self.loot.keys else b"", draft_id)
            yield from [found] if found else []


def everything_opened(loot: Loot) -> set[Where]:
    """Where what a patient wrote, or what staff wrote of it, opened to this thief."""
    thief = Thief(loot)
    thief.find_private_keys()
    thief.open_grants()
    return thief.open_responses() | thief.open_entries() | thief.open_drafts()


def master_in(path: Path) -> bytes:
    return base64.b64decode(path.read_text().split(":")[1])


def _place_of_entry(row: dict[str, Any], clinic: str) -> EntryPlace:
    return EntryPlace(
        clinic=clinic,
        response=str(UUID(row["response_id"])),
        entry=str(UUID(row["id"])),
        author=str(UUID(row["author"])),
        at=datetime.fromisoformat(row["at"]).replace(tzinfo=UTC).isoformat(),
        seq=row["seq"],
    )


def _share_of(part: str) -> bytes:
    return recovery_sheet._share_in(part)[1]
