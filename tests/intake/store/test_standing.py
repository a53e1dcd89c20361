"""A database under a mark is not served, and one that is closed can be changed by nobody, in any table."""

import pytest
from sqlalchemy import text

from intake.errors import StoreClosed, StoreFault, StoreUnavailable
from intake.store import standing
from intake.store.base import Base
from intake.store.engine import write_lock, writing
from intake.store.standing import Mark, Standing, mark_of, refuse_unless_open

MOVED = Mark(Standing.MOVED, "postgresql://h/x")


@pytest.fixture
def closed(engine):
    with write_lock(engine) as connection:
        standing.close_to_writes(connection)
    return engine


def test_a_database_without_a_mark_is_served(engine):
    assert mark_of(engine) is None
    refuse_unless_open(engine)


@pytest.mark.parametrize("word", Standing)
def test_a_mark_is_told_with_what_to_do(engine, word):
    with write_lock(engine) as connection:
        standing.set_mark(connection, Mark(Standing.MOVING, "before"))
        standing.set_mark(connection, Mark(word, "postgresql://h/x"))

    assert mark_of(engine) == Mark(word, "postgresql://h/x")
    with pytest.raises(StoreClosed, match="Run that move again|Run it again|Set INTAKE_DATABASE_URL"):
        refuse_unless_open(engine)


def test_a_mark_can_be_taken_away(engine):
    with write_lock(engine) as connection:
        standing.set_mark(connection, MOVED)
    with write_lock(engine) as connection:
        standing.remove_mark(connection)

    refuse_unless_open(engine)


def test_a_closed_database_can_be_changed_in_no_table(closed):
    for name in Base.metadata.tables:
        with pytest.raises(StoreUnavailable) as raised, writing(closed) as session:
            session.execute(text(f'INSERT INTO "{name}" DEFAULT VALUES'))
        assert raised.value.kind is StoreFault.UNREACHABLE, name


def test_what_stands_in_a_closed_database_is_neither_changed_nor_deleted(engine):
    one = "INSERT INTO throttle (key_hash, window_start, count) VALUES (:key, :at, 1)"
    with writing(engine) as session:
        session.execute(text(one), {"key": b"1", "at": "2026-11-23 12:00:00"})
    with write_lock(engine) as connection:
        standing.close_to_writes(connection)

    for change in ("UPDATE throttle SET count = 2", "DELETE FROM throttle"):
        with pytest.raises(StoreUnavailable), writing(engine) as session:
            session.execute(text(change))


def test_a_closed_database_can_be_opened_again(closed):
    with write_lock(closed) as connection:
        standing.open_to_writes(connection)

    with writing(closed) as session:
        assert session.execute(text("DELETE FROM throttle")).rowcount == 0  # type: ignore[attr-defined]


def test_whoever_writes_waits_while_writers_are_held(engine):
    with write_lock(engine) as connection:
        standing.hold_writers(connection)
        with pytest.raises(StoreUnavailable) as raised, writing(engine) as session:
            session.execute(text("DELETE FROM throttle"))
    assert raised.value.kind is StoreFault.LOCKED
