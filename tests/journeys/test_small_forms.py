"""The engine asks whatever it is given: a form of three items goes from the page to the sheet."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from intake import create_app
from intake.config import Settings, settings_from
from intake.web.background import expire_now_and_then
from intake.web.product import EXTENSION
from intake.web.serving import options_of
from tests.drivers import Patient
from tests.small import NOTE, PAIN, THREE, a_page, asking


@pytest.fixture
def app(settings: Settings) -> Flask:
    return create_app(settings, THREE)


@pytest.fixture
def patient(app: Flask) -> Patient:
    return Patient(app.test_client())


def test_three_items_from_page_to_sheet(patient):
    patient.starts().answers(pain__any="yes")
    patient.notes_the_code()
    assert patient.heading == "Text of pain.strength?"
    patient.answers(pain__strength="7")
    patient.answers(pain__note="only at night")

    assert patient.heading == "Check your answers"
    assert "only at night" in patient.sheet
    assert patient.client.get("/sheet.pdf?paper=letter").data.startswith(b"%PDF")


def test_question_that_does_not_apply_has_no_page(patient):
    patient.starts().answers(pain__any="no")
    patient.notes_the_code()
    assert patient.heading == "Text of pain.note?"
    assert patient.goes_to("strength").status == 404


class Rounds:
    """An event that lets the loop go round twice."""

    def __init__(self) -> None:
        self.waited: list[float] = []

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return len(self.waited) > 2


def test_running_server_doubts_a_clock_that_jumped(app, patient, caplog):
    product = app.extensions[EXTENSION]
    patient.starts().answers(pain__any="yes")
    code = patient.notes_the_code()
    late = replace(product, clock=lambda: datetime.now(UTC) + timedelta(days=31))
    rounds = Rounds()
    with caplog.at_level(logging.WARNING, logger="intake"):
        expire_now_and_then(late, rounds)

    # A clock that jumped a month is doubted, and said; nothing is deleted on its word alone.
    assert rounds.waited == [3600.0] * 3
    assert "ClockDoubted" in caplog.text
    assert patient.comes_back_with(code).status == 200


def test_server_listens_where_the_settings_say():
    settings = settings_from({"INTAKE_HOST": "::1", "INTAKE_PORT": "8100", "INTAKE_WORKERS": "3"})

    assert options_of(settings)["bind"] == "[::1]:8100"
    assert options_of(settings)["workers"] == 3
    assert options_of(settings)["accesslog"] is None


def test_proxy_in_front_is_believed_only_when_it_is_named(tmp_path):
    named = settings_from({"INTAKE_DATA": str(tmp_path), "INTAKE_TRUSTED_PROXIES": "1"})

    assert type(create_app(named, THREE).wsgi_app).__name__ == "ProxyFix"


def test_question_that_the_page_does_not_show_keeps_its_answer(settings):
    mixed = asking(a_page("both", PAIN, NOTE))
    patient = Patient(create_app(settings, mixed).test_client())
    patient.starts().answers(pain__any="yes", pain__note="from the full form")
    patient.notes_the_code()
    patient.opens("/form")
    token = patient.page.select_one('[name="_token"]')["value"]
    patient.client.post("/form", data={"_token": token, "form": "short"})

    patient.goes_to("both").answers(pain__any="no")
    patient.opens("/form")
    patient.client.post("/form", data={"_token": token, "form": "full"})

    assert patient.goes_to("both").sees_filled_in("pain.note") == "from the full form"
    assert patient.sees_filled_in("pain.any") == "no"
