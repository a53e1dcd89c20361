"""The reference and the day of a sheet: the same for what prints the same, and nothing of what is left off."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from forms.answers import Draft, SheetChoices, SheetMade
from forms.items import Questionnaire
from forms.ketamine import INTAKE
from intake.exports.text import to_text
from intake.language import language_of
from intake.summary.build import build_summary
from intake.summary.model import Answers, Entry
from intake.summary.reference import ALPHABET, reference_of
from tests.builders import EXAMPLE, MADE_ON, a_draft
from tests.intake.exports.reading import summary_of
from tests.strategies import drafts, plain_words, twins

LATER = date(2026, 12, 1)
FIRST = a_draft(EXAMPLE)
CHANGED = a_draft({**EXAMPLE, "reason.goal": "Walk to the sea"})


def sheet_of(draft: Draft, day: date = MADE_ON, questionnaire: Questionnaire = INTAKE):
    return build_summary(questionnaire, draft, language_of(), made_on=day)


def made(draft: Draft, *sheets: tuple[date, Draft]) -> Draft:
    """The draft after these sheets were made from it."""
    return replace(draft, sheets=tuple(SheetMade(day, sheet_of(printed).reference) for day, printed in sheets))


def test_reference_is_short_and_has_no_characters_that_look_alike():
    reference = summary_of(FIRST).reference

    assert re.fullmatch(f"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}", reference)
    assert not set(ALPHABET) & set("01OILAEU")
    assert len(set(ALPHABET)) == 28


def test_reference_does_not_change_from_day_to_day_or_with_what_the_sheet_looks_like():
    chosen = replace(FIRST, choices=SheetChoices(reference=False, way_back=True, return_code=True))

    assert sheet_of(FIRST).reference == sheet_of(FIRST, LATER).reference == sheet_of(chosen).reference
    assert sheet_of(FIRST).reference != sheet_of(CHANGED).reference
    assert sheet_of(FIRST).reference != sheet_of(FIRST, questionnaire=replace(INTAKE, version="2")).reference


@given(drafts(INTAKE, plain_words), drafts(INTAKE, plain_words))
@settings(max_examples=30, deadline=None)
def test_sheets_have_one_reference_when_they_print_the_same_and_only_then(one, other):
    quiet = SheetChoices(reference=False)
    sheets = [summary_of(replace(draft, choices=quiet)) for draft in (one, other)]

    assert (sheets[0].reference == sheets[1].reference) is (to_text(sheets[0]) == to_text(sheets[1]))


@given(twins(INTAKE))
@settings(max_examples=30, deadline=None)
def test_reference_says_nothing_of_what_is_left_off(pair):
    everything = frozenset(INTAKE.by_link_id)
    one, other = (replace(draft, left_off=everything) for draft in pair)

    assert summary_of(one).reference == summary_of(other).reference


def test_reference_prints_unless_the_patient_does_not_want_it():
    summary = summary_of(FIRST)

    assert f"Reference {summary.reference}" in to_text(summary)
    without = to_text(summary_of(replace(FIRST, choices=SheetChoices(reference=False))))
    assert summary.reference not in without


def test_first_sheet_replaces_none():
    assert sheet_of(FIRST).replaces == ""
    assert sheet_of(FIRST).words.made_on == "Made on November 23, 2026"


def test_sheet_that_is_shown_again_later_is_still_of_its_day():
    draft = made(FIRST, (MADE_ON, FIRST))

    assert sheet_of(draft, LATER) == sheet_of(draft, MADE_ON)
    assert sheet_of(draft, LATER).made_on == "2026-11-23"
    assert sheet_of(draft, LATER).replaces == ""


def test_changed_answers_make_a_new_sheet_that_names_the_one_before():
    draft = made(CHANGED, (MADE_ON, FIRST))
    before = sheet_of(FIRST).reference

    assert sheet_of(draft, LATER).made_on == "2026-12-01"
    assert sheet_of(draft, LATER).replaces == f"Replaces the sheet of November 23, 2026 ({before})."
    kept = made(CHANGED, (MADE_ON, FIRST), (LATER, CHANGED))
    assert sheet_of(kept, date(2027, 1, 1)) == sheet_of(draft, LATER)


def test_two_sheets_of_one_day_are_told_apart_by_their_references():
    draft = made(CHANGED, (MADE_ON, FIRST), (MADE_ON, CHANGED))
    summary = sheet_of(draft)

    assert summary.made_on == "2026-11-23"
    assert sheet_of(FIRST).reference in summary.replaces
    assert summary.reference != sheet_of(FIRST).reference


def test_answers_changed_back_make_a_new_sheet_again():
    draft = made(FIRST, (MADE_ON, FIRST), (LATER, CHANGED))
    summary = sheet_of(draft, date(2026, 12, 5))

    assert summary.made_on == "2026-12-05"
    assert sheet_of(CHANGED).reference in summary.replaces


def test_without_a_reference_the_day_alone_is_named():
    draft = replace(made(CHANGED, (MADE_ON, FIRST)), choices=SheetChoices(reference=False))

    assert sheet_of(draft, LATER).replaces == "Replaces the sheet of November 23, 2026."


ROW = Entry(link_id="people.list", label="Dr Kim", words="pain care")
CHANGES = {
    "a question": lambda told: replace(told, questions=told.questions[1:]),
    "its words": lambda told: replace(told, questions=(replace(told.questions[0], words="more"), *told.questions[1:])),
    "a section": lambda told: replace(told, in_full=told.in_full[1:]),
    "an answer": lambda told: replace(told, in_full=(_with_answer(told.in_full[0], words="other"), *told.in_full[1:])),
    "a row": lambda told: replace(told, in_full=(_with_answer(told.in_full[0], rows=(ROW,)), *told.in_full[1:])),
    "a name of the marked no": lambda told: replace(told, marked_no=told.marked_no[1:]),
    "a name of the not answered": lambda told: replace(told, not_answered=told.not_answered[1:]),
    "a name of the not asked": lambda told: replace(told, not_asked=told.not_asked[1:]),
    "that some is left off": lambda told: replace(told, left_off=True),
    "the version": lambda told: replace(told, words=replace(told.words, version="Form 2")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_prints_otherwise_has_another_reference(what):
    summary = summary_of(FIRST)
    changed = CHANGES[what](summary)

    assert changed != summary
    assert reference_of(changed) != reference_of(summary)


def test_words_of_a_row_are_part_of_the_reference():
    with_row = CHANGES["a row"](summary_of(FIRST))
    told = _with_answer(with_row.in_full[0], rows=(replace(ROW, words="talking therapy"),))

    assert reference_of(replace(with_row, in_full=(told, *with_row.in_full[1:]))) != reference_of(with_row)


def _with_answer(section: Answers, **changes: Any) -> Answers:
    first, *others = section.answers
    return replace(section, answers=(replace(first, **changes), *others))
