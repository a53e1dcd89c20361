"""Two lists side by side: what says the same, what differs, and that nothing of either is lost or reworded."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forms.ketamine import INTAKE
from intake.language import language_of
from intake.summary.build import build_summary
from intake.summary.medicine_words import spelt
from intake.summary.model import Line
from intake.summary.reconciliation import Finding, Pair, Reported, reconcile, reported_in
from tests.builders import EXAMPLE, MADE_ON, MEDICINES, STOPPED_MEDICINE, a_draft, a_medicine
from tests.intake.summary.medicine_lists import APART, DIRECTIONS_DIFFER, SAME
from tests.strategies import HOSTILE, hostile_words

DIRECTIONS = tuple(
    f"medication.{column}"
    for column in ("strength", "form", "dose", "frequency", "route", "prn", "as_labelled", "as_labelled_words")
)
# Many of these pair, in many ways.
NAMES = (
    "Lithium",
    "Priadel (lithium)",
    "lithium (PRIADEL)",
    "Priadel",
    "lithium carbonate",
    "lithium citrate",
    "Zoloft",
)
SAYINGS = (
    "",
    "300 mg",
    "300mg daily",
    "300 mg once a day",
    "600 mg at night",
    "300 mg capsule od for mood",
    "not sure",
)

medicines = st.builds("{} {}".format, st.sampled_from(NAMES), st.sampled_from(SAYINGS))
texts = st.one_of(medicines, hostile_words)
lists = st.lists(texts, max_size=8)


def reported(*texts: str, ended: bool = False) -> tuple[Reported, ...]:
    return tuple(Reported(f"medication.list/m{number}", text, "", ended) for number, text in enumerate(texts))


def findings(pairs: tuple[Pair, ...]) -> list[Finding]:
    return [pair.finding for pair in pairs]


def the_finding(name: str, directions: str, charted: str, ended: bool = False) -> Finding:
    (pair, *others) = reconcile((Reported("medication.list/m1", name, directions, ended),), (charted,))
    assert bool(others) is (pair.finding is Finding.PATIENT_ONLY)
    return pair.finding


def line_of_medicines(*rows: dict[str, Any], left_off: tuple[str, ...] = ()) -> Line:
    draft = a_draft({**EXAMPLE, "medication.list": list(rows)}, left_off=list(left_off))
    summary = build_summary(INTAKE, draft, language_of(), made_on=MADE_ON)
    return next(line for section in summary.sections for line in section.lines if line.link_id == "medication.list")


@pytest.mark.parametrize(("name", "directions", "charted"), SAME)
def test_medicines_that_say_the_same_are_found_to(name, directions, charted):
    assert the_finding(name, directions, charted) is Finding.SAME


@pytest.mark.parametrize(("name", "directions", "charted"), DIRECTIONS_DIFFER)
def test_one_medicine_with_other_directions_is_one_pair_that_differs(name, directions, charted):
    assert the_finding(name, directions, charted) is Finding.DIRECTIONS_DIFFER


@pytest.mark.parametrize(("name", "directions", "charted"), APART)
def test_medicines_that_may_be_different_are_never_one_pair(name, directions, charted):
    pairs = reconcile((Reported("medication.list/m1", name, directions),), (charted,))

    assert findings(pairs) == [Finding.PATIENT_ONLY, Finding.CHART_ONLY]


@pytest.mark.parametrize(("name", "directions", "charted"), SAME)
def test_other_amount_or_other_time_is_never_the_same(name, directions, charted):
    for more in ("7 mg", "in the evening", "every 5 hours", "up to 9 tablets", "not", "sublingually", "unknown"):
        assert the_finding(name, f"{directions}, {more}", charted) is Finding.DIRECTIONS_DIFFER
        assert the_finding(name, directions, f"{charted}, {more}") is not Finding.SAME


def test_medicine_that_the_patient_stopped_takes_part_and_never_says_the_same():
    assert the_finding("Sertraline", "50 mg, once a day", "sertraline 50 mg daily", ended=True) is (
        Finding.DIRECTIONS_DIFFER
    )


def test_medicine_still_taken_comes_before_one_that_was_stopped():
    stopped, taken = Reported("a", "Sertraline", "25 mg", ended=True), Reported("b", "Sertraline", "50 mg")

    assert reconcile((stopped, taken), ("sertraline 100 mg",)) == (
        Pair(finding=Finding.PATIENT_ONLY, reported=stopped),
        Pair(finding=Finding.DIRECTIONS_DIFFER, reported=taken, charted="sertraline 100 mg"),
    )


def test_medicine_taken_twice_a_day_in_two_strengths_pairs_by_its_directions_first():
    morning, night, third = reported(
        "lithium 300 mg in the morning", "lithium 600 mg at night", "lithium 150 mg at noon"
    )
    charted = (
        "lithium 900 mg daily",
        "Lithium 600mg nocte",
        "LITHIUM 300 mg every morning",
        "lithium 1 g",
        "lisinopril",
    )

    assert reconcile((morning, night, third), charted) == (
        Pair(finding=Finding.SAME, reported=morning, charted=charted[2]),
        Pair(finding=Finding.SAME, reported=night, charted=charted[1]),
        Pair(finding=Finding.DIRECTIONS_DIFFER, reported=third, charted=charted[0]),
        Pair(finding=Finding.CHART_ONLY, charted=charted[3]),
        Pair(finding=Finding.CHART_ONLY, charted=charted[4]),
    )


def test_what_reads_alike_pairs_before_what_leaves_something_out():
    ours = reported("sertraline hcl 50 mg", "sertraline 50 mg", "sertraline maleate 50 mg")
    charted = ("sertraline 50mg", "sertraline maleate 50mg", "sertraline hydrochloride 50mg")

    assert [pair.charted for pair in reconcile(ours, charted)] == [charted[2], charted[0], charted[1]]


def test_rows_are_reported_with_their_name_and_directions_as_the_summary_words_them():
    rows = reported_in(line_of_medicines(*MEDICINES[:2], STOPPED_MEDICINE), DIRECTIONS, language_of())

    assert rows == (
        Reported(
            "medication.list/m1", "Venlafaxine XR", "150 mg, capsule, 1 capsule, once a day, swallow it, regularly"
        ),
        Reported(
            "medication.list/m2",
            "Mirtazapine",
            "15 mg, 1 tablet, at night, often not as labelled, “half a tablet, too sleepy on a whole one”",
        ),
        Reported("medication.list/m13", "Sertraline", "200 mg, 1 tablet, once a day", ended=True),
    )


def test_rows_of_the_form_are_compared_with_the_chart():
    rows = reported_in(line_of_medicines(*MEDICINES[:2]), DIRECTIONS, language_of())
    charted = ("venlafaxine XR 150 mg 24 hr capsule 1 capsule daily", "mirtazapine 15 mg tablet 1 tablet at night")

    assert findings(reconcile(rows, charted)) == [Finding.SAME, Finding.DIRECTIONS_DIFFER]


def test_what_the_patient_keeps_off_the_sheet_is_not_reported():
    medicine = a_medicine("m9", "Zopiclone", "7.5 mg", "1 tablet", "at-night")
    row_off = line_of_medicines(MEDICINES[0], medicine, left_off=("medication.list/m1",))
    column_off = line_of_medicines(medicine, left_off=("medication.strength",))
    list_off = replace(line_of_medicines(medicine), left_off=True)

    assert [row.name for row in reported_in(row_off, DIRECTIONS, language_of())] == ["Zopiclone"]
    assert [row.directions for row in reported_in(column_off, DIRECTIONS, language_of())] == ["1 tablet, at night"]
    assert reported_in(list_off, DIRECTIONS, language_of()) == ()


@given(lists, lists)
def test_nothing_is_lost_doubled_or_reworded(ours, charted):
    rows = reported(*ours)
    pairs = reconcile(rows, charted)

    assert tuple(pair.reported for pair in pairs if pair.reported) == rows
    assert Counter(pair.charted for pair in pairs if pair.charted is not None) == Counter(charted)
    assert _stand_in_order([pair.charted for pair in pairs if pair.charted is not None and not pair.reported], charted)
    assert all((pair.finding is Finding.PATIENT_ONLY) is (pair.charted is None) for pair in pairs)
    assert all((pair.finding is Finding.CHART_ONLY) is (pair.reported is None) for pair in pairs)


@given(lists, lists)
def test_neither_list_counts_more_than_the_other(ours, charted):
    one = Counter(findings(reconcile(reported(*ours), charted)))
    other = Counter(findings(reconcile(reported(*charted), ours)))

    assert one[Finding.PATIENT_ONLY] == other[Finding.CHART_ONLY]
    assert one[Finding.CHART_ONLY] == other[Finding.PATIENT_ONLY]
    assert one[Finding.SAME] == other[Finding.SAME]


@given(st.lists(texts, max_size=8), st.randoms(use_true_random=False))
def test_list_says_the_same_as_itself_in_any_order(ours, random):
    charted = random.sample(ours, len(ours))

    assert set(findings(reconcile(reported(*ours), charted))) <= {Finding.SAME}


def test_nobody_can_type_a_code_of_ours():
    assert spelt("=5mg ~2/day ~r:xl") == " 5 mg 2 / day r xl "


@pytest.mark.parametrize("text", HOSTILE)
@settings(deadline=None)
@given(directions=hostile_words)
def test_hostile_words_are_read(text, directions):
    pairs = reconcile((Reported("k", text, directions),), (text, directions))

    assert {pair.charted for pair in pairs if pair.charted is not None} == {text, directions}


@pytest.mark.parametrize(
    "piece",
    [
        "1 ",
        "( ",
        "sodium ",
        "hcl ",
        "a",
        "1/",
        "q1-",
        "1,000",
        "a.",
        "mg/",
        "every 2 ",
        "prn for pain or ",
        "-",
        "\t",
        "½",
    ],
)
def test_long_text_of_one_piece_is_read_to_its_end(piece):
    """Each would keep an expression that tries every way of reading it busy for hours."""
    text = piece * (100_000 // len(piece))

    assert findings(reconcile((Reported("k", "x", text),), (f"x {text}",)))


def test_three_hundred_medicines_on_either_side_are_compared():
    ours, charted = reported(*(f"lithium {n} mg" for n in range(300))), [f"lithium {n} mg" for n in range(300, 0, -1)]

    assert Counter(findings(reconcile(ours, charted))) == {Finding.SAME: 299, Finding.DIRECTIONS_DIFFER: 1}


def _stand_in_order(some: list[str], texts: list[str]) -> bool:
    rest = iter(texts)
    return all(text in rest for text in some)
