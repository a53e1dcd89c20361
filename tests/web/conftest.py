"""The application with a clock that the test turns, and a patient who noted the code."""

import pytest
from flask import Flask

from forms.answers import AnswerSet, Draft
from forms.ketamine import INTAKE
from intake import create_app
from intake.config import Settings
from tests.drivers import Patient
from tests.web.holding import Clock, holder


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Flask:
    return create_app(settings, INTAKE, clock=clock)


@pytest.fixture
def patient(app: Flask) -> Patient:
    return holder(app, Draft(answers=AnswerSet({"you.name": ("Ann",)})))


@pytest.fixture
def stranger(app: Flask) -> Patient:
    return Patient(app.test_client())
