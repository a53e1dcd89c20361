"""F18 in short: a worker that is killed, or stands still, takes nothing with it that was acknowledged."""

import pytest

from tests.faults import hung_workers
from tests.faults.sabotage import before_serving

IMPATIENT = before_serving("be_impatient", 1)


@pytest.mark.parametrize(
    ("rounds", "fault", "prelude"),
    [(2, hung_workers.killed, ""), (1, hung_workers.stopped, IMPATIENT)],
    ids=["killed", "stopped"],
)
def test_what_was_acknowledged_outlives_its_worker(rounds, fault, prelude):
    found = hung_workers.at_workers(rounds, fault, prelude)

    assert found.heard["kept"] > 0
    assert (found.lost, found.corrupted, found.not_served, found.not_replaced) == (0, 0, 0, 0)


def test_the_check_finds_saves_that_went_with_their_worker():
    found = hung_workers.at_workers(1, hung_workers.killed, before_serving("answer_before_saving", 0.5))

    assert found.rounds_with_loss == 1
