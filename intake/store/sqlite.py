"""SQLite, set so that what was committed survives a power cut and what was deleted is overwritten."""

import sqlite3
from collections.abc import Callable
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event

from intake.errors import StoreNotDurable

# Up to 3.51.2 SQLite's write-ahead log can lose pages ("WAL-reset bug").
WAL_IS_SOUND_FROM = (3, 51, 3)
WRITES, WAITS = "intake_writes", "intake_waits"
# Milliseconds, for what does not wait; a commit of somebody else takes a few.
HARDLY = 50


def sqlite_engine(url: URL, busy_seconds: float) -> Engine:
    """Raises what SQLAlchemy raises for an address without meaning."""
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": busy_seconds},
        poolclass=QueuePool,
        pool_timeout=busy_seconds,
    )
    event.listen(engine, "connect", _make_durable)
    event.listen(engine, "begin", _beginning(int(busy_seconds * 1000)))
    return engine


def in_force(connection: Any) -> dict[str, str]:
    """The settings as this connection of the driver reads them back."""
    return {name: str(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _settings_wanted()}


def refuse_unsafe(found: dict[str, str]) -> None:
    """Raises `StoreNotDurable`. `found`: as `in_force` gives it."""
    wanted = _settings_wanted()
    different = [f"{name} is {found[name]}, not {value}" for name, value in wanted.items() if found[name] != value]
    if different:
        mend = "a database in memory, or a file system that cannot keep it: name another file in INTAKE_DATABASE_URL"
        raise StoreNotDurable(f"{'; '.join(different)} ({mend})")


def _settings_wanted() -> dict[str, str]:
    wal = sqlite3.sqlite_version_info >= WAL_IS_SOUND_FROM
    return {
        "journal_mode": "wal" if wal else "delete",
        # FULL (2) for the write-ahead log, EXTRA (3) for the rollback journal: less loses saves in a power cut.
        "synchronous": "2" if wal else "3",
        "foreign_keys": "1",
        "secure_delete": "1",
        "trusted_schema": "0",
        # Sorting spills to memory, never to a file beside the database.
        "temp_store": "2",
    }


def _make_durable(connection: Any, _record: object) -> None:
    # Transactions are begun by `_beginning` alone; the driver would begin them late and without the lock.
    connection.isolation_level = None
    wanted = _settings_wanted()
    found = in_force(connection)
    for name, value in wanted.items():
        if found[name] != value:
            connection.execute(f"PRAGMA {name} = {value}")
    refuse_unsafe(in_force(connection))


def _beginning(busy: int) -> Callable[[Connection], None]:
    """`busy`: for how many milliseconds a writer waits for another one."""

    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        writes, wait = options.get(WRITES, False), busy if options.get(WAITS, True) else min(HARDLY, busy)
        if connection.info.get(WAITS, busy) != wait:
            connection.info[WAITS] = wait
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {wait}")
        connection.exec_driver_sql(f"PRAGMA query_only = {int(not writes)}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return begin
