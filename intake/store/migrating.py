"""Migrations: from whatever the database holds to the newest tables, by one worker at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from intake.store.engine import write_lock

_FOLDER = Path(__file__).with_name("migrations")
# SQLite's write lock is held already; this is an arbitrary number that only migrations use.
_LOCKS = {"postgresql": text("SELECT pg_advisory_xact_lock(736301)")}


def migrate(engine: Engine) -> None:
    """All or nothing: on an error the tables are as they were. Raises `StoreUnavailable`."""
    with write_lock(engine) as connection:
        lock = _LOCKS.get(engine.dialect.name)
        if lock is not None:
            connection.execute(lock)
        if _version_of(connection) != newest_version():
            command.upgrade(_config(connection), "head")


def version_of(engine: Engine) -> str | None:
    """The version of the tables; None for a database without any."""
    with engine.connect() as connection:
        return _version_of(connection)


def newest_version() -> str | None:
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def _version_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
