"""The PDF read aloud (PDF/UA-1): its tags, headings, tables and bookmarks; and that no answer changes its headings."""

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from pikepdf import ContentStreamInstruction, Pdf, parse_content_stream

from forms.ketamine import INTAKE
from intake.exports.pdf import to_pdf
from intake.summary.model import WayBack
from tests.builders import BUSY, EXAMPLE, a_draft
from tests.intake.exports.glyphs import glyphs_of
from tests.intake.exports.reading import bookmarks_of, colours_in, styles_of, summary_of
from tests.intake.exports.tags import tagged_in
from tests.intake.exports.test_golden import PATIENTS
from tests.strategies import twins

BACK = WayBack(words="Open the address.", alt="QR code that opens the address", payload=b"https://clinic.example/back")
TITLES = [block.title for block in INTAKE.blocks if block.code != "strip"]


def test_document_says_its_title_and_its_language_and_which_standard_it_keeps():
    with Pdf.open(BytesIO(to_pdf(summary_of(a_draft(EXAMPLE)), "a4"))) as document:
        root = document.Root
        assert str(root.Lang) == "en"
        assert root.MarkInfo.Marked
        assert root.ViewerPreferences.DisplayDocTitle
        assert "Getting ready" in str(document.open_metadata()["dc:title"])
        assert b"pdfuaid:part" in root.Metadata.read_bytes()


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("name", PATIENTS)
def test_headings_begin_at_the_title_and_leave_no_level_out(name, large):
    pdf = to_pdf(summary_of(PATIENTS[name]), "a4", large=large)
    levels = [int(tag[2:]) for tag, _ in tagged_in(pdf, "/H1", "/H2", "/H3")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))
    assert [level for level, _ in bookmarks_of(pdf)] == levels


def test_tables_have_header_cells_and_say_what_they_head():
    heads = tagged_in(to_pdf(summary_of(a_draft(EXAMPLE)), "a4"), "/TH")

    assert len(heads) > 6
    assert {scope for _, scope in heads} == {"/Column"}


def test_code_to_scan_is_told_in_words():
    summary = replace(summary_of(a_draft(EXAMPLE)), way_back=BACK)

    assert tagged_in(to_pdf(summary, "a4"), "/Figure") == [("/Figure", BACK.alt)]


def test_all_that_is_drawn_is_tagged_or_marked_as_an_artifact():
    """Lines to write on, rules, the head and the foot are artifacts; nothing stands outside of both."""
    drawing = {"Tj", "TJ", "f", "S", "B", "Do"}
    with Pdf.open(BytesIO(to_pdf(summary_of(a_draft(BUSY)), "a4"))) as document:
        for page in document.pages:
            depth = 0
            for each in parse_content_stream(page):
                operator = str(each.operator) if isinstance(each, ContentStreamInstruction) else ""
                depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
                assert not (operator in drawing and depth == 0)


@given(twins(INTAKE))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_change_no_heading_and_no_font_size_weight_or_colour_of_one(pair):
    one, other = (to_pdf(summary_of(draft), "a4") for draft in pair)

    assert bookmarks_of(one) == bookmarks_of(other)
    assert styles_of(one, TITLES) == styles_of(other, TITLES)
    assert colours_in(one) == colours_in(other)
    assert _sizes(one) == _sizes(other)


def _sizes(pdf: bytes) -> list[set[float]]:
    return [{round(glyph.size, 1) for glyph in page} for page in glyphs_of(pdf)[:1]]
