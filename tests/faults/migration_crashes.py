"""F13 and F15: a crash at every statement of the migrations, from every earlier version with a thousand rows in it."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Table, inspect, make_url

from intake.store import upgrading
from intake.store.engine import engine_of, write_lock
from intake.store.migrating import FOLDER, migrate, newest_version
from intake.store.models import DraftRecord, InstallationRecord, SessionRecord, ThrottleRecord
from tests.databases import Databases
from tests.faults.crash_points import How, crashes_at, points_of
from tests.faults.crashes_inside import Crashed
from tests.faults.installations import databases_of
from tests.faults.outcomes import Outcome

ROWS = 1000
_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Migrates = Callable[[str], object]
Rows = dict[str, tuple[str, ...]]


def _no_rows(_connection: Connection) -> None: ...


def _first_tables(connection: Connection) -> None:
    moments = {"created_at": _NOW, "updated_at": _NOW, "last_seen": _NOW, "expires_at": _NOW + timedelta(days=30)}
    ids = [uuid4() for _ in range(ROWS)]
    once = {"id": 1, "key_fingerprint": "f" * 32, "made_at": _NOW, "last_seen_at": _NOW}
    drafts = [
        {"id": each, "questionnaire": "urn:q|1", "locator": f"{number:06}", "kdf_parameters": "m", "rev": 1,
         "code_salt": b"s", "code_verifier": b"v", "dek_by_code": b"d", "body": secrets.token_bytes(2000),
         "keep_days": 30, **moments}
        for number, each in enumerate(ids)
    ]  # fmt: skip
    sessions = [
        {"id_hash": secrets.token_bytes(32), "kind": "patient", "draft_id": each, "wrapped_key": b"w", **moments}
        for each in ids
    ]
    throttles = [{"key_hash": secrets.token_bytes(32), "window_start": _NOW, "count": 1} for _ in ids]
    for model, rows in (
        (InstallationRecord, [once]),
        (DraftRecord, drafts),
        (SessionRecord, sessions),
        (ThrottleRecord, throttles),
    ):
        _insert(connection, model.__table__, rows)  # type: ignore[arg-type]  # SQLAlchemy says FromClause


FILLED: dict[str | None, Callable[[Connection], None]] = {None: _no_rows, "0001": _first_tables}
"""Every version from which somebody may come, with what fills its tables; None for an empty database."""


@dataclass(frozen=True)
class Old:
    """A database of an earlier version, with rows in it."""

    databases: Databases
    folder: Path
    url: str

    @contextmanager
    def copy(self) -> Iterator[str]:
        """The address of a copy that nobody has open."""
        made = len(self.databases.made)
        with TemporaryDirectory(dir=self.folder.parent) as folder:
            if self.databases.kind == "sqlite":
                copytree(self.folder, folder, dirs_exist_ok=True)
                yield f"sqlite:///{folder}/intake.db"
            else:
                name = self.databases.server.new_database(str(make_url(self.url).database))
                self.databases.made.append(name)
                yield self.databases.server.url(name)
            self.databases.forget(made)

    def crashes(self, migrates: Migrates, points: slice, hows: tuple[How, ...], found: Crashed) -> None:
        """At these of the points that there are."""
        with self.copy() as url:
            numbers = range(1, len(points_of(self.folder, lambda: migrates(url))) + 1)
            before, after = rows_at(self.url), rows_at(url)
        for point in numbers[points]:
            for how in hows:
                with self.copy() as url:
                    crashed = crashes_at(point, self.folder, lambda url=url: migrates(url), how)  # type: ignore[misc]
                    problem = _problem_at(url, before, after, found) if crashed else "it came to its end"
                found.tried += 1
                if problem:
                    found.between.append(f"migrating, {how.value} at {point}: {problem}")


def _problem_at(url: str, before: Rows, after: Rows, found: Crashed) -> str:
    now = rows_at(url)
    found.before += now == before
    found.after += now == after
    if now not in (before, after):
        return "neither as before nor as after"
    migrate_at(url)
    return "" if rows_at(url) == after else "migrating again did not finish it"


def migrate_at(url: str) -> None:
    engine = engine_of(url)
    migrate(engine)
    engine.dispose()


def migrate_step_by_step(url: str) -> None:
    """What the product does not do: each statement is a transaction of its own."""
    engine = engine_of(url)
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        connection.rollback()
        if engine.dialect.name == "postgresql":
            raw.autocommit = True
        else:
            connection.exec_driver_sql("PRAGMA query_only = 0")
            connection.exec_driver_sql("COMMIT")
        upgrading.upgrade(connection, FOLDER)
    engine.dispose()


def rows_at(url: str) -> Rows:
    """All tables with all rows, in words."""
    engine = engine_of(url)
    with engine.connect() as connection:
        found = {
            name: tuple(sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {name}"))))  # noqa: S608 - our own tables
            for name in inspect(connection).get_table_names()
        }
    engine.dispose()
    return found


@contextmanager
def old_of(version: str | None, databases: Databases) -> Iterator[Old]:
    with TemporaryDirectory(prefix="intake-migrations-") as folder:
        old = Old(databases, Path(folder) / "old", databases.empty_url(Path(folder) / "old"))
        engine = engine_of(old.url)
        with write_lock(engine) as connection:
            if version:
                config = Config()
                config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
                config.attributes["connection"] = connection
                command.upgrade(config, version)
            FILLED[version](connection)
        engine.dispose()
        yield old


def migrations(scale: float) -> Outcome:
    return _outcome("F13 F15 migrations", "sqlite", scale)


def migrations_on_postgresql(scale: float) -> Outcome:
    return _outcome("F13 F15 migrations PostgreSQL", "postgresql", scale)


def _outcome(fault: str, kind: str, scale: float) -> Outcome:
    found, bad, points = Crashed(), Crashed(), slice(None, None, max(1, round(1 / scale)))
    for version in FILLED:
        with old_of(version, databases_of(kind)) as old:
            old.crashes(migrate_at, points, tuple(How), found)
    with old_of("0001", databases_of(kind)) as old:
        old.crashes(migrate_step_by_step, slice(None, None, 10), (How.KILLED,), bad)
    return Outcome(
        fault=fault,
        how=f"killed (-9), and cut off, at every statement, from each version before {newest_version()}, {ROWS} rows",
        tried=found.tried,
        lost=0,
        corrupted=len(found.between),
        known_bad="each statement committed by itself",
        caught=len(bad.between),
        bad_tried=bad.tried,
        not_held=found.told,
        note=f"{found.before} as before, {found.after} as after",
    )


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """As far as the table had these columns then."""
    there = {each["name"] for each in inspect(connection).get_columns(table.name)}
    known = {each.name for each in table.columns} & there
    connection.execute(table.insert(), [{name: row.get(name) for name in known} for row in rows])
