"""Sending: once, however often it is asked for; in versions until the visit; and taken back with all that it left."""

import json
import os
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from uuid import UUID

import pytest

from forms.answers import AnswerSet, Appointment, Draft
from forms.codec import draft_from_json, draft_to_json
from forms.ketamine import INTAKE
from intake.errors import ClinicUnknown, NothingToSend, SendingClosed, SendingOver
from intake.keys import tokens
from intake.language import language_of
from intake.services import auditing, clinics, filling, reviewing, sending, vault
from intake.services.auditing import Action
from intake.services.reviewing import EntryKind, Said
from intake.services.sending import Sender
from intake.store.clinic_models import EntryRecord, ResponseRecord, VersionRecord
from intake.store.engine import reading, writing
from intake.store.models import DraftRecord
from tests.builders import BUSY, a_draft
from tests.clinics import NOW, VISIT_DAY, a_sent_draft, acting, appointment_of, comes_in, for_visit, sent
from tests.intake.services.side_by_side import at_once

DAY = timedelta(days=1)
CHANGED = a_draft({**BUSY, "reason.goal": "Walk to the sea"})


def ready(world, draft=None, house=None) -> Draft:
    return for_visit(world.vault, draft or a_draft(BUSY), (house or world.north).many_link)


def withdraw(world, draft, now=NOW, response=None):
    sender = Sender(world.vault, INTAKE, language_of(), now)
    with writing(world.vault.engine) as session:
        return sending.withdraw(session, sender, draft, response or draft.sendings[0].response)


def how_many(world) -> tuple[int, int, int]:
    """Responses, versions and entries."""
    with reading(world.vault.engine) as session:
        models = (ResponseRecord, VersionRecord, EntryRecord)
        return tuple(session.query(model).count() for model in models)  # type: ignore[return-value]


def record_of(world, draft) -> ResponseRecord:
    with reading(world.vault.engine) as session:
        return session.get_one(ResponseRecord, UUID(draft.sendings[0].response))


def told(world, *actions: Action):
    with reading(world.vault.engine) as session:
        return auditing.rows_of(session, world.vault.keys, world.north.id, actions)


@pytest.mark.parametrize(
    "draft",
    [
        Draft(),
        a_draft({"visit.clinician": "Dr Example"}),
        a_draft({"visit.clinician": "Dr Example", "visit.date": "2026-12-01"}),
        a_draft(BUSY, left_off=list(INTAKE.by_link_id)),
        a_draft({"hpi.since": "spring"}, left_off=["hpi.since"]),
    ],
    ids=["empty", "whom", "whom and when", "all left off", "the one answer left off"],
)
def test_form_with_nothing_answered_is_not_sent(world, draft):
    with pytest.raises(NothingToSend):
        sent(world.vault, ready(world, draft))

    assert how_many(world) == (0, 0, 0)


@pytest.mark.parametrize(
    "answers",
    [
        {"you.name": "Example Patient"},
        {"visit.clinician": "Dr Other"},
        {"visit.date": "2026-12-02"},
        {"medication.list": [{"id": "m1", "medication.name": "Venlafaxine"}]},
    ],
)
def test_one_answer_of_the_patients_own_is_enough(world, answers):
    assert sent(world.vault, ready(world, a_draft(answers))).sendings


@pytest.mark.parametrize("clinician", ["Dr Example", ""])
def test_what_the_invitation_filled_in_is_no_answer_and_what_the_patient_wrote_stays(world, clinician):
    visit = replace(appointment_of(world.vault, world.north.many_link), clinician=clinician)
    begun = filling.with_appointment(INTAKE, Draft(), visit)
    assert begun.answers.first("visit.date") == VISIT_DAY
    with pytest.raises(NothingToSend):
        sent(world.vault, begun)
    own = filling.with_appointment(INTAKE, a_draft({"visit.clinician": "Dr Other"}), visit)

    assert own.answers.first("visit.clinician") == "Dr Other"
    assert sent(world.vault, own).sendings


def test_form_that_is_for_no_clinic_is_sent_to_none(world):
    with pytest.raises(SendingClosed):
        sent(world.vault, a_draft(BUSY))
    gone = replace(ready(world), appointment=Appointment(clinic="eastside", clinic_name="Eastside"))
    with pytest.raises(ClinicUnknown):
        sent(world.vault, gone)


def test_receipt_says_what_went_where_and_until_when(world):
    draft = sent(world.vault, ready(world))
    receipt = draft.sendings[0]

    assert (receipt.clinic, receipt.clinic_name) == ("northside-clinic", "Northside Clinic")
    assert (receipt.number, receipt.sent_on, receipt.withdrawn_on) == (1, NOW.date(), None)
    assert receipt.kept_until == VISIT_DAY + 90 * DAY
    assert draft.answers == a_draft(BUSY).answers, "the form stays the patient's"
    record = record_of(world, draft)
    assert (record.status, record.appointment_day, record.latest) == ("new", VISIT_DAY, 1)
    assert record.retention_until.date() == receipt.kept_until + DAY, "to the end of that day"


def test_sending_the_same_again_is_the_same_receipt(world):
    draft = sent(world.vault, ready(world))
    again = sent(world.vault, replace(draft, shown=frozenset({"you-name"}), code_seen=True), NOW + DAY)
    after = sent(world.vault, draft, NOW + 30 * DAY)

    assert again.sendings == draft.sendings == after.sendings
    assert how_many(world) == (1, 1, 0)
    assert len(told(world, Action.RECEIVED)) == 1


def test_same_again_is_the_same_receipt_even_when_the_clinic_closed_meanwhile(world):
    draft = sent(world.vault, ready(world))
    clinics.change(world.vault, world.north.slug, {"readers": ""}, "ada", NOW)

    assert sent(world.vault, draft).sendings == draft.sendings
    with pytest.raises(SendingClosed):
        sent(world.vault, replace(draft, answers=CHANGED.answers))


def test_changed_form_is_a_newer_version_and_the_clinic_looks_again(world):
    draft = sent(world.vault, ready(world))
    anna = comes_in(world.vault, world.north.reviewer)
    reviewing.set_status(acting(world.vault, anna), anna, UUID(draft.sendings[0].response), "reviewed")
    newer = sent(world.vault, replace(draft, answers=CHANGED.answers), NOW + DAY)
    first, second = draft.sendings[0], newer.sendings[0]

    assert len(newer.sendings) == 1
    assert (second.response, second.number) == (first.response, 2)
    assert second.withdraw == first.withdraw
    assert second.digest != first.digest
    record = record_of(world, newer)
    assert (record.status, record.latest, record.received_at) == ("new", 2, NOW + DAY)
    opened = reviewing.peek(acting(world.vault, anna), anna, UUID(second.response))
    assert [version.number for version in opened.versions] == [2, 1]
    assert [row.detail["version"] for row in told(world, Action.RECEIVED)] == ["2", "1"]


def test_newer_version_is_taken_on_the_visits_day_and_not_after(world):
    draft = sent(world.vault, ready(world))
    on_the_day = NOW.replace(month=12, day=1, hour=23)
    newer = sent(world.vault, replace(draft, answers=CHANGED.answers), on_the_day)
    with pytest.raises(SendingOver):
        sent(world.vault, replace(newer, answers=a_draft(BUSY).answers), on_the_day + DAY)

    assert how_many(world) == (1, 2, 0)


def test_first_version_is_not_taken_after_the_visit_either(world):
    with pytest.raises(SendingOver):
        sent(world.vault, ready(world), NOW + 9 * DAY)
    assert how_many(world) == (0, 0, 0)


def test_each_clinic_has_a_receipt_of_its_own(world):
    north = sent(world.vault, ready(world))
    both = sent(world.vault, ready(world, north, world.south))

    assert [each.clinic for each in both.sendings] == ["northside-clinic", "southside-clinic"]
    assert sending.sending_of(replace(both, appointment=north.appointment)) == north.sendings[0]
    assert sending.sending_of(replace(both, appointment=None)) is None
    assert how_many(world) == (2, 2, 0)


def test_days_are_counted_from_the_visit_or_from_today(shared_world):
    with reading(shared_world.vault.engine) as session:
        clinic = clinics.by_slug(session, shared_world.north.slug)
    today = NOW.date()

    assert sending.kept_until(clinic, VISIT_DAY, today) == date(2027, 3, 1)
    assert sending.kept_until(clinic, None, today) == date(2027, 2, 21)
    assert sending.kept_until(clinic, today - DAY, today) == date(2027, 2, 21)


def test_withdrawal_leaves_nothing_but_a_line_in_the_logs(world):
    draft = a_sent_draft(world.vault, world.north)
    other = sent(world.vault, ready(world, CHANGED))
    response = UUID(draft.sendings[0].response)
    anna = comes_in(world.vault, world.north.reviewer)
    reviewing.say(acting(world.vault, anna), anna, response, Said(kind=EntryKind.NOTE, text="a note"))
    assert how_many(world) == (2, 2, 1)
    taken_back = withdraw(world, draft, NOW + DAY)

    assert how_many(world) == (1, 1, 0)
    assert taken_back.sendings[0].withdrawn_on == (NOW + DAY).date()
    assert sending.sending_of(taken_back) is None
    assert world.vault.deletions.entries() == {response: NOW + DAY}
    row = told(world)[0]
    assert (row.action, row.actor, row.object_id) == ("response withdrawn by the patient", "patient", str(response))
    assert record_of(world, other).latest == 1


def test_withdrawing_twice_and_what_was_never_sent_are_no_errors(world):
    draft = sent(world.vault, ready(world))
    taken_back = withdraw(world, draft)

    assert withdraw(world, taken_back, NOW + DAY) == taken_back
    assert withdraw(world, draft) == taken_back, "a tab that did not see it"
    assert withdraw(world, draft, response="not one of these") == draft
    assert len(told(world, Action.WITHDRAWN)) == 1


def test_wrong_token_withdraws_nothing(world):
    draft = sent(world.vault, ready(world))
    forged = replace(draft.sendings[0], withdraw=tokens.token_text(tokens.new_token()))
    withdraw(world, replace(draft, sendings=(forged,)))

    assert how_many(world) == (1, 1, 0)
    assert world.vault.deletions.entries() == {}


def test_whoever_withdrew_sends_a_new_response(world):
    draft = sent(world.vault, ready(world))
    again = sent(world.vault, withdraw(world, draft))

    assert len(again.sendings) == 1
    assert again.sendings[0].response != draft.sendings[0].response
    assert (again.sendings[0].number, again.sendings[0].withdrawn_on) == (1, None)


def post(world, opened, now=NOW) -> Draft:
    """As a request does it: the draft and what the clinic has are saved together."""
    with writing(world.vault.engine) as session:
        newest = vault.newest(session, opened, now)
        draft = draft_from_json(INTAKE, json.loads(newest.body))
        draft = sending.send(session, Sender(world.vault, INTAKE, language_of(), now), draft)
        vault.save(session, newest, json.dumps(draft_to_json(draft)).encode(), now)
        return draft


def stored(world, draft):
    body = json.dumps(draft_to_json(draft)).encode()
    return vault.start(world.vault, INTAKE.canonical, lambda _: body, "192.0.2.9", NOW).draft


def posted_at_once(world, times: int) -> tuple[list[Draft], tuple[int, int, int]]:
    opened = stored(world, ready(world))
    return at_once(*[partial(post, world, opened)] * times), how_many(world)


def test_fifty_posts_at_once_are_one_response_with_one_receipt(world):
    drafts, found = posted_at_once(world, 50)

    assert found == (1, 1, 0)
    assert {draft.sendings for draft in drafts} == {drafts[0].sendings}
    assert drafts[0].sendings[0].number == 1
    with reading(world.vault.engine) as session:
        assert session.query(DraftRecord).one().rev == 51


def test_checker_finds_versions_when_the_same_is_not_known_again(world, monkeypatch):
    monkeypatch.setattr(sending, "digest_of", lambda _: os.urandom(32))

    assert posted_at_once(world, 4)[1] == (1, 4, 0)


def test_checker_finds_responses_when_the_receipt_is_not_looked_at(world, monkeypatch):
    monkeypatch.setattr(sending, "sending_of", lambda _: None)

    assert posted_at_once(world, 4)[1] == (4, 4, 0)


def test_receipt_after_a_lost_reply_is_that_of_the_first_post(world):
    opened = stored(world, ready(world))
    first, *again = [post(world, opened, NOW + number * timedelta(hours=1)) for number in range(4)]

    assert {draft.sendings for draft in again} == {first.sendings}


def test_answers_are_nowhere_on_the_disk(world):
    sent(world.vault, ready(world, replace(CHANGED, answers=AnswerSet({"reason.goal": ("CANARY-7f2e",)}))))

    on_disk = b"".join(path.read_bytes() for path in world.settings.data.iterdir())
    assert b"CANARY-7f2e" not in on_disk
    assert b"Example Patient" not in on_disk
