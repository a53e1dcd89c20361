"""A short form of F13: killed where the last transaction of an act is committed, and at what comes last."""

from tests.faults.crash_acts import ACTS, IN_TWO_STEPS
from tests.faults.crash_points import How
from tests.faults.crashes_inside import at_the_end, crashed, scene_on

KILLED = (How.KILLED,)
# Each with files of its own beside the database, or one of each kind that has none.
_NAMES = ("send", "expire", "renew a clinic's key", "rotate the master key", "replace the master key")
SOME = tuple(act for act in ACTS if act.name in _NAMES)


def test_what_was_cut_short_is_as_before_or_as_after_and_a_state_between_would_be_found(databases):
    with scene_on(databases) as scene:
        found = crashed(scene, SOME, at_the_end, KILLED)
        bad = crashed(scene, (IN_TWO_STEPS,), lambda points: {len(points)}, KILLED)

    assert found.between == []
    assert found.before >= len(SOME)
    assert found.after
    assert bad.between
