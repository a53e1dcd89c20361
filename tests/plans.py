"""How SQLite goes about the queries that an action runs: by which index, or by reading a whole table."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from intake.store.engine import reading


def plan_of(engine: Engine, query: Callable[[Session], Any]) -> tuple[str, ...]:
    """The lines of EXPLAIN QUERY PLAN for every statement, in their order."""
    run: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        run.append((statement, parameters))

    with reading(engine) as session:
        session.connection()
        event.listen(engine, "before_cursor_execute", note)
        try:
            query(session)
        finally:
            event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        return tuple(
            row[3]
            for statement, parameters in run
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        )
