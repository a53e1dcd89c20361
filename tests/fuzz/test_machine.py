"""In short: whatever happens to a form in several windows, what was acknowledged is there."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import ON_SQLITE
from tests.fuzz.breaking import conflicts_ignored
from tests.fuzz.house import CANARY, a_house
from tests.fuzz.machine import Patients
from tests.fuzz.told import SilentOverwrite

SHORT = settings(
    max_examples=8,
    stateful_step_count=20,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def house(databases):
    with a_house(databases) as made:
        Patients.house = made
        yield made


def test_what_was_acknowledged_is_there_whatever_happens(house):
    Patients.counts.clear()
    run_state_machine_as_test(Patients, settings=SHORT)

    assert Patients.counts["saves"] > 0


@ON_SQLITE
def test_the_check_finds_saves_that_overwrite_in_silence(house):
    with conflicts_ignored(), pytest.raises(SilentOverwrite):
        run_state_machine_as_test(Patients, settings=settings(SHORT, max_examples=100))


@ON_SQLITE
def test_the_check_finds_plain_text(house):
    (house.world.settings.data / "left-behind.tmp").write_text(f"a {CANARY}")

    assert house.holds_plain_text()
