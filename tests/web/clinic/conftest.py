"""Two clinics behind one application, for a module or for one test; and answers that a patient sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.ketamine import INTAKE
from intake import create_app
from tests.clinics import NOW, a_world
from tests.databases import Databases
from tests.web.clinic.desks import Office
from tests.web.holding import Clock, product_of


def an_office(folder: Path, compiled, databases: Databases) -> Office:
    world, clock = a_world(folder, databases), Clock(NOW)
    world.vault.engine.dispose()
    app = create_app(world.settings, INTAKE, clock=clock)
    app.jinja_env.bytecode_cache = compiled
    world.vault = product_of(app).vault
    return Office(app, clock, world)


@pytest.fixture(scope="module")
def office(tmp_path_factory, compiled, databases) -> Iterator[Office]:
    """For all tests of a module: each makes what it changes."""
    opened = an_office(tmp_path_factory.mktemp("office") / "data", compiled, databases)
    yield opened
    opened.vault.engine.dispose()


@pytest.fixture
def own_office(tmp_path, compiled, databases) -> Iterator[Office]:
    """For one test, which may change it as it likes."""
    opened = an_office(tmp_path / "office", compiled, databases)
    yield opened
    opened.vault.engine.dispose()


@pytest.fixture
def north(office):
    return office.world.north


@pytest.fixture
def south(office):
    return office.world.south


@pytest.fixture
def response(office, north) -> str:
    """A busy patient's answers, that nobody of the clinic has touched yet."""
    return office.sent(north)


@pytest.fixture
def anna(office, north):
    """A reviewer of the north, at a new browser."""
    return office.staff(north.reviewer)
