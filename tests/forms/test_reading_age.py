"""Patients read the form at the age of 13 or earlier: Flesch-Kincaid grade 8, and sentences of 20 words at the most.

The formula counts syllables a word and words a sentence, so it says nothing of a fragment ("Fatty liver"). A text of
fewer than five words is therefore measured together with the question that it belongs to, as it is read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import textstat

from forms.items import Item
from forms.ketamine import INTAKE

HIGHEST_GRADE = 8
LONGEST_SENTENCE = 20
FRAGMENT = 5
"""In words."""

NAMES = "Names of medicines, as they stand on the box; there is no plainer word for them."
ILLNESS = "The name of an illness or treatment, as patients were told it."

# Each text above the grade, and why it stays.
ABOVE: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Read:
    """A text, where it stands, and the text with the question that it is read with."""

    where: str
    text: str
    whole: str


def texts() -> Iterator[Read]:
    for section in INTAKE.sections:
        yield from _alone(section.slug, section.title, section.intro)
        for page in section.pages:
            yield from _alone(page.slug, page.title, page.intro)
            for item in page.items:
                yield from _of(item, "")


def grade(text: str) -> float:
    return float(textstat.flesch_kincaid_grade(text))


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.?!](?:\s|$)", text) if part.strip()]


READ = tuple(texts())


def test_every_text_reads_at_grade_8_or_below():
    above = {read.text: grade(read.whole) for read in READ if grade(read.whole) > HIGHEST_GRADE}

    assert {text: found for text, found in above.items() if text not in ABOVE} == {}


def test_every_text_above_grade_8_is_listed_with_its_reason_and_no_other():
    above = {read.text for read in READ if grade(read.whole) > HIGHEST_GRADE}

    assert set(ABOVE) - above == set()
    assert all(reason.endswith(".") for reason in ABOVE.values())


@pytest.mark.parametrize("field", ["text", "hint", "why"])
def test_no_question_hint_or_reason_of_a_core_question_is_above_grade_8(field):
    core = [item for item in INTAKE.items if item.prefix]

    assert [getattr(item, field) for item in core if grade(getattr(item, field)) > HIGHEST_GRADE] == []


def test_no_sentence_is_longer_than_20_words():
    long = [part for read in READ for part in sentences(read.text) if len(part.split()) > LONGEST_SENTENCE]

    assert long == []


def test_a_hard_text_is_found():
    assert grade("Contemporaneous pharmacological administration necessitates multidisciplinary consideration.") > 8
    assert grade("Your own words are the best start to the talk.") < HIGHEST_GRADE


def _of(item: Item, above: str) -> Iterator[Read]:
    question = item.text if len(item.text.split()) >= FRAGMENT else f"{above} {item.text}".strip()
    yield Read(item.link_id, item.text, question)
    parts = [item.hint, item.why, item.phrase.replace("{}", "")]
    parts += [part for option in item.answer_options for part in (option.display, option.hint)]
    if item.rows:
        parts += [item.rows.add, item.rows.another, item.rows.unnamed]
    yield from (Read(item.link_id, part, _whole(question, part)) for part in parts if part)
    for inner in item.items:
        yield from _of(inner, question)


def _whole(question: str, part: str) -> str:
    return part if len(part.split()) >= FRAGMENT else f"{question} {part}."


def _alone(where: str, *parts: str) -> Iterator[Read]:
    yield from (Read(where, part, part) for part in parts if len(part.split()) >= FRAGMENT)
