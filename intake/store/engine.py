"""The engine, and the two ways to use it: `reading` sees one state and changes nothing, `writing` is all or nothing."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from intake.errors import SettingProblem, SettingsInvalid, StoreDamaged, StoreFault, StoreUnavailable
from intake.store import sqlite
from intake.store.sqlite import HARDLY, WAITS, WRITES, sqlite_engine

BUSY_SECONDS = 5.0
CONNECTIONS = 5
# What whoever writes to a database that was moved is told by `standing`.
MOVED_AWAY = "moved"
_POSTGRESQL = "intake.store.postgresql"
# What a transaction of PostgreSQL begins as; SQLite's are told apart by `WRITES`.
_READS = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_TURN = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("turn"), 0)))

# SQLite's primary result codes and PostgreSQL's SQLSTATEs; everything else of this class is "unreachable".
_FAULTS: Mapping[int | str, StoreFault] = {
    sqlite3.SQLITE_BUSY: StoreFault.LOCKED,
    sqlite3.SQLITE_LOCKED: StoreFault.LOCKED,
    sqlite3.SQLITE_FULL: StoreFault.FULL,
    sqlite3.SQLITE_READONLY: StoreFault.READ_ONLY,
    "55P03": StoreFault.LOCKED,
    "57014": StoreFault.LOCKED,
    "40001": StoreFault.LOCKED,
    "40P01": StoreFault.LOCKED,
    "53100": StoreFault.FULL,
    # The server that answers is no primary, or not any more.
    "25006": StoreFault.UNREACHABLE,
    "25P03": StoreFault.UNREACHABLE,
    # SQLite's triggers have no code of their own.
    MOVED_AWAY: StoreFault.UNREACHABLE,
}


_DAMAGED = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})


def engine_of(url: str, busy_seconds: float = BUSY_SECONDS, connections: int = CONNECTIONS) -> Engine:
    """`busy_seconds`: how long a writer waits for another one, and anybody for a silent server, before it is told
    `StoreUnavailable`. `connections`: how many PostgreSQL is asked for at most, but for two more.

    Raises `SettingsInvalid` for an address without meaning, or for a database whose driver is not installed.
    """
    try:
        return _engine_of(url, busy_seconds, connections)
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
    """A transaction that sees one state of the database and can change nothing."""
    with _faults_named(), Session(engine) as session:
        session.connection(execution_options=_options(engine, writes=False))
        yield session


@contextmanager
def writing(engine: Engine, *, waits: bool = True) -> Iterator[Session]:
    """One transaction that commits at its end; raises `StoreUnavailable`.

    On SQLite it holds the write lock from its start, because a reader who turns writer while another one writes is
    refused at once. On PostgreSQL writers run side by side: who decides by what was read locks it first, by a query
    that says so or by `in_turn`. What could as well be left undone does not wait (`waits`) where others write.
    """
    with _faults_named(), Session(engine, expire_on_commit=False) as session:
        session.connection(execution_options={**_options(engine, writes=True), WAITS: waits})
        if not waits:
            _hardly_waits(session)
        yield session
        session.commit()


def in_turn(session: Session, what: str) -> None:
    """Until this transaction ends nobody else passes here for the same `what`, which need not be there yet.

    SQLite's writers take turns in any case.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TURN, {"turn": what})


def unhurried(session: Session) -> None:
    """This transaction may do nothing for long, as where very much is sealed anew between two questions."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


@contextmanager
def write_lock(engine: Engine) -> Iterator[Connection]:
    """As `writing`, for those who speak to the connection itself."""
    with _faults_named(), engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        yield connection


def wipe_freed(engine: Engine) -> None:
    """After a deletion: SQLite's write-ahead log still holds the pages as they were, until it is cut off."""
    if engine.dialect.name != "sqlite":
        return
    with _faults_named(), engine.connect() as connection:
        # Outside a transaction, where alone it works; without a write-ahead log it does nothing.
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def durability_of(engine: Engine) -> dict[str, str]:
    """The settings that make a commit last, as the database reads them back now; raises `StoreNotDurable`."""
    module = sqlite if engine.dialect.name == "sqlite" else import_module(_POSTGRESQL)
    with _faults_named(), engine.connect() as connection:
        found: dict[str, str] = module.in_force(connection.connection.dbapi_connection)
    module.refuse_unsafe(found)
    return found


def _hardly_waits(session: Session) -> None:
    """SQLite's writers are told as they begin, where alone they wait."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = {HARDLY}"))


def _engine_of(url: str, busy_seconds: float, connections: int) -> Engine:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite":
        return sqlite_engine(parts, busy_seconds)
    engine: Engine = import_module(_POSTGRESQL).postgresql_engine(parts, busy_seconds, connections)
    return engine


def _options(engine: Engine, *, writes: bool) -> dict[str, Any]:
    if engine.dialect.name == "sqlite":
        return {WRITES: writes}
    return {} if writes else _READS


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
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            raise StoreDamaged from None
        known = _FAULTS.get(getattr(error.orig, "sqlstate", None) or str(error.orig))
        if known is None:
            raise
        raise StoreUnavailable(known) from None


def _fault_of(error: BaseException | None) -> StoreFault:
    code = getattr(error, "sqlite_errorcode", None)
    # The low byte is the primary code; the rest says where exactly.
    known = code & 0xFF if code is not None else getattr(error, "sqlstate", "")
    return _FAULTS.get(known, StoreFault.UNREACHABLE)
