"""What is measured, and who is told: rates, durations, saves and faults, for whoever shows the token."""

import re
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest
from prometheus_client.parser import text_string_to_metric_families

from forms.answers import Draft
from forms.ketamine import INTAKE
from intake import create_app
from intake.config import settings_from
from intake.errors import SettingsInvalid
from intake.keys.derivation import ARGON2
from intake.services import opening
from intake.services.backups import LAST_BACKUP
from intake.services.expiry import Deleted
from intake.store.engine import engine_of
from intake.web import background, meters, notices
from intake.web.access import ACCESS
from intake.web.background import Background, expire_now_and_then, sample_now_and_then
from intake.web.metrics import METERS, meters_of
from tests.web.canaries import Life
from tests.web.holding import holder, product_of

TOKEN = "0123456789abcdef" * 2
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
LABELS = {"endpoint", "method", "status", "outcome", "fault", "what", "state", "le"}


@pytest.fixture
def settings(tmp_path):
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    return settings_from({"INTAKE_DATA": str(tmp_path / "data"), "INTAKE_METRICS_TOKEN_FILE": str(file)})


@pytest.fixture
def app(settings, clock, monkeypatch):
    monkeypatch.setattr(opening, "engine_of", partial(engine_of, busy_seconds=0.1))
    made = create_app(settings, INTAKE, clock=clock)
    yield made
    product_of(made).vault.engine.dispose()


@pytest.fixture
def measured(app):
    """The value of a metric with these labels; None where there is none."""

    def measured(name: str, **labels: str) -> float | None:
        found = [sample.value for sample in samples(app) if (sample.name, sample.labels) == (name, labels)]
        return found[0] if found else None

    return measured


def samples(app):
    answer = app.test_client().get("/metrics", headers=SHOWN)
    assert answer.status_code == 200
    return [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]


def test_requests_are_counted_by_their_endpoint_and_how_they_ended(app, patient, measured):
    for path in ("/form/main-thing", "/form/name", "/no/such/page"):
        patient.client.get(path)
    patient.client.open("/help", method="BREW")

    assert measured("intake_requests_total", endpoint="patient.page", method="GET", status="2xx") == 2
    assert measured("intake_requests_total", endpoint="none", method="GET", status="4xx") == 1
    assert measured("intake_requests_total", endpoint="none", method="other", status="4xx") == 1
    assert measured("intake_request_seconds_count", endpoint="patient.page", method="GET") == 2
    assert measured("intake_request_seconds_sum", endpoint="patient.page", method="GET") > 0
    # The scrape itself is one that is being served.
    assert measured("intake_requests_in_progress") == 1


def test_saves_are_counted_by_what_the_patient_was_told(app, settings, patient, measured):
    patient.goes_to("main-thing").answers(reason__chief_concern="one")
    patient.goes_to("main-thing").answers(reason__chief_concern="two")
    product_of(app).vault.engine.dispose()
    with closing(sqlite3.connect(settings.data / "intake.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        patient.goes_to("name").answers(you__name="three")
        assert patient.status == 503

    assert measured("intake_saves_total", outcome="kept") == 2
    assert measured("intake_saves_total", outcome="not_kept") == 1
    assert measured("intake_store_faults_total", fault="locked") == 1
    assert measured("intake_store_faults_total", fault="full") == 0


def test_a_conflict_is_counted_as_one(app, clock, measured):
    life = Life(app, "Canary")
    for view in ("a", "b"):
        life.posts("/form/main-thing", {"reason.chief_concern": f"of {view}", "_view": view})
    assert life.responses[-1].status_code == 409

    assert (measured("intake_saves_total", outcome="kept"), measured("intake_saves_total", outcome="conflict")) == (
        1,
        1,
    )


def test_what_is_held_and_for_how_long_it_is_overdue(app, clock, measured, monkeypatch):
    monkeypatch.setattr(meters, "COUNTED_FOR", timedelta())
    begun = clock()
    holder(app, Draft())
    assert (measured("intake_drafts"), measured("intake_responses"), measured("intake_store_up")) == (1, 0, 1)
    assert measured("intake_expiry_overdue_seconds") == 0

    clock.passes(days=30, hours=1)
    assert measured("intake_expiry_overdue_seconds") == 3600
    assert measured("intake_expiry_last_round_timestamp_seconds") == begun.timestamp()


def test_the_last_backup_is_told_where_there_is_one(settings, clock, measured):
    assert measured("intake_backup_last_timestamp_seconds") is None

    (settings.data / LAST_BACKUP).write_text(clock().isoformat())
    assert measured("intake_backup_last_timestamp_seconds") == clock().timestamp()


def test_what_is_held_is_counted_once_a_minute_at_most(app, measured):
    assert measured("intake_drafts") == 0
    holder(app, Draft())
    assert measured("intake_drafts") == 0


def test_a_database_that_does_not_answer_is_told_and_all_else_still_is(app, settings, measured):
    product_of(app).vault.engine.dispose()
    (settings.data / "intake.db").write_bytes(b"no database" * 1000)

    assert (measured("intake_store_up"), measured("intake_drafts")) == (0, None)
    assert measured("intake_requests_in_progress") == 1


def test_rounds_of_the_expiry_and_what_they_deleted(app, clock, measured):
    holder(app, Draft())
    clock.passes(days=1)
    expire_now_and_then(product_of(app), Rounds(1), meters_of(app))
    clock.passes(days=31)
    expire_now_and_then(product_of(app), Rounds(1), meters_of(app))
    meters_of(app).expired(Deleted(drafts=2, responses=3))

    assert measured("intake_expiry_rounds_total", outcome="done") == 2
    assert measured("intake_expiry_rounds_total", outcome="put_off") == 1, "the clock jumped a month"
    assert measured("intake_expiry_deleted_total", what="drafts") == 2
    assert measured("intake_expiry_deleted_total", what="responses") == 3


def test_a_round_that_breaks_off_is_not_the_last_one(app, measured, monkeypatch, caplog):
    monkeypatch.setattr(background, "expire", lambda *_: int("Canary"))
    expire_now_and_then(product_of(app), Rounds(2), meters_of(app))

    assert measured("intake_expiry_rounds_total", outcome="put_off") == 2
    assert caplog.messages == ["expiry put off: ValueError"] * 2


def test_connections_and_key_derivations_are_looked_at(app, measured):
    product = product_of(app)
    with ARGON2.place(), product.vault.engine.connect():
        sample_now_and_then(app.extensions[METERS], Rounds(1))
        assert measured("intake_key_derivations", state="running") == 1
        assert measured("intake_key_derivations", state="waiting") == 0
        assert measured("intake_pool_connections", state="in_use") == 1
    assert measured("intake_key_derivations", state="running") == 0
    assert measured("intake_pool_connections", state="in_use") == 0


class Rounds:
    """An event that lets a loop go round so many times."""

    def __init__(self, rounds: int) -> None:
        self.left = rounds

    def wait(self, timeout: float, /) -> bool:
        self.left -= 1
        return self.left < 0


def test_threads_of_a_worker_end_when_it_does(app):
    before = threading.active_count()
    threads = Background(product_of(app), meters_of(app))
    threads.begin()
    assert threading.active_count() == before + 2

    threads.end()
    assert threading.active_count() == before


def test_a_notice_on_its_way_is_waited_for(app, monkeypatch):
    told, begun, go_on = [], threading.Event(), threading.Event()

    def deliver(*_: object) -> None:
        begun.set()
        go_on.wait(10)
        told.append(1)

    monkeypatch.setattr(notices, "_delivering", threading.Lock())
    monkeypatch.setattr(notices, "deliver", deliver)
    sending = threading.Thread(target=notices.tell_clinics_of, args=(product_of(app),))
    sending.start()
    begun.wait(10)
    threading.Timer(0.05, go_on.set).start()
    notices.finish(10)

    assert told == [1]
    sending.join()


def test_no_label_is_of_anything_but_endpoints_and_kinds(app, patient):
    life = Life(app, "Canary")
    for path in ("/form/Canary", "/i/Canary", "/c/Canary", "/form/medicine-list/Canary?Canary=Canary"):
        life.gets(path)
    life.posts("/form/main-thing", {"reason.chief_concern": "Canary"})
    found = samples(app)

    assert {label for sample in found for label in sample.labels} == LABELS
    assert {sample.labels["endpoint"] for sample in found if "endpoint" in sample.labels} <= {*ACCESS, "none"}
    assert "Canary" not in str(found)
    assert not re.search(r"127\.0\.0\.1|localhost", str(found))


@pytest.mark.parametrize(
    "said", [None, "", "Bearer", "Bearer ", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer é"]
)
def test_without_the_token_nothing_is_told(app, said):
    answer = app.test_client().get("/metrics", headers={"Authorization": said} if said is not None else {})

    assert (answer.status_code, answer.data, answer.headers["WWW-Authenticate"]) == (401, b"", "Bearer")
    assert answer.headers.getlist("Set-Cookie") == []


def test_where_no_token_is_set_there_are_no_metrics(tmp_path):
    app = create_app(settings_from({"INTAKE_DATA": str(tmp_path)}), INTAKE)

    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert meters_of(app) is None
    product_of(app).vault.engine.dispose()


def test_a_token_that_cannot_be_used_stops_the_start(settings):
    settings.metrics_token_file.chmod(0o640)

    with pytest.raises(SettingsInvalid, match="chmod 600"):
        create_app(settings, INTAKE)


def test_a_request_that_broke_off_is_in_nobodys_hand(app, measured, monkeypatch):
    monkeypatch.setitem(app.view_functions, "patient.help_now", lambda: int("x"))
    app.test_client().get("/help")

    assert measured("intake_requests_in_progress") == 1
    assert measured("intake_requests_total", endpoint="patient.help_now", method="GET", status="5xx") == 1
