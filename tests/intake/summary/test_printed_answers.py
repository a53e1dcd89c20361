"""The answers that are sent are those that print: each of them stands on the sheet, and none that is left off."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from forms.answers import AnswerSet, AsTyped, Draft, InMyWords, SheetChoices
from forms.codec import answers_to_json
from forms.enablement import enabled_answers
from forms.items import NOWHERE, ItemType, OpensRows
from forms.ketamine import INTAKE
from intake.exports.text import to_text
from intake.summary.leaving_off import left_off_whole, printed_answers
from tests.builders import BUSY, EXAMPLE, a_draft
from tests.intake.exports.reading import summary_of
from tests.intake.summary.test_sent import decided
from tests.small import PILLS, TICKS, a_page, an_item, asking, when
from tests.strategies import drafts, plain_words


def words_in(text: str) -> set[str]:
    """The made-up words of `plain_words`, whole."""
    return set(re.findall(r"\bqz[a-h]+\b", text))


def words_sent(draft: Draft) -> set[str]:
    return words_in(json.dumps(answers_to_json(printed_answers(INTAKE, draft))))


@given(draft=decided(plain_words))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_words_that_are_sent_are_those_that_stand_on_the_sheet(draft):
    assert words_sent(draft) == words_in(to_text(summary_of(draft)))


@given(draft=drafts(INTAKE))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_is_sent_that_was_not_answered(draft):
    printed, enabled = printed_answers(INTAKE, draft), enabled_answers(INTAKE, draft.answers)

    for link_id, values in printed.values.items():
        assert set(values) <= set(enabled.all(link_id))
        assert values
    for link_id, rows in printed.groups.items():
        assert [row.id for row in rows] == [row.id for row in enabled.rows(link_id)]


@pytest.mark.parametrize("answers", [EXAMPLE, BUSY], ids=["example", "busy"])
def test_answers_of_a_form_with_nothing_left_off_are_sent_whole(answers):
    draft = a_draft(answers)
    printed = printed_answers(INTAKE, draft)
    places = {link_id: item.place for link_id, item in INTAKE.by_link_id.items()}

    assert {link_id for link_id in draft.answers.values if places[link_id] != NOWHERE} <= set(printed.values)
    assert printed.groups.keys() == draft.answers.groups.keys()


@given(draft=drafts(INTAKE, plain_words))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_topics_and_private_marks_take_their_answers_along(draft):
    everything = sorted({*draft.answers.values, *draft.answers.groups})
    private = replace(draft, private=frozenset(everything), choices=SheetChoices(without_private=True))
    assert not printed_answers(INTAKE, private)

    for topic in INTAKE.topics:
        without = replace(draft, choices=SheetChoices(without=frozenset({topic.code})))
        assert left_off_whole(INTAKE, without) >= set(topic.link_ids)
        assert not set(printed_answers(INTAKE, without)) & set(topic.link_ids)


FOLLOW_UP = an_item("a.more", enable_when=when("a.any", "yes"))
SMALL = asking(
    a_page("any", an_item("a.any", ItemType.CHOICE, items=(FOLLOW_UP,))),
    a_page("nowhere", an_item("a.code", ItemType.OPEN_CHOICE, place=NOWHERE, repeats=True)),
    a_page("day", an_item("a.day", ItemType.DATE, place=NOWHERE)),
    a_page("pills", PILLS),
    a_page("ticks", TICKS),
)


def sent(answers, *left_off: str) -> AnswerSet:
    return printed_answers(SMALL, a_draft(answers, SMALL, left_off=list(left_off)))


def test_follow_up_goes_with_its_question():
    answers = {"a.any": "yes", "a.more": "qz"}

    assert set(sent(answers)) == {"a.any", "a.more"}
    assert set(sent(answers, "a.more")) == {"a.any"}
    assert set(sent(answers, "a.any")) == set()
    assert set(sent({"a.any": "no", "a.more": "qz"})) == {"a.any"}, "it was not asked"


def test_of_what_prints_nowhere_the_patients_own_words_alone_are_sent():
    printed = sent({"a.code": ["yes", {"words": "qz"}], "a.day": {"as_typed": "spring"}})

    assert printed.all("a.code") == (InMyWords("qz"),)
    assert printed.all("a.day") == (AsTyped("spring"),)
    assert "a.code" not in sent({"a.code": ["yes"]})


def test_row_that_is_left_off_takes_the_tick_that_opened_it_along():
    rows = [{"id": "yes", "pill.name": "Aspirin"}, {"id": "no", "pill.name": "Codeine"}]
    answers = {"pill.list": rows, "pill.ticks": ["yes", "no"]}
    printed = sent(answers, "pill.list/no")

    assert [row.id for row in printed.rows("pill.list")] == ["yes"]
    assert "no" not in [str(value) for value in printed.all("pill.ticks")]
    assert "pill.list" not in sent(answers, "pill.list/no", "pill.list/yes")


def test_tick_that_prints_goes_with_the_row_it_opened_only():
    ticks = replace(TICKS, place=PILLS.place, opens_rows=OpensRows(rows="pill.list", column="pill.group", mirrors=True))
    form = asking(a_page("pills", PILLS), a_page("ticks", ticks))
    draft = a_draft({"pill.ticks": ["yes", "no"]}, form, left_off=["pill.list/no"])

    assert printed_answers(form, draft).all("pill.ticks") == ("yes",)


def test_column_of_a_list_that_is_left_off_is_in_no_row():
    printed = sent({"pill.list": [{"id": "1", "pill.name": "Aspirin", "pill.group": "yes"}]}, "pill.group")

    assert set(printed.rows("pill.list")[0].answers) == {"pill.name"}
