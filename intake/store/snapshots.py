"""One state of a SQLite database as a file of its own, while others go on writing; and whether such a file is whole."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import sleep as pause

from intake.errors import StoreFault, StoreUnavailable
from intake.store.leaving_out import LEFT_OUT

# Of 4 kB as a rule. Whoever writes waits for as long as it takes to copy so many.
PAGES_AT_ONCE = 4096
BETWEEN_SECONDS = 0.02
BUSY_SECONDS = 60.0
# Without a write-ahead log, a write between two steps begins the copy anew.
MOST_BEGINNINGS = 5

Progress = Callable[[int, int], None]
"""Takes how much is done, and of how much."""


class _BegunTooOften(Exception):
    pass


def snapshot(source: Path, target: Path, progress: Progress) -> None:
    """`target`, a new file, is what `source` was at one moment after the call began, without `LEFT_OUT`.

    Others write meanwhile: the copy is made in steps. Where it is begun anew too often, it is made in one, for which
    they wait. Raises `StoreUnavailable`.
    """
    try:
        with closing(_opened(source)) as read, closing(sqlite3.connect(target, isolation_level=None)) as written:
            # Nobody knows of this file before it is whole, so nothing of it has to outlive a crash before that.
            written.execute("PRAGMA synchronous = OFF")
            _copy(read, written, progress)
            # The copy of a database with a write-ahead log wants one too, and it would lie beside the file.
            written.execute("PRAGMA journal_mode = DELETE")
            written.execute("PRAGMA secure_delete = ON")
            there = {name for (name,) in written.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for name in there & LEFT_OUT:
                written.execute(f'DELETE FROM "{name}"')  # nosec B608 # noqa: S608 - a name of ours
    except sqlite3.OperationalError as problem:
        full = problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL
        raise StoreUnavailable(StoreFault.FULL if full else StoreFault.UNREACHABLE) from None


def is_whole(file: Path) -> bool:
    """Every page, index and reference, as SQLite itself sees them."""
    try:
        with closing(_opened(file)) as connection:
            checked = connection.execute("PRAGMA integrity_check").fetchall()
            return checked == [("ok",)] and not connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        return False


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)


def _copy(read: sqlite3.Connection, written: sqlite3.Connection, progress: Progress) -> None:
    steps = _Steps(progress)
    try:
        read.backup(written, pages=PAGES_AT_ONCE, progress=steps.take)
    except _BegunTooOften:
        read.backup(written, pages=-1)


class _Steps:
    """Sees from what is left to copy whether the copy was begun anew."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._left, self._beginnings = progress, 0, 0

    def take(self, status: int, left: int, pages: int) -> None:
        if status == sqlite3.SQLITE_OK and left >= self._left:
            self._beginnings += 1
        if self._beginnings > MOST_BEGINNINGS:
            raise _BegunTooOften
        self._left = left
        self._progress(pages - left, pages)
        if left:
            # The driver itself pauses only where it met a lock, and whoever waits for one looks now and then.
            pause(BETWEEN_SECONDS)
