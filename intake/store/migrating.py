"""Migrations: from whatever the database holds to the newest tables, by one worker at a time.

Alembic is loaded only when there is something to bring up: at every other start it would take a fifth of the time and
10 MB of each worker.
"""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import ProgrammingError

from intake.errors import TablesNewer, TablesOutdated
from intake.store.engine import write_lock

FOLDER = Path(__file__).with_name("migrations")
# SQLite's write lock is held already; this is an arbitrary number that only migrations use.
_LOCKS = {"postgresql": text("SELECT pg_advisory_xact_lock(736301)")}
VERSIONS = "alembic_version"
# PostgreSQL's SQLSTATE for what a role has no right to.
_NOT_ALLOWED = "42501"
_VERSION = text("SELECT version_num FROM alembic_version")


def migrate(engine: Engine) -> None:
    """All or nothing: on an error the tables are as they were.

    Raises `StoreUnavailable`, `TablesNewer`, `TablesOutdated`.
    """
    with write_lock(engine) as connection:
        lock = _LOCKS.get(engine.dialect.name)
        if lock is not None:
            connection.execute(lock)
        found = version_in(connection)
        if found is not None and found > newest_version():
            raise TablesNewer(found)
        if found != newest_version():
            _upgrade(connection, found)


def _upgrade(connection: Connection, found: str | None) -> None:
    try:
        import_module("intake.store.upgrading").upgrade(connection, FOLDER)
    except ProgrammingError as problem:
        if getattr(problem.orig, "sqlstate", None) != _NOT_ALLOWED:
            raise
        raise TablesOutdated(found, newest_version()) from None


def version_of(engine: Engine) -> str | None:
    """The version of the tables; None for a database without any."""
    with engine.connect() as connection:
        return version_in(connection)


def newest_version() -> str:
    """The revision of the last migration, by which its module is named: 0001 for `v0001_first_tables`."""
    return max(path.stem[1:5] for path in (FOLDER / "versions").glob("v[0-9]*.py"))


def version_in(connection: Connection) -> str | None:
    """As `version_of`, in a transaction that is open."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    version: str | None = connection.execute(_VERSION).scalar()
    return version
