"""The QR code is read back by a reader that is not ours, from every form of the sheet that draws it."""

import io
import re
from dataclasses import replace

import pypdfium2
import pytest
import typst
import zxingcpp
from bs4 import BeautifulSoup
from PIL import Image

from forms.answers import Draft, SheetChoices
from intake.exports.html import to_html
from intake.exports.page_data import page_data
from intake.exports.pdf import to_pdf
from intake.exports.qr import QUIET_ZONE, qr_code, svg_of
from intake.exports.text import to_text
from intake.language import language_of
from intake.summary.model import Summary
from intake.summary.way_back import way_back
from tests.builders import EXAMPLE, a_draft
from tests.intake.exports.reading import summary_of

ADDRESS = "https://intake.example.org/return"
CODE = "ABCDEF-GHJK-MNPQ-RSTV-WXYZ"
ONE_TICK = SheetChoices(way_back=True)
TWO_TICKS = SheetChoices(way_back=True, return_code=True)


def sheet_with(choices: SheetChoices) -> Summary:
    draft: Draft = replace(a_draft(EXAMPLE), choices=choices, return_code=CODE)
    return replace(summary_of(draft), way_back=way_back(draft, ADDRESS, language_of()))


def read(svg: str) -> list[str]:
    """What a reader finds in the drawing, set on a page by a program that knows nothing of QR codes."""
    page = f'#set page(width: 4cm, height: 4cm, margin: 0pt)\n#image(bytes("{svg.replace(chr(34), chr(39))}"))'
    picture = typst.compile(page.encode(), format="png", ppi=200)
    assert isinstance(picture, bytes)
    return [each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def read_from_pdf(pdf: bytes) -> list[str]:
    """What a reader finds on the pages, seen as at the screen of a telephone."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=150 / 72).to_pil() for page in document]
    return [each.text for page in pages for each in zxingcpp.read_barcodes(page)]


def svg_in(html: str) -> str:
    drawn = BeautifulSoup(html, "html.parser").select_one("svg[role=img][aria-label]")
    assert drawn is not None
    return re.sub("viewbox", "viewBox", str(drawn)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


@pytest.mark.parametrize(("choices", "held"), [(ONE_TICK, ADDRESS), (TWO_TICKS, f"{ADDRESS}#{CODE}")], ids=[1, 2])
def test_code_on_every_sheet_holds_what_was_ticked(choices, held):
    summary = sheet_with(choices)
    opens = page_data(summary, measured=False, large=False)["opens"]

    assert read(opens["svg"]) == [held]
    assert read(svg_in(to_html(summary))) == [held]
    assert read_from_pdf(to_pdf(summary, "a4")) == [held]
    assert read_from_pdf(to_pdf(summary, "letter", large=True)) == [held]
    assert opens["alt"] == summary.way_back.alt
    assert opens["words"] == summary.way_back.words


def test_without_the_tick_there_is_no_code():
    summary = sheet_with(SheetChoices())

    assert page_data(summary, measured=False, large=False)["opens"] is None
    assert "<svg" not in to_html(summary)
    assert ADDRESS not in to_text(summary)


def test_return_code_is_on_the_sheet_only_with_the_second_tick():
    one, two = sheet_with(ONE_TICK), sheet_with(TWO_TICKS)

    assert ADDRESS in to_text(one)
    assert CODE not in to_text(one) + to_html(one) + str(page_data(one, measured=False, large=False))
    assert CODE in to_text(two)
    assert CODE in to_html(two)


def test_code_is_black_on_white_with_a_quiet_zone_around_it():
    code = qr_code(ADDRESS.encode())
    starts = [tuple(map(int, start)) for start in re.findall(r"M(\d+) (\d+)", code.outline)]

    assert min(x for x, _ in starts) == min(y for _, y in starts) == QUIET_ZONE == 4
    assert max(y for _, y in starts) == code.size - QUIET_ZONE - 1
    assert re.findall(r'fill="([^"]*)"', svg_of(code)) == ["#fff"]


def test_part_of_the_code_may_be_lost_to_a_fold_or_a_stain():
    code = qr_code(f"{ADDRESS}#{CODE}".encode())
    middle = code.size // 2 - 4
    # Nine modules square: more than the lowest level can make good.
    stained = svg_of(code).replace("</svg>", f'<path fill="#fff" d="M{middle} {middle}h9v9h-9z"/></svg>')

    assert read(stained) == [f"{ADDRESS}#{CODE}"]


def test_no_renderer_rewords_what_the_code_holds():
    assert isinstance(sheet_with(TWO_TICKS).way_back.payload, bytes)
