"""A stage with all that is sealed in a clinic's database, where each of it stands, and what its holder opens there."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from intake.errors import NoGrant, SealBroken
from intake.keys import staff_keys, tokens
from intake.keys.master import Keys
from intake.services import clinics, factors, inviting, reviewing, seeds, signing_in, staff_sessions
from intake.services.holding import keys_held
from intake.services.members import Member, name_of
from intake.services.opening_responses import Opener
from intake.services.reviewing import EntryKind, Said
from intake.store import responses, staff
from intake.store.clinic_models import ClinicRecord, ResponseRecord, StaffRecord
from intake.store.engine import engine_of, write_lock
from tests.builders import BUSY, a_draft
from tests.clinics import NOW, World, a_sent_draft, acting, comes_in, sent

Opened = dict[Any, object]


@dataclass
class Stage:
    """Patients of the north: `one` in two versions with two notes, and `two`; Anna of the north, Bea of the south."""

    world: World
    token: str
    anna: Member
    bea: Member
    one: UUID
    two: UUID

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Connection]:
        """A transaction on a copy, never committed."""
        self.world.vault.engine.dispose()
        shutil.copy(self.world.settings.data / "intake.db", folder / "intake.db")
        engine = engine_of(f"sqlite:///{folder / 'intake.db'}")
        with write_lock(engine) as connection:
            yield connection
            connection.rollback()
        engine.dispose()

    @cached_property
    def words(self) -> dict[str, str]:
        """For conditions: ids as SQLite has them."""
        ids = {"anna": self.anna.staff_id, "bea": self.bea.staff_id, "one": self.one, "two": self.two}
        ids |= {"north": self.anna.clinic_id, "south": self.bea.clinic_id}
        return {**{name: f"'{id_.hex}'" for name, id_ in ids.items()}, "anna_text": f"'{self.anna.staff_id}'"}


def set_stage(world: World) -> Stage:
    vault = world.vault
    token = signing_in.sign_in(vault, world.north.reviewer.typed(NOW), NOW)
    anna, bea = staff_sessions.member_of_token(vault, token, NOW), comes_in(vault, world.south.reviewer)
    draft = a_sent_draft(vault, world.north, you__name="One")
    draft = sent(vault, replace(draft, answers=a_draft({**BUSY, "you.name": "One again"}).answers))
    two = a_sent_draft(vault, world.north, you__name="Two")
    one = UUID(draft.sendings[0].response)
    for text in ("first note", "second note"):
        reviewing.say(acting(vault, anna), anna, one, Said(kind=EntryKind.NOTE, text=text))
    return Stage(world, token, anna, bea, one, UUID(two.sendings[0].response))


def opened_by(session: Session, member: Member, keys: Keys) -> Opened:
    """All that a member opens of their clinic's: headers, forms and what staff added, by where it stands."""
    opener, found = Opener(member.clinic_id, keys_held(session, member), keys), Opened()
    ids = responses.newest_first(session, member.clinic_id)
    for listed in responses.headers(session, member.clinic_id, ids):
        record = session.get_one(ResponseRecord, listed.id)
        versions = responses.versions(session, listed.id)
        found[listed.id, "header"] = opener.header_in(listed)
        found |= {(listed.id, each.number): opener.form_in(record, each) for each in versions}
        entries = reviewing._entries(session, opener, record)
        found |= {(listed.id, each.id): each.said for each in entries}
    return found


def _responses(stage: Stage, session: Session) -> Opened:
    return opened_by(session, stage.anna, stage.world.vault.keys)


def _keys(stage: Stage, session: Session) -> Opened:
    return dict(keys_held(session, stage.anna))


def _anna(stage: Stage, session: Session) -> StaffRecord:
    return session.get_one(StaffRecord, stage.anna.staff_id)


def _by_passphrase(stage: Stage, session: Session) -> Opened:
    found, person = _anna(stage, session), stage.world.north.reviewer
    pepper = stage.world.vault.keys.pepper
    return {0: staff_keys.unlock_by_passphrase(factors._lock_of(found), person.passphrase, pepper, str(found.id))}


def _by_recovery_code(stage: Stage, session: Session) -> Opened:
    found, code = _anna(stage, session), stage.world.north.reviewer.secrets.recovery_code
    return {0: staff_keys.unlock_by_recovery_code(found.sk_by_recovery or b"", code, str(found.id))}


def _by_session(stage: Stage, session: Session) -> Opened:
    token = tokens.token_from(stage.token)
    found = staff.find_session(session, tokens.token_hash(token))
    return {0: staff_keys.unwrap_by_session(found[0].wrapped_key, token, str(found[1].id))}


def _seed(stage: Stage, session: Session) -> Opened:
    found = _anna(stage, session)
    return {0: seeds.seed_in(stage.world.vault.keys, found.id, found.seed or b"")}


def _name(stage: Stage, session: Session) -> Opened:
    found = _anna(stage, session)
    name = name_of(stage.world.vault.keys, found)
    return {0: name if name != found.username else None}


def _links(stage: Stage, session: Session) -> Opened:
    found = inviting.of_clinic(session, acting(stage.world.vault, stage.anna))
    return {each.id: (each.link, each.visit.clinician, each.visit.place) if each.link else None for each in found}


def _address(stage: Stage, session: Session) -> Opened:
    found = session.get_one(ClinicRecord, stage.anna.clinic_id)
    # Nothing, for what does not open.
    return {0: clinics.notify_address(stage.world.vault.keys, found) or None}


@dataclass(frozen=True)
class Place:
    """A column that holds sealed text, in these rows, and what its holder opens there."""

    table: str
    column: str
    where: str
    opens: Callable[[Stage, Session], Opened]

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    def rows(self, stage: Stage, connection: Connection) -> list[tuple[int, bytes]]:
        where = self.where.format(**stage.words)
        asked = f"SELECT rowid, {self.column} FROM {self.table} WHERE {where} ORDER BY rowid"  # noqa: S608 - our own
        return [(row[0], row[1]) for row in connection.exec_driver_sql(asked)]

    def write(self, connection: Connection, rowid: int, value: bytes) -> None:
        changed = f"UPDATE {self.table} SET {self.column} = ? WHERE rowid = ?"  # noqa: S608 - our own columns
        connection.exec_driver_sql(changed, (value, rowid))

    def opened(self, stage: Stage, connection: Connection) -> Opened:
        """Nothing where it is refused."""
        with Session(connection) as session:
            try:
                found = self.opens(stage, session)
            except (SealBroken, NoGrant):
                return {}
        return {where: what for where, what in found.items() if what is not None}


OF_RESPONSES = (
    Place("response_version", "sealed_key", "response_id IN ({one}, {two})", _responses),
    Place("response_version", "header", "(response_id, number) IN (({one}, 2), ({two}, 1))", _responses),
    Place("response_version", "body", "response_id IN ({one}, {two})", _responses),
    Place("review_entry", "sealed_key", "response_id = {one}", _responses),
    Place("review_entry", "body", "response_id = {one}", _responses),
)
PLACES = (
    *OF_RESPONSES,
    Place("key_grant", "sealed_key", "holder = {anna_text}", _keys),
    Place("staff", "sk_by_passphrase", "id = {anna}", _by_passphrase),
    Place("staff", "sk_by_recovery", "id = {anna}", _by_recovery_code),
    Place("staff", "seed", "id = {anna}", _seed),
    Place("staff", "details", "id = {anna}", _name),
    Place("staff_session", "wrapped_key", "staff_id = {anna} ORDER BY created_at DESC LIMIT 1 --", _by_session),
    Place("invitation", "details", "clinic_id = {north}", _links),
    Place("clinic", "notify", "id = {north}", _address),
)


def accepted_flips(stage: Stage, connection: Connection, places: tuple[Place, ...], times: int) -> Counter[str]:
    """So many bits flipped one at a time, in every place alike; counts those after which as much opens as before.

    What opens to something else counts too.
    """
    chance, accepted = Random(2026), Counter[str]()  # noqa: S311 - chance that comes back
    rows = {place.name: place.rows(stage, connection) for place in places}
    before = {place.name: place.opened(stage, connection) for place in places}
    for number in range(times):
        place = places[number % len(places)]
        rowid, value = chance.choice(rows[place.name])
        place.write(connection, rowid, flipped(value, chance.randrange(len(value) * 8)))
        after = place.opened(stage, connection)
        accepted[place.name] += not is_refused(before[place.name], after)
        place.write(connection, rowid, value)
    return +accepted


def is_refused(before: Opened, after: Opened) -> bool:
    """Whether less opens than before, and nothing to what it was not."""
    return len(after) < len(before) and all(before.get(where) == what for where, what in after.items())


def flipped(value: bytes, bit: int) -> bytes:
    return value[: bit // 8] + bytes([value[bit // 8] ^ 1 << bit % 8]) + value[bit // 8 + 1 :]
