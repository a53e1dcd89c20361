"""An empty database with the newest tables."""

import pytest

from intake.store.engine import engine_of
from intake.store.migrating import migrate


@pytest.fixture
def url(tmp_path, databases):
    return databases.empty_url(tmp_path)


@pytest.fixture
def engine(url):
    engine = engine_of(url, busy_seconds=0.2)
    migrate(engine)
    yield engine
    engine.dispose()
