"""A short form of F13: killed where the last transaction of an act is committed, and at what comes last."""

import pytest

from tests.faults.crash_acts import ACTS, IN_TWO_STEPS
from tests.faults.crash_points import How
from tests.faults.crashes_inside import at_the_end, crashed, scene_on

KILLED = (How.KILLED,)
# The master key is replaced in two steps, of which the second is refused after a crash in between: F13 tells it.
WHOLE = tuple(act for act in ACTS if act.name != "replace the master key")
SOME = tuple(act for act in ACTS if act.name in ("send", "expire", "rotate the master key"))


@pytest.mark.parametrize(("kind", "acts"), [("sqlite", WHOLE), ("postgresql", SOME)], ids=["sqlite", "postgresql"])
def test_what_was_cut_short_is_as_before_or_as_after_and_a_state_between_would_be_found(kind, acts):
    with scene_on(kind) as scene:
        found = crashed(scene, acts, at_the_end, KILLED)
        bad = crashed(scene, (IN_TWO_STEPS,), at_the_end, KILLED)

    assert found.between == []
    assert found.before >= len(acts)
    assert found.after
    assert bad.between
