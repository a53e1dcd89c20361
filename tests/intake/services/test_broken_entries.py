"""What staff added and cannot be opened: it is told as such, and the rest of the response is read all the same."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from intake.errors import NoGrant, SealBroken
from intake.keys.entry_keys import seal_entry
from intake.language import language_of
from intake.services.holding import entry_place, keys_held
from intake.services.opening_responses import Opener
from intake.services.reviewing import EntryKind
from intake.services.wording_review import names_in, reviewed_of
from intake.store import clinics
from intake.store.clinic_models import EntryRecord, VersionRecord
from intake.store.engine import reading, writing
from tests.clinics import NOW, a_sent_draft
from tests.intake.services.test_reviewing import CHANGED, CONFIRMED, NOTE, Desk, said


@pytest.fixture
def anna(world):
    draft = a_sent_draft(world.vault, world.north)
    return Desk(world, world.north.reviewer, UUID(draft.sendings[0].response))


def test_entry_that_cannot_be_opened_breaks_nothing_and_the_log_says_so(world, anna, caplog):
    for each in (NOTE, CONFIRMED):
        anna.says(each)
    with writing(world.vault.engine) as session:
        first, second = session.query(EntryRecord).order_by(EntryRecord.seq)
        first.body, second.body = second.body, second.body

    opened = anna.opens()
    assert said(anna) == [None, CONFIRMED]
    assert opened.of_kind(EntryKind.NOTE) == ()
    assert opened.form is not None
    assert "reason.goal" in opened.last_of_line()
    assert {(each.getMessage(), each.kind) for each in caplog.records} == {("row does not open", "review_entry")}


def test_entry_to_a_key_that_is_not_held_is_told_as_one_that_does_not_open(world, anna):
    anna.says(NOTE)
    with reading(world.vault.engine) as session, pytest.raises(SealBroken):
        Opener(world.north.id, {}, world.vault.keys).entry_in(session.query(EntryRecord).one())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"kind": "drawing", "state": "none"}',
        b'{"kind": "note", "state": "drawn"}',
        b'{"kind": "note", "state": "none", "ink": "red"}',
    ],
)
def test_entry_of_a_later_release_breaks_nothing(world, anna, body):
    anna.says(NOTE)
    with writing(world.vault.engine) as session:
        entry = session.query(EntryRecord).one()
        held = keys_held(session, anna.member)[entry.kid]
        sealed = seal_entry(held.public, entry.kid, entry_place(world.north.id, entry), body)
        entry.sealed_key, entry.body = sealed.key, sealed.body
        assert Opener(world.north.id, {entry.kid: held}, world.vault.keys).entry_in(entry) == body

    assert said(anna) == [None]


def test_words_of_staff_are_read_where_those_of_the_patient_cannot_be(world, anna):
    anna.says(CHANGED)
    with writing(world.vault.engine) as session:
        session.get_one(VersionRecord, (anna.response, 1)).body = b"broken"
    reviewed = reviewed_of(anna.opens(), names_in(world.vault, anna.member), language_of())

    assert anna.opens().form is None
    assert reviewed_of(anna.opens(), {}, language_of()).lines[0].by.startswith("?, ")
    assert [(word.label, word.now) for word in reviewed.lines] == [("reason.goal", "Walk to the sea")]


def test_words_of_staff_are_read_and_added_where_the_key_of_the_version_is_broken(world, anna):
    anna.says(NOTE)
    with writing(world.vault.engine) as session:
        session.get_one(VersionRecord, (anna.response, 1)).sealed_key = b"broken"
    anna.says(CONFIRMED)

    assert (said(anna), anna.opens().form) == ([NOTE, CONFIRMED], None)


def test_entry_whose_own_key_is_broken_leaves_the_others(world, anna):
    for each in (NOTE, CONFIRMED):
        anna.says(each)
    with writing(world.vault.engine) as session:
        first, _ = session.query(EntryRecord).order_by(EntryRecord.seq)
        first.sealed_key = b"broken"

    assert said(anna) == [None, CONFIRMED]
    assert anna.opens().form is not None


# Of an entry, by the name of its column.
OTHERS_WORDS = {"author": uuid4, "at": lambda: NOW + timedelta(days=1), "seq": lambda: 7}


@pytest.mark.parametrize("column", OTHERS_WORDS)
def test_entry_that_was_put_down_to_another_member_time_or_place_does_not_open(world, anna, column):
    for each in (NOTE, CONFIRMED):
        anna.says(each)
    with writing(world.vault.engine) as session:
        first = update(EntryRecord).where(EntryRecord.seq == 0)
        session.execute(first.values({column: OTHERS_WORDS[column]()}))

    assert sorted(said(anna), key=str) == sorted([None, CONFIRMED], key=str)


def test_entry_under_a_key_that_nobody_holds_does_not_open(world, anna):
    anna.says(NOTE)
    with writing(world.vault.engine) as session:
        session.query(EntryRecord).one().kid = 9

    assert said(anna) == [None]


def test_nothing_is_added_where_the_clinic_has_no_key(world, anna, monkeypatch):
    monkeypatch.setattr(clinics, "newest_key", lambda *_: None)
    with pytest.raises(NoGrant):
        anna.says(NOTE)
    monkeypatch.undo()

    assert (said(anna), anna.opens().status) == ([], "new")
