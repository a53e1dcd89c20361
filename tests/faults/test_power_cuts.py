"""F2 and F3 in short: what was acknowledged is there after a power cut, and was synced before it was acknowledged."""

import pytest

from tests.faults import power_cuts
from tests.faults.sqlite_modes import chosen_here


@pytest.fixture(scope="module")
def trace():
    return power_cuts.traced_alone(chosen_here(), 24)


@pytest.fixture(scope="module")
def careless():
    """What the product would write without waiting for the disk."""
    return power_cuts.traced_alone("DELETE+OFF", 24)


def test_no_power_cut_takes_what_was_acknowledged(trace):
    found = power_cuts.cut(trace, 60, seed=1)

    assert (found.tried, found.lost, found.corrupted, found.samples) == (60, 0, 0, [])


def test_every_save_was_synced_before_it_was_acknowledged(trace):
    counts = power_cuts.syncs_of_saves(trace)

    assert len(counts) == 24
    assert min(counts) >= 1


def test_the_checks_find_saves_that_were_never_synced(careless):
    found = power_cuts.cut(careless, 20, seed=1)

    assert found.lost + found.corrupted > 0
    assert 0 in power_cuts.syncs_of_saves(careless)
