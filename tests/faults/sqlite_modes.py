"""SQLite with other settings than the product chooses: those that are sound as well, and those that lose."""

from collections.abc import Iterator
from contextlib import contextmanager

from intake.store import sqlite

SOUND = {
    "DELETE+EXTRA": {"journal_mode": "delete", "synchronous": "3"},
    "WAL+FULL": {"journal_mode": "wal", "synchronous": "2"},
}
UNSOUND = {
    "DELETE+FULL": {"journal_mode": "delete", "synchronous": "2"},
    "WAL+NORMAL": {"journal_mode": "wal", "synchronous": "1"},
    "DELETE+OFF": {"journal_mode": "delete", "synchronous": "0"},
}
MODES = {**SOUND, **UNSOUND}
_WANTED = "_settings_wanted"


@contextmanager
def sqlite_in(mode: str) -> Iterator[None]:
    """The product takes this mode for its own choice, in this process."""
    chosen = vars(sqlite)[_WANTED]
    vars(sqlite)[_WANTED] = lambda: {**chosen(), **MODES[mode]}
    try:
        yield
    finally:
        vars(sqlite)[_WANTED] = chosen


def chosen_here() -> str:
    """The mode that the product chooses with the SQLite of this machine."""
    wanted = vars(sqlite)[_WANTED]()
    return next(name for name, mode in MODES.items() if mode.items() <= wanted.items())
