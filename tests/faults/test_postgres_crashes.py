"""A short form of F7: PostgreSQL crashes while patients save."""

from tests.faults.postgres_crashes import LAZY, at, crashed, crashed_in_a_hurry
from tests.live.server import serving
from tests.postgres import postgres


def test_nothing_acknowledged_is_lost_when_postgresql_crashes_and_loss_would_be_found():
    with postgres(**LAZY) as postgresql, serving(at(postgresql)) as server:
        found = crashed(postgresql, server.port, 2)
        bad = crashed_in_a_hurry(postgresql, server.port, 1)

    assert (found.lost, found.statuses - {0, 303, 503}) == (0, set())
    assert found.kept
    assert bad.rounds_with_loss == 1
