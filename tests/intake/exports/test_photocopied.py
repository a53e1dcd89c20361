"""Page 1 photocopied and faxed: at 100 dots an inch, each black or white, its words can still be read."""

import os
import re
import subprocess
from contextlib import closing
from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from intake.exports.pdf import to_pdf
from tests.intake.exports.reading import pages_of, summary_of
from tests.intake.exports.test_golden import PATIENTS

DOTS_PER_INCH = 100
# Toner takes what is a little darker than half.
BLACK_UP_TO = 150
# Whoever reads holds the sheet near, and sees letters where there are dots.
NEARER = 4
WORD = re.compile(r"[A-Za-z]{4,}")


def _faxed(pdf: bytes) -> bytes:
    """Page 1 as a picture of black and white dots, looked at from near (PGM)."""
    with closing(PdfDocument(pdf)) as document, closing(document[0]) as page:
        seen = page.render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil().convert("L")
    dots = seen.point([0 if value <= BLACK_UP_TO else 255 for value in range(256)])
    near, picture = dots.resize((dots.width * NEARER, dots.height * NEARER), Image.Resampling.BICUBIC), BytesIO()
    near.save(picture, "PPM")
    return picture.getvalue()


def _read(picture: bytes) -> str:
    reader = ["tesseract", "stdin", "stdout", "--psm", "3", "-l", "eng"]
    # Its threads wait for each other by turning round and round.
    environ = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return subprocess.run(reader, input=picture, capture_output=True, check=True, env=environ).stdout.decode()


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_most_words_are_read_off_a_fax_by_a_machine_too(paper):
    pdf = to_pdf(summary_of(PATIENTS["busy"]), paper)
    printed = WORD.findall(pages_of(pdf)[0])
    read = set(WORD.findall(_read(_faxed(pdf))))

    assert len(printed) > 200
    assert len([word for word in printed if word in read]) > 0.85 * len(printed)
