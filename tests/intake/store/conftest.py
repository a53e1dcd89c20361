"""An empty database with the newest tables."""

import pytest

from intake.store.engine import engine_of
from intake.store.migrating import migrate


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/intake.db"


@pytest.fixture
def engine(url):
    engine = engine_of(url, busy_seconds=0.2)
    migrate(engine)
    yield engine
    engine.dispose()
