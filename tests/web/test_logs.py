"""The log of a server: one object a line, kinds and places, and nothing of whom it is about."""

import io
import json
import logging
import re
import sqlite3
import sys
import threading
import warnings
from contextlib import closing
from functools import partial

import pytest
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

from forms.answers import Draft
from forms.ketamine import INTAKE
from intake import create_app
from intake.config import settings_from
from intake.services import opening
from intake.store.engine import engine_of
from intake.web.journal import FIELDS, JsonLines, ServersLog, keep_journal, line_of
from tests.web.holding import holder, product_of

ODD = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\r\n\x1b\x85\u2028\u2029\x00\x0b\x0c")))
SHEET = sys.modules["intake.web.patient.sheet"]


@pytest.fixture
def journal():
    """Everything that is said while the test runs, as a server would write it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logging.root.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.root.removeHandler(handler)


@pytest.fixture
def settings(tmp_path):
    return settings_from({"INTAKE_DATA": str(tmp_path / "data")})


@pytest.fixture
def app(settings, clock, monkeypatch):
    monkeypatch.setattr(opening, "engine_of", partial(engine_of, busy_seconds=0.1))
    made = create_app(settings, INTAKE, clock=clock)
    yield made
    product_of(made).vault.engine.dispose()


def a_record(name: str, message: str, *args: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.WARNING, "/srv/code/place.py", 7, message, args, None)
    made.__dict__.update(more)
    return made


@given(ODD, ODD, st.sampled_from(["intake", "gunicorn.error", "sqlalchemy.pool"]))
def test_whatever_is_said_is_one_line_of_plain_letters(event, value, name):
    line = JsonLines().format(a_record(name, event, **dict.fromkeys(FIELDS, value)))

    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert line.isprintable()
    assert isinstance(json.loads(line), dict)


def test_what_a_library_says_is_withheld_and_its_place_is_told():
    raised = ValueError("Canary typed")
    record = a_record("sqlalchemy.pool", "Canary %s in /form/name", "Canary")
    record.exc_info = (ValueError, raised, None)

    line = line_of(record)
    assert "Canary" not in JsonLines().format(record)
    assert (line["event"], line["said_at"], line["kind"]) == ("said by sqlalchemy.pool", "place.py:7", "ValueError")


def test_our_own_events_are_told_without_arguments_that_no_field_names():
    line = line_of(a_record("intake", "notice put off: %s", "Canary", kind="OSError", drafts=3, typed="Canary"))

    assert (line["event"], line["kind"], line["drafts"]) == ("notice put off", "OSError", 3)
    assert "Canary" not in str(line)


def test_the_servers_own_log_has_the_same_form_and_no_address(capsys):
    servers = ServersLog(Config())
    servers.warning("Invalid request from ip=192.0.2.7: Invalid HTTP request line: 'GET /form/Canary'")
    servers.error("Worker (pid:%s) was sent %s!", 7, "SIGKILL")
    servers.critical("WORKER TIMEOUT (pid:%s)", 7)
    try:
        int("Canary")
    except ValueError:
        servers.exception("Error handling request %s %s", "GET", "/form/Canary")

    written = capsys.readouterr().err
    lines = [json.loads(line) for line in written.splitlines()]
    assert [line["event"] for line in lines] == [
        "request not understood", "worker killed", "worker hangs", "request broken off"
    ]  # fmt: skip
    assert {line["said_at"].partition(":")[0] for line in lines} == {"test_logs.py"}
    assert lines[-1]["kind"] == "ValueError"
    assert not re.search(r"192\.0\.2\.7|Canary", written)


def test_a_thread_that_ends_and_a_warning_are_told_the_same_way(monkeypatch):
    written = io.StringIO()
    before, hook, showed = logging.root.handlers[:], threading.excepthook, warnings.showwarning
    level = logging.getLogger("intake").level
    monkeypatch.setattr(sys, "stderr", written)
    try:
        keep_journal()
        thread = threading.Thread(target=lambda: int("Canary"))
        thread.start()
        thread.join()
        warnings.showwarning("Canary", UserWarning, "place.py", 7)
    finally:
        logging.captureWarnings(capture=False)
        logging.root.handlers[:], threading.excepthook, warnings.showwarning = before, hook, showed
        logging.getLogger("intake").setLevel(level)

    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [(line["event"], line.get("kind")) for line in lines] == [
        ("thread ended", "ValueError"), ("said by py.warnings", None)
    ]  # fmt: skip
    assert "Canary" not in written.getvalue()


def test_a_fault_of_the_store_is_told_with_the_number_of_the_request(app, settings, patient, journal):
    patient.goes_to("main-thing")
    product_of(app).vault.engine.dispose()
    with closing(sqlite3.connect(settings.data / "intake.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        patient.answers(reason__chief_concern="Canary")
        assert patient.status == 503

    (line,) = [line for line in journal() if line["event"] == "intake error"]
    assert {name: line[name] for name in ("level", "kind", "fault", "status", "method", "endpoint")} == {
        "level": "warning", "kind": "StoreUnavailable", "fault": "locked", "status": 503,
        "method": "POST", "endpoint": "patient.save_page",
    }  # fmt: skip
    assert line["request"] == patient.last.headers["X-Request-ID"]
    assert line["seconds"] > 0
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])


def test_what_went_wrong_is_told_by_kind_and_place(app, patient, journal, monkeypatch):
    monkeypatch.setattr(SHEET, "to_text", lambda _: int("Canary"))
    patient.client.get("/sheet.txt?x=Canary")

    (line,) = journal()
    assert (line["event"], line["kind"], line["status"]) == ("unforeseen", "ValueError", 500)
    assert line["place"].startswith("test_logs.py:")
    assert "Canary" not in str(line)


def test_an_ordinary_visit_is_in_no_log(app, patient, journal):
    """Not even that somebody was here: a session that ended, a page that is not there, a code that is mistyped."""
    patient.goes_to("main-thing").answers(reason__chief_concern="x")
    for path in ("/form", "/check", "/sheet", "/no/such", "/return"):
        patient.client.get(path)
    app.test_client().get("/check")
    patient.comes_back_with("XXXX")

    assert journal() == []


@pytest.mark.parametrize("path", ["/sheet.txt", "/clinic/sign-in"])
def test_an_error_page_names_the_number_of_the_request(app, path, monkeypatch):
    visitor = holder(app, Draft())
    app.view_functions["clinic.sign_in"] = app.view_functions["patient.sheet_text"] = lambda: int("x")

    answer = visitor.client.get(path)
    assert answer.status_code == 500
    assert f"name this number: {answer.headers['X-Request-ID']}" in answer.text
    assert "name this number" not in visitor.client.get("/no/such").text


def test_each_request_has_a_number_of_its_own_whatever_a_stranger_says(app):
    client = app.test_client()
    numbers = {client.get("/help", headers={"X-Request-ID": "chosen-by-me"}).headers["X-Request-ID"] for _ in range(3)}

    assert len(numbers) == 3
    assert all(re.fullmatch(r"[0-9a-f]{16}", number) for number in numbers)


def test_the_number_of_a_trusted_proxy_is_taken_where_it_is_one(tmp_path):
    app = create_app(settings_from({"INTAKE_DATA": str(tmp_path), "INTAKE_TRUSTED_PROXIES": "1"}), INTAKE)
    said = ["Abc-1234", "a" * 64, "short", "a" * 65, "has space", 'quote"quote', "é" * 8, ""]

    told = [app.test_client().get("/help", headers={"X-Request-ID": number}).headers["X-Request-ID"] for number in said]
    product_of(app).vault.engine.dispose()
    assert [taken for number, taken in zip(said, told, strict=True) if number == taken] == said[:2]
