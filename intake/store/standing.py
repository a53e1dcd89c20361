"""Whether a database may be served: not while it is being filled, and not any more once it was moved elsewhere.

The mark is a table that is there only meanwhile, so that no installation in use carries it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, Connection, Engine, MetaData, String, Table, Text, inspect, select, text

from intake.errors import StoreClosed
from intake.store import clinic_models, models
from intake.store.base import Base
from intake.store.engine import MOVED_AWAY, reading

# Importing a module hangs its tables on the base.
TABLES = (models, clinic_models)
_TABLE = Table("standing", MetaData(), Column("word", String(20), nullable=False), Column("told", Text, nullable=False))
_WRITES = ("INSERT", "UPDATE", "DELETE")


class Standing(StrEnum):
    """The words are kept: renaming one leaves a database that nobody opens."""

    MOVING = "moving"
    RESTORING = "restoring"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Mark:
    """`told`: where it was moved to or comes from, without a password."""

    word: Standing
    told: str


_MENDS = {
    Standing.MOVING: "it is not whole: intake move from {told} came to no end. Run that move again",
    Standing.RESTORING: "it is not whole: intake restore came to no end. Run it again",
    Standing.MOVED: "it was moved to {told}, which is served now. Set INTAKE_DATABASE_URL to that "
    "(or open this one again: docs/backup.md)",
}


def refuse_unless_open(engine: Engine) -> None:
    """Raises `StoreClosed`, `StoreUnavailable`."""
    mark = mark_of(engine)
    if mark is not None:
        raise StoreClosed(f"the database is not served: {_MENDS[mark.word].format(told=mark.told)}.")


def mark_of(engine: Engine) -> Mark | None:
    """None for a database that may be served. Raises `StoreUnavailable`."""
    with reading(engine) as session:
        return mark_in(session.connection())


def mark_in(connection: Connection) -> Mark | None:
    if not inspect(connection).has_table(_TABLE.name):
        return None
    word, told = connection.execute(select(_TABLE.c.word, _TABLE.c.told)).one()
    return Mark(Standing(word), told)


def set_mark(connection: Connection, mark: Mark) -> None:
    """In the caller's transaction, in the place of an earlier mark."""
    _TABLE.create(connection, checkfirst=True)
    if connection.dialect.name == "postgresql":
        # The role that serves reads it too, to know that it may not.
        connection.execute(text(f"GRANT SELECT ON {_TABLE.name} TO PUBLIC"))
    connection.execute(_TABLE.delete())
    connection.execute(_TABLE.insert().values(word=mark.word.value, told=mark.told))


def remove_mark(connection: Connection) -> None:
    _TABLE.drop(connection, checkfirst=True)


def hold_writers(connection: Connection) -> None:
    """Until this transaction ends nobody else writes. SQLite's write lock is held by it in any case."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(f'"{name}"' for name in _names())
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def close_to_writes(connection: Connection) -> None:
    """From the commit on, whoever has the database open, a server that still runs too, can change nothing in it."""
    for statement in _CLOSING[connection.dialect.name]():
        connection.execute(text(statement))


def open_to_writes(connection: Connection) -> None:
    for statement in _OPENING[connection.dialect.name]():
        connection.execute(text(statement))


def _names() -> Iterator[str]:
    return (table.name for table in Base.metadata.sorted_tables)


def _closing_sqlite() -> Iterator[str]:
    for name in _names():
        for write in _WRITES:
            stop = f"SELECT RAISE(ABORT, '{MOVED_AWAY}');"
            yield f'CREATE TRIGGER moved_{name}_{write} BEFORE {write} ON "{name}" BEGIN {stop} END'


def _opening_sqlite() -> Iterator[str]:
    return (f"DROP TRIGGER moved_{name}_{write}" for name in _names() for write in _WRITES)


def _closing_postgresql() -> Iterator[str]:
    # The code of a server that takes no writes: it is told as one that cannot be reached.
    stop = f"RAISE EXCEPTION '{MOVED_AWAY}' USING ERRCODE = '25006';"
    yield f"CREATE FUNCTION moved_elsewhere() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {stop} END $$"
    for name in _names():
        yield (
            f'CREATE TRIGGER moved_elsewhere BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{name}" '
            "EXECUTE FUNCTION moved_elsewhere()"
        )


def _opening_postgresql() -> Iterator[str]:
    yield "DROP FUNCTION moved_elsewhere() CASCADE"


_CLOSING = {"sqlite": _closing_sqlite, "postgresql": _closing_postgresql}
_OPENING = {"sqlite": _opening_sqlite, "postgresql": _opening_postgresql}
