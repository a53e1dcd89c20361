"""The same rows on PostgreSQL: copied table by table into a database of their own, and kept there."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from intake.store.base import Base
from intake.store.engine import engine_of, reading
from intake.store.migrating import migrate
from tests.bench.growth.making import Kept, Tell
from tests.live.ports import free_port
from tests.postgres import Server, new_cluster

# A small server's. What makes a commit last is as PostgreSQL has it by itself.
SETTINGS = {"shared_buffers": "256MB", "max_wal_size": "4GB"}
_AT_ONCE = 2_000


@contextmanager
def kept_server(folder: Path) -> Iterator[Server]:
    """Its cluster lies in the folder."""
    # PostgreSQL is nobody where the benches are root, and has to come by.
    folder.chmod(0o755)
    cluster = folder / "postgresql" / "cluster"
    server = Server(cluster, free_port(), SETTINGS) if cluster.exists() else new_cluster(cluster, **SETTINGS)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def copied(server: Server, kept: Kept, tell: Tell) -> str:
    """The address of the copy, made where it is not there yet."""
    name = f"rows_{kept.layout.rows}"
    if not server.runs(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):  # noqa: S608 - our own name
        start, part = time.monotonic(), server.new_database()
        _copy(kept, server, part)
        server.runs(f"ALTER DATABASE {part} RENAME TO {name}")
        tell(f"{kept.layout.rows:,} rows copied to PostgreSQL in {time.monotonic() - start:.0f} s")
    return server.url(name)


def _copy(kept: Kept, server: Server, name: str) -> None:
    source, target = engine_of(kept.settings.database_url), engine_of(server.url(name))
    migrate(target)
    target.dispose()
    with server.connect(name) as connection, reading(source) as session:
        # A copy that a crash leaves half done has no name yet, and is made again.
        connection.execute("SET synchronous_commit = off")
        for table in Base.metadata.sorted_tables:
            _copy_table(session, connection, table)
        connection.execute("VACUUM (ANALYZE)")
    source.dispose()


def _copy_table(session: Session, connection: "psycopg.Connection[Any]", table: Table) -> None:
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, table.columns.keys()))
    )
    rows = session.execute(select(table).execution_options(yield_per=_AT_ONCE))
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(tuple(row))
