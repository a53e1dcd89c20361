"""Opening: the first run makes what is missing, the others prove that database and key belong together."""

import os
import shutil
import stat
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import Engine, event, text

from intake.config import settings_from
from intake.errors import (
    KeyFileRefused,
    KeyMismatch,
    SettingsInvalid,
    StoreDamaged,
    StoreFault,
    StoreNotDurable,
    StoreUnavailable,
    TablesNewer,
)
from intake.keys.master import make_key_file
from intake.services import opening, vault
from intake.services.diagnosis import diagnose
from intake.services.opening import open_vault
from intake.store.engine import engine_of, writing
from intake.store.migrating import version_of
from tests.databases import ON_POSTGRESQL, ON_SQLITE


@ON_SQLITE
def test_the_first_run_makes_folder_database_and_key_for_their_owner_alone(settings, now):
    open_vault(settings, now)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [settings.data, *settings.data.iterdir()]}

    assert modes == {"data": 0o700, "intake.db": 0o600, "master.key": 0o600}


def test_the_next_run_opens_what_the_first_one_sealed(settings, started, now):
    again = open_vault(settings, now)

    assert vault.open_by_token(again, started.token, now) == started.draft
    again.engine.dispose()


def test_another_key_is_refused(settings, safe, now):
    settings.key_file.unlink()
    make_key_file(settings.key_file)

    with pytest.raises(KeyMismatch, match="bring that key back"):
        open_vault(settings, now)


def test_no_new_key_is_made_beside_a_database_that_has_one(settings, safe, now):
    settings.key_file.unlink()

    with pytest.raises(KeyFileRefused, match="bring the key file back"):
        open_vault(settings, now)
    assert not settings.key_file.exists()


def test_a_key_that_others_can_read_is_refused(settings, safe, now):
    settings.key_file.chmod(0o644)

    with pytest.raises(KeyFileRefused, match="chmod 600"):
        open_vault(settings, now)


def test_a_key_from_elsewhere_is_taken_beside_an_empty_database(settings, safe, tmp_path, now):
    shutil.copy2(settings.key_file, tmp_path / "mounted.key")
    other = settings_from({"INTAKE_DATA": str(tmp_path / "other"), "INTAKE_KEY_FILE": str(tmp_path / "mounted.key")})
    opened = open_vault(other, now)

    assert opened.keys == safe.keys
    assert not (other.data / "master.key").exists()


def test_an_empty_database_beside_a_key_that_was_there_is_told(settings, databases, tmp_path, now, caplog):
    for _ in range(2):
        open_vault(settings, now).engine.dispose()
    assert caplog.messages == []
    gone = replace(settings, database_url=databases.empty_url(tmp_path / "gone"))
    open_vault(gone, now).engine.dispose()

    assert caplog.messages == ["database begun anew beside a key that was there"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path, now):
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsInvalid, match="INTAKE_DATA"):
        open_vault(settings_from({"INTAKE_DATA": str(tmp_path / "file" / "data")}), now)


def test_a_database_elsewhere_leaves_only_the_key_in_the_folder(settings, tmp_path, now):
    elsewhere = settings_from({"INTAKE_DATA": str(tmp_path / "d"), "INTAKE_DATABASE_URL": f"sqlite:///{tmp_path}/e.db"})
    open_vault(elsewhere, now)

    assert [path.name for path in elsewhere.data.iterdir()] == ["master.key"]
    assert (tmp_path / "e.db").exists()


@ON_SQLITE
@pytest.mark.parametrize("place", ["nowhere/master.key", "closed/master.key"])
def test_without_a_place_for_the_key_nothing_is_begun(settings, tmp_path, now, monkeypatch, place):
    """Tables that were made for a key that is not would make the doctor ask for a key that never was."""
    (tmp_path / "closed").mkdir()
    asked = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: asked(path, mode) and Path(path).name != "closed")
    without = replace(settings, key_file=tmp_path / place)

    with pytest.raises(KeyFileRefused, match="INTAKE_KEY_FILE names a place to write to"):
        open_vault(without, now)
    engine = engine_of(settings.database_url)
    assert version_of(engine) is None
    engine.dispose()
    said = [finding for finding in diagnose(without, now) if finding.what.startswith("key file")]
    assert [finding.mend for finding in said if "bring the key" in finding.mend] == []
    open_vault(settings, now).engine.dispose()


def test_a_database_in_memory_is_refused(tmp_path, now):
    with pytest.raises(StoreNotDurable):
        open_vault(settings_from({"INTAKE_DATA": str(tmp_path), "INTAKE_DATABASE_URL": "sqlite:///:memory:"}), now)


@ON_SQLITE
def test_a_file_that_is_no_database_is_named_and_left_alone(settings, now):
    settings.data.mkdir()
    file = settings.data / "intake.db"
    file.write_bytes(b"not what a database begins with " * 200)
    with pytest.raises(StoreDamaged, match=r"intake\.db cannot be read"):
        open_vault(settings, now)

    assert file.read_bytes().startswith(b"not what")


def test_tables_of_a_later_release_are_told(settings, now):
    opened = open_vault(settings, now)
    with writing(opened.engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.engine.dispose()
    with pytest.raises(TablesNewer, match="9999"):
        open_vault(settings, now)


@ON_SQLITE
def test_a_database_that_cannot_be_written_to_is_not_served(settings, now, monkeypatch):
    open_vault(settings, now).engine.dispose()

    def only_read(url: str, connections: int) -> Engine:
        engine = engine_of(url, connections=connections)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only = 1"))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA query_only = 1"))
        return engine

    monkeypatch.setattr(opening, "engine_of", only_read)
    with pytest.raises(SettingsInvalid, match=r"INTAKE_DATA=.*intake\.db.*cannot write"):
        open_vault(settings, now)


@ON_SQLITE
@pytest.mark.parametrize("kind", [StoreFault.READ_ONLY, StoreFault.UNREACHABLE])
def test_a_database_that_cannot_be_opened_is_told_with_its_file(settings, now, monkeypatch, kind):
    open_vault(settings, now).engine.dispose()
    monkeypatch.setattr(opening, "apply_deletions", lambda _: trouble(kind))
    with pytest.raises(SettingsInvalid, match=r"INTAKE_DATA=.*intake\.db.*cannot write"):
        open_vault(settings, now)


def test_another_trouble_of_the_database_is_told_as_it_is(settings, now, monkeypatch):
    open_vault(settings, now).engine.dispose()
    monkeypatch.setattr(opening, "apply_deletions", lambda _: trouble(StoreFault.FULL))
    with pytest.raises(StoreUnavailable, match="no room"):
        open_vault(settings, now)


@ON_POSTGRESQL
def test_a_server_that_cannot_be_reached_is_no_fault_of_a_folder(settings, now, monkeypatch):
    open_vault(settings, now).engine.dispose()
    monkeypatch.setattr(opening, "apply_deletions", lambda _: trouble(StoreFault.UNREACHABLE))
    with pytest.raises(StoreUnavailable):
        open_vault(settings, now)


def trouble(kind: StoreFault) -> NoReturn:
    raise StoreUnavailable(kind)
