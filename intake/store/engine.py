"""The engine, set so that what was committed survives a power cut and what was deleted is overwritten."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from intake.errors import SettingProblem, SettingsInvalid, StoreFault, StoreNotDurable, StoreUnavailable

# Up to 3.51.2 SQLite's write-ahead log can lose pages ("WAL-reset bug").
WAL_IS_SOUND_FROM = (3, 51, 3)
BUSY_SECONDS = 5.0
_WRITES = "intake_writes"

# SQLite's primary result codes and PostgreSQL's SQLSTATEs; everything else of this class is "unreachable".
_FAULTS: Mapping[int | str, StoreFault] = {
    sqlite3.SQLITE_BUSY: StoreFault.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreFault.LOCKED,
    sqlite3.SQLITE_FULL: StoreFault.FULL,
    "55P03": StoreFault.LOCKED,
    "57014": StoreFault.LOCKED,
    "40001": StoreFault.LOCKED,
    "40P01": StoreFault.LOCKED,
    "53100": StoreFault.FULL,
}


def engine_of(url: str, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """`busy_seconds`: how long a writer waits for another one before it is told `StoreUnavailable`.

    Raises `SettingsInvalid` for an address without meaning, or for a database whose driver is not installed.
    """
    try:
        return _engine_of(url, busy_seconds)
    except (ArgumentError, ValueError, ModuleNotFoundError) as problem:
        mend = f"no such database can be opened here ({type(problem).__name__}); PostgreSQL comes with intake[postgres]"
        # The address may hold a password.
        raise SettingsInvalid((SettingProblem("INTAKE_DATABASE_URL", "…", mend),)) from None


def sqlite_file(url: str) -> Path | None:
    """Where SQLite keeps this database; None for other databases, and for one in memory, which `engine_of` refuses."""
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite" or parts.database in (None, "", ":memory:"):
        return None
    return Path(str(parts.database))


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A transaction that sees one state of the database and, on SQLite, can change nothing."""
    with _faults_named(), Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction that holds the write lock from its start and commits at its end; raises `StoreUnavailable`.

    The lock comes first because SQLite refuses at once a reader who turns writer while another one writes.
    """
    with _faults_named(), Session(engine, expire_on_commit=False) as session:
        session.connection(execution_options={_WRITES: True})
        yield session
        session.commit()


@contextmanager
def write_lock(engine: Engine) -> Iterator[Connection]:
    """As `writing`, for those who speak to the connection itself."""
    with _faults_named(), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


def wipe_freed(engine: Engine) -> None:
    """After a deletion: SQLite's write-ahead log still holds the pages as they were, until it is cut off."""
    if engine.dialect.name != "sqlite":
        return
    with _faults_named(), engine.connect() as connection:
        # Outside a transaction, where alone it works; without a write-ahead log it does nothing.
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def durability_of(engine: Engine) -> dict[str, str]:
    """SQLite's settings as they are in force; nothing for other databases, whose server has its own."""
    if engine.dialect.name != "sqlite":
        return {}
    with _faults_named(), engine.connect() as connection:
        return _in_force(connection.connection.dbapi_connection)


def _engine_of(url: str, busy_seconds: float) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": busy_seconds})
    event.listen(engine, "connect", _make_durable)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def _faults_named() -> Iterator[None]:
    try:
        yield
    except PoolExhausted:
        raise StoreUnavailable(StoreFault.LOCKED) from None
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            # A statement that is wrong in itself: a fault of ours, which waiting does not mend.
            raise
        # Without its cause: the statement it quotes is of no use to whoever waits.
        raise StoreUnavailable(_fault_of(error.orig)) from None


def _fault_of(error: BaseException | None) -> StoreFault:
    code = getattr(error, "sqlite_errorcode", None)
    # The low byte is the primary code; the rest says where exactly.
    known = code & 0xFF if code is not None else getattr(error, "sqlstate", "")
    return _FAULTS.get(known, StoreFault.UNREACHABLE)


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
    # Transactions are begun by `_begin` alone; the driver would begin them late and without the lock.
    connection.isolation_level = None
    wanted = _settings_wanted()
    in_force = _in_force(connection)
    for name, value in wanted.items():
        if in_force[name] != value:
            connection.execute(f"PRAGMA {name} = {value}")
    in_force = _in_force(connection)
    different = [
        f"{name} is {in_force[name]}, not {value}" for name, value in wanted.items() if in_force[name] != value
    ]
    if different:
        raise StoreNotDurable("; ".join(different))


def _in_force(connection: Any) -> dict[str, str]:
    return {name: str(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _settings_wanted()}


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(not writes)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
