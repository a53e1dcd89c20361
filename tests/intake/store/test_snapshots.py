"""One state of a SQLite database while others write: never between two, and nobody waits for long."""

import sqlite3
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from intake.errors import StoreFault, StoreUnavailable
from intake.store import snapshots
from intake.store.snapshots import is_whole, snapshot
from tests.backups import nothing_said

ROWS = 400


@pytest.fixture
def source(tmp_path) -> Path:
    """Rows that are always of the same number: whoever sees two numbers saw two states."""
    path = tmp_path / "source.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE draft (id INTEGER PRIMARY KEY, number INTEGER, body BLOB)")
        connection.execute("CREATE TABLE session (id_hash BLOB)")
        connection.execute("INSERT INTO session VALUES ('way in')")
        connection.executemany("INSERT INTO draft VALUES (?, 0, ?)", [(each, bytes(4000)) for each in range(ROWS)])
        connection.commit()
    return path


@contextmanager
def writing_without_end(path: Path):
    stopped = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            while not stopped.wait(0.001):
                connection.execute("UPDATE draft SET number = number + 1")
                connection.commit()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def states_in(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [number for (number,) in connection.execute("SELECT DISTINCT number FROM draft")]


def test_a_copy_is_one_state_without_the_sessions(source, tmp_path):
    told = []
    snapshot(source, tmp_path / "copy.db", lambda *progress: told.append(progress))

    assert states_in(tmp_path / "copy.db") == [0]
    assert b"way in" in source.read_bytes()
    assert b"way in" not in (tmp_path / "copy.db").read_bytes()
    assert told[-1][0] == told[-1][1] > ROWS
    assert is_whole(tmp_path / "copy.db")


def test_a_copy_is_one_state_while_somebody_writes_without_end(source, tmp_path):
    with writing_without_end(source):
        snapshot(source, tmp_path / "copy.db", nothing_said)

    assert len(states_in(tmp_path / "copy.db")) == 1
    assert is_whole(tmp_path / "copy.db")


def test_a_copy_that_is_begun_anew_too_often_is_made_in_one_step(source, tmp_path, monkeypatch):
    """Somebody saves after each step, so that in steps it would never end."""
    monkeypatch.setattr(snapshots, "PAGES_AT_ONCE", 100)
    monkeypatch.setattr(snapshots, "BETWEEN_SECONDS", 0)
    steps = []

    def save(*_: int) -> None:
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("UPDATE draft SET number = number + 1")
            connection.commit()
        steps.append(1)

    snapshot(source, tmp_path / "copy.db", save)

    assert len(steps) == snapshots.MOST_BEGINNINGS
    assert states_in(tmp_path / "copy.db") == [len(steps)]


def test_the_pauses_between_steps_let_writers_in(source, tmp_path, monkeypatch):
    """Somebody saves at once, who would have waited for all of it."""
    monkeypatch.setattr(snapshots, "PAGES_AT_ONCE", 100)
    pauses: list[float] = []

    def save(seconds: float) -> None:
        if not pauses:
            with closing(sqlite3.connect(source, timeout=0)) as connection:
                connection.execute("UPDATE draft SET number = 1")
                connection.commit()
        pauses.append(seconds)

    monkeypatch.setattr(snapshots, "pause", save)
    snapshot(source, tmp_path / "copy.db", nothing_said)

    assert set(pauses) == {snapshots.BETWEEN_SECONDS}
    assert states_in(tmp_path / "copy.db") == [1]


def test_the_file_copied_while_it_is_written_is_more_than_one_state_or_none(source, tmp_path):
    """What a snapshot is compared with: were this whole, the tests above would prove nothing."""
    found = []
    with writing_without_end(source):
        for each in range(20):
            copy = tmp_path / f"{each}.db"
            with source.open("rb") as read, copy.open("wb") as written:
                while page := read.read(4096):
                    written.write(page)
                    threading.Event().wait(0.00001)
            found.append(is_whole(copy) and len(states_in(copy)) == 1)
            if not found[-1]:
                break

    assert not all(found)


def test_a_broken_file_is_not_whole(source, tmp_path):
    (tmp_path / "broken.db").write_bytes(source.read_bytes()[:-8192])
    (tmp_path / "other.db").write_bytes(b"not a database" * 1000)

    assert is_whole(source)
    assert not is_whole(tmp_path / "broken.db")
    assert not is_whole(tmp_path / "other.db")
    assert not is_whole(tmp_path / "none.db")


def test_a_place_that_cannot_be_written_is_told_by_its_kind(source, tmp_path):
    with pytest.raises(StoreUnavailable) as raised:
        snapshot(source, tmp_path / "nowhere" / "copy.db", nothing_said)
    assert raised.value.kind is StoreFault.UNREACHABLE
