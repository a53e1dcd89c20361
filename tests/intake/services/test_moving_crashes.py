"""A crash in a move leaves no two places that take saves and none that is half; doing it again finishes it."""

from itertools import count

import pytest

from intake.config import Settings
from intake.services import moving
from tests.backups import nothing_said
from tests.databases import ON_SQLITE, forgotten_afterwards, opened_databases
from tests.moves import COMMIT, OPEN, CutOff, cut_off_at, opens_new_place_first, problem_of, state_of

pytestmark = ON_SQLITE
# Every statement has its turn in `make faults`.
STEP = 23


@pytest.fixture(scope="module")
def others():
    with opened_databases("postgresql") as opened:
        yield opened


@pytest.fixture
def to(others, tmp_path):
    with forgotten_afterwards(others):
        yield others.empty_url(tmp_path / "new")


def is_cut_off(settings: Settings, to: str, number: int, of: str) -> bool:
    try:
        with cut_off_at(number, of):
            moving.move(settings, to, nothing_said)
    except CutOff:
        return True
    return False


def crashes_at(settings: Settings, to: str, numbers, of: str = "") -> int:
    """Each run goes on from where the one before it was cut off, until one is not; how many were."""
    _, rows = state_of(settings.database_url)
    for crashes, number in enumerate(numbers):
        cut_off = is_cut_off(settings, to, number, of)
        problem = problem_of(settings.database_url, to, rows)
        assert not problem, f"{of or 'statement'} {number}: {problem}"
        if not cut_off:
            return crashes
    raise AssertionError("it was never finished")


def test_a_move_that_was_cut_off_anywhere_is_finished_by_doing_it_again(settings, started, to):
    assert crashes_at(settings, to, count(1, STEP)) > 5
    assert state_of(to)[0] == OPEN


def test_a_move_that_was_cut_off_at_a_commit_is_finished_by_doing_it_again(settings, started, to):
    assert crashes_at(settings, to, count(1), COMMIT) > 3
    assert state_of(to)[0] == OPEN


def test_the_checker_finds_a_move_that_opens_the_new_place_first(settings, started, to, monkeypatch):
    opens_new_place_first(monkeypatch)

    with pytest.raises(AssertionError, match="two places take saves"):
        crashes_at(settings, to, count(1), COMMIT)
