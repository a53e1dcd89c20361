"""Whether a database is whole, as SQLite itself sees it."""

import sqlite3
from contextlib import closing
from pathlib import Path


def is_whole(database: Path) -> bool:
    """No page, index or reference is broken. True where there is no such file: another database has its own checks."""
    if not database.exists():
        return True
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        try:
            checked = connection.execute("PRAGMA integrity_check").fetchall()
            dangling = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError:
            return False
    return checked == [("ok",)] and not dangling
