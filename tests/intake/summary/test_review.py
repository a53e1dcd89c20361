"""The summary line by line: every answer once, what is open, and what a newer version says instead."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from forms.items import Heading
from forms.ketamine import INTAKE
from intake.language import language_of
from intake.summary.review import OPEN, changes_between, review_sections
from tests.builders import BUSY, EXAMPLE, MEDICINES, a_draft, a_medicine
from tests.intake.exports.reading import squeezed, summary_of
from tests.strategies import drafts, plain_words, typed_texts

WORDS = language_of()
FIRST = a_draft(EXAMPLE)


def lines_of(draft):
    return {line.key: line for section in review_sections(summary_of(draft), WORDS) for line in section.lines}


def changes(older, newer):
    return changes_between(summary_of(older), summary_of(newer), WORDS)


@given(draft=drafts(INTAKE, plain_words))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_text_of_the_sheet_is_in_a_line_and_no_line_is_there_twice(draft):
    sections = review_sections(summary_of(draft), WORDS)
    keys = [line.key for section in sections for line in section.lines]
    said = squeezed(" ".join(f"{line.label} {line.words}" for section in sections for line in section.lines))

    assert len(keys) == len(set(keys))
    assert [text for text in typed_texts(INTAKE, draft) if squeezed(text) not in said] == []
    assert [section.title for section in sections] == [section.title for section in summary_of(draft).sections]


@given(draft=drafts(INTAKE, plain_words))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_version_does_not_differ_from_itself(draft):
    assert changes(draft, draft) == ()


@given(one=drafts(INTAKE, plain_words), other=drafts(INTAKE, plain_words))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_changed_one_way_changed_back_the_other_way(one, other):
    there = {change.key: (change.was, change.now) for change in changes(one, other)}
    back = {change.key: (change.now, change.was) for change in changes(other, one)}

    assert there == back
    assert all(was != now for was, now in there.values())


def test_row_of_a_list_is_a_line_with_its_name_and_its_list():
    line = lines_of(a_draft({**EXAMPLE, "medication.list": list(MEDICINES[:2])}))["medication.list/m2"]

    assert "Mirtazapine" in line.label + line.words
    assert "half a tablet, too sleepy on a whole one" in line.words
    assert line.label.count(": ") == 1
    assert not line.own_words, "a run of several answers is no quotation"


def test_changed_answer_a_new_row_and_a_row_that_is_gone_are_told_apart():
    older = a_draft({**BUSY, "reason.goal": "Walk to the school", "medication.list": list(MEDICINES[:2])})
    new = a_medicine("m9", "Sertraline", "50 mg", "1 tablet", "once-a-day")
    newer = a_draft({**BUSY, "reason.goal": "Walk to the sea", "medication.list": [MEDICINES[0], new]})
    found = {change.key: change for change in changes(older, newer)}

    assert set(found) == {"reason.goal", "medication.list/m2", "medication.list/m9"}
    assert (found["reason.goal"].was, found["reason.goal"].now) == ("Walk to the school", "Walk to the sea")
    assert (found["medication.list/m2"].now, found["medication.list/m9"].was) == ("", "")
    assert "Mirtazapine" in found["medication.list/m2"].label + found["medication.list/m2"].was
    assert list(found)[-1] == "medication.list/m2", "what is gone stands at the end"


@pytest.mark.parametrize("key", ["reason.goal", "substance.alcohol"])
def test_answer_that_is_left_off_in_the_newer_version_is_gone(key):
    (change,) = (each for each in changes(FIRST, replace(FIRST, left_off=frozenset({key}))) if each.key == key)

    assert change.was
    assert not change.now


@pytest.mark.parametrize("heading", Heading)
def test_what_is_open_is_what_nobody_answered_yet(heading):
    line = next(iter(lines_of(FIRST).values()))

    assert replace(line, heading=heading).is_open is (heading in OPEN)
    assert {Heading.NOT_ANSWERED, Heading.NOT_SURE, Heading.IN_PERSON} == OPEN


def test_question_without_an_answer_is_open_and_is_no_quotation():
    line = lines_of(a_draft({"you.name": "Example Patient"}))["reason.chief_concern"]

    assert line.is_open
    assert not line.own_words
    assert lines_of(FIRST)["reason.chief_concern"].own_words
