"""The long forms of what stands in this folder, as lines of the table of faults."""

import logging

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import KINDS, forgotten_afterwards
from tests.faults.installations import databases_of
from tests.faults.outcomes import Outcome, scaled
from tests.fuzz.breaking import conflicts_ignored, options_unchecked
from tests.fuzz.house import a_house
from tests.fuzz.machine import Patients
from tests.fuzz.posts import posting
from tests.fuzz.told import SilentOverwrite

SEED = 1
STEPS = 25
BAD = 5
LONG = settings(
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def windows(scale: float) -> Outcome:
    """F10: interleavings of windows, and of what else can happen to a form, on SQLite."""
    return _interleavings("F10", "sqlite", scaled(1000, scale, 10))


def windows_on_postgresql(scale: float) -> Outcome:
    return _interleavings("F10 PostgreSQL", "postgresql", scaled(250, scale, 5))


def posts(scale: float) -> Outcome:
    """Posts made from the questionnaire, half of them on each database."""
    # Each refusal has its line in the log, and here they are what is asked for.
    logging.getLogger("intake").setLevel(logging.CRITICAL)
    count, wrong, answers = scaled(10_000, scale, 200), dict[str, None](), []
    for number, kind in enumerate(KINDS):
        with forgotten_afterwards(databases_of(kind)) as databases, posting(SEED + number, databases) as poster:
            found = poster.posts(count // len(KINDS))
            wrong |= dict.fromkeys(found.wrong)
            answers.append(found)
    with posting(SEED) as poster, options_unchecked():
        bad = poster.posts(max(100, count // 100))
    stored, places = sum(found.stored for found in answers), len(set().union(*(found.endpoints for found in answers)))
    return Outcome(
        fault="posts",
        how=f"posts made from the questionnaire to {places} addresses, from seed {SEED}",
        tried=sum(found.posts for found in answers),
        lost=sum("store" in what for what in wrong),
        corrupted=sum(found.errors for found in answers),
        known_bad="whatever is sent counts as an option",
        caught=len(bad.wrong),
        bad_tried=bad.posts,
        not_held=tuple(wrong)[:20],
        note=f"{stored} read back as typed, {sum(found.errors for found in answers)} answers of 5xx",
    )


def _interleavings(fault: str, kind: str, count: int) -> Outcome:
    lost, what = _run(kind, count)
    counts = dict(Patients.counts)
    with conflicts_ignored():
        caught = sum(isinstance(_run(kind, 50, number)[1], SilentOverwrite) for number in range(BAD))
    return Outcome(
        fault=fault,
        how=f"interleavings of windows, sends, expiry, deletion and rotation, {STEPS} steps each, from seed {SEED}",
        tried=counts["examples"],
        lost=lost,
        known_bad="no save is told that another window saved",
        caught=caught,
        bad_tried=BAD,
        not_held=() if what is None else (str(what)[:200],),
        note=f"{counts['saves']} saves, {counts.get('conflicts', 0)} of them told to choose",
    )


def _run(kind: str, count: int, number: int = SEED) -> tuple[int, Exception | None]:
    """How many interleavings broke a rule, which is one at most: the first ends the run; and what it broke."""
    Patients.counts.clear()
    with forgotten_afterwards(databases_of(kind)) as databases, a_house(databases) as house:
        Patients.house = house
        try:
            run_state_machine_as_test(seed(number)(Patients), settings=settings(LONG, max_examples=count))
        except (AssertionError, Flaky) as broken:
            return 1, broken
    return 0, None
