"""Page 1 of a busy patient holds every block at its quota; what is longer begins there and is whole on page 2."""

from dataclasses import replace
from itertools import chain

import pytest

from intake.exports.pdf import to_pdf
from intake.summary.model import Block, Entry
from tests.builders import BUSY, a_draft
from tests.intake.exports.glyphs import glyphs_of
from tests.intake.exports.reading import pages_of, squeezed, summary_of

TWO_THOUSAND = " ".join(f"word{number:04}" for number in range(250))[:2000]
STAYING = ("strip", "why", "allergies", "top-questions")


def _blocks(summary) -> dict[str, Block]:
    return {block.code: block for block in summary.blocks}


def _entries(block: Block) -> tuple[Entry, ...]:
    return (*block.rows, *block.entries, *chain.from_iterable(group.entries for group in block.groups))


def test_busy_patient_is_as_busy_as_is_meant():
    blocks = _blocks(summary_of(a_draft(BUSY)))

    assert len(blocks["medicines-now"].rows) == 12
    assert len(blocks["tried-before"].rows) == 4
    assert len(blocks["allergies"].rows) == 3
    assert len(_entries(blocks["history"])) >= 20


@pytest.mark.parametrize("replaces", ["", "Replaces the sheet of November 20, 2026 (K7F-3MQ)."])
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_busy_patient_has_all_but_the_other_questions_on_the_first_page(paper, replaces):
    summary = replace(summary_of(a_draft(BUSY)), replaces=replaces)
    first = squeezed(pages_of(to_pdf(summary, paper))[0])

    for block in summary.blocks:
        for entry in _entries(block) if block.code != "top-questions" else block.rows[:3]:
            told = entry.cells if block.code == "medicines-now" and entry.cells else (entry.label, entry.words)
            assert [words for words in told if squeezed(words) not in first] == []
    assert first.count(squeezed("here; all on page")) == 1
    assert squeezed("3 of 11 here; all on page 2") in first
    assert squeezed("continues on page") not in first


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_two_thousand_characters_of_why_begin_on_page_1_and_are_whole_on_page_2(paper):
    summary = summary_of(a_draft({**BUSY, "reason.chief_concern": TWO_THOUSAND}))
    first, second = (squeezed(page) for page in pages_of(to_pdf(summary, paper))[:2])

    assert squeezed(TWO_THOUSAND[:400]) in first
    assert squeezed(TWO_THOUSAND) not in first
    assert squeezed("continues on page 2") in first
    assert squeezed(TWO_THOUSAND) in second


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_what_never_leaves_page_1_stays_there_beside_two_thousand_characters(paper):
    summary = summary_of(a_draft({**BUSY, "reason.chief_concern": TWO_THOUSAND}))
    first = squeezed(pages_of(to_pdf(summary, paper))[0])
    blocks = _blocks(summary)

    staying = [entry for code in STAYING for entry in (*blocks[code].rows[:3], *blocks[code].entries)]
    others = [entry for entry in staying if entry.words != TWO_THOUSAND]
    assert [entry.label for entry in others if squeezed(entry.label + entry.words) not in first.replace("“", "")] == []


@pytest.mark.parametrize(("large", "sizes"), [(False, {8, 10, 17}), (True, {12.8, 16, 27.2})])
def test_text_has_one_size_labels_a_smaller_one_and_the_name_a_larger(large, sizes):
    pages = glyphs_of(to_pdf(summary_of(a_draft(BUSY)), "a4", large=large))

    assert {round(glyph.size, 1) for page in pages for glyph in page} == sizes


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_large_print_has_every_answer_on_as_many_pages_as_it_takes(paper):
    summary = summary_of(a_draft(BUSY))
    pages = pages_of(to_pdf(summary, paper, large=True))
    everything = squeezed("".join(pages))

    for section in summary.in_full:
        for answer in section.answers:
            assert squeezed(answer.words) in everything
            assert [row for row in answer.rows if squeezed(row.words) not in everything] == []
    assert len(pages) > len(pages_of(to_pdf(summary, paper)))
