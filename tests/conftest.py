"""What several tests stand on: an installation of its own for each test, and the application that serves it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from forms.ketamine import INTAKE
from intake import create_app
from intake.config import Settings
from tests.checkout import ROOT
from tests.databases import KINDS, Databases, forgotten_afterwards, opened_databases

_PAGES = ROOT / "tests" / "web"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """`SHOWN_ALIKE` in a module: it asks what a page or sheet says, whatever keeps the answers, and runs on SQLite."""
    items[:] = [item for item in items if not (_is_on_postgresql(item) and _is_shown_alike(item))]
    for item in items:
        if _reaches_no_other_line(item):
            item.add_marker(pytest.mark.no_cover)


def _reaches_no_other_line(item: pytest.Item) -> bool:
    """Measuring the coverage of a test takes twice its time, and some tests are not there for new lines: those that try
    many made-up examples, on which no line may depend, and the pages' on their second database. Others say so
    themselves."""
    is_second = _is_on_postgresql(item) and _PAGES in item.path.parents and _runs_on_both(item)
    return item.get_closest_marker("hypothesis") is not None or is_second


def _runs_on_both(item: pytest.Item) -> bool:
    return all(mark.args[0] != "database_kind" for mark in item.iter_markers("parametrize"))


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
