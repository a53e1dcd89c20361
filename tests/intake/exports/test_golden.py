"""Whole sheets as text, to be reviewed in a diff, and as pictures, to be looked at.

`python -m tests.intake.exports.test_golden` writes them anew.
"""

from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from forms.answers import Draft
from intake.exports.pdf import to_pdf
from intake.exports.text import COLUMNS, to_text
from tests.builders import BUSY, EXAMPLE, LEFT_OFF, a_draft, a_medicine
from tests.checkout import ROOT
from tests.intake.exports.reading import summary_of

GOLDEN = Path(__file__).parent / "golden"
PICTURES = ROOT / "docs" / "images" / "sheets"
PIXELS_PER_INCH, GREYS = 90, 16
MANY = [a_medicine(f"n{n}", f"Medicine {n}", f"{n} mg", "1 tablet", "once-a-day", note=f"Note {n}") for n in range(200)]
PATIENTS: dict[str, Draft] = {
    "example": a_draft(EXAMPLE),
    "busy": a_draft(BUSY),
    "empty": a_draft({}),
    "left-off": a_draft(EXAMPLE, left_off=LEFT_OFF),
    "200-medicines": a_draft({"you.name": "Example Patient", "medication.list": MANY}),
}


@pytest.mark.parametrize("name", PATIENTS)
def test_text_is_the_reviewed_one(name):
    assert to_text(summary_of(PATIENTS[name])) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PATIENTS)
def test_text_keeps_within_its_columns(name):
    assert max(map(len, to_text(summary_of(PATIENTS[name])).splitlines())) <= COLUMNS


def _picture_of(draft: Draft) -> Image.Image:
    """Page 1, to be looked at."""
    with closing(PdfDocument(to_pdf(summary_of(draft), "a4"))) as document, closing(document[0]) as page:
        return page.render(scale=PIXELS_PER_INCH / 72, grayscale=True).to_pil().quantize(GREYS)


if __name__ == "__main__":
    for name, draft in PATIENTS.items():
        (GOLDEN / f"{name}.txt").write_text(to_text(summary_of(draft)), encoding="utf-8")
        _picture_of(draft).save(PICTURES / f"{name}.png", optimize=True)
