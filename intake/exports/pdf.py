"""The sheet as a PDF that can be read aloud (PDF/UA-1), set by Typst; page 1 is one page for every patient."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from intake.country import Paper
from intake.errors import SheetNotPrinted
from intake.exports.fonts import FAMILY, Families, system_families
from intake.exports.marks import Coverage, marked, remark_on
from intake.exports.page_data import is_overfull, page_data
from intake.exports.page_text import ready, with_texts
from intake.exports.typesetting import PAPERS, in_fonts, reason_of, typeset
from intake.exports.typst_loading import loaded_typst
from intake.summary.model import Summary

# The template's own words for it.
_TOO_FULL = "page one is too full"


class _PageTooFull(Exception):
    """Page 1 does not hold every block's quota at once."""


def to_pdf(
    summary: Summary, paper: Paper, *, large: bool = False, families: Callable[[], Families] = system_families
) -> bytes:
    """The PDF of a summary: the same bytes for the same summary, as long as its fonts are the same.

    `families` may print what the pinned one has not; they are asked for only then. A character that no font has prints
    as a mark such as "[U+1F600]", and the sheet says where. Raises SheetNotPrinted.
    """
    return in_fonts(summary, families, partial(_set, summary, paper, large))


def _set(summary: Summary, paper: Paper, large: bool, coverage: Coverage) -> bytes:
    printing = with_texts(summary, partial(marked, coverage=coverage)) if coverage.may_want_marks else summary
    prepared = with_texts(printing, ready)
    fonts = [FAMILY, *(family.name for family in coverage.families)]
    remark = remark_on(summary, printing)
    for measured in (True,) if is_overfull(summary) else (False, True):
        data = page_data(prepared, measured=measured, large=large)
        data["remarks"] += [remark] if remark else []
        try:
            return _compiled({**data, "paper": PAPERS[paper], "fonts": fonts}, coverage.families, _made_on(summary))
        except _PageTooFull:
            continue
    raise SheetNotPrinted("page 1 does not hold what never leaves it")


def _made_on(summary: Summary) -> datetime:
    return datetime.fromisoformat(summary.made_on).replace(tzinfo=UTC)


def _compiled(data: dict[str, Any], families: Families, made_on: datetime) -> bytes:
    try:
        return typeset("sheet", data, families, made_on)
    except loaded_typst().TypstError as error:
        if _TOO_FULL in error.message:
            raise _PageTooFull from None
        raise SheetNotPrinted(reason_of(error)) from None
