"""Reading a response together with the patient: what each reviewer says is added, and nobody's words are lost."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from forms.ketamine import INTAKE
from intake.errors import LineChanged, NoGrant, ResponseUnknown, StaffUnknown
from intake.exports.text import to_text
from intake.language import language_of
from intake.services import auditing, forgetting, holding, reviewing
from intake.services.auditing import Action
from intake.services.reviewing import EntryKind, LineState, Said
from intake.store.clinic_models import EntryRecord
from intake.store.engine import reading
from intake.summary.build import build_summary
from tests.builders import BUSY, a_draft
from tests.clinics import NOW, a_sent_draft, acting, comes_in, sent
from tests.intake.services.side_by_side import at_once

MINUTE = timedelta(minutes=1)
CONFIRMED = Said(kind=EntryKind.LINE, version=1, key="reason.goal", state=LineState.CONFIRMED)
CHANGED = replace(CONFIRMED, state=LineState.CHANGED, was="Walk to the school", now="Walk to the sea")
TO_ASK = replace(CONFIRMED, state=LineState.TO_ASK)
NOTE = Said(kind=EntryKind.NOTE, text="CANARY-note: rang on Monday")


class Desk:
    """A member of staff at one response."""

    def __init__(self, world, person, response: UUID) -> None:
        self.world, self.response = world, response
        self.member = comes_in(world.vault, person)
        self.by = acting(world.vault, self.member)

    def opens(self):
        return reviewing.peek(self.by, self.member, self.response)

    def says(self, said: Said, seen: str = "") -> None:
        reviewing.say(self.by, self.member, self.response, said, seen)

    def saw(self, key: str = "reason.goal") -> str:
        return str(self.opens().last_of_line()[key].id)


@pytest.fixture
def draft(world):
    return a_sent_draft(world.vault, world.north)


@pytest.fixture
def anna(world, draft):
    return Desk(world, world.north.reviewer, UUID(draft.sendings[0].response))


@pytest.fixture
def rob(world, draft):
    return Desk(world, world.north.reader, UUID(draft.sendings[0].response))


def said(desk) -> list[Said | None]:
    return [entry.said for entry in desk.opens().entries]


def told(world, *actions: Action):
    with reading(world.vault.engine) as session:
        return auditing.rows_of(session, world.vault.keys, world.north.id, actions)


def test_response_opens_as_the_sheet_that_the_patient_made(anna, draft):
    opened = anna.opens()
    sheet = build_summary(INTAKE, replace(draft, sendings=()), language_of(), made_on=NOW.date())

    assert to_text(replace(opened.form.summary, sent="")) == to_text(replace(sheet, sent=""))
    assert opened.form.questionnaire == INTAKE.canonical
    assert opened.form.answers_as_json["reason.goal"] == [str(draft.answers.first("reason.goal"))]
    assert (opened.status, opened.latest, opened.entries) == ("new", 1, ())
    assert opened.kept_until > NOW.date()


def test_opening_is_told_to_the_log_and_peeking_is_not(world, anna):
    anna.opens()
    assert told(world, Action.OPENED) == ()
    reviewing.open_response(anna.by, anna.member, anna.response)

    assert [(row.actor, row.object_id) for row in told(world, Action.OPENED)] == [("anna", str(anna.response))]


def test_response_of_another_clinic_is_as_if_it_was_not_there(world, anna):
    bea = Desk(world, world.south.reviewer, anna.response)
    sam = Desk(world, world.south.reader, uuid4())
    for desk in (bea, sam):
        for use in (
            desk.opens,
            partial(reviewing.open_response, desk.by, desk.member, desk.response),
            partial(desk.says, NOTE),
            partial(reviewing.set_status, desk.by, desk.member, desk.response, "closed"),
            partial(reviewing.assign, desk.by, desk.member, desk.response, None),
            partial(forgetting.delete, desk.by, desk.member, desk.response),
        ):
            with pytest.raises(ResponseUnknown):
                use()

    assert (anna.opens().status, anna.opens().entries) == ("new", ())


def test_administrator_opens_nothing(world, anna):
    ada = Desk(world, world.north.administrator, anna.response)
    for use in (ada.opens, partial(ada.says, NOTE)):
        with pytest.raises(NoGrant):
            use()


def test_line_is_confirmed_changed_or_to_ask_and_the_patients_words_are_kept(anna):
    for state in (CONFIRMED, CHANGED, TO_ASK):
        anna.says(state, anna.saw() if said(anna) else "")
    anna.says(replace(TO_ASK, state=LineState.NONE), anna.saw())

    assert said(anna) == [CONFIRMED, CHANGED, TO_ASK, replace(TO_ASK, state=LineState.NONE)]
    assert [entry.author for entry in anna.opens().entries] == [anna.member.staff_id] * 4
    assert "reason.goal" in anna.opens().last_of_line()
    assert "Walk to the sea" not in to_text(anna.opens().form.summary)


def test_colleague_who_came_first_is_not_overwritten(anna, rob):
    seen = ""
    rob.says(CONFIRMED, seen)
    with pytest.raises(LineChanged) as raised:
        anna.says(CHANGED, seen)

    assert raised.value.key == "reason.goal"
    assert said(anna) == [CONFIRMED]
    anna.says(CHANGED, anna.saw())
    assert said(rob) == [CONFIRMED, CHANGED]


def test_form_that_is_sent_twice_adds_once(anna, rob):
    for _ in range(3):
        anna.says(CONFIRMED)
    rob.says(CONFIRMED)

    assert said(anna) == [CONFIRMED]


def test_nothing_is_taken_back_that_was_not_said(anna):
    anna.says(replace(CONFIRMED, state=LineState.NONE))

    assert said(anna) == []
    assert anna.opens().status == "new"


def test_lines_do_not_stand_in_each_others_way(anna, rob):
    anna.says(CONFIRMED)
    rob.says(replace(CONFIRMED, key="medication.list/m1"))

    assert sorted(anna.opens().last_of_line()) == ["medication.list/m1", "reason.goal"]


def test_one_of_eight_who_change_a_line_at_once_is_first_and_the_others_are_told(anna):
    words = [replace(CHANGED, now=f"Walk {number} miles") for number in range(8)]
    outcomes = at_once(*[partial(anna.says, each) for each in words])

    assert [type(each).__name__ for each in outcomes].count("NoneType") == 1
    assert {type(each).__name__ for each in outcomes} == {"NoneType", "LineChanged"}
    assert len(said(anna)) == 1


def test_notes_of_eight_at_once_all_stay_in_one_order(anna):
    at_once(*[partial(anna.says, replace(NOTE, text=f"note {number}")) for number in range(8)])

    assert sorted(entry.said.text for entry in anna.opens().entries) == [f"note {number}" for number in range(8)]
    with reading(anna.world.vault.engine) as session:
        assert sorted(entry.seq for entry in session.query(EntryRecord)) == list(range(8))


def test_notes_stand_apart_from_lines_and_readings(anna):
    chart = Said(kind=EntryKind.CHART, version=1, text="Venlafaxine 150 mg")
    for each in (NOTE, CONFIRMED, chart, Said(kind=EntryKind.REVIEWED, version=1)):
        anna.says(each)

    opened = anna.opens()
    assert [entry.said for entry in opened.of_kind(EntryKind.NOTE)] == [NOTE]
    assert [entry.said for entry in opened.of_kind(EntryKind.CHART)] == [chart]
    assert len(opened.of_kind(EntryKind.REVIEWED)) == 1
    assert list(opened.last_of_line()) == ["reason.goal"]


def test_response_is_new_until_somebody_adds_to_it_and_then_reviewed(world, anna, rob):
    states = [anna.opens().status]
    for desk, each in ((anna, NOTE), (anna, Said(kind=EntryKind.REVIEWED)), (rob, NOTE)):
        desk.says(each)
        states.append(anna.opens().status)

    assert states == ["new", "in-review", "reviewed", "reviewed"]
    rows = told(world, Action.NOTED, Action.STATUS_CHANGED)
    assert [(row.actor, row.action) for row in rows] == [
        ("rob", "note added"),
        ("anna", "state changed"),
        ("anna", "note added"),
    ]


def test_state_is_one_of_four(world, anna):
    reviewing.set_status(anna.by, anna.member, anna.response, "closed")
    anna.says(NOTE)
    assert anna.opens().status == "closed"
    with pytest.raises(ValueError, match="in-review"):
        reviewing.set_status(anna.by, anna.member, anna.response, "urgent")

    assert [dict(row.detail) for row in told(world, Action.STATUS_CHANGED)] == [{"state": "closed"}]


def test_response_is_assigned_to_somebody_of_the_clinic_or_to_nobody(world, anna):
    def assign(whom) -> None:
        reviewing.assign(anna.by, anna.member, anna.response, whom)

    rob = world.north.reader.staff_id
    assign(rob)
    assert anna.opens().assigned_to == rob
    for stranger in (world.south.reader.staff_id, uuid4()):
        with pytest.raises(StaffUnknown):
            assign(stranger)
    assert anna.opens().assigned_to == rob
    assign(None)
    assert anna.opens().assigned_to is None
    assert [row.detail["to"] for row in told(world, Action.ASSIGNED)] == ["", str(rob)]


def test_what_is_added_stays_when_a_newer_version_comes(world, anna, draft):
    anna.says(NOTE)
    newer = replace(draft, answers=a_draft({**BUSY, "reason.goal": "Walk to the sea"}).answers)
    for number in range(3):
        newer = sent(world.vault, replace(newer, answers=newer.answers.with_values("you.name", (f"Name {number}",))))
    opened = anna.opens()

    assert [version.number for version in opened.versions] == [4, 3], "the newest, and the one before it"
    assert opened.latest == 4
    assert opened.form == opened.versions[0].form
    assert said(anna) == [NOTE]


def test_what_is_added_opens_after_the_key_was_renewed(anna, rob):
    anna.says(NOTE)
    holding.renew_key(anna.by, anna.member)
    rob.says(CONFIRMED)

    assert said(anna) == [NOTE, CONFIRMED]


def test_words_of_staff_are_nowhere_on_the_disk(world, anna):
    anna.says(NOTE)
    anna.says(CHANGED)

    on_disk = b"".join(path.read_bytes() for path in world.settings.data.iterdir())
    assert b"CANARY" not in on_disk
    assert b"Walk to the sea" not in on_disk
    assert b"reason.goal" not in on_disk
