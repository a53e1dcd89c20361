"""Nothing is lost on the way to the sheet: whatever was typed and not left off stands in each export."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.ketamine import INTAKE
from forms.sheet_layout import BlockKind, SheetBlock
from intake.summary.printable import printable
from tests.builders import a_draft
from tests.intake.exports.reading import html_of, pdf_of, squeezed, summary_of, text_of
from tests.small import NO_PILLS, PAIN, PILLS, a_page, an_item, asking
from tests.strategies import drafts, hostile_words, typed_texts

SMALL = asking(
    a_page("any", PAIN, an_item("pain.note", place="why")),
    a_page("pills", PILLS, NO_PILLS),
    blocks=(SheetBlock(code="why", title="Why", kind=BlockKind.LINES),),
)

# What a PDF gives back as it was put in: scripts that Typst does not reorder or join.
plain_words = st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x24F, exclude_categories=("Cc", "Cf", "Zs")),
    min_size=1,
    max_size=60,
)


def _lost(draft, questionnaire, exported):
    return [text for text in typed_texts(questionnaire, draft) if squeezed(printable(text)) not in exported]


@pytest.mark.parametrize("questionnaire", [SMALL, INTAKE], ids=["small", "whole"])
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_typed_answer_is_in_the_text_and_on_the_page(questionnaire, data):
    draft = data.draw(drafts(questionnaire, hostile_words))
    summary = summary_of(draft, questionnaire)

    assert _lost(draft, questionnaire, text_of(summary)) == []
    assert _lost(draft, questionnaire, html_of(summary)) == []


@pytest.mark.parametrize("questionnaire", [SMALL, INTAKE], ids=["small", "whole"])
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_typed_answer_is_in_the_pdf(questionnaire, data):
    draft = data.draw(drafts(questionnaire, plain_words))
    exported = unicodedata.normalize("NFC", pdf_of(summary_of(draft, questionnaire)))

    assert [text for text in _lost(draft, questionnaire, exported) if max(text) < "\u01c4"] == []


def test_a_letter_whose_glyph_is_also_part_of_another_is_copied_as_itself():
    exported = pdf_of(summary_of(a_draft({"pain.any": "yes", "pain.note": "\u0200 A"}, SMALL), SMALL))

    assert "\u0200A" in exported
    assert "\u0200llergies" not in exported
