"""What PostgreSQL keeps of an installation: every row as it is read, and the files of the whole server as they lie."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url, text

from intake.config import Settings
from intake.store.base import Base
from intake.store.engine import engine_of

NAME = "intake.db"


def kept_rows(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Nothing for SQLite, whose file lies in the data folder. Values over 2 kB lie compressed in PostgreSQL's files."""
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        return
    engine = engine_of(settings.database_url)
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                yield NAME, b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
    engine.dispose()


def files_of_server(settings: Settings) -> Iterator[Path]:
    """Its tables of all databases, its write-ahead log and what it said."""
    if make_url(settings.database_url).get_backend_name() == "sqlite":
        return
    engine = engine_of(settings.database_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    engine.dispose()
    yield folder.parent / f"{folder.name}.log"
    yield from (path for path in folder.rglob("*") if path.is_file())
