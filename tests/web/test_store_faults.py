"""The store cannot write, or not even read: a plain page with everything that was typed, which works once it can."""

import shutil
import sqlite3
from collections import namedtuple
from contextlib import closing, contextmanager
from functools import partial

import pytest
from sqlalchemy import event

from forms.ketamine import INTAKE
from intake import create_app
from intake.services import opening
from intake.store.engine import engine_of
from tests.databases import ON_SQLITE
from tests.web.holding import drafts_kept, product_of, saved

# How one database is locked or full; the other's faults: tests/faults, with a server that is killed or stalls.
pytestmark = ON_SQLITE

LONG = "typed just now 😀\n" + "long " * 4000
PAGES = [
    ("/form/main-thing", "reason.chief_concern"),
    ("/form/medicine-list/m1", "medication.note"),
    ("/form/where", "hpi.location:words"),
]


@pytest.fixture
def app(settings, clock, monkeypatch):
    monkeypatch.setattr(opening, "engine_of", partial(engine_of, busy_seconds=0.1))
    return create_app(settings, INTAKE, clock=clock)


@contextmanager
def locked(app, settings, kind):
    """Another process holds the database: for writing only, or so that nobody can read either."""
    product_of(app).vault.engine.dispose()
    with closing(sqlite3.connect(settings.data / "intake.db", isolation_level=None)) as other:
        other.execute(f"BEGIN {kind}")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(app):
    """The database may not grow by a page; what is free within it can still be used, and that is little."""
    engine = product_of(app).vault.engine
    engine.dispose()

    def hold(connection, _record):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "connect", hold)
    yield
    event.remove(engine, "connect", hold)
    engine.dispose()


def sees_it_again(patient, field, words):
    assert patient.status == 503
    assert int(patient.last.headers["Retry-After"]) <= 6
    assert "All you typed is still here" in patient.notice
    assert patient.sees_filled_in(field) == words


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
@pytest.mark.parametrize("place", PAGES)
def test_locked_database(app, settings, patient, place, kind):
    path, field = place
    patient.goes_to("three-months").answers(pain__long_term="yes")
    patient.opens(path)
    before = saved(app, patient)

    with locked(app, settings, kind):
        patient.answers(**{field.replace(".", "__").replace(":", "___"): "typed just now 😀"})
        sees_it_again(patient, field, "typed just now 😀")
        patient.answers()
        sees_it_again(patient, field, "typed just now 😀")

    assert saved(app, patient) == before
    patient.answers()
    assert patient.status == 200
    assert patient.opens(path).sees_filled_in(field) == "typed just now 😀"


@pytest.mark.parametrize("kind", ["IMMEDIATE", "EXCLUSIVE"])
def test_an_answer_taken_back_while_locked_is_taken_back_afterwards(app, settings, patient, kind):
    patient.goes_to("name")
    with locked(app, settings, kind):
        patient.answers(you__name="")
        assert patient.status == 503

    patient.answers()
    assert saved(app, patient).answers.first("you.name") is None


def test_locked_database_at_the_first_save(app, settings, stranger):
    stranger.starts()
    with locked(app, settings, "IMMEDIATE"):
        stranger.answers(you__name="Ann")
        sees_it_again(stranger, "you.name", "Ann")

    assert drafts_kept(app) == 0
    stranger.answers()
    assert stranger.heading == "Your return code"


def test_locked_database_when_the_code_is_entered_keeps_what_is_carried(app, settings, clock, patient):
    code = patient.opens("/code").return_code
    patient.goes_to("main-thing")
    clock.passes(minutes=31)
    patient.answers(reason__chief_concern="typed while away")
    with locked(app, settings, "EXCLUSIVE"):
        patient.comes_back_with(code)
        assert patient.status == 503

    patient.comes_back_with(code)
    assert patient.sees_filled_in("reason.chief_concern") == "typed while away"


def test_locked_database_while_a_row_is_moved_keeps_what_was_ticked(app, settings, patient):
    patient.adds_row("medicine-list", medication__name="Lithium")
    row = patient.page.select_one("ol.rows a")["href"].rsplit("/", 1)[-1]
    typed = dict(patient.typed({"medication.instead": "my-list"}))
    with locked(app, settings, "EXCLUSIVE"):
        data = {**typed, "_arrange": f"up {row}"}
        answer = patient.client.post("/form/medicine-list/arrange", data=data)
        assert answer.status_code == 503
        assert b'value="my-list" checked' in answer.data


@pytest.mark.parametrize("path", ["/check", "/sheet", "/sheet.txt", "/form/name", "/form", "/code"])
def test_pages_that_cannot_be_read_say_so_plainly(app, settings, patient, path):
    with locked(app, settings, "EXCLUSIVE"):
        patient.opens(path)
        assert (patient.status, patient.heading) == (503, "The form cannot save just now")
        assert patient.last.headers["Retry-After"] == "5"

    assert patient.opens(path).status == 200


@pytest.mark.parametrize("place", [("/delete", {}), ("/keep", {"days": "90"}), ("/check", {"line": "you.name"})])
def test_other_buttons_while_locked_change_nothing(app, settings, patient, place):
    path, data = place
    before = saved(app, patient)
    token = patient.opens("/delete").page.select_one('main [name="_token"]')["value"]
    with locked(app, settings, "EXCLUSIVE"):
        assert patient.client.post(path, data={"_token": token, **data}).status_code == 503

    assert saved(app, patient) == before


@pytest.mark.parametrize(("path", "field"), PAGES[:2])
def test_full_disk(app, patient, path, field):
    patient.opens(path)
    before = saved(app, patient)

    with full(app):
        patient.answers(**{field.replace(".", "__"): LONG})
        sees_it_again(patient, field, LONG)
        assert patient.client.get("/sheet.txt").status_code == 200

    assert saved(app, patient) == before
    patient.answers()
    assert patient.opens(path).sees_filled_in(field) == LONG


def test_no_draft_is_begun_where_space_runs_out(app, stranger, monkeypatch):
    usage = namedtuple("usage", "free")
    with monkeypatch.context() as little:
        little.setattr(shutil, "disk_usage", lambda _: usage(free=10**8))
        stranger.starts().answers(you__name="Ann")
        sees_it_again(stranger, "you.name", "Ann")

    stranger.answers()
    assert stranger.heading == "Your return code"
