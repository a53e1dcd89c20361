"""Typst, one document at a time: a template and its data become a PDF that can be read aloud (PDF/UA-1)."""

import ctypes
import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any

from intake.country import Paper
from intake.errors import SheetNotPrinted
from intake.exports.fonts import Families, fonts_with, pinned_characters, pinned_fonts
from intake.exports.marks import Coverage, coverage_of, plain_coverage
from intake.exports.page_text import characters_of, clusters_with
from intake.exports.typst_loading import loaded_typst
from intake.folders import templates_folder

if TYPE_CHECKING:
    import typst

PAPERS: dict[Paper, str] = {"a4": "a4", "letter": "us-letter"}
"""The papers by the names that Typst has for them."""

_TEMPLATES = templates_folder()
_KEPT_DOCUMENTS = 10
_NO_SHAPE = "could not be displayed"

# One compiler at a time: it keeps what it read of the template and the fonts, and is not made for two threads.
_compiling = Lock()
_last: "dict[tuple[str, Families], typst.Compiler]" = {}


def typeset(template: str, data: dict[str, Any], families: Families, made_on: datetime) -> bytes:
    """The PDF of `exports/{template}.typ`, which reads the data as `sys.inputs.{template}`.

    It is set in the pinned family and these. Raises typst.TypstError.
    """
    with _compiling:
        pdf = _compiler_with(template, families).compile(
            format="pdf",
            sys_inputs={template: json.dumps(data, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=made_on,
        )
        _forget()
    assert isinstance(pdf, bytes)  # nosec B101 # noqa: S101 - tells the type checker what the format means
    return pdf


def in_fonts(told: object, families: Callable[[], Families], attempt: Callable[[Coverage], bytes]) -> bytes:
    """What `attempt` makes of the texts with the fonts that they want: the pinned family, or others besides.

    Raises SheetNotPrinted if `attempt` does so without any others too.
    """
    characters = characters_of(told)
    beyond = characters - pinned_characters()
    if not beyond:
        return attempt(plain_coverage(characters))
    wanted = clusters_with(told, beyond)
    try:
        return attempt(coverage_of(wanted, families()))
    except SheetNotPrinted:
        # A font has the characters, but not next to each other.
        return attempt(coverage_of(wanted, ()))


def reason_of(error: "typst.TypstError") -> str:
    """Why, without what the patient wrote: Typst's messages may quote it."""
    return "a character has no shape" if _NO_SHAPE in error.message else "the template did not compile"


def _forget() -> None:
    """Typst keeps the layout of the last ten documents, some 10 MB each; small ones in their place free the memory."""
    for _ in range(_KEPT_DOCUMENTS):
        _nothing().compile(b"", format="svg")
    # GNU's library keeps what was freed for itself, 20 MB and more, unless it is told; others have no such call.
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if give_back:
        give_back(0)


@cache
def _nothing() -> "typst.Compiler":
    compiler: typst.Compiler = loaded_typst().Compiler(font_paths=pinned_fonts(), ignore_system_fonts=True)
    return compiler


def _compiler_with(template: str, families: Families) -> "typst.Compiler":
    if not families:
        return _compiler_of_pinned(template)
    if (template, families) not in _last:
        # One is kept, for it keeps the files of its fonts, 20 MB for Chinese; and it goes before the next one comes.
        _last.clear()
        _last[template, families] = _compiler(template, fonts_with(families))
    return _last[template, families]


@cache
def _compiler_of_pinned(template: str) -> "typst.Compiler":
    return _compiler(template, pinned_fonts())


def _compiler(template: str, fonts: "typst.Fonts") -> "typst.Compiler":
    file = _TEMPLATES / "exports" / f"{template}.typ"
    compiler: typst.Compiler = loaded_typst().Compiler(
        file, root=_TEMPLATES, font_paths=fonts, ignore_system_fonts=True
    )
    return compiler
