"""Words that are ours follow the rules for printed medicines; words that were typed follow none."""

import re
from dataclasses import asdict

import pytest

from forms.items import ItemType
from forms.ketamine import INTAKE
from intake.exports.text import to_text
from intake.language import language_of
from intake.summary.fixed_words import fixed_words
from tests.builders import a_draft, a_medicine
from tests.intake.exports.reading import pdf_of, squeezed, summary_of

# "QD", "U", a micro sign, a comparison sign, a naked decimal point, a trailing zero, a unit without its space.
UNCLEAR = re.compile(r"\b(QO?D|I?U)\b|[µμ<>]|(?<!\d)\.\d|\d\.0\b|\d(mg|mL|kg|mcg)\b")


def _printed_words():
    for item in INTAKE.by_link_id.values():
        yield from (item.label, item.sheet_label, item.phrase)
        for option in (*item.answer_options, *item.units):
            yield from (option.display, option.said)
    yield from asdict(fixed_words(language_of())).values()


def test_no_word_of_ours_can_be_misread():
    assert [words for words in _printed_words() if UNCLEAR.search(words)] == []


def test_every_unit_stands_apart_from_its_number():
    item = next(item for item in INTAKE.by_link_id.values() if item.type is ItemType.QUANTITY)
    answers = {"body.size": "given", item.link_id: {"value": "70", "unit": item.units[0].code}}

    assert f"70 {item.units[0].display}" in to_text(summary_of(a_draft(answers)))


@pytest.mark.parametrize("typed", ["0,5", ".5", "1,000", "160/4.5", "half", "5.0 mg QD > 3", "½ µg"])
def test_what_was_typed_prints_as_typed(typed):
    summary = summary_of(a_draft({"medication.list": [a_medicine("m", typed, typed, typed, "daily")]}))

    assert to_text(summary).count(typed) >= 3
    assert pdf_of(summary).count(squeezed(typed)) >= 3
