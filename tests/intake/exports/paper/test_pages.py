"""The blank form page by page: inside the margins, nothing torn apart, and fit to be read aloud."""

from io import BytesIO

import pytest
from pikepdf import Pdf
from pypdf import PdfReader

from forms.ketamine import INTAKE
from intake.exports.paper.build import build_paper_form
from intake.exports.paper.making import _made, to_paper
from tests.intake.exports.glyphs import glyphs_of, outside_margins
from tests.intake.exports.paper.forms import QUESTIONNAIRES, SIZES, made
from tests.intake.exports.paper.reading import (
    GB,
    US,
    numbered_items,
    outlined,
    overprinted,
    questions_of,
    scopes_in,
    tags_in,
    words_at,
)
from tests.intake.exports.reading import pages_of, squeezed
from tests.small import THREE


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_every_glyph_lies_inside_the_margins_of_its_paper(name, paper):
    assert outside_margins(made(name, paper)) == []
    for page in PdfReader(BytesIO(made(name, paper))).pages:
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == SIZES[paper]


@pytest.mark.parametrize("paper", SIZES)
def test_nothing_is_smaller_than_8_points_and_no_words_stand_on_others(paper):
    for page in glyphs_of(made("intake", paper)):
        assert min(glyph.size for glyph in page) >= 8
        assert list(overprinted(page)) == []


@pytest.mark.parametrize("paper", SIZES)
def test_every_page_has_lines_for_whose_it_is_its_number_and_the_footer_of_the_sheet(paper):
    pages = pages_of(made("intake", paper))

    assert len(pages) <= 22
    for number, page in enumerate(pages, 1):
        assert f"page {number} of {len(pages)}" in page
        assert "Name" in page
        assert "Date of birth" in page
        assert "Gives no opinion about treatment." in page


@pytest.mark.parametrize("paper", SIZES)
def test_form_can_be_read_aloud(paper):
    with Pdf.open(BytesIO(made("intake", paper))) as document:
        assert str(document.Root.Lang) == "en"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert "Getting ready" in str(document.open_metadata()["dc:title"])
        assert b"pdfuaid:part" in document.Root.Metadata.read_bytes()
    tags = tags_in(made("intake", paper))
    headings = [int(tag[2]) for tag in tags if tag in ("/H1", "/H2", "/H3", "/H4")]

    assert headings[0] == 1
    assert headings.count(1) == 1
    assert headings.count(3) == len(numbered_items(INTAKE))
    assert all(after - before <= 1 for before, after in zip(headings, headings[1:], strict=False))
    assert scopes_in(made("intake", paper)) == {"/Column"}
    # What is drawn for the pen is nothing to read aloud.
    assert "/Figure" not in tags


def test_parts_and_questions_are_bookmarks():
    titles = list(outlined(PdfReader(BytesIO(made("intake", "a4"))).outline))

    assert [title for part in build_paper_form(INTAKE, GB).parts if (title := part.title) not in titles] == []
    assert any("What is your full name?" in title for title in titles)


@pytest.mark.parametrize("paper", SIZES)
def test_a_question_and_its_answers_stand_on_one_page(paper):
    pages = [squeezed(page) for page in pages_of(made("intake", paper))]
    link_ids = {number: link_id for link_id, number in numbered_items(INTAKE).items()}
    short = [question for question in questions_of(INTAKE) if not question.long]

    assert len(short) > 70
    for question in short:
        words = [
            squeezed(text)
            for text in (f"{question.number}{question.text}", *words_at(INTAKE, link_ids[question.number]))
        ]
        assert any(all(text in page for text in words) for page in pages), question.text


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    titles = {squeezed(question.text) for question in questions_of(INTAKE)}
    titles |= {squeezed(part.title) for part in build_paper_form(INTAKE, GB).parts}
    for paper in SIZES:
        for page in pages_of(made("intake", paper)):
            lines = [squeezed(line).lstrip("0123456789") for line in page.splitlines() if line.strip()]
            body = lines[: next(number for number, line in enumerate(lines) if line.startswith("Writtenbythepatient"))]
            assert body[-1] not in titles


def test_same_questions_give_the_same_bytes_and_are_made_once():
    first = to_paper(INTAKE, "a4", GB)
    assert to_paper(INTAKE, "a4", GB) is first

    _made.cache_clear()
    to_paper(THREE, "letter", US)
    assert to_paper(INTAKE, "a4", GB) == first
