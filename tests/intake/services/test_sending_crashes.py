"""A crash at any statement of what changes a clinic's responses: all is as before or as after, and never between."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from forms.answers import Draft
from forms.codec import draft_from_json, draft_to_json
from forms.ketamine import INTAKE
from intake.language import language_of
from intake.services import forgetting, sending, vault
from intake.services.expiry import expire
from intake.services.opening import open_vault
from intake.services.reviewing import EntryKind, Said, say
from intake.services.sending import Sender
from intake.store.clinic_models import EntryRecord, ResponseRecord, VersionRecord
from intake.store.engine import reading, writing
from tests.builders import BUSY, a_draft
from tests.clinics import NOW, World, acting, comes_in, for_visit
from tests.databases import ON_SQLITE

# On both databases, by killing: tests/faults/crashes_inside.py.
pytestmark = ON_SQLITE

LONG_AFTER = NOW + timedelta(days=100)
CHANGED = a_draft({**BUSY, "reason.goal": "Walk to the sea"})


class CutOff(BaseException):
    """The power went."""


@contextmanager
def cut_off_at(world: World, statement: int) -> Iterator[list[str]]:
    """Raises before the statement of this number, counted from 1; a commit counts as one. Gives those that ran."""
    numbers, ran = count(1), list[str]()

    def before(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        note(sql)

    def commit(_: object) -> None:
        note("COMMIT")

    def note(sql: str) -> None:
        if next(numbers) == statement:
            raise CutOff
        ran.append(sql)

    engine = world.vault.engine
    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", commit)
    try:
        yield ran
    except CutOff:
        # The connection goes as it is, in the middle of its transaction.
        engine.dispose()
        raise
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "commit", commit)


def everything(world: World) -> str:
    """The whole database in words."""
    connection = sqlite3.connect(world.settings.data / "intake.db")
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def how_many(world: World) -> tuple[int, ...]:
    with reading(world.vault.engine) as session:
        return tuple(session.query(model).count() for model in (ResponseRecord, VersionRecord, EntryRecord))


class Patient:
    """Somebody at the form, whose draft and whose sending are saved together."""

    def __init__(self, world: World) -> None:
        self.world = world
        body = json.dumps(draft_to_json(for_visit(world.vault, a_draft(BUSY), world.north.single_link))).encode()
        self.opened = vault.start(world.vault, INTAKE.canonical, lambda _: body, "192.0.2.9", NOW).draft

    def draft(self):
        with writing(self.world.vault.engine) as session:
            return draft_from_json(INTAKE, json.loads(vault.newest(session, self.opened, NOW).body))

    def changes(self, apply: Callable[[Session, Sender, Draft], Draft]) -> None:
        sender = Sender(self.world.vault, INTAKE, language_of(), NOW)
        with writing(self.world.vault.engine) as session:
            newest = vault.newest(session, self.opened, NOW)
            draft = apply(session, sender, draft_from_json(INTAKE, json.loads(newest.body)))
            vault.save(session, newest, json.dumps(draft_to_json(draft)).encode(), NOW)

    def sends(self) -> None:
        self.changes(sending.send)

    def sends_another(self) -> None:
        self.changes(
            lambda session, sender, draft: sending.send(session, sender, replace(draft, answers=CHANGED.answers))
        )

    def withdraws(self) -> None:
        response = self.draft().sendings[0].response
        self.changes(lambda session, sender, draft: sending.withdraw(session, sender, draft, response))


@pytest.fixture
def patient(world):
    return Patient(world)


@pytest.fixture
def response(world, patient) -> UUID:
    """What the patient sent, to which a reviewer added a note."""
    patient.sends()
    response = UUID(patient.draft().sendings[0].response)
    anna = comes_in(world.vault, world.north.reviewer)
    say(acting(world.vault, anna), anna, response, Said(kind=EntryKind.NOTE, text="a note"))
    return response


def is_cut_off(world: World, statement: int, act: Callable[[], object]) -> bool:
    try:
        with cut_off_at(world, statement):
            act()
    except CutOff:
        return True
    return False


def crashes_at_every_statement(world: World, act: Callable[[], object]) -> int:
    """Proves that each leaves all as it was; then lets it run. How many places there were."""
    before = everything(world)
    for statement in count(1):
        if not is_cut_off(world, statement, act):
            break
        assert everything(world) == before, f"statement {statement}"
    assert everything(world) != before
    return statement - 1


def test_sending_is_whole_or_not_at_all(world, patient):
    assert crashes_at_every_statement(world, patient.sends) > 10

    assert how_many(world) == (1, 1, 0)
    assert patient.draft().sendings[0].number == 1


def test_newer_version_is_whole_or_not_at_all(world, patient, response):
    assert crashes_at_every_statement(world, patient.sends_another) > 10

    assert how_many(world) == (1, 2, 1)
    assert patient.draft().sendings[0].number == 2


def test_withdrawal_is_whole_or_not_at_all(world, patient, response):
    draft = patient.draft()

    def withdraws() -> None:
        patient.changes(lambda session, sender, draft: sending.withdraw(session, sender, draft, str(response)))

    assert crashes_at_every_statement(world, withdraws) > 5
    assert how_many(world) == (0, 0, 0)
    assert patient.draft().sendings == (replace(draft.sendings[0], withdrawn_on=NOW.date()),)


def test_deletion_is_whole_or_not_at_all(world, response):
    anna = comes_in(world.vault, world.north.reader)

    assert crashes_at_every_statement(world, lambda: forgetting.delete(acting(world.vault, anna), anna, response)) > 4
    assert how_many(world) == (0, 0, 0)


def test_expiry_is_whole_or_not_at_all(world, response):
    def expires() -> None:
        expire(world.vault, LONG_AFTER, clock_is_right=True)

    assert crashes_at_every_statement(world, expires) > 8
    assert how_many(world) == (0, 0, 0)


def test_withdrawal_that_was_cut_off_is_finished_by_doing_it_again(world, patient, response):
    assert is_cut_off(world, _commit_of(world, patient.withdraws), patient.withdraws)
    assert how_many(world) == (1, 1, 1)
    patient.withdraws()

    assert how_many(world) == (0, 0, 0)
    assert patient.draft().sendings[0].withdrawn_on == NOW.date()


def test_withdrawal_that_was_cut_off_is_finished_by_the_next_start_too(world, patient, response):
    assert is_cut_off(world, _commit_of(world, patient.withdraws), patient.withdraws)
    open_vault(world.settings, NOW).engine.dispose()
    assert how_many(world) == (0, 0, 0), "its line is in the log of deletions"
    assert not patient.draft().sendings[0].withdrawn_on
    patient.withdraws()

    assert patient.draft().sendings[0].withdrawn_on == NOW.date()


def _commit_of(world: World, act: Callable[[], object]) -> int:
    """The number of its last statement, which is left to the next one to run."""
    copy = world.settings.data.with_name("copy")
    shutil.copytree(world.settings.data, copy)
    with cut_off_at(world, -1) as ran:
        act()
    assert ran[-1] == "COMMIT"
    world.vault.engine.dispose()
    shutil.rmtree(world.settings.data)
    copy.rename(world.settings.data)
    return len(ran)


def test_checker_finds_what_is_saved_in_two_steps(world, patient):
    draft = patient.draft()

    def in_two_steps() -> None:
        sender = Sender(world.vault, INTAKE, language_of(), NOW)
        with writing(world.vault.engine) as session:
            sent = sending.send(session, sender, draft)
        patient.changes(lambda *_: sent)

    with pytest.raises(AssertionError, match="statement"):
        crashes_at_every_statement(world, in_two_steps)
