"""A table that spreadsheets read as text: no cell begins a formula, and every word comes back out of the file."""

import csv
import io
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intake.exports.spreadsheet import cell, to_csv

BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212")
BLANK = (" ", "\u00a0", "\u200b", "\ufeff", "  ", "\0")
formulas = st.builds("".join, st.tuples(st.sampled_from(["", *BLANK]), st.sampled_from(BEGINS), st.text(max_size=8)))
cells = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), formulas)


def begins_a_formula(text: str) -> bool:
    """As a spreadsheet looks: past blanks of any kind, and with full-width signs as their narrow twins."""
    seen = unicodedata.normalize("NFKC", text.replace("\0", "")).lstrip(" \u00a0\u200b\ufeff")
    return text[:1] in ("\t", "\r", "\n", "\0") or seen[:1] in ("=", "+", "-", "@", "\u2212")


@settings(max_examples=10_000, deadline=None)
@given(cells)
@example("=cmd|' /C calc'!A0")
@example("\0=1+1")
@example(" \u200b＝1+1")
def test_no_cell_begins_a_formula(text):
    made = cell(text)

    assert not begins_a_formula(made)
    assert made.removeprefix("'") == text.replace("\0", "").removeprefix("'") or made == text.replace("\0", "")


@pytest.mark.parametrize("text", ["", "Ann", "5 mg", "’s", "a=b", "1-2", "no", "Ä", "😀", "'quoted"])
def test_plain_words_stay_as_they_are(text):
    assert cell(text) == text


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5))
@example([['a"b', "c,d", 'e"",\r\nf']])
@example([["a\rb", "\r", "\n"]])
def test_every_cell_comes_back_out_of_the_file(rows):
    made = to_csv(("one", "two", "three"), rows)
    read = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))

    assert made.startswith(b"\xef\xbb\xbf")
    assert read == [["one", "two", "three"], *([cell(text) for text in row] for row in rows)]


def test_half_a_pair_that_no_browser_sends_breaks_no_file():
    assert b"?" in to_csv(("one",), [["\ud800"]])


def test_the_check_finds_a_formula():
    assert begins_a_formula("=1")
    assert begins_a_formula("\u200b＠SUM(1)")
    assert not begins_a_formula("'=1")
