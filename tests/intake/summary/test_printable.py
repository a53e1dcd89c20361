"""Patients' words: visible, inert, and otherwise as typed."""

import pytest

from intake.summary.printable import printable


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\x00b", "a[NUL]b"),
        ("\x1b[31mred", "[ESC][31mred"),
        ("\u202eevil\u202c", "[RLO]evil[PDF]"),
        ("\u2066in\u2069", "[LRI]in[PDI]"),
        ("a\u2028b\u2029c", "a[LS]b[PS]c"),
        ("\ufeffx\x85\x9b", "[BOM]x[NEL][U+009B]"),
        ("half \ud800", "half [U+D800]"),
    ],
)
def test_what_cannot_be_seen_prints_by_name(typed, printed):
    assert printable(typed) == printed


def test_line_ends_are_of_one_kind_and_tabs_are_spaces():
    assert printable("one\r\ntwo\rthree\tfour") == "one\ntwo\nthree four"


@pytest.mark.parametrize("typed", ["0,5 mg  .5", "160/4.5", "שלום\u200f", "👩‍👩‍👧", "na\u0301", "[NUL]", "a\u200bb"])
def test_everything_else_stands_as_typed(typed):
    assert printable(typed) == typed
