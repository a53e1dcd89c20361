"""The doctor: says what stands how, and the mend; and changes nothing."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.config import settings_from
from intake.country import country_of
from intake.errors import SettingsInvalid
from intake.exports.fonts import system_families
from intake.keys.master import make_key_file
from intake.services.diagnosis import diagnose, findings_of
from intake.services.findings import Finding, State
from intake.services.opening import open_vault
from intake.services.vault import LEAST_FREE_SPACE
from intake.store.engine import writing
from tests.databases import ON_SQLITE
from tests.live.ports import free_port


def found(settings, now, about: str) -> Finding:
    return next(finding for finding in diagnose(settings, now) if finding.what.startswith(about))


def not_ok(settings, now) -> dict[str, State]:
    return {
        finding.what.split(" /")[0]: finding.state for finding in diagnose(settings, now) if finding.state != State.OK
    }


@pytest.fixture
def apart(tmp_path, now):
    """As an operator would have it: the key apart from the data."""
    (tmp_path / "keys").mkdir()
    settings = settings_from(
        {
            "INTAKE_DATA": str(tmp_path / "data"),
            "INTAKE_KEY_FILE": str(tmp_path / "keys" / "master.key"),
            "INTAKE_PORT": str(free_port()),
        }
    )
    open_vault(settings, now)
    return settings


def test_all_is_well(apart, now):
    findings = diagnose(apart, now)

    assert {finding.state for finding in findings} == {State.OK}
    assert {finding.mend for finding in findings} == {""}
    assert found(apart, now, "database, durable settings").what in (
        "database, durable settings: delete, 3",
        "database, durable settings: wal, 2",
    )


@ON_SQLITE
def test_before_the_first_run_nothing_is_broken_and_nothing_is_made(settings, now):
    states = not_ok(settings, now)

    assert states == dict.fromkeys(["data folder", "key file", "key apart from the data", "database"], State.ATTENTION)
    assert not settings.data.exists()


def test_every_finding_that_is_not_ok_says_what_to_do(settings, now):
    assert all(finding.mend for finding in diagnose(settings, now) if finding.state is not State.OK)


def test_settings_that_cannot_be_used():
    with pytest.raises(SettingsInvalid) as raised:
        settings_from({"INTAKE_PORT": "x", "INTAKE_PROT": "1"})

    findings = findings_of(raised.value)
    assert {finding.what for finding in findings} == {"INTAKE_PORT", "INTAKE_PROT"}
    assert {finding.state for finding in findings} == {State.BROKEN}


def test_a_data_folder_open_to_others(apart, now):
    apart.data.chmod(0o755)

    assert "chmod 700" in found(apart, now, "data folder").mend


def test_a_data_folder_that_cannot_be_written_to(apart, now, monkeypatch):
    # Root may write anywhere, so the answer of the system is put in its place.
    really = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: (path != apart.data or mode == os.F_OK) and really(path, mode))

    assert found(apart, now, "data folder").state is State.BROKEN


@pytest.mark.parametrize(("less", "state"), [(0, State.OK), (1, State.BROKEN)])
def test_little_free_space(apart, now, monkeypatch, less, state):
    usage = shutil.disk_usage(apart.data)._replace(free=LEAST_FREE_SPACE - less)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    assert found(apart, now, "free space").state is state


def test_a_key_file_open_to_others(apart, now):
    apart.key_file.chmod(0o640)

    assert "chmod 600" in found(apart, now, "key file").mend
    assert found(apart, now, "key of this database").state is State.BROKEN


def test_a_lost_key(apart, now):
    apart.key_file.unlink()

    assert found(apart, now, "key file").state is State.BROKEN


def test_another_key(apart, now):
    apart.key_file.unlink()
    make_key_file(apart.key_file)

    assert "another key" in found(apart, now, "key of this database").mend


@ON_SQLITE
def test_a_key_in_the_folder_that_is_backed_up(settings, safe, now):
    assert not_ok(settings, now) == {"key apart from the data": State.ATTENTION}


def test_a_key_beside_a_database_elsewhere(apart, now):
    beside = replace(apart, database_url=f"sqlite:///{apart.key_file.parent}/x.db")

    assert found(beside, now, "key apart").state is State.ATTENTION


def test_a_database_elsewhere_is_tried(apart, now):
    server = replace(apart, database_url="postgresql://u:hunter2@127.0.0.1:1/x")
    finding = next(one for one in diagnose(server, now) if one.what == "database")

    assert finding.state is State.BROKEN
    assert "hunter2" not in finding.mend


def test_a_database_that_does_not_open(apart, now):
    Path(apart.data / "intake.db").write_bytes(b"not a database" * 1000)

    assert found(apart, now, "database").state is State.BROKEN


def test_tables_that_are_not_the_newest(apart, now):
    (apart.data / "intake.db").unlink()
    with closing(sqlite3.connect(apart.data / "intake.db")) as connection:
        connection.execute("PRAGMA user_version = 1")

    assert "none here" in found(apart, now, "tables").mend
    assert "intake run" in found(apart, now, "tables").mend


def test_an_empty_file_is_a_first_start_that_was_cut_short(apart, now):
    """It asks for no key: none was made."""
    (apart.data / "intake.db").write_bytes(b"")

    assert found(apart, now, "database").mend == "it is not there yet; intake run makes it"


def test_tables_without_their_installation(apart, now):
    vault = open_vault(apart, now)
    with writing(vault.engine) as session:
        session.execute(text("DELETE FROM installation"))
    vault.engine.dispose()

    assert not_ok(apart, now) == {}


def test_a_clock_that_jumped(apart, now):
    assert "--clock-is-right" in found(apart, now + timedelta(days=3), "clock").mend


def test_a_public_address_and_its_proxy(apart, now):
    public = replace(apart, public_url="https://x.org")

    assert found(public, now, "public address").what == "public address https://x.org"
    assert "INTAKE_TRUSTED_PROXIES" in found(public, now, "trusted proxies").mend
    assert found(replace(public, trusted_proxies=1), now, "trusted proxies").state is State.OK
    reachable = replace(public, trusted_proxies=1, host="10.0.0.4")
    assert "only the proxy" in found(reachable, now, "trusted proxies").mend


def test_scripts_without_a_font_are_named_with_their_package(apart, now):
    """As on a machine with no fonts of its own, and on one with a font for Arabic alone."""

    def fonts(families):
        return next(each for each in diagnose(apart, now, lambda: families) if each.what.startswith("fonts"))

    bare = fonts(())
    some = fonts(tuple(family for family in system_families() if family.name == "Noto Sans Arabic"))

    assert bare.state is some.state is State.ATTENTION
    assert "fonts-noto-core for Arabic, Hebrew, Devanagari" in bare.mend
    assert "fonts-noto-cjk for Japanese, Korean, Chinese" in bare.mend
    assert "fonts-symbola for emoji" in bare.mend
    assert "fonts-noto-core for Hebrew, Devanagari" in some.mend


def test_an_unknown_country(apart, now):
    assert found(replace(apart, country="ZZ"), now, "country").state is State.BROKEN


def test_help_lines_not_called_for_a_year(apart, now):
    called = min(line.checked_on for line in country_of("US").lines)
    year = datetime.combine(called, time(), UTC) + timedelta(days=365)
    finding = found(apart, year + timedelta(days=1), "help lines")

    assert found(apart, year, "help lines").state is State.OK
    assert finding.state is State.ATTENTION
    assert country_of("US").lines[0].name in finding.mend
