"""What is stored comes back the same; what a person writes by hand is read strictly."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import (
    AnswerSet,
    Appointment,
    AsTyped,
    Draft,
    Extent,
    InMyWords,
    Quantity,
    Row,
    Sending,
    SheetChoices,
    SheetMade,
)
from forms.answers_file import AnswersFileUnreadable, read_answers_file
from forms.codec import draft_from_bytes, draft_from_json, draft_to_bytes, draft_to_json
from forms.items import AnswerOption, ItemType
from forms.sheet_layout import Topic
from tests.small import PILLS, a_page, an_item, asking

ALL = asking(
    a_page("text", an_item("a.text", ItemType.TEXT)),
    a_page("day", an_item("a.day", ItemType.DATE)),
    a_page("count", an_item("a.count", ItemType.INTEGER)),
    a_page("flag", an_item("a.flag", ItemType.BOOLEAN)),
    a_page("open", an_item("a.open", ItemType.OPEN_CHOICE, repeats=True)),
    a_page("size", an_item("a.size", ItemType.QUANTITY, units=(AnswerOption(code="kg", display="kg"),))),
    a_page("pills", PILLS),
    topics=(Topic(code="pills", title="My pills", link_ids=("pill.list",)),),
)

texts = st.text(min_size=1, max_size=30)
answers = st.fixed_dictionaries(
    {},
    optional={
        "a.text": st.tuples(texts),
        "a.day": st.tuples(st.dates() | st.builds(AsTyped, texts)),
        "a.count": st.tuples(st.integers() | st.builds(AsTyped, texts)),
        "a.flag": st.just((True,)),
        "a.open": st.lists(st.sampled_from(["yes", "no"]) | st.builds(InMyWords, texts), min_size=1).map(tuple),
        "a.size": st.tuples(st.builds(Quantity, texts, st.sampled_from(["kg", ""]))),
        "gone.since": st.tuples(texts),
    },
)
rows = st.lists(st.builds(Row, texts, st.fixed_dictionaries({"pill.name": st.tuples(texts)}).map(AnswerSet)))


@given(values=answers, rows=rows)
def test_every_draft_comes_back_the_same(values, rows):
    draft = Draft(
        answers=AnswerSet(values, {"pill.list": tuple(rows)} if rows else {}),
        extent=Extent.SHORT,
        shown=frozenset({"text"}),
        left_off=frozenset({"a.text"}),
        private=frozenset({"a.day"}),
        choices=SheetChoices(
            without=frozenset({"pills"}), without_private=True, reference=False, way_back=True, return_code=True
        ),
        sheets=(SheetMade(date(2026, 11, 3), "K7F-3MQ"), SheetMade(date(2026, 11, 23), "Q5H-3TN")),
        writers={"text": "v1"},
        return_code="ABC",
        code_seen=True,
        made_on=date(2026, 11, 23),
    )

    assert draft_from_json(ALL, json.loads(json.dumps(draft_to_json(draft)))) == draft
    assert draft_from_bytes(ALL, draft_to_bytes(draft)) == draft


@pytest.mark.parametrize("words", ["\ud83d", "Zo\u00eb \udc00", "\ud800\udc00"], ids=["first", "second", "apart"])
def test_half_of_a_character_comes_back_too(words):
    """No browser sends one, and none of what was typed is lost over it."""
    draft = Draft(answers=AnswerSet({"a.text": (words,), "a.count": (10**20,)}))

    assert draft_from_bytes(ALL, draft_to_bytes(draft)) == draft


def test_what_was_sealed_by_an_earlier_release_is_read():
    written = '{"answers":{"a.text":["Zo\u00eb"],"a.day":["1979-03-04"],"pill.list":[{"id":"1","pill.name":["x"]}]}}'

    draft = draft_from_bytes(ALL, written.encode())

    assert draft.answers == AnswerSet(
        {"a.text": ("Zo\u00eb",), "a.day": (date(1979, 3, 4),)},
        {"pill.list": (Row("1", AnswerSet({"pill.name": ("x",)})),)},
    )


def test_what_is_no_json_is_said():
    with pytest.raises(ValueError, match="Expecting"):
        draft_from_bytes(ALL, b"{")


days = st.dates()
appointments = st.builds(
    Appointment, clinic=texts, clinic_name=texts, invitation=texts, day=st.none() | days, clinician=texts, place=texts
)
receipts = st.builds(
    Sending,
    **dict.fromkeys(("clinic", "clinic_name", "invitation", "response", "reference", "digest", "withdraw"), texts),
    number=st.integers(1, 9),
    sent_on=days,
    kept_until=days,
    withdrawn_on=st.none() | days,
)


@given(appointment=st.none() | appointments, sendings=st.lists(receipts, max_size=3))
def test_visit_and_receipts_come_back_the_same(appointment, sendings):
    draft = Draft(appointment=appointment, sendings=tuple(sendings))

    assert draft_from_json(ALL, json.loads(json.dumps(draft_to_json(draft)))) == draft


def test_text_that_looks_like_a_day_stays_a_text():
    visit = Appointment(clinic="2026-11-23", clinic_name="2026-11-23", clinician="2026-11-23", day=date(2026, 11, 23))

    assert draft_from_json(ALL, draft_to_json(Draft(appointment=visit))).appointment == visit


def test_draft_that_was_stored_before_there_were_choices_has_the_usual_ones():
    assert draft_from_json(ALL, {"answers": {}}) == Draft()
    assert draft_from_json(ALL, {"choices": {"way_back": True, "of_a_later_version": 1}}).choices == SheetChoices(
        way_back=True
    )


def test_rows_of_a_list_that_is_no_more_are_kept():
    raw = {"answers": {"old.list": [{"id": "1", "old.name": ["x"]}]}}

    assert draft_from_json(ALL, raw).answers.rows("old.list")[0].answers.all("old.name") == ("x",)


def test_file_written_by_hand_may_leave_out_brackets_ids_and_heads():
    written = {"answers": {"a.text": "hello", "a.day": "1979-03-04", "a.count": [], "pill.list": [{"pill.name": "x"}]}}
    draft = read_answers_file(ALL, json.dumps(written))

    assert draft.answers.first("a.day") == date(1979, 3, 4)
    assert "a.count" not in draft.answers
    assert [row.id for row in draft.answers.rows("pill.list")] == ["row-1"]
    assert read_answers_file(ALL, '{"answers": {"a.day": "spring"}}').answers.first("a.day") == AsTyped("spring")


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("{", "JSON"),
        ("[]", '"answers"'),
        ('{"answers": {"a.txt": "x"}}', "a.text"),
        ('{"answers": {"zzzz": "x"}}', "zzzz"),
        ('{"answers": {"a.open": "maybe"}}', "yes, no"),
        ('{"answers": {"a.open": 3}}', "a.open"),
        ('{"answers": {"a.text": 3}}', "a.text"),
        ('{"answers": {"a.count": true}}', "a.count"),
        ('{"answers": {"a.size": "70"}}', "a.size"),
        ('{"answers": {"a.size": {"kilos": 1}}}', "a.size"),
        ('{"answers": {"a.open": {"words": 1}}}', "a.open"),
        ('{"answers": {"pill.list": ["x"]}}', "row 1"),
        ('{"answers": {"pill.list": [{"a.text": "x"}]}}', "row 1"),
        ('{"answers": {}, "extent": "long"}', "extent"),
        ('{"answers": {}, "shown": "x"}', "shown"),
        ('{"answers": {}, "left_off": [1]}', "left_off"),
        ('{"answers": {}, "made_on": "today"}', "made_on"),
        ('{"answers": {}, "made_on": 20261123}', "made_on"),
        ('{"answers": {}, "private": "a.text"}', "private"),
        ('{"answers": {}, "choices": []}', "choices"),
        ('{"answers": {}, "choices": {"without": ["pils"]}}', "pills"),
        ('{"answers": {}, "choices": {"without": "pills"}}', "pills"),
        ('{"answers": {}, "choices": {"qr": true}}', "way_back"),
        ('{"answers": {}, "choices": {"reference": "yes"}}', "reference"),
        ('{"answers": {}, "sheets": "K7F-3MQ"}', "sheets"),
        ('{"answers": {}, "sheets": [{"made_on": "2026-11-03"}]}', "sheets"),
        ('{"answers": {}, "sheets": [{"made_on": "yesterday", "reference": "K7F-3MQ"}]}', "sheets"),
        ('{"answers": {}, "sheets": [{"made_on": "2026-11-03", "reference": "<b>"}]}', "sheets"),
        ('{"answers": {}, "sheets": [{"made_on": "2026-11-03", "reference": 7}]}', "sheets"),
        ('{"answers": {}, "questionnaire": "other|1"}', "other|1"),
    ],
)
def test_problem_in_a_file_is_named_with_its_place(written, names):
    with pytest.raises(AnswersFileUnreadable) as refused:
        read_answers_file(ALL, written)

    assert any(names in problem for problem in refused.value.problems)
