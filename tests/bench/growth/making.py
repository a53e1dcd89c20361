"""An installation of a size, made once and kept in a folder: a second run of the bench starts at once."""

import json
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event, insert, update

from intake.config import Settings, settings_from
from intake.keys.hpke import PrivateKey
from intake.keys.response_keys import VersionPlace, open_version_key
from intake.services import auditing, vault
from intake.services.auditing import OPERATOR, PATIENT, Action, Event
from intake.services.bindings import clinic_key_of
from intake.services.vault import Vault
from intake.store import audit, clinics
from intake.store.clinic_models import AuditHeadRecord, AuditRecord, ResponseRecord, VersionRecord
from intake.store.engine import engine_of, reading, write_lock
from intake.store.models import DraftRecord, SessionRecord
from intake.summary.sent import form_from_bytes, header_from_bytes
from tests.bench.growth.layout import Layout
from tests.bench.growth.others import add_others
from tests.bench.growth.rows import Chunk, Making, Recipient, chunks
from tests.clinics import NOW, House, a_world

Tell = Callable[[str], None]
# A machine that goes down meanwhile leaves a part, which is made again.
_HASTY = ("synchronous = OFF", "journal_mode = OFF", "cache_size = -1000000", "secure_delete = OFF")
_TOLD_EVERY = 50_000


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who opens the list of a clinic, and the clinic's link for many patients."""

    clinic_id: str
    username: str
    passphrase: str = field(repr=False)
    seed: str = field(repr=False)
    link: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """An installation that lies in `folder`; `large` reviews for the large clinic, which only larger sizes have."""

    folder: Path
    layout: Layout
    small: Reviewer
    large: Reviewer

    @property
    def settings(self) -> Settings:
        return settings_from({"INTAKE_DATA": str(self.folder / "data")})


class NoRoom(Exception):
    """The disk has less room than the rows take."""


def kept_of(folder: Path, layout: Layout, tell: Tell) -> Kept:
    """Made where it is not there yet; raises NoRoom."""
    own = folder / str(layout.rows)
    if not (own / "kept.json").exists():
        _refuse_without_room(folder, layout)
        part = folder / f"{layout.rows}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _make(part, layout, tell)
        part.rename(own)
    told = json.loads((own / "kept.json").read_text())
    return Kept(own, layout, Reviewer(**told["small"]), Reviewer(**told["large"]))


def _refuse_without_room(folder: Path, layout: Layout) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < layout.bytes_wanted:
        wanted = f"{layout.rows:,} rows take {layout.bytes_wanted / 1e9:.1f} GB on both databases"
        raise NoRoom(f"{wanted}, and {folder} has {free / 1e9:.1f} GB left")


def _make(folder: Path, layout: Layout, tell: Tell) -> None:
    start = time.monotonic()
    world = a_world(folder / "data")
    world.vault.engine.dispose()
    engine = engine_of(world.settings.database_url)
    event.listen(engine, "connect", _hasten)
    made = Vault(engine, world.vault.keys, world.vault.deletions, world.vault.idle, world.vault.longest)
    with write_lock(engine) as connection:
        private = add_others(connection, made.keys, world.north.id, layout.others)
    recipients = _recipients(made, [world.north.id, world.south.id, *private])
    _fill(made, Making(made.keys, recipients, layout), private, tell)
    engine.dispose()
    told = {"small": asdict(_reviewer(world.north)), "large": asdict(_reviewer(world.south))}
    (folder / "kept.json").write_text(json.dumps(told))
    tell(f"{layout.rows:,} rows made for SQLite in {time.monotonic() - start:.0f} s; one of each thousand was opened")


def _hasten(connection: Any, _record: object) -> None:
    for setting in _HASTY:
        connection.execute(f"PRAGMA {setting}")


def _reviewer(house: House) -> Reviewer:
    person = house.reviewer
    return Reviewer(str(house.id), person.username, person.passphrase, person.seed.hex(), house.many_link)


def _recipients(made: Vault, clinic_ids: list[UUID]) -> tuple[Recipient, ...]:
    with reading(made.engine) as session:
        keys = [(each, clinics.newest_key(session, each)) for each in clinic_ids]
        return tuple(Recipient(each, key.kid, clinic_key_of(made.keys, key)) for each, key in keys if key)


def _fill(made: Vault, making: Making, private: dict[UUID, PrivateKey], tell: Tell) -> None:
    log = _log_of(made)
    for clinic_id in private:
        log.tell(made, Event(clinic_id=clinic_id, actor=OPERATOR, action=Action.CLINIC_ADDED), NOW)
    for number, chunk in enumerate(chunks(making, os.cpu_count() or 1)):
        with write_lock(made.engine) as connection:
            _insert(connection, chunk)
            for response in chunk.responses:
                log.tell(made, _received(response), response["received_at"])
            log.insert_into(connection)
        _open_one(made, chunk, private)
        done = number * len(chunk.drafts)
        if done and done % _TOLD_EVERY == 0:
            tell(f"{done:,} of {making.layout.rows:,} rows")


def _insert(connection: Connection, chunk: Chunk) -> None:
    of_models = (
        (DraftRecord, chunk.drafts),
        (SessionRecord, chunk.sessions),
        (ResponseRecord, chunk.responses),
        (VersionRecord, chunk.versions),
    )
    for model, rows in of_models:
        connection.execute(insert(model), rows)


def _received(response: dict[str, Any]) -> Event:
    return Event(
        clinic_id=response["clinic_id"],
        actor=PATIENT,
        action=Action.RECEIVED,
        object_id=str(response["id"]),
        detail={"version": "1"},
    )


def _open_one(made: Vault, chunk: Chunk, private: dict[UUID, PrivateKey]) -> None:
    """A draft as its browser opens it, and a response as its clinic does, of those whose key is at hand."""
    vault.open_by_token(made, chunk.token, NOW)
    for response, version in zip(chunk.responses, chunk.versions, strict=True):
        if response["clinic_id"] in private:
            place = VersionPlace(
                clinic=str(response["clinic_id"]),
                questionnaire=response["questionnaire"],
                response=str(response["id"]),
                number=version["number"],
            )
            key = open_version_key(private[response["clinic_id"]], version["kid"], version["sealed_key"], place)
            header_from_bytes(key.header_in(version["header"]))
            form_from_bytes(key.body_in(version["body"]))
            return


class _Log:
    """The audit log, as `auditing.record` writes it, with its rows kept until they are inserted at once."""

    def __init__(self, head: AuditHeadRecord) -> None:
        self.head = head
        self.rows: list[AuditRecord] = []

    def tell(self, made: Vault, event: Event, at: datetime) -> None:
        auditing.record(self, made.keys, event, at)  # type: ignore[arg-type]

    def insert_into(self, connection: Connection) -> None:
        names = AuditRecord.__table__.columns.keys()
        if self.rows:
            connection.execute(insert(AuditRecord), [{name: getattr(row, name) for name in names} for row in self.rows])
        head = {"seq": self.head.seq, "mac": self.head.mac, "head_mac": self.head.head_mac}
        connection.execute(update(AuditHeadRecord).values(head))
        self.rows.clear()

    def scalar(self, _statement: object) -> AuditHeadRecord:
        return self.head

    def add(self, row: AuditRecord) -> None:
        self.rows.append(row)

    def flush(self) -> None:
        """Nothing yet."""


def _log_of(made: Vault) -> _Log:
    with reading(made.engine) as session:
        head = audit.find_head(session)
        assert head is not None
        session.expunge(head)
    return _Log(head)
