"""A short form of F8, with a server that is less patient: the network to PostgreSQL stalls, drops, or is cut."""

from dataclasses import replace
from functools import partial

import pytest

from forms.answers import Draft
from forms.ketamine import INTAKE
from intake import create_app
from intake.services import opening
from intake.store import postgresql
from intake.store.engine import engine_of
from tests.databases import ON_POSTGRESQL
from tests.faults.network import network
from tests.web.holding import holder, product_of

PAGE, FIELD = "main-thing", "reason__chief_concern"


@pytest.fixture
def between(databases):
    with network(databases.server.port) as made:
        yield made


@pytest.fixture
def patient(databases, settings, between, monkeypatch):
    monkeypatch.setattr(opening, "engine_of", partial(engine_of, busy_seconds=0.2))
    monkeypatch.setattr(postgresql, "PING_SECONDS", 0.2)
    through = settings.database_url.replace(f":{databases.server.port}/", f":{between.port}/")
    app = create_app(replace(settings, database_url=through), INTAKE)
    yield holder(app, Draft()).goes_to(PAGE)
    product_of(app).vault.engine.dispose()


@ON_POSTGRESQL
@pytest.mark.parametrize("fault", ["stalling", "dropping"])
def test_save_over_a_silent_network_ends_with_what_was_typed_and_works_afterwards(patient, between, fault):
    with getattr(between, fault)():
        patient.answers(**{FIELD: "typed just now"})
        assert patient.status == 503
        assert patient.sees_filled_in("reason.chief_concern") == "typed just now"
    patient.answers()

    assert patient.status == 200
    assert patient.goes_to(PAGE).sees_filled_in("reason.chief_concern") == "typed just now"


@ON_POSTGRESQL
def test_save_over_a_slow_network_is_kept(patient, between):
    with between.slow(0.01):
        patient.answers(**{FIELD: "typed just now"})

    assert patient.goes_to(PAGE).sees_filled_in("reason.chief_concern") == "typed just now"
