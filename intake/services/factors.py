"""What somebody proves themselves by: a passphrase or a recovery code, and a second factor that is good once.

Whoever is asked about, known or not, the same work is done. Argon2id runs outside every transaction.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from intake.errors import CodeMistyped, SealBroken
from intake.keys import second_factor, staff_keys
from intake.keys.hpke import PrivateKey
from intake.keys.passphrases import composed
from intake.keys.second_factor import SEED_LENGTH, BackupLock
from intake.keys.staff_keys import PassphraseLock
from intake.services import throttling
from intake.services.seeds import seed_in
from intake.services.throttling import Try
from intake.services.vault import Vault
from intake.store import staff
from intake.store.clinic_models import StaffRecord
from intake.store.engine import reading

_LONGEST_TYPED = 1024
NOBODY = "unknown name"
_NO_BACKUP = BackupLock(b"0" * 16, b"0" * 32)


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says of a name: all that is wanted to judge what was typed, or nothing."""

    staff_id: UUID
    clinic_id: UUID | None
    username: str
    lock: PassphraseLock | None = None
    by_recovery: bytes = b""
    seed: bytes | None = None
    last_step: int = 0
    backup: BackupLock | None = None


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor that fits: a time step of the app, or the number of a code on paper."""

    kind: str
    number: int


def known_of(vault: Vault, username: str, code: str) -> Known:
    """`code` is as it was typed: one on paper is looked up by its number."""
    number, name = second_factor.backup_number(code), username.casefold()
    with reading(vault.engine) as session:
        found = staff.find_by_username_or_any(session, name)
        if found is None:
            return Known(uuid4(), None, NOBODY)
        # For a name that is not known, of somebody else: as much is read and opened, and nothing of it is kept.
        paper = staff.find_backup_code(session, found.id, number) if number else None
        seed, lock, by_recovery = _seed_of(vault, found), _lock_of(found), found.sk_by_recovery or b""
        if found.username != name or found.disabled_at or found.verifier is None:
            # What was typed may be a passphrase in the wrong field: it goes into no log.
            whose = (found.clinic_id, found.username) if found.username == name else (None, NOBODY)
            # With an id of chance, to which no code of theirs can open.
            return Known(uuid4(), whose[0], whose[1], by_recovery=by_recovery)
        return Known(
            staff_id=found.id,
            clinic_id=found.clinic_id,
            username=found.username,
            lock=lock,
            by_recovery=by_recovery,
            seed=seed,
            last_step=found.last_step,
            backup=BackupLock(paper.salt, paper.verifier) if paper else None,
        )


def key_by_passphrase(vault: Vault, known: Known, passphrase: str) -> PrivateKey | None:
    """None for a wrong one; raises TooBusy."""
    typed = composed(passphrase[:_LONGEST_TYPED])
    return staff_keys.unlock_by_passphrase(known.lock, typed, vault.keys.pepper, str(known.staff_id))


def key_by_recovery_code(known: Known, recovery_code: str) -> PrivateKey | None:
    with suppress(CodeMistyped):
        return staff_keys.unlock_by_recovery_code(known.by_recovery, recovery_code, str(known.staff_id))
    return None


def tries_of_factor(vault: Vault, known: Known) -> tuple[Try, ...]:
    limits = throttling.SECOND_FACTORS, throttling.SECOND_FACTORS_OF_HOUR
    return throttling.tries_of_member(vault.keys, known.staff_id, *limits)


def factor_in(vault: Vault, known: Known, code: str, now: datetime) -> Factor | None:
    """None for a code that is wrong, or was used; raises TooBusy."""
    number = second_factor.backup_number(code)
    if number:
        opens = second_factor.opens_backup_lock(known.backup or _NO_BACKUP, code, vault.keys.pepper)
        return Factor("paper", number) if opens and known.backup else None
    step = second_factor.step_of(known.seed or bytes(SEED_LENGTH), code, now, known.last_step)
    return Factor("app", step) if step is not None and known.seed else None


def take(session: Session, known: Known, factor: Factor | None, now: datetime) -> bool:
    """Whether it is good and was not taken before: of parallel tries one succeeds."""
    return factor is not None and _TAKEN[factor.kind](session, known.staff_id, factor.number, now)


_TAKEN: Mapping[str, Callable[[Session, UUID, int, datetime], bool]] = {
    "app": lambda session, staff_id, step, _: staff.take_step(session, staff_id, step),
    "paper": staff.use_backup_code,
}


def _lock_of(found: StaffRecord) -> PassphraseLock:
    return PassphraseLock(
        found.kdf_parameters or "", found.salt or b"", found.verifier or b"", found.sk_by_passphrase or b""
    )


def _seed_of(vault: Vault, found: StaffRecord) -> bytes | None:
    try:
        return seed_in(vault.keys, found.id, found.seed or b"")
    except SealBroken:
        return None
