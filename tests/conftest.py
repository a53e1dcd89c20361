"""What several tests stand on: an installation of its own for each test, and the application that serves it."""

from pathlib import Path

import pytest
from flask import Flask

from forms.ketamine import INTAKE
from intake import create_app
from intake.config import Settings, settings_from


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_from({"INTAKE_DATA": str(tmp_path / "data")})


@pytest.fixture
def app(settings: Settings) -> Flask:
    return create_app(settings, INTAKE)
