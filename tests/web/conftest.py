"""The application with a clock that the test turns, and a patient who noted the code."""

from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from forms.answers import AnswerSet, Draft
from forms.ketamine import INTAKE
from intake import create_app
from intake.config import Settings
from tests.drivers import Patient
from tests.light_argon2 import light_argon2
from tests.web.holding import Clock, holder


@pytest.fixture(scope="module", autouse=True)
def _light() -> Iterator[None]:
    with light_argon2():
        yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory) -> FileSystemBytecodeCache:
    """Templates are compiled once for all tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, clock: Clock, compiled: FileSystemBytecodeCache) -> Flask:
    app = create_app(settings, INTAKE, clock=clock)
    app.jinja_env.bytecode_cache = compiled
    return app


@pytest.fixture
def patient(app: Flask) -> Patient:
    return holder(app, Draft(answers=AnswerSet({"you.name": ("Ann",)})))


@pytest.fixture
def stranger(app: Flask) -> Patient:
    return Patient(app.test_client())
