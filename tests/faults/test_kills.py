"""F1 in short: what was acknowledged is there after every process was killed."""

from tests.faults import kills
from tests.faults.sabotage import before_serving


def test_what_was_acknowledged_outlives_the_kill_of_every_process():
    found = kills.killed(3, {})

    assert found.heard["kept"] > 0
    assert (found.lost, found.corrupted) == (0, 0)


def test_the_check_finds_saves_that_were_acknowledged_before_they_were_written():
    assert kills.killed(1, {}, before_serving("answer_before_saving", 1.0)).rounds_with_loss == 1
