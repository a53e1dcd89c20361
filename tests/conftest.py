"""What several tests stand on: an installation of its own for each test, and the application that serves it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from forms.ketamine import INTAKE
from intake import create_app
from intake.config import Settings
from tests.databases import KINDS, Databases, forgotten_afterwards, opened_databases


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`SHOWN_ALIKE` in a module: it asks what a page or sheet says, whatever keeps the answers, and runs on SQLite."""
    items[:] = [item for item in items if not (_is_on_postgresql(item) and _is_shown_alike(item))]


def _is_on_postgresql(item: pytest.Item) -> bool:
    spec = getattr(item, "callspec", None)
    return spec is not None and spec.params.get("database_kind") == "postgresql"


def _is_shown_alike(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and getattr(item.module, "SHOWN_ALIKE", False)


@pytest.fixture(scope="session", params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database: what asks for it, by whatever way, runs on both. `ON_SQLITE` says that a test is of one alone."""
    return str(request.param)


@pytest.fixture(scope="session")
def databases(database_kind: str) -> Iterator[Databases]:
    with opened_databases(database_kind) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _databases_dropped(request: pytest.FixtureRequest) -> Iterator[None]:
    """What a test made, once nobody of it has it open any more."""
    if "databases" not in request.fixturenames:
        yield
        return
    with forgotten_afterwards(request.getfixturevalue("databases")):
        yield


@pytest.fixture
def settings(tmp_path: Path, databases: Databases) -> Settings:
    return databases.settings(tmp_path / "data")


@pytest.fixture
def app(settings: Settings) -> Flask:
    return create_app(settings, INTAKE)
