"""Every row of one database into another, read back and compared column by column before anything is committed."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, func, inspect, select, tuple_
from sqlalchemy.exc import SQLAlchemyError

from intake.store import clinic_models, models
from intake.store.base import Base

# Importing a module hangs its tables on the base.
TABLES = (models, clinic_models)
# A draft may have 4 MB, and both sides of so many rows are in memory at once.
ROWS_AT_ONCE = 50
# What reading a value raises that no row of ours ever had; SQLite keeps it, whatever the column is.
_NEVER_WRITTEN = (ArithmeticError, AttributeError, TypeError, ValueError)


class RowNotCopied(Exception):
    """A row that cannot be read, cannot be written, or came back otherwise; the message has its table and number."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One table. `digest` is of every column of every row, as read back."""

    table: str
    rows: int
    digest: str


def tables() -> tuple[Table, ...]:
    """In the order in which their rows can be written: what is referred to comes first."""
    return tuple(Base.metadata.sorted_tables)


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has that is there: before an update some may not be."""
    there = set(inspect(connection).get_table_names())
    return {table.name: _count(connection, table) for table in tables() if table.name in there}


def copy(source: Connection, target: Connection, told: Callable[[Copied], None]) -> None:
    """In the caller's two transactions; nobody writes to the source meanwhile. `told`: of each table when it is done.

    Raises `RowNotCopied`.
    """
    for table in tables():
        told(_copied(source, target, table))


def differing(one: Connection, other: Connection, leaving_out: frozenset[str]) -> tuple[str, ...]:
    """The tables whose rows are not the same in both databases."""
    compared = [table for table in tables() if table.name not in leaving_out]
    return tuple(table.name for table in compared if _digests(one, table) != _digests(other, table))


def _copied(source: Connection, target: Connection, table: Table) -> Copied:
    digest, rows = hashlib.sha256(), 0
    try:
        with _batches(source, table) as batches:
            for batch in batches:
                target.execute(table.insert(), [row._asdict() for row in batch])
                back = _by_key(target, table, [_key_of(row, table) for row in batch])
                for row in batch:
                    rows += 1
                    _compare(row, back.get(_key_of(row, table)), f"table {table.name}, row {rows}")
                    digest.update(_bytes_of(row))
    except (SQLAlchemyError, *_NEVER_WRITTEN) as problem:
        # Without its cause, which may quote the row.
        raise RowNotCopied(f"table {table.name}, after row {rows}: {type(problem).__name__}") from None
    if _count(target, table) != rows:
        raise RowNotCopied(f"table {table.name}: the other database has rows of its own")
    return Copied(table.name, rows, digest.hexdigest())


@contextmanager
def _batches(source: Connection, table: Table) -> Iterator[Iterator[Sequence[Row[Any]]]]:
    ordered = select(table).order_by(*table.primary_key).execution_options(yield_per=ROWS_AT_ONCE)
    with source.execute(ordered) as result:
        yield result.partitions()


def _by_key(target: Connection, table: Table, keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], Row[Any]]:
    """By key, for the database's own collation may order them otherwise."""
    found = target.execute(select(table).where(tuple_(*table.primary_key).in_(keys)))
    return {_key_of(row, table): row for row in found}


def _compare(row: Row[Any], back: Row[Any] | None, where: str) -> None:
    if back is None or _bytes_of(back) != _bytes_of(row):
        raise RowNotCopied(f"{where}: it came back otherwise")


def _key_of(row: Row[Any], table: Table) -> tuple[Any, ...]:
    return tuple(row._mapping[column.name] for column in table.primary_key)


def _bytes_of(row: Row[Any]) -> bytes:
    """The same for the same values, of whatever database: they have one form each in Python."""
    return repr(tuple(row)).encode()


def _digests(connection: Connection, table: Table) -> dict[tuple[Any, ...], bytes]:
    rows = connection.execute(select(table).execution_options(yield_per=ROWS_AT_ONCE))
    return {_key_of(row, table): hashlib.sha256(_bytes_of(row)).digest() for row in rows}


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0
