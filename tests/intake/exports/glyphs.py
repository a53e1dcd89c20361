"""A PDF as its readers have it: where each glyph stands, in points from the lower left corner, and what is copied."""

from collections.abc import Iterator
from contextlib import closing
from ctypes import byref, c_double, c_int, create_string_buffer
from functools import lru_cache
from typing import NamedTuple

from pypdfium2 import PdfDocument, PdfPage, PdfTextPage, raw

POINTS_PER_MM = 72 / 25.4
# By how much of its size a slanted letter may reach over the place that its glyph is set in. In some other fonts an
# accent reaches farther.
_OVER, _OVER_IN_OTHER_FONTS = 0.1, 0.2
_PINNED = "SourceSansPro"


class Glyph(NamedTuple):
    """The box of its ink. Where several glyphs make a character, or one makes several, the boxes are the reader's."""

    character: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    font: str


class Outside(NamedTuple):
    page: int
    glyph: Glyph


def glyphs_of(pdf: bytes) -> list[list[Glyph]]:
    """For each page its glyphs in the order of its content, spaces and places to break left out."""
    return [list(page) for page in _glyphs_of(pdf)]


# A test looks at one document in several ways, and reading it takes long.
@lru_cache(maxsize=2)
def _glyphs_of(pdf: bytes) -> tuple[tuple[Glyph, ...], ...]:
    with closing(PdfDocument(pdf)) as document:
        return tuple(_glyphs_on(page) for page in document)


def text_of_pages(pdf: bytes) -> list[str]:
    """What a reader copies from each page; words from right to left in the order in which they are read."""
    with closing(PdfDocument(pdf)) as document:
        return [_text_on(page) for page in document]


def outside_margins(pdf: bytes, margin_mm: float = 13) -> list[Outside]:
    """The glyphs with ink nearer than the margin to an edge of their page, head and foot of the page included."""
    margin = margin_mm * POINTS_PER_MM
    with closing(PdfDocument(pdf)) as document:
        sizes = [page.get_size() for page in document]
    return [
        Outside(number, glyph)
        for number, ((width, height), glyphs) in enumerate(zip(sizes, glyphs_of(pdf), strict=True), 1)
        for glyph in glyphs
        if min(glyph.left, glyph.bottom, width - glyph.right, height - glyph.top) < margin - _reach(glyph)
    ]


def _reach(glyph: Glyph) -> float:
    return glyph.size * (_OVER if _PINNED in glyph.font else _OVER_IN_OTHER_FONTS)


def _text_on(page: PdfPage) -> str:
    with closing(page), closing(page.get_textpage()) as text:
        return str(text.get_text_range()).replace("\r\n", "\n")


def _glyphs_on(page: PdfPage) -> tuple[Glyph, ...]:
    with closing(page), closing(page.get_textpage()) as text:
        return tuple(_inked(text))


def _inked(text: PdfTextPage) -> Iterator[Glyph]:
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    first_half = ""
    for number in range(text.count_chars()):
        # What the reader puts between words and lines stands nowhere.
        if raw.FPDFText_IsGenerated(text, number):
            continue
        character = chr(raw.FPDFText_GetUnicode(text, number))
        if "\ud800" <= character <= "\udbff":
            first_half = character
            continue
        if "\udc00" <= character <= "\udfff":
            character = (first_half + character).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if character.isspace() or character == "\u200b":
            continue
        raw.FPDFText_GetCharBox(text, number, byref(left), byref(right), byref(bottom), byref(top))
        size = raw.FPDFText_GetFontSize(text, number)
        yield Glyph(character, left.value, bottom.value, right.value, top.value, size, _font_of(text, number))


def _font_of(text: PdfTextPage, number: int) -> str:
    name, flags = create_string_buffer(64), c_int()
    raw.FPDFText_GetFontInfo(text, number, name, len(name), byref(flags))
    return name.value.decode("utf-8", "replace")
