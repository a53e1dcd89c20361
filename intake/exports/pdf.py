"""The sheet as a PDF that can be read aloud (PDF/UA-1), set by Typst; page 1 is one page for every patient."""

import json
from datetime import UTC, datetime
from functools import cache, partial
from threading import Lock
from typing import Any, Literal

import typst

from intake.errors import SheetNotPrinted
from intake.exports.fonts import FAMILY, all_fonts, pinned_characters, pinned_fonts, uncovered
from intake.exports.page_data import page_data
from intake.exports.page_text import breakable, characters_of, marked, with_texts
from intake.folders import templates_folder
from intake.summary.model import Summary

Paper = Literal["a4", "letter"]

_TEMPLATES = templates_folder()
_PAPERS: dict[Paper, str] = {"a4": "a4", "letter": "us-letter"}
# The template's own words for it.
_TOO_FULL = "page one is too full"
_KEPT_DOCUMENTS = 10
_NO_SHAPE = "could not be displayed"

# One compiler at a time: it keeps what it read of the template and the fonts, and is not made for two threads.
_compiling = Lock()


class _PageTooFull(Exception):
    """Page 1 does not hold every block's quota at once."""


def to_pdf(summary: Summary, paper: Paper) -> bytes:
    """The PDF of a summary: the same bytes for the same summary, as long as its fonts are the same.

    A character that no font has prints as a mark such as "[U+1F600]", and the sheet says so. Raises SheetNotPrinted.
    """
    beyond = characters_of(summary) - pinned_characters()
    if not beyond:
        return _set(summary, paper, frozenset(), pinned_fonts())
    try:
        return _set(summary, paper, uncovered(beyond), all_fonts())
    except SheetNotPrinted:
        # A font has the character, but not together with its neighbours.
        return _set(summary, paper, beyond, pinned_fonts())


def _set(summary: Summary, paper: Paper, missing: frozenset[int], fonts: typst.Fonts) -> bytes:
    printing = with_texts(summary, partial(marked, missing=missing))
    ready = with_texts(printing, breakable)
    more = {"paper": _PAPERS[paper], "fonts": [FAMILY], "marks": printing != summary}
    made_on = datetime.fromisoformat(summary.made_on).replace(tzinfo=UTC)
    try:
        return _compiled({**page_data(ready, measured=False), **more}, fonts, made_on)
    except _PageTooFull:
        return _compiled({**page_data(ready, measured=True), **more}, fonts, made_on)


def _compiled(data: dict[str, Any], fonts: typst.Fonts, made_on: datetime) -> bytes:
    try:
        with _compiling:
            pdf = _compiler(fonts is pinned_fonts()).compile(
                format="pdf",
                sys_inputs={"sheet": json.dumps(data, ensure_ascii=False)},
                pdf_standards="ua-1",
                timestamp=made_on,
            )
            _forget()
    except typst.TypstError as error:
        if _TOO_FULL in error.message:
            raise _PageTooFull from None
        raise SheetNotPrinted(_reason(error)) from None
    assert isinstance(pdf, bytes)  # noqa: S101 - tells the type checker what the format means
    return pdf


def _forget() -> None:
    """Typst keeps the layout of the last ten documents, some 10 MB each; small ones in their place free the memory."""
    for _ in range(_KEPT_DOCUMENTS):
        _nothing().compile(b"", format="svg")


@cache
def _nothing() -> typst.Compiler:
    return typst.Compiler(font_paths=pinned_fonts(), ignore_system_fonts=True)


def _reason(error: typst.TypstError) -> str:
    """Why, without what the patient wrote: Typst's messages may quote it."""
    return "a character has no shape" if _NO_SHAPE in error.message else "the template did not compile"


@cache
def _compiler(pinned_only: bool) -> typst.Compiler:
    fonts = pinned_fonts() if pinned_only else all_fonts()
    return typst.Compiler(
        _TEMPLATES / "exports" / "sheet.typ", root=_TEMPLATES, font_paths=fonts, ignore_system_fonts=True
    )
