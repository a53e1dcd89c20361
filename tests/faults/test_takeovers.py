"""A short form of the fail-over: the primary is killed while patients save, and its standby takes over."""

from tests.faults.takeovers import failed_over, failed_over_behind, pair
from tests.live.server import serving


def test_nothing_acknowledged_is_lost_when_the_standby_takes_over_and_loss_would_be_found():
    with pair() as servers, serving(servers.settings()) as server:
        found = failed_over(servers, server.port, 1)
        bad = failed_over_behind(servers, server.port, 1)

    assert (found.lost, found.statuses - {0, 303, 503}) == (0, set())
    assert found.kept
    assert found.doubtful
    assert bad.lost
