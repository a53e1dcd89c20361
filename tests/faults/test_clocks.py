"""F9 in short: a clock that jumps at the running server takes no form away."""

import pytest

from tests.faults.clocks import JUMPS, Jumped, clocked, jumped_at

BACK, HOUR, AHEAD = JUMPS[1:4]


@pytest.fixture(scope="module")
def at_server():
    with clocked(None) as made:
        yield made


@pytest.mark.parametrize("jump", [BACK, HOUR, AHEAD], ids=lambda jump: jump.name)
def test_a_clock_that_jumps_takes_nothing_away(at_server, jump):
    found = Jumped()
    server, clock = at_server
    jumped_at(server, clock, jump, found)

    assert found.tried > 0
    assert (found.lost, found.corrupted, list(found.not_held)) == (0, 0, [])


def test_the_check_finds_a_deletion_that_believed_the_clock(at_server):
    found = Jumped()
    server, clock = at_server
    jumped_at(server, clock, AHEAD, found, "--clock-is-right")

    assert found.lost == found.tried
