"""Faults in short, at one server with a clinic; and at one that answers before it saves, where the checks find loss."""

import pytest

from tests.faults import full_disk, lost_replies
from tests.faults.clocks import JUMPS, Jumped, jumped_at
from tests.faults.hung_workers import at_workers_of, killed
from tests.faults.kills import killed_at
from tests.faults.locked_database import PATIENTS, locked_at
from tests.faults.sabotage import before_serving
from tests.live.server import serving

BACK, HOUR, AHEAD = JUMPS[1:4]


@pytest.fixture(scope="module")
def at_clinic():
    with lost_replies.at_clinic() as made:
        yield made


@pytest.fixture(scope="module")
def server(at_clinic):
    return at_clinic[0]


@pytest.fixture(scope="module")
def careless():
    with serving(prelude=before_serving("answer_before_saving", 0.5)) as made:
        yield made


def test_saves_wait_while_another_process_writes(server):
    found = locked_at(server, 1, 0.5)

    assert (found.kept, found.refused, found.lost, found.corrupted) == (PATIENTS, 0, 0, 0)


def test_a_full_disk_takes_nothing_and_the_page_keeps_what_was_typed(server):
    found = full_disk.filled_at(server, 4)

    assert found.refused > 0
    assert (found.lost, found.corrupted, list(found.not_held)) == (0, 0, [])


def test_whoever_heard_nothing_and_presses_again_has_it_once(at_clinic):
    server, _, link = at_clinic
    found = lost_replies.pressed_again(server, link, 20)

    assert (found.tried, found.not_cut) == (20, 0)
    assert (found.lost, found.doubled, found.conflicts, found.refused) == (0, 0, 0, 0)


def test_other_words_from_another_view_are_told_to_differ(server):
    assert lost_replies.changed_and_pressed_again(server, 2) == 2


@pytest.mark.parametrize("jump", [BACK, HOUR, AHEAD], ids=lambda jump: jump.name)
def test_a_clock_that_jumps_takes_nothing_away(at_clinic, jump):
    server, clock, _ = at_clinic
    found = Jumped()
    jumped_at(server, clock, jump, found)

    assert found.tried > 0
    assert (found.lost, found.corrupted, list(found.not_held)) == (0, 0, [])


def test_the_check_finds_a_deletion_that_believed_the_clock(at_clinic):
    server, clock, _ = at_clinic
    found = Jumped()
    jumped_at(server, clock, AHEAD, found, "--clock-is-right")

    assert found.lost == found.tried


def test_what_was_acknowledged_outlives_a_worker_that_is_killed(server):
    found = at_workers_of(server, 2, killed)

    assert found.heard["kept"] > 0
    assert (found.lost, found.corrupted, found.not_served, found.not_replaced) == (0, 0, 0, 0)


def test_what_was_acknowledged_outlives_the_kill_of_every_process(server):
    found = killed_at(server, 2)

    assert found.heard["kept"] > 0
    assert (found.lost, found.corrupted) == (0, 0)


def test_the_checks_find_what_a_server_loses_that_answers_before_it_saves(careless):
    assert full_disk.filled_at(careless, 1).lost > 0
    assert at_workers_of(careless, 1, killed).rounds_with_loss == 1
    assert killed_at(careless, 1).rounds_with_loss == 1
