"""How a database goes about the queries that an action runs: by which index, or by reading a whole table."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from intake.store.engine import reading

# What says how to go about things, and asks for nothing.
_OF_NO_TABLE = ("PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "BEGIN", "EXPLAIN")
_BY_INDEX = ("Index Scan", "Index Only Scan", "Bitmap Index Scan")


@dataclass(frozen=True, slots=True)
class Statement:
    """As the driver got it; `parameters` are those of its first run."""

    text: str
    parameters: Any


@dataclass(frozen=True, slots=True)
class WholeRead:
    """A step that reads a table, or an index of it, from end to end."""

    table: str
    statement: str


@contextmanager
def statements_of(engine: Engine) -> Iterator[dict[str, Statement]]:
    """Each statement that runs within, once, by its text."""
    found: dict[str, Statement] = {}

    def note(_connection: Any, _cursor: Any, text: str, parameters: Any, _context: Any, many: bool) -> None:
        if not text.upper().startswith(_OF_NO_TABLE):
            found.setdefault(text, Statement(text, parameters[0] if many else parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def plan_of(engine: Engine, query: Callable[[Session], Any]) -> tuple[str, ...]:
    """The lines of SQLite's EXPLAIN QUERY PLAN for every statement, in their order."""
    with reading(engine) as session:
        session.connection()
        with statements_of(engine) as run:
            query(session)
    with engine.connect() as connection:
        return tuple(step for statement in run.values() for step in _steps(connection, statement))


def plans_of(engine: Engine, run: dict[str, Statement]) -> list[str]:
    """The plan of each statement, in the database's own words."""
    with _explaining(engine) as connection:
        if engine.dialect.name == "sqlite":
            return ["; ".join(_steps(connection, statement)) for statement in run.values()]
        return [json.dumps(_told_by_postgresql(connection, statement)) for statement in run.values()]


def whole_reads(engine: Engine, run: dict[str, Statement]) -> Iterator[WholeRead]:
    """Those that no index spares the database, as it says itself.

    PostgreSQL reads a small table whole, whatever indexes it has; it is asked what it would do if that cost a fortune.
    """
    explain = _whole_of_sqlite if engine.dialect.name == "sqlite" else _whole_of_postgresql
    with _explaining(engine) as connection:
        for statement in run.values():
            yield from (WholeRead(table, statement.text) for table in explain(connection, statement))


@contextmanager
def _explaining(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        yield connection


def _steps(connection: Connection, statement: Statement) -> list[str]:
    explained = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.text}", statement.parameters)
    return [row[3] for row in explained]


def _whole_of_sqlite(connection: Connection, statement: Statement) -> Iterator[str]:
    for step in _steps(connection, statement):
        words = step.split()
        # A SEARCH goes to its rows by an index. What a subquery found is no table, nor is a row of constants.
        if words[0] == "SCAN" and not words[1].startswith(("CONSTANT", "anon_")):
            yield words[1]


def _whole_of_postgresql(connection: Connection, statement: Statement) -> Iterator[str]:
    yield from _whole_in(_told_by_postgresql(connection, statement))


def _told_by_postgresql(connection: Connection, statement: Statement) -> dict[str, Any]:
    explained = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement.text}", statement.parameters)
    told: list[dict[str, Any]] = explained.scalar_one()
    plan: dict[str, Any] = told[0]["Plan"]
    return plan


def _whole_in(node: dict[str, Any]) -> Iterator[str]:
    kind = node["Node Type"]
    if kind == "Seq Scan" or (kind in _BY_INDEX and "Index Cond" not in node):
        yield node.get("Relation Name") or node["Index Name"]
    for below in node.get("Plans", ()):
        yield from _whole_in(below)
