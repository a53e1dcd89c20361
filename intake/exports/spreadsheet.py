"""Responses as CSV (RFC 4180), one row a line of the form, in which no spreadsheet finds a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# Spreadsheets begin a formula at these, and at their full-width twins (OWASP, "CSV Injection").
_BEGINS_FORMULA = frozenset("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20\u2212")
_TEXT_MARK = "'"
# Excel takes a file for UTF-8 by this alone.
_BYTE_ORDER_MARK = "\ufeff"


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([cell(column) for column in columns])
    writer.writerows([cell(text) for text in row] for row in rows)
    return (_BYTE_ORDER_MARK + written.getvalue()).encode("utf-8", "replace")


def cell(text: str) -> str:
    """The text; after an apostrophe, which marks it as text, where a spreadsheet would reckon with it."""
    plain = text.replace("\0", "")
    seen = plain.lstrip(" \u00a0\u200b\ufeff")
    return _TEXT_MARK + plain if plain[:1] in _BEGINS_FORMULA or seen[:1] in _BEGINS_FORMULA else plain
