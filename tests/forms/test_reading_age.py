"""Patients read the form at the age of 13 or earlier: Flesch-Kincaid grade 8, and sentences of 20 words at the most.

The formula counts syllables a word and words a sentence, so it says nothing of a fragment ("Fatty liver"). A text of
fewer than five words is therefore measured together with the question that it belongs to, as it is read. Syllables
are counted as textstat 0.7.4 counts them, by pyphen; textstat itself wants a setuptools that is no longer made.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pyphen
import pytest

from forms.items import Item
from forms.ketamine import INTAKE

SYLLABLES = pyphen.Pyphen(lang="en_US")

HIGHEST_GRADE = 8
LONGEST_SENTENCE = 20
FRAGMENT = 5
"""In words."""

NAMES = "Names of medicines, as they stand on the box; there is no plainer word for them."
PLAIN = "A word that children know, which the formula counts as hard in a short line."

# Each text above the grade, and why it stays.
ABOVE = {
    "diazepam, lorazepam, clonazepam, alprazolam, zolpidem": NAMES,
    "muscle relaxants, gabapentin or pregabalin, drowsy allergy tablets, barbiturates": NAMES,
    "sertraline, fluoxetine, escitalopram, venlafaxine, duloxetine, mirtazapine, bupropion": NAMES,
    "haloperidol, risperidone, clozapine, olanzapine, aripiprazole": NAMES,
    "metoprolol, propranolol, captopril, hydrochlorothiazide": NAMES,
    "decongestants, adrenaline, pseudoephedrine, ergometrine, vasopressin in hospital": NAMES,
    "antifungals, some antibiotics, HIV or hepatitis medicines, rifampicin": NAMES,
    "Vitamins": PLAIN,
}


@dataclass(frozen=True, slots=True)
class Read:
    """A text, where it stands, and the text with the question that it is read with."""

    where: str
    text: str
    whole: str


@cache
def texts() -> tuple[Read, ...]:
    return tuple(_texts())


def grade(text: str) -> float:
    """Flesch-Kincaid (Kincaid et al., 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = re.findall(r"[^\W_]+(?:[’'][^\W_]+)*", text.lower())
    syllables = sum(len(SYLLABLES.positions(word)) + 1 for word in words)
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * syllables / len(words) - 15.59


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"[.?!](?:\s|$)", text) if part.strip()]


def test_every_text_reads_at_grade_8_or_below():
    above = {read.text: grade(read.whole) for read in texts() if grade(read.whole) > HIGHEST_GRADE}

    assert {text: found for text, found in above.items() if text not in ABOVE} == {}


def test_every_text_above_grade_8_is_listed_with_its_reason_and_no_other():
    above = {read.text for read in texts() if grade(read.whole) > HIGHEST_GRADE}

    assert set(ABOVE) - above == set()
    assert all(reason.endswith(".") for reason in ABOVE.values())


@pytest.mark.parametrize("field", ["text", "hint", "why"])
def test_no_question_hint_or_reason_is_above_grade_8_even_by_itself(field):
    alone = [text for item in INTAKE.by_link_id.values() if (text := getattr(item, field))]

    assert [text for text in alone if grade(text) > HIGHEST_GRADE] == []


def test_no_sentence_is_longer_than_20_words():
    long = [part for read in texts() for part in sentences(read.text) if len(part.split()) > LONGEST_SENTENCE]

    assert long == []


def test_a_hard_text_is_found():
    assert grade("Contemporaneous pharmacological administration necessitates multidisciplinary consideration.") > 8
    assert grade("Your own words are the best start to the talk.") < HIGHEST_GRADE


def _texts() -> Iterator[Read]:
    for section in INTAKE.sections:
        yield from _alone(section.slug, section.title, section.intro)
        for page in section.pages:
            yield from _alone(page.slug, page.title, page.intro)
            for item in page.items:
                yield from _of(item, "")


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
