"""The way back of a move: open while nothing was saved at the new place, and no silent loss after that."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import text

from intake.errors import (
    InstallationNotMoved,
    StoreClosed,
    StoreFault,
    StoreUnavailable,
)
from intake.services import moving, vault
from intake.store.standing import mark_of
from tests.clinics import NOW
from tests.databases import KINDS, ON_SQLITE, forgotten_afterwards, opened_databases
from tests.moves import move, opened, saves, served


@pytest.fixture(scope="session")
def others(databases):
    """The other kind."""
    (other,) = {*KINDS} - {databases.kind}
    with opened_databases(other) as opened:
        yield opened


@pytest.fixture
def to(others, tmp_path) -> Iterator[str]:
    """The address of an empty database."""
    with forgotten_afterwards(others):
        yield others.empty_url(tmp_path / "new")


def test_the_way_back_is_open_while_nothing_was_saved_there(settings, started, to):
    move(settings, to)
    with served(settings, to):
        pass
    moving.back(settings, to)

    with served(settings) as here:
        saves(here, started, b"here again")
    with pytest.raises(StoreClosed, match="moved to"), served(settings, to):
        pass


def test_what_was_saved_there_is_not_lost_by_going_back(settings, started, to):
    move(settings, to)
    with served(settings, to) as there:
        saves(there, started, b"only there")

    with pytest.raises(InstallationNotMoved, match=r"has what this one has not \(draft\)"):
        moving.back(settings, to)
    with served(settings, to) as there:
        assert vault.open_by_token(there, started.token, NOW).body == b"only there"


@ON_SQLITE
def test_whoever_gives_it_up_can_go_back_and_who_still_serves_the_other_place_saves_nothing_there(
    settings, started, to
):
    move(settings, to)
    with served(settings, to) as there:
        saves(there, started, b"only there")
        moving.back(settings, to, without_newer=True)
        with pytest.raises(StoreUnavailable):
            saves(there, started, b"too late")

    with served(settings) as here:
        assert vault.open_by_token(here, started.token, NOW).body == started.draft.body


@ON_SQLITE
def test_a_way_back_that_was_cut_short_is_finished(settings, started, to, monkeypatch):
    move(settings, to)
    with monkeypatch.context() as patched:
        patched.setattr(moving, "open_to_writes", None)
        with pytest.raises(TypeError):
            moving.back(settings, to)
    for place in (settings.database_url, to):
        with pytest.raises(StoreClosed), served(settings, place):
            pass
    moving.back(settings, to)

    with served(settings) as here:
        saves(here, started, b"here again")


@ON_SQLITE
def test_a_new_place_that_was_emptied_has_nothing_newer(settings, started, to):
    move(settings, to)
    with opened(to) as there, there.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    moving.back(settings, to)

    with served(settings) as here:
        saves(here, started, b"here again")


@ON_SQLITE
def test_only_what_was_moved_there_comes_back(settings, started, to):
    with pytest.raises(InstallationNotMoved, match="it was not moved to"):
        moving.back(settings, to)


@ON_SQLITE
@pytest.mark.parametrize("without_newer", [True, False])
def test_a_new_place_that_does_not_answer_may_hold_more(settings, started, to, monkeypatch, without_newer):
    move(settings, to)

    def does_not_answer(*_, **__):
        raise StoreUnavailable(StoreFault.UNREACHABLE)

    monkeypatch.setattr(moving, "_close_what_was_new", does_not_answer)
    with suppress(InstallationNotMoved):
        moving.back(settings, to, without_newer=without_newer)

    with opened(settings.database_url) as here:
        assert (mark_of(here) is None) == without_newer
