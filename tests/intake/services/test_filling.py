"""Pure changes of a draft: nothing is overwritten unseen, and what was not touched stays."""

import pytest

from forms.answers import AnswerSet, Draft, Extent, Row
from forms.page_flow import PageFlow
from intake.errors import AnswersDiffer
from intake.services import filling
from intake.services.filling import View
from tests.small import PILLS, THREE, WITH_ROWS, an_item

NOTE = THREE.pages_by_slug["note"]
LIST = WITH_ROWS.pages_by_slug["pills"]


def noted(draft: Draft, text: str, view: View) -> Draft:
    return filling.with_page(draft, NOTE, ["pain.note"], AnswerSet({"pain.note": (text,)}), view)


def with_pills(*ids: str) -> Draft:
    rows = tuple(Row(each, AnswerSet({"pill.name": (each,)})) for each in ids)
    return Draft(answers=AnswerSet({}, {"pill.list": rows}))


def order(draft: Draft) -> list[str]:
    return [row.id for row in draft.answers.rows("pill.list")]


def test_page_touches_its_own_answers_only():
    draft = noted(Draft(answers=AnswerSet({"pain.any": ("yes",)})), "hello", View("v1", ""))

    assert draft.answers.all("pain.any") == ("yes",)
    assert draft.shown == {"note"}
    assert draft.writers == {"note": "v1"}


def test_another_view_with_other_answers_is_a_conflict_and_the_same_answers_are_none():
    draft = noted(Draft(), "first", View("v1", ""))

    with pytest.raises(AnswersDiffer) as differ:
        noted(draft, "second", View("v2", ""))
    assert differ.value.saved == {"pain.note": ("first",)}
    assert differ.value.writer == "v1"
    assert noted(draft, "first", View("v2", "")).writers == {"note": "v2"}
    assert noted(draft, "second", View("v2", "v1")).answers.all("pain.note") == ("second",)
    assert noted(draft, "second", View("v2", "", over="v1")).answers.all("pain.note") == ("second",)
    assert noted(draft, "again", View("v1", "")).answers.all("pain.note") == ("again",)


def test_row_of_another_view_is_a_conflict_only_where_it_differs():
    row, other = (Row("r", AnswerSet({"pill.name": (name,)})) for name in ("Lithium", "Lithium XR"))
    draft = filling.with_row(Draft(), LIST, PILLS, row, View("v1", ""))

    with pytest.raises(AnswersDiffer):
        filling.with_row(draft, LIST, PILLS, other, View("v2", ""))
    assert order(filling.with_row(draft, LIST, PILLS, row, View("v2", ""))) == ["r"]
    assert order(filling.with_row(draft, LIST, PILLS, other, View("v2", "v1"))) == ["r"]


def test_rows_are_moved_and_stay_at_the_ends():
    draft = with_pills("a", "b", "c")

    assert order(filling.with_row_moved(draft, PILLS, "a", 1)) == ["b", "a", "c"]
    assert order(filling.with_row_moved(draft, PILLS, "a", -1)) == ["a", "b", "c"]
    assert order(filling.with_row_moved(draft, PILLS, "c", 1)) == ["a", "b", "c"]
    assert filling.with_row_moved(draft, PILLS, "gone", 1) is draft


def test_as_many_stars_as_may_be():
    draft = filling.with_star_turned(with_pills("a", "b"), PILLS, "a")

    assert filling.stars_left(draft, PILLS) == 0
    assert filling.with_star_turned(draft, PILLS, "b") is draft
    assert filling.stars_left(filling.with_star_turned(draft, PILLS, "a"), PILLS) == 1
    assert filling.with_star_turned(draft, PILLS, "gone") is draft
    assert filling.with_star_turned(draft, an_item("a.b"), "a") is draft
    assert filling.stars_left(draft, an_item("a.b")) == 0


def test_removing_a_row_leaves_the_others():
    assert order(filling.without_one_row(WITH_ROWS, with_pills("a", "b"), PILLS, "a")) == ["b"]


def test_section_left_on_purpose_and_the_choice_of_form():
    flow = PageFlow.of(THREE, Draft())

    assert filling.with_pages_shown(flow, THREE.sections[0]).shown == {"any", "note"}
    assert filling.with_extent(Draft(), Extent.SHORT).extent is Extent.SHORT
    assert filling.with_left_off(Draft(), frozenset({"a.b"})).left_off == {"a.b"}
