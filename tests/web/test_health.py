"""What a supervisor and a proxy are told: that the process lives, and whether it can keep what it is given."""

import sqlite3
from contextlib import closing
from functools import partial

import pytest
from sqlalchemy import text

from forms.ketamine import INTAKE
from intake import create_app
from intake.config import settings_from
from intake.keys.master import make_key_file
from intake.services import opening, readiness
from intake.services.key_replacement import rotate
from intake.store import sqlite
from intake.store.engine import engine_of, write_lock, writing
from intake.store.standing import Mark, Standing, close_to_writes, set_mark
from intake.web.health import NOT_TRUSTED
from tests.databases import ON_SQLITE
from tests.web.holding import product_of

CHECKS = {"space", "durable", "database", "tables", "key", "clock", "proxies"}


@pytest.fixture
def app(settings, clock, monkeypatch):
    monkeypatch.setattr(opening, "engine_of", partial(engine_of, busy_seconds=0.1))
    made = create_app(settings, INTAKE, clock=clock)
    yield made
    product_of(made).vault.engine.dispose()


@pytest.fixture
def ready(app):
    """Asks, and gives what is not well."""

    def ready(status: int = 503, **headers: str) -> dict[str, str]:
        answer = app.test_client().get("/readyz", headers=headers)
        assert answer.status_code == status
        assert answer.json.pop("ready") is (status == 200)
        return {name: told for name, told in answer.json.items() if told not in ("ok", True, False)}

    return ready


def changes(app, statement: str) -> None:
    with writing(product_of(app).vault.engine) as session:
        session.execute(text(statement))


def test_all_is_well(app):
    answer = app.test_client().get("/readyz")

    assert answer.json == {"ready": True} | dict.fromkeys(CHECKS, "ok")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


@ON_SQLITE
def test_both_ask_for_nothing_and_leave_nothing_in_the_browser(app, monkeypatch):
    monkeypatch.setattr("intake.web.visits._visit_or_unreadable", lambda: pytest.fail("the visit was opened"))
    for path in ("/healthz", "/readyz"):
        client = app.test_client()
        client.set_cookie("__Host-intake", "x" * 43)
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers.getlist("Set-Cookie") == []
        assert client.head(path).status_code == 200


@ON_SQLITE
def test_the_process_lives_whatever_its_database_does(app, settings, ready):
    product_of(app).vault.engine.dispose()
    (settings.data / "intake.db").write_bytes(b"no database" * 1000)

    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (200, b"ok\n", "no-store")
    assert ready() == {"database": "it does not answer (StoreDamaged)"}


@ON_SQLITE
def test_a_database_that_somebody_holds(app, settings, ready):
    product_of(app).vault.engine.dispose()
    with closing(sqlite3.connect(settings.data / "intake.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "database" in ready()

    assert ready(200) == {}


@ON_SQLITE
def test_a_database_that_does_not_keep_its_settings(app, ready, monkeypatch):
    product_of(app).vault.engine.dispose()
    # Each new connection is read back; one that is asked for what SQLite does not do is refused.
    monkeypatch.setattr(sqlite, "_settings_wanted", lambda: {"synchronous": "7"})

    assert set(ready()) == {"durable"}


def test_a_database_that_was_moved_elsewhere(app, ready):
    """It answers, and nothing that is given to it is kept."""
    with write_lock(product_of(app).vault.engine) as connection:
        set_mark(connection, Mark(Standing.MOVED, "postgresql://db.example.org/intake"))
        close_to_writes(connection)

    assert ready() == {"database": "it was moved elsewhere, or is being filled; run intake doctor, then restart"}


def test_tables_of_another_version(app, ready):
    changes(app, "UPDATE alembic_version SET version_num = '0001'")

    assert ready()["tables"].startswith("0001 here, ")


@ON_SQLITE
def test_no_tables(app, ready):
    changes(app, "DROP TABLE alembic_version")

    assert ready()["tables"].startswith("none here, ")


@ON_SQLITE
def test_another_key_and_a_lost_key(settings, ready):
    settings.key_file.unlink()
    assert "KeyFileRefused" in ready()["key"]

    make_key_file(settings.key_file)
    assert "not the key" in ready()["key"]


def test_a_key_that_was_rotated_while_it_serves_is_the_same_key(settings, clock, ready):
    rotate(settings, clock())

    assert ready(200) == {}


@ON_SQLITE
def test_little_space(ready, monkeypatch):
    monkeypatch.setattr(readiness, "LEAST_FREE_SPACE", 10**18)

    assert "no new form" in ready()["space"]


@ON_SQLITE
def test_a_clock_that_jumped(clock, ready):
    clock.passes(hours=48)
    assert ready(200) == {}

    clock.passes(seconds=1)
    assert "--clock-is-right" in ready(200)["clock"], "said, and no reason to serve nobody"


@ON_SQLITE
@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded"])
def test_a_proxy_that_nobody_named_is_said_once_and_keeps_nobody_out(app, ready, header, caplog):
    assert ready(200, **{header: "for=192.0.2.1"}) == {"proxies": NOT_TRUSTED}
    assert ready(200) == {"proxies": NOT_TRUSTED}
    assert caplog.messages.count("forwarded headers, no trusted proxy") == 1


def test_a_proxy_that_is_named_is_nothing_to_say(tmp_path):
    settings = settings_from({"INTAKE_DATA": str(tmp_path / "named"), "INTAKE_TRUSTED_PROXIES": "1"})
    app = create_app(settings, INTAKE)

    answer = app.test_client().get("/readyz", headers={"X-Forwarded-For": "192.0.2.1"})
    product_of(app).vault.engine.dispose()
    assert answer.json["proxies"] == "ok"


@ON_SQLITE
def test_what_is_told_names_no_path_and_no_address(app, settings, ready):
    (settings.data / "intake.db").write_bytes(b"no database" * 1000)
    settings.key_file.unlink()

    assert [told for told in ready().values() if str(settings.data) in told or "/" in told] == []
