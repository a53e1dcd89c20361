"""Text made ready for a page: clusters stay whole, long runs get places to end, and what is read stays the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.exports.clusters import clusters
from intake.exports.page_text import BREAK, breakable, directed, ready

LEFT, RIGHT, END = "\u2066", "\u2067", "\u2069"
ADDED = re.compile("[\u200b\u2061-\u2063\u2066\u2067\u2069]")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cafe\u0301s", ["c", "a", "f", "e\u0301", "s"]),
        ("👩‍👩‍👧‍👦x", ["👩‍👩‍👧‍👦", "x"]),
        ("👍🏽👍", ["👍🏽", "👍"]),
        ("🇺🇳🇫🇷", ["🇺🇳", "🇫🇷"]),
        ("❤️1️⃣", ["❤️", "1️⃣"]),
        ("क्षत्रि", ["क्ष", "त्रि"]),
        ("\u1112\u1161\u11ab\u1100", ["\u1112\u1161\u11ab", "\u1100"]),
        ("ก้ก", ["ก้", "ก"]),
        (" \u0301a", [" ", "\u0301", "a"]),
    ],
)
def test_what_belongs_together_is_one_cluster(text, parts):
    assert list(clusters(text)) == parts


@given(st.text())
def test_clusters_are_the_text(text):
    assert "".join(clusters(text)) == text


@given(st.text())
def test_what_is_made_ready_reads_as_it_was_typed(text):
    assert ADDED.sub("", ready(text)) == ADDED.sub("", text)


def test_words_get_no_place_to_break():
    for words in (
        "hydrochlorothiazide 160/4.5",
        "ชื่อยาที่ฉันกินทุกวันตอนเช้าและเย็น",
        "我已经试过很多药但每天早上四点还是会醒来我希望能再去学校",
    ):
        assert breakable(words) == words


def test_a_long_run_gets_places_to_break_that_part_no_cluster():
    runs = ["W" * 60, "👩‍👩‍👧‍👦" * 30, "e\u0301" * 60, "क्षत्रि" * 20, "\u1112\u1161\u11ab" * 30]

    for run in runs:
        parts = breakable(run).split(BREAK)
        assert "".join(parts) == run
        assert [cluster for part in parts for cluster in clusters(part)] == list(clusters(run))
        assert max(len(list(clusters(part))) for part in parts) <= 4


@pytest.mark.parametrize(
    ("text", "signs"), [("café “5 mg”", ""), ("Я 5 mg", "\u2061"), ("Ελλάδα", "\u2061"), ("मैं 5 mg", "\u2062")]
)
def test_letters_without_a_slanted_shape_and_tall_ones_are_signed_for_the_template(text, signs):
    assert ready(text) == signs + text


def test_arabic_letters_go_on_joining_where_a_line_may_end():
    # The template takes the letters apart at one of these, and at the other it does not.
    assert BREAK not in breakable("ب" * 60)
    assert "\u200b" in breakable("ب" * 60)


@pytest.mark.parametrize(
    ("typed", "as_set"),
    [
        ("5 mg twice", "5 mg twice"),
        ("שלום עולם", "שלום עולם"),
        ("שלום 160/4.5 mg עולם", f"{RIGHT}שלום {LEFT}160/4.5 mg{END} עולם{END}"),
        ("Take שלום 1,000 units", f"Take שלום {LEFT}1,000 units{END}"),
        ("שלום 5 % ו-0,5", f"{RIGHT}שלום {LEFT}5 %{END} ו-{LEFT}0,5{END}{END}"),
        ("שלום.\n5 mg", f"{RIGHT}שלום.{END}\n5 mg"),
        ("מ 2 mg/kg", f"{RIGHT}מ {LEFT}2 mg/kg{END}{END}"),
        ("מ Sertraline 50 mg, B12 ו", f"{RIGHT}מ Sertraline 50 mg, B12 ו{END}"),
        ("מ 1️⃣ ו", f"{RIGHT}מ 1️⃣ ו{END}"),
        ("מ -5 mg", f"{RIGHT}מ {LEFT}-5 mg{END}{END}"),
        ("מ 123456789012345678901 mg", f"{RIGHT}מ 123456789012345678901 mg{END}"),
    ],
)
def test_amounts_keep_their_direction_in_lines_from_right_to_left(typed, as_set):
    assert directed(typed) == as_set
