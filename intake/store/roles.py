"""The role that serves on PostgreSQL: it reads and writes rows, changes no table, and only adds to the audit log."""

from collections.abc import Iterator

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import ProgrammingError

from intake.errors import CommandRefused
from intake.store.base import Base
from intake.store.clinic_models import AuditRecord
from intake.store.engine import write_lock
from intake.store.migrating import VERSIONS

_ROWS = "SELECT, INSERT, UPDATE, DELETE"
_RIGHTS = {AuditRecord.__tablename__: "SELECT, INSERT", VERSIONS: "SELECT"}


def let_serve(engine: Engine, role: str) -> None:
    """Grants `role`, which is there already, what serving takes, and takes away what it does not; by the tables' owner.

    Raises CommandRefused for another database, and for a role that is not there.
    """
    if engine.dialect.name != "postgresql":
        raise CommandRefused("--serving-role is for PostgreSQL; SQLite knows no roles.")
    try:
        with write_lock(engine) as connection:
            for statement in _statements(connection, role):
                connection.exec_driver_sql(statement)
    except ProgrammingError as problem:
        if getattr(problem.orig, "sqlstate", "") != "42704":
            raise
        made = f"CREATE ROLE {role} LOGIN PASSWORD '…'"
        raise CommandRefused(f"There is no role {role}. Make it first: {made}.") from None


def _statements(connection: Connection, role: str) -> Iterator[str]:
    quoted = connection.dialect.identifier_preparer.quote(role)
    yield f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {quoted}"
    yield f"GRANT USAGE ON SCHEMA public TO {quoted}"
    for table in (*Base.metadata.tables, VERSIONS):
        yield f"REVOKE ALL ON {table} FROM {quoted}"
        yield f"GRANT {_RIGHTS.get(table, _ROWS)} ON {table} TO {quoted}"
    # What a later release or a move adds can be looked at; `intake migrate` grants the rest.
    yield f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {quoted}"
