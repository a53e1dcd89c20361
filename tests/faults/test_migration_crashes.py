"""A short form of F13 and F15 for the migrations, and that no earlier version is left out."""

from intake.store.migrating import FOLDER, newest_version
from tests.faults.crash_points import How
from tests.faults.crashes_inside import Crashed
from tests.faults.migration_crashes import FILLED, migrate_at, migrate_step_by_step, old_of

KILLED = (How.KILLED,)


def test_every_earlier_version_is_migrated_from():
    known = {path.stem[1:5] for path in (FOLDER / "versions").glob("v[0-9]*.py")}

    assert set(FILLED) == {None, *known} - {newest_version()}


def test_migration_that_was_cut_short_left_all_as_it_was_and_a_state_between_would_be_found(databases):
    found, bad = Crashed(), Crashed()
    with old_of("0001", databases) as old:
        old.crashes(migrate_at, slice(-1, None), KILLED, found)
        old.crashes(migrate_step_by_step, slice(-2, -1), KILLED, bad)

    assert (found.before, found.between) == (1, [])
    assert bad.between
