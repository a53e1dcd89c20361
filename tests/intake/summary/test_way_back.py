"""The way back to the form stands on the sheet only as the patient chose it, and the code only behind a "#"."""

from typing import Any

from forms.answers import Draft, SheetChoices
from intake.language import language_of
from intake.summary.way_back import way_back

ADDRESS = "https://intake.example.org/return"
CODE = "ABCDEF-GHJK-MNPQ-RSTV-WXYZ"


def way(code: str = CODE, **chosen: Any):
    return way_back(Draft(choices=SheetChoices(**chosen), return_code=code), ADDRESS, language_of())


def test_without_the_tick_there_is_none():
    assert way() is None
    assert way(return_code=True) is None


def test_the_first_tick_leads_to_the_page_and_holds_no_code():
    found = way(way_back=True)

    assert found.payload.decode() == ADDRESS
    assert ADDRESS in found.words
    assert CODE not in repr(found)


def test_the_second_tick_adds_the_code_where_no_server_sees_it():
    found = way(way_back=True, return_code=True)

    assert found.payload.decode() == f"{ADDRESS}#{CODE}"
    assert CODE in found.words
    assert "can open, change and delete" in found.words
    assert CODE not in found.alt


def test_without_a_code_there_is_none_to_print():
    assert way("", way_back=True, return_code=True) == way(way_back=True)
