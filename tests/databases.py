"""Installations on either database: what a test of the store runs on twice, and what a test of one database says."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakSet

import psycopg
import pytest
from sqlalchemy import Pool, event, make_url

from intake.config import Settings, settings_from
from intake.store.engine import engine_of
from intake.store.migrating import migrate
from tests.postgres import Server, postgres

KINDS = ("sqlite", "postgresql")
# For tests that speak of files, or of what one of the two alone can do.
ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True, scope="session")
ON_POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True, scope="session")

_OPENED: WeakSet[Any] = WeakSet()


def _remember(connection: Any, _record: object) -> None:
    if isinstance(connection, psycopg.Connection):
        _OPENED.add(connection)


event.listen(Pool, "connect", _remember)


@dataclass
class Databases:
    """Makes databases of one kind; PostgreSQL is started when the first of it is wanted."""

    kind: str
    opened: ExitStack
    servers: list[Server] = field(default_factory=list)
    templates: dict[str, str] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)

    @property
    def server(self) -> Server:
        if not self.servers:
            self.servers.append(self.opened.enter_context(postgres()))
        return self.servers[0]

    def settings(self, folder: Path, like: Settings | None = None, **more: str) -> Settings:
        """Those of an installation in this folder: a new one, or a copy of another that nobody has open."""
        if like is not None:
            shutil.copytree(like.data, folder)
        return settings_from({"INTAKE_DATA": str(folder), **self._address(like), **more})

    def empty_url(self, folder: Path) -> str:
        if self.kind == "sqlite":
            folder.mkdir(exist_ok=True)
            return f"sqlite:///{folder}/intake.db"
        return self._url(self.server.new_database())

    @contextmanager
    def kept(self) -> Iterator[None]:
        """What is made within stays until the end of the run."""
        before = len(self.made)
        yield
        del self.made[before:]

    def forget(self, since: int) -> None:
        """Drops the databases that were made after so many, whoever of the test still has them open."""
        gone = self.made[since:]
        for connection in [each for each in _OPENED if not each.closed and each.info.dbname in gone]:
            connection.close()
        for name in gone:
            self.server.drop(name)
        del self.made[since:]

    def _address(self, like: Settings | None) -> dict[str, str]:
        if self.kind == "sqlite":
            return {}
        template = make_url(like.database_url).database if like else self._template_with_tables()
        return {"INTAKE_DATABASE_URL": self._url(self.server.new_database(str(template)))}

    def _url(self, name: str) -> str:
        self.made.append(name)
        return self.server.url(name)

    def _template_with_tables(self) -> str:
        """What the migrations make of an empty database; made once."""
        if "tables" not in self.templates:
            name = self.server.new_database()
            engine = engine_of(self.server.url(name))
            migrate(engine)
            engine.dispose()
            self.templates["tables"] = name
        return self.templates["tables"]


@contextmanager
def opened_databases(kind: str) -> Iterator[Databases]:
    with ExitStack() as opened:
        yield Databases(kind, opened)


@contextmanager
def forgotten_afterwards(made: Databases) -> Iterator[Databases]:
    """What is made within is dropped at the end."""
    before = len(made.made)
    yield made
    made.forget(before)
