"""A vault in a folder of its own, and a patient's draft in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from intake.services import vault
from intake.services.opening import open_vault
from intake.services.vault import Started, Vault
from tests.clinics import World, a_world
from tests.light_argon2 import light_argon2

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CANONICAL = "https://example.org/three-items|1.0.0"
BODY = b"what the patient wrote"
# Each call from an address of its own, so that no limit is in the way of a test that is not about limits.
_ADDRESSES = (f"192.0.{number // 250}.{number % 250}" for number in count())


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture(scope="module", autouse=True)
def _light() -> Iterator[None]:
    with light_argon2():
        yield


@pytest.fixture
def safe(settings) -> Iterator[Vault]:
    opened = open_vault(settings, NOW)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def address() -> str:
    return next(_ADDRESSES)


@pytest.fixture
def begin(safe):
    """Begins a draft; from another address each time."""

    def begin(body: bytes = BODY, at: datetime = NOW) -> Started:
        return vault.start(safe, CANONICAL, lambda _: body, next(_ADDRESSES), at)

    return begin


@pytest.fixture
def started(begin):
    return begin()


@pytest.fixture
def world(tmp_path, databases) -> Iterator[World]:
    """Two clinics of this test's own."""
    opened = a_world(tmp_path / "world", databases)
    yield opened
    opened.vault.engine.dispose()


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory, databases) -> Iterator[World]:
    """Two clinics for the tests of a module that change nothing, or nothing that another one looks at."""
    opened = a_world(tmp_path_factory.mktemp("shared") / "world", databases)
    yield opened
    opened.vault.engine.dispose()
