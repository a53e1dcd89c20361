"""F5, F6 and F12 in short, at one server with a clinic; and at one that answers before it saves, which is found out."""

import pytest

from tests.faults import full_disk, lost_replies
from tests.faults.locked_database import PATIENTS, locked_at
from tests.faults.sabotage import before_serving
from tests.live.server import serving


@pytest.fixture(scope="module")
def at_clinic():
    with lost_replies.at_clinic() as made:
        yield made


@pytest.fixture(scope="module")
def server(at_clinic):
    return at_clinic[0]


@pytest.fixture(scope="module")
def careless():
    with serving(prelude=before_serving("answer_before_saving", 0.3)) as made:
        yield made


@pytest.fixture(scope="module")
def late_locking():
    with serving(prelude=before_serving("begin_without_lock")) as made:
        yield made


def test_saves_wait_while_another_process_writes(server):
    found = locked_at(server, 1, 0.5)

    assert (found.kept, found.refused, found.lost, found.corrupted) == (PATIENTS, 0, 0, 0)


def test_the_check_finds_a_transaction_that_locks_too_late(late_locking):
    assert locked_at(late_locking, 1, 0.5).refused > 0


def test_a_full_disk_takes_nothing_and_the_page_keeps_what_was_typed(server):
    found = full_disk.filled_at(server, 4)

    assert found.refused > 0
    assert (found.lost, found.corrupted, list(found.not_held)) == (0, 0, [])


def test_the_check_finds_saves_that_a_full_disk_took(careless):
    assert full_disk.filled_at(careless, 1).lost > 0


def test_whoever_heard_nothing_and_presses_again_has_it_once(at_clinic):
    server, link = at_clinic
    found = lost_replies.pressed_again(server, link, 20)

    assert (found.tried, found.not_cut) == (20, 0)
    assert (found.lost, found.doubled, found.conflicts, found.refused) == (0, 0, 0, 0)


def test_other_words_from_another_view_are_told_to_differ(server):
    assert lost_replies.changed_and_pressed_again(server, 2) == 2
