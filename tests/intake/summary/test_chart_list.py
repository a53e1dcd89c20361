"""A list as it is pasted from a chart becomes one line for each medicine, and no medicine goes into another's line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.summary.chart_list import MOST_LINES, charted_lines
from tests.strategies import hostile_words

AFTER_A_VISIT = """Current Outpatient Medications on File Prior to Visit
Medication\tSig\tDispense\tRefill
• sertraline (ZOLOFT) 50 mg tablet
    Take 1 tablet (50 mg total) by mouth daily.
    Dispense: 30 tablet, Refills: 3

• albuterol (PROAIR HFA) 90 mcg/actuation inhaler Inhale 2 puffs prn for Wheezing.
\tCommonly known as: PROAIR
1. Lithium carbonate 300 mg capsule
Sig: Take 1 capsule twice daily
2) lisinopril 10 mg
   once daily
- [ ] Ramipril 5mg capsules
Take one daily
"""


def test_list_of_a_visit_has_a_line_for_each_medicine():
    assert charted_lines(AFTER_A_VISIT) == (
        "sertraline (ZOLOFT) 50 mg tablet Take 1 tablet (50 mg total) by mouth daily. Dispense: 30 tablet, Refills: 3",
        "albuterol (PROAIR HFA) 90 mcg/actuation inhaler Inhale 2 puffs prn for Wheezing. Commonly known as: PROAIR",
        "Lithium carbonate 300 mg capsule Sig: Take 1 capsule twice daily",
        "lisinopril 10 mg once daily",
        "Ramipril 5mg capsules Take one daily",
    )


@pytest.mark.parametrize(
    "mark", ["• ", "•", "- ", "-", "* ", "– ", "1. ", "12) ", "(3) ", "4.", "\t", "[ ] ", "[x] ", "☐ ", "- [ ] 1. "]
)
def test_bullets_and_numbers_are_no_part_of_a_medicine(mark):
    assert charted_lines(f"{mark}Sertraline 50 mg\n{mark}Ramipril 5 mg") == ("Sertraline 50 mg", "Ramipril 5 mg")


def test_number_in_a_name_is_no_number_of_the_list():
    assert charted_lines("• 5-HTP 100 mg\n5-HTP 50 mg") == ("5-HTP 100 mg", "5-HTP 50 mg")


def test_strength_at_the_beginning_is_no_number_of_the_list():
    assert charted_lines("1.5 mg lorazepam\n0.5 mg clonazepam\n-5 mg") == (
        "1.5 mg lorazepam",
        "0.5 mg clonazepam -5 mg",
    )


@pytest.mark.parametrize(
    "heading", ["Medications:", "CURRENT MEDICATIONS", "Current Outpatient Medications", "Your medicines:", "1. Meds:"]
)
def test_headings_are_left_out(heading):
    assert charted_lines(f"{heading}\n  Sertraline\n  Lisinopril") == ("Sertraline", "Lisinopril")


@pytest.mark.parametrize("heading", ["Stopped medicines:", "As needed:", "Psychiatry:", "Sertraline:"])
def test_what_tells_something_stays_and_takes_no_medicine_in(heading):
    assert charted_lines(f"Ramipril 5 mg\n{heading}\n  Lisinopril\n") == ("Ramipril 5 mg", heading, "Lisinopril")


def test_directions_go_with_the_medicine_above_even_after_its_colon_and_a_blank_line():
    assert charted_lines("Sertraline 50 mg:\n\nTake one daily\nSig:\none") == (
        "Sertraline 50 mg: Take one daily Sig: one",
    )


def test_remark_below_goes_with_its_medicine_and_a_medicine_with_a_mark_or_below_a_heading_does_not():
    assert charted_lines("Sertraline 50 mg\n  started by Dr Example") == ("Sertraline 50 mg started by Dr Example",)
    assert charted_lines("Sertraline 50 mg\n  - Lisinopril") == ("Sertraline 50 mg", "Lisinopril")
    assert charted_lines("Sertraline 50 mg\nMedicines:\n  Lisinopril") == ("Sertraline 50 mg", "Lisinopril")


def test_directions_at_the_beginning_stand_alone():
    assert charted_lines("Take one daily\nSertraline") == ("Take one daily", "Sertraline")


def test_lines_that_begin_with_a_medicine_of_their_own_are_not_joined():
    pasted = "Take sertraline 50 mg daily\nTake lisinopril 10 mg daily\n   Metformin tablets 500 mg\n   with a meal"

    assert charted_lines(pasted) == (
        "Take sertraline 50 mg daily",
        "Take lisinopril 10 mg daily",
        "Metformin tablets 500 mg with a meal",
    )


def test_no_more_lines_than_asked_for():
    pasted = "\n".join(f"medicine{letter} 5 mg\n  daily" for letter in "abcdefghij" * 40)

    assert len(charted_lines(pasted)) == MOST_LINES
    assert charted_lines(pasted, most=2) == ("medicinea 5 mg daily", "medicineb 5 mg daily")
    assert len(charted_lines(pasted, most=MOST_LINES + 1)) == MOST_LINES + 1


@given(st.lists(hostile_words, max_size=6).map("\n".join))
def test_whatever_is_pasted_every_line_is_in_the_words_of_the_chart(pasted):
    rest = " ".join(" ".join(pasted.split()).split())
    for line in charted_lines(pasted):
        assert line == line.strip() != ""
        assert all(word in rest for word in line.split())


def test_long_pastes_are_read():
    assert charted_lines("- " * 50_000 + "x") != ()
    assert charted_lines("\n" * 100_000) == ()
    assert len(charted_lines("zinc 5 mg\n" * 20_000)) == MOST_LINES
