"""A questionnaire with a slip is found out before a patient meets it."""

from dataclasses import replace
from typing import Any

import pytest

from forms.items import AnswerOption, Citation, EnableWhen, Item, ItemType, OpensRows, Operator
from forms.lint import problems
from forms.sheet_layout import BlockKind, Landmarks, SheetBlock, Topic
from tests.small import NO_PILLS, PILLS, THREE, TICKS, WITH_ROWS, YES, a_page, an_item, asking, when

AREAS = SheetBlock(code="history", title="History", kind=BlockKind.AREAS)
TOPIC = Topic(code="mine", title="Mine", link_ids=("a.b",))
KG = AnswerOption(code="kg", display="kg")


def pills(**changes: Any) -> Item:
    assert PILLS.rows is not None
    return replace(PILLS, rows=replace(PILLS.rows, **changes))


SLIPS = {
    "used 2 times": asking(a_page("one", an_item("a.b")), a_page("two", an_item("a.b"))),
    "section.item": asking(a_page("one", an_item("bare"))),
    "not a slug": asking(a_page("Two_words", an_item("a.b"))),
    "needs a title": asking(a_page("one", an_item("a.b"), an_item("a.c"), title="")),
    "without items": asking(a_page("one")),
    "one list at the most": asking(a_page("one", PILLS, replace(PILLS, link_id="pill.more"), NO_PILLS)),
    "there is no such item": asking(a_page("one", an_item("a.b")), landmarks=Landmarks(directions=("a.c",))),
    "says why": asking(a_page("one", an_item("a.b", prefix="A1"))),
    "no place": asking(a_page("one", an_item("a.b", place="nowhere-known"))),
    "no body area": asking(a_page("one", an_item("a.b", place="history")), blocks=(AREAS,)),
    "stands twice": asking(a_page("one", an_item("a.b", ItemType.CHOICE, answer_options=(YES, YES)))),
    "needs options": asking(a_page("one", an_item("a.b", ItemType.CHOICE, answer_options=()))),
    "only a choice has options": asking(a_page("one", an_item("a.b", answer_options=(YES,)))),
    "no {} for the answer": asking(a_page("one", an_item("a.b", phrase="days"))),
    "needs units": asking(a_page("one", an_item("a.b", ItemType.QUANTITY))),
    "only a group is": asking(a_page("one", an_item("a.b", ItemType.GROUP))),
    "no column pill.size": asking(a_page("one", pills(name=("pill.size",)), NO_PILLS)),
    "no column pill.mark": asking(a_page("one", pills(star="pill.mark"), NO_PILLS)),
    "no column pill.end": asking(a_page("one", pills(ended=EnableWhen("pill.end", Operator.EQUALS, "yes")), NO_PILLS)),
    "not on the same page": asking(a_page("one", PILLS), a_page("two", NO_PILLS)),
    "which is not there": asking(a_page("one", TICKS)),
    "has no option z": asking(
        a_page("one", PILLS, NO_PILLS),
        a_page("two", replace(TICKS, answer_options=(AnswerOption(code="z", display="Z"),))),
    ),
    "not asked before it": asking(a_page("one", an_item("a.b", enable_when=when("a.c", "yes")))),
    "has no option maybe": asking(
        a_page("one", an_item("a.b", ItemType.CHOICE)), a_page("two", an_item("a.c", enable_when=when("a.b", "maybe")))
    ),
    "wants True or False": asking(
        a_page("one", an_item("a.b")), a_page("two", an_item("a.c", enable_when=when("a.b", "x", Operator.EXISTS)))
    ),
    "stands twice among topics": asking(a_page("one", an_item("a.b")), topics=(TOPIC, TOPIC)),
    "leaves off a.c, which is not asked": asking(
        a_page("one", an_item("a.b")), topics=(replace(TOPIC, link_ids=("a.b", "a.c")),)
    ),
    "among blocks and areas": asking(a_page("one", an_item("a.b")), blocks=(AREAS, AREAS)),
}


@pytest.mark.parametrize(("said", "questionnaire"), SLIPS.items(), ids=list(SLIPS))
def test_slip_is_said_with_its_name(said, questionnaire):
    assert any(said in problem for problem in problems(questionnaire)), problems(questionnaire)


@pytest.mark.parametrize("questionnaire", [THREE, WITH_ROWS], ids=["three", "rows"])
def test_sound_questionnaire_has_no_problems(questionnaire):
    assert problems(questionnaire) == ()


def test_follow_up_and_column_may_look_at_what_stands_before_them():
    follow_up = an_item("a.when", enable_when=when("a.b", "yes"), place="")
    column = an_item("pill.days", enable_when=when("pill.group", "yes"), place="")
    quantity = an_item("a.size", ItemType.QUANTITY, units=(KG,))
    exists = an_item("a.c", enable_when=when("a.b", True, Operator.EXISTS))
    group = replace(PILLS, items=(*PILLS.items, column))
    sound = asking(
        a_page("one", an_item("a.b", ItemType.CHOICE, items=(follow_up,))),
        a_page("two", group, NO_PILLS),
        a_page("three", quantity),
        a_page("four", exists),
    )

    assert problems(sound) == ()


def test_each_slip_is_said_once_and_nothing_else_is():
    alone = {said: problems(slip) for said, slip in SLIPS.items() if said != "one list at the most"}

    assert {said: len(found) for said, found in alone.items()} == dict.fromkeys(alone, 1)
    assert problems(SLIPS["one list at the most"])[-1] == "one: a page holds one list at the most"


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("used 2 times", "a.b: used 2 times"),
        ("section.item", "bare: not of the form section.item"),
        ("not a slug", "Two_words: not a slug of lower-case words"),
        ("no place", "a.b: has no place on the sheet ('nowhere-known')"),
        ("no body area", "a.b: has no body area ('')"),
        ("stands twice", "a.b: option yes stands twice"),
        ("no {} for the answer", "a.b: the phrase has no {} for the answer"),
        ("no column pill.size", "pill.list: has no column pill.size"),
        ("not on the same page", "pill.list: pill.none is not on the same page"),
        ("which is not there", "pill.ticks: opens rows of pill.list by pill.group, which is not there"),
        ("has no option z", "pill.ticks: pill.group has no option z"),
        ("not asked before it", "a.b: depends on a.c, which is not asked before it"),
        ("has no option maybe", "a.c: a.b has no option maybe"),
        ("wants True or False", "a.c: exists of a.b wants True or False"),
        ("says why", "a.b: a question says why it is asked and names a source"),
        ("only a group is", "a.b: a group is a list of rows, and only a group is"),
        ("there is no such item", "a.c: a landmark, but there is no such item"),
        ("leaves off a.c, which is not asked", "mine: leaves off a.c, which is not asked"),
        ("among blocks and areas", "history: stands twice among blocks and areas"),
        ("stands twice among topics", "mine: stands twice among topics"),
    ],
)
def test_a_slip_names_what_it_is_about_first(said, whole):
    assert problems(SLIPS[said]) == (whole,)


def test_a_question_wants_both_a_reason_and_a_source():
    said = ("a.b: a question says why it is asked and names a source",)

    assert problems(asking(a_page("one", an_item("a.b", prefix="A1", why="To know.")))) == said
    assert problems(asking(a_page("one", an_item("a.b", prefix="A1", sources=(Citation("S", "V1"),))))) == said
    assert problems(asking(a_page("one", an_item("a.b", prefix="A1", why="So.", sources=(Citation("S", "V1"),))))) == ()


def test_a_column_looks_at_its_own_row_alone_and_a_follow_up_at_what_was_asked():
    column = an_item("pill.days", enable_when=when("a.b", "yes"), place="")
    group = replace(PILLS, items=(*PILLS.items, column))
    follow_up = an_item("a.when", enable_when=when("a.z", "yes"), place="")
    first = a_page("one", an_item("a.b", ItemType.CHOICE))

    assert problems(asking(first, a_page("two", group, NO_PILLS))) == (
        "pill.days: depends on a.b, which is not asked before it",
    )
    assert problems(asking(a_page("one", an_item("a.b", items=(follow_up,))))) == (
        "a.when: depends on a.z, which is not asked before it",
    )


def test_a_condition_may_want_any_text_of_a_question_without_options():
    assert (
        problems(asking(a_page("one", an_item("a.b")), a_page("two", an_item("a.c", enable_when=when("a.b", "x")))))
        == ()
    )


def test_a_list_is_looked_at_wherever_it_stands_and_a_tick_list_names_a_column_of_it():
    plain, ticks = (
        a_page("one", an_item("a.b")),
        replace(TICKS, opens_rows=OpensRows(rows="pill.list", column="pill.x")),
    )

    assert problems(asking(plain, a_page("two", pills(star="pill.mark"), NO_PILLS))) == (
        "pill.list: has no column pill.mark",
    )
    assert problems(asking(a_page("one", PILLS, NO_PILLS), a_page("two", ticks))) == (
        "pill.ticks: opens rows of pill.list by pill.x, which is not there",
    )
