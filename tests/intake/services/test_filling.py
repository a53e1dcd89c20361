"""Pure changes of a draft: nothing is overwritten unseen, and what was not touched stays."""

from dataclasses import replace
from datetime import date

import pytest

from forms.answers import AnswerSet, Draft, Extent, Row, SheetChoices, SheetMade
from forms.page_flow import PageFlow
from intake.errors import AnswersDiffer
from intake.services import filling
from intake.services.filling import MOST_SHEETS, PrivateTick, View
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
    assert noted(draft, "first", View("v2", "")).writers == {"note": "v2~2"}
    assert noted(draft, "second", View("v2", "v1")).answers.all("pain.note") == ("second",)
    assert noted(draft, "second", View("v2", "", over="v1")).answers.all("pain.note") == ("second",)
    assert noted(draft, "again", View("v1", "")).answers.all("pain.note") == ("again",)


def test_a_view_that_wrote_again_is_a_conflict_for_whoever_saw_the_first_time():
    """A page saves by itself while something is typed; another window opened in between has seen half of it."""
    draft = noted(noted(Draft(), "half", View("v1", "")), "half and half", View("v1", ""))

    with pytest.raises(AnswersDiffer) as differ:
        noted(draft, "other", View("v2", seen="v1"))
    assert differ.value.saved == {"pain.note": ("half and half",)}
    assert noted(draft, "other", View("v2", "v1", over=differ.value.writer)).answers.all("pain.note") == ("other",)
    assert noted(draft, "other", View("v2", draft.writers["note"])).answers.all("pain.note") == ("other",)
    assert noted(draft, "and more", View("v1", "")).answers.all("pain.note") == ("and more",)


def test_a_view_that_gave_way_and_wrote_again_is_not_taken_for_what_it_was():
    draft = noted(Draft(), "first", View("v1", ""))
    shown = draft.writers["note"]
    draft = noted(draft, "second", View("v2", shown))
    draft = noted(draft, "third", View("v1", "", over=draft.writers["note"]))

    with pytest.raises(AnswersDiffer):
        noted(draft, "fourth", View("v3", seen=shown))


def test_the_same_sent_again_is_no_other_time():
    draft = noted(Draft(), "first", View("v1", ""))
    again = noted(draft, "first", View("v1", ""))

    assert again.writers == draft.writers
    assert noted(again, "second", View("v2", draft.writers["note"])).answers.all("pain.note") == ("second",)


def test_a_view_that_a_browser_made_up_is_no_number():
    draft = Draft()
    for made_up in ("v", "v~x", "v", "v~9", "v", "~", "", ""):
        draft = noted(draft, f"by {made_up}", View(made_up, draft.writers.get("note", "")))
        assert draft.answers.all("pain.note") == (f"by {made_up}",)
    assert draft.writers == {"note": ""}


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


def test_a_row_as_it_was_before_its_star_takes_no_star_back():
    plain = Row("a", AnswerSet({"pill.name": ("a",)}))
    draft = filling.with_row(Draft(), LIST, PILLS, plain, View("v1", ""))
    starred = filling.with_star_written(draft, LIST, PILLS, "a", View("list", ""))

    with pytest.raises(AnswersDiffer):
        filling.with_row(starred, LIST, PILLS, plain, View("v2", seen="v1"))
    turned_twice = filling.with_star_written(starred, LIST, PILLS, "a", View("list", ""))
    assert turned_twice.answers == draft.answers
    assert turned_twice.writers["pills/a"] not in (starred.writers["pills/a"], "v1")
    assert filling.with_star_written(draft, LIST, PILLS, "gone", View("list", "")) is draft


def test_a_star_leaves_what_is_known_of_other_rows_and_pages():
    draft = filling.with_row(Draft(), LIST, PILLS, Row("a", AnswerSet({"pill.name": ("a",)})), View("v1", ""))
    draft = filling.with_row(draft, LIST, PILLS, Row("b", AnswerSet({"pill.name": ("b",)})), View("v2", ""))
    starred = filling.with_star_written(draft, LIST, PILLS, "b", View("list", ""))

    assert starred.writers["pills/a"] == draft.writers["pills/a"]


def test_a_view_knows_what_nobody_wrote_what_it_showed_and_what_it_goes_over():
    view = View("mine", seen="v1", over="v2")

    assert [view.knows(writer) for writer in ("", "v1", "v2", "v3")] == [True, True, True, False]


def test_removing_a_row_leaves_the_others():
    assert order(filling.without_one_row(WITH_ROWS, with_pills("a", "b"), PILLS, "a")) == ["b"]


def test_section_left_on_purpose_and_the_choice_of_form():
    flow = PageFlow.of(THREE, Draft())

    assert filling.with_pages_shown(flow, THREE.sections[0]).shown == {"any", "note"}
    assert filling.with_extent(Draft(), Extent.SHORT).extent is Extent.SHORT
    assert filling.with_left_off(Draft(), frozenset({"a.b"})).left_off == {"a.b"}


def test_page_is_marked_private_as_a_whole_and_the_mark_is_taken_away_again():
    marked = filling.with_private(Draft(), LIST, PrivateTick(is_set=True, was_set=False), View("v1", ""))

    assert marked.private == {"pill.list", "pill.none"}
    assert filling.with_private(marked, LIST, PrivateTick(is_set=False, was_set=True), View("v2", "")).private == set()


def test_tick_of_a_page_that_was_open_all_along_takes_no_mark_away():
    marked = Draft(private=frozenset({"pain.note"}), writers={"note": "v1"})
    as_it_was = PrivateTick(is_set=False, was_set=False)

    assert filling.with_private(marked, NOTE, as_it_was, View("v2", "")) is marked
    # The same view has set it meanwhile, and takes it back.
    assert filling.with_private(marked, NOTE, as_it_was, View("v1", "")).private == set()
    typed_since = replace(marked, writers={"note": "v1~2"})
    assert filling.with_private(typed_since, NOTE, as_it_was, View("v1", "")).private == set()


def test_sheet_that_prints_the_same_is_made_once():
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    draft = filling.with_sheet_made(Draft(), "K7F-3MQ", monday)

    assert draft.sheets == (SheetMade(monday, "K7F-3MQ"),)
    assert filling.with_sheet_made(draft, "K7F-3MQ", tuesday) is draft
    changed = filling.with_sheet_made(draft, "Q5H-3TN", tuesday)
    assert filling.with_sheet_made(changed, "K7F-3MQ", tuesday).sheets[1:] == (
        SheetMade(tuesday, "Q5H-3TN"),
        SheetMade(tuesday, "K7F-3MQ"),
    )


def test_sheets_made_over_and_over_do_not_fill_the_draft():
    draft = Draft()
    for number in range(MOST_SHEETS + 10):
        draft = filling.with_sheet_made(draft, f"no-{number}", date(2026, 11, 23))

    assert [made.reference for made in draft.sheets] == [f"no-{number}" for number in range(10, MOST_SHEETS + 10)]


def test_choices_about_the_sheet_stand_beside_the_answers():
    assert filling.with_choices(Draft(), SheetChoices(way_back=True)).choices.way_back


def test_a_press_that_was_held_up_is_not_saved_over_a_newer_one():
    draft = noted(Draft(), "older words", View("a", "", press=1))
    newer = noted(draft, "newer words", View("a", "", press=2))
    with pytest.raises(AnswersDiffer) as raised:
        noted(newer, "older words", View("a", "", press=1))

    assert raised.value.saved
    assert noted(newer, "newer words", View("a", "", press=1)) == newer
    assert noted(newer, "newest words", View("a", "", press=3)) != newer
    assert noted(newer, "without a number", View("a", "")) != newer
