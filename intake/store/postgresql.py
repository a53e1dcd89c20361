"""PostgreSQL, set so that a commit is on disk before it is told, and no request waits long for a silent server.

Only `engine` loads this module, and only for an address of PostgreSQL: the driver is an extra, and takes memory.
"""

from collections.abc import Generator
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import Dialect

from intake.errors import StoreFault, StoreNotDurable, StoreUnavailable
from intake.store.patience import left_of

# Each loses commits in a crash, or when a standby takes over, if it is anything else:
# https://www.postgresql.org/docs/current/runtime-config-wal.html
SAFE = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_apply"},
}
# Told by `intake doctor`, and not refused.
TOLD = ("data_checksums", "synchronous_standby_names")
CONNECT_SECONDS = 2
# Of a connection that lies in the pool, before it is used again; and how long it may lie there, so that a server whose
# settings were changed is looked at again.
PING_SECONDS = 2.0
RECYCLE_SECONDS = 900
LEAST_PATIENCE = 3.0
_READ_BACK = b"SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"


class _TextWithoutNul(StrDumperUnknown):
    """PostgreSQL's texts hold no NUL. What somebody typed with one in it is kept as a browser would show it."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\x00", "\ufffd"))


class PatientConnection(psycopg.Connection[Any]):
    """Gives up a server that says nothing: a network that stalls reports no error by itself, for hours."""

    patience = PING_SECONDS
    """Seconds for each statement."""

    def wait(self, gen: Generator[Any, Any, Any], interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval, timeout or left_of(self.patience))
        except psycopg.OperationalError:
            if not self.closed and self.pgconn.transaction_status == psycopg.pq.TransactionStatus.ACTIVE:
                # The answer may still come, and would be taken for that to another question.
                self.pgconn.finish()
            raise


def postgresql_engine(url: URL, busy_seconds: float, connections: int) -> Engine:
    """Raises ValueError for another driver, and what SQLAlchemy raises for an address without meaning."""
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise ValueError(f"{url.drivername} is not the driver in use")
    # Two more than threads: the thread that deletes, and a check of readiness.
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_size=connections,
        max_overflow=2,
        pool_timeout=busy_seconds,
        pool_pre_ping=True,
        pool_recycle=RECYCLE_SECONDS,
        connect_args=_arguments(url, busy_seconds),
    )
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _prove)
    event.listen(engine, "checkout", _taken(max(busy_seconds + 0.5, LEAST_PATIENCE)))
    event.listen(engine, "checkin", _given_back)
    return engine


def in_force(connection: Any) -> dict[str, str]:
    """What the server and this role make of the settings that decide whether a commit lasts."""
    return dict(connection.execute(_READ_BACK, ([*SAFE, *TOLD],)).fetchall())


def refuse_unsafe(found: dict[str, str]) -> None:
    """Raises `StoreNotDurable`. `found`: as `in_force` gives it."""
    unsafe = [f"{name} is {value}" for name, value in found.items() if value not in SAFE.get(name, {value})]
    if unsafe:
        raise StoreNotDurable(f"{'; '.join(unsafe)}: a saved answer could be lost. Set each to on for this database")


def _arguments(url: URL, busy_seconds: float) -> dict[str, Any]:
    milliseconds = int(busy_seconds * 1000)
    # No statement_timeout: it cuts off the wait of a commit for its standby, and that commit is told as done.
    # `patience` ends the wait on this side instead, and the server looks whether anybody still listens.
    limits = {
        "lock_timeout": milliseconds,
        "client_connection_check_interval": 1000,
        # Of a process that hangs with a transaction open, or whose network is gone: others wait for its locks.
        "idle_in_transaction_session_timeout": max(10_000, 2 * milliseconds),
    }
    options = " ".join(f"-c {name}={value}" for name, value in limits.items())
    # What the operator wrote into the address comes last, and holds.
    return {
        "options": f"{options} {url.query.get('options', '')}".strip(),
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "intake",
        **{name: url.query[name] for name in ("connect_timeout", "application_name") if name in url.query},
    }


def _connect(_dialect: Dialect, _record: object, arguments: Any, named: dict[str, Any]) -> PatientConnection:
    made = PatientConnection.connect(*arguments, **named)
    made.adapters.register_dumper(str, _TextWithoutNul)
    return made


def _prove(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    found = in_force(cursor)
    (standby,) = cursor.execute(b"SELECT pg_is_in_recovery()").fetchone()
    connection.rollback()
    if standby:
        # Whoever keeps the cluster is about to make another server the primary.
        raise StoreUnavailable(StoreFault.UNREACHABLE)
    refuse_unsafe(found)


def _taken(seconds: float) -> Any:
    def taken(connection: Any, _record: object, _proxy: object) -> None:
        connection.patience = seconds

    return taken


def _given_back(connection: Any, _record: object) -> None:
    if connection is not None:
        connection.patience = PING_SECONDS
