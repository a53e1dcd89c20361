"""Takes away what keeps the audit log from being changed, as somebody can who owns the database."""

from sqlalchemy import Connection


def take_away(connection: Connection, trigger: str) -> None:
    # PostgreSQL has one for whatever is done.
    dropped = trigger if connection.dialect.name == "sqlite" else "audit_is_only_added_to ON audit"
    connection.exec_driver_sql(f"DROP TRIGGER {dropped}")
