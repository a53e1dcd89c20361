"""What staff added and cannot be opened: it is told as such, and the rest of the response is read all the same."""

from uuid import UUID

import pytest

from intake.errors import SealBroken
from intake.language import language_of
from intake.services.holding import keys_held
from intake.services.opening_responses import Opener
from intake.services.reviewing import EntryKind
from intake.services.wording_review import reviewed_of
from intake.store.clinic_models import EntryRecord, ResponseRecord, VersionRecord
from intake.store.engine import writing
from tests.clinics import a_sent_draft
from tests.intake.services.test_reviewing import CHANGED, CONFIRMED, NOTE, Desk, said


@pytest.fixture
def anna(world):
    draft = a_sent_draft(world.vault, world.north)
    return Desk(world, world.north.reviewer, UUID(draft.sendings[0].response))


def test_entry_that_cannot_be_opened_breaks_nothing(world, anna):
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


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b'{"kind": "drawing", "state": "none"}', b'{"kind": "note", "state": "none", "ink": "red"}'],
)
def test_entry_of_a_later_release_breaks_nothing(world, anna, body):
    anna.says(NOTE)
    with writing(world.vault.engine) as session:
        record = session.get_one(ResponseRecord, anna.response)
        version = session.get_one(VersionRecord, (anna.response, 1))
        key = Opener(str(world.north.id), keys_held(session, anna.member)).key_of(record, version)
        entry = session.query(EntryRecord).one()
        entry.body = key.seal_entry(str(entry.id), body)

    assert said(anna) == [None]


def test_words_of_staff_are_read_where_those_of_the_patient_cannot_be(world, anna):
    anna.says(CHANGED)
    with writing(world.vault.engine) as session:
        session.get_one(VersionRecord, (anna.response, 1)).body = b"broken"
    reviewed = reviewed_of(world.vault, anna.member, anna.opens(), language_of())

    assert anna.opens().form is None
    assert [(word.label, word.now) for word in reviewed.lines] == [("reason.goal", "Walk to the sea")]


def test_nothing_opens_of_a_response_whose_key_is_broken_and_nothing_is_added(world, anna):
    anna.says(NOTE)
    with writing(world.vault.engine) as session:
        session.get_one(VersionRecord, (anna.response, 1)).sealed_key = b"broken"

    assert (said(anna), anna.opens().form) == ([None], None)
    with pytest.raises(SealBroken):
        anna.says(CONFIRMED)
