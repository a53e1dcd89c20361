"""F14 in short: a backup of a server under load has every save acknowledged before it began."""

from tests.faults.backup_drill import backed_up_and_restored, copied_while_written, drilled


def test_each_backup_under_load_has_what_was_acknowledged_before_it():
    found = drilled(3, backed_up_and_restored, saves_between=10)

    assert found.kept >= 30
    assert (found.lost, found.corrupted, found.put_off) == (0, 0, 0)


def test_the_check_finds_a_file_that_was_copied_while_it_was_written():
    assert drilled(2, copied_while_written, saves_between=10).caught > 0
