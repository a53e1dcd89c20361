"""Opening: the first run makes what is missing, the others prove that database and key belong together."""

import shutil
import stat

import pytest

from intake.config import settings_from
from intake.errors import KeyFileRefused, KeyMismatch, SettingsInvalid, StoreNotDurable
from intake.keys.master import make_key_file
from intake.services import vault
from intake.services.opening import open_vault
from tests.databases import ON_SQLITE


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


def test_a_folder_that_cannot_be_made_is_told(tmp_path, now):
    (tmp_path / "file").write_text("")

    with pytest.raises(SettingsInvalid, match="INTAKE_DATA"):
        open_vault(settings_from({"INTAKE_DATA": str(tmp_path / "file" / "data")}), now)


def test_a_database_elsewhere_leaves_only_the_key_in_the_folder(settings, tmp_path, now):
    elsewhere = settings_from({"INTAKE_DATA": str(tmp_path / "d"), "INTAKE_DATABASE_URL": f"sqlite:///{tmp_path}/e.db"})
    open_vault(elsewhere, now)

    assert [path.name for path in elsewhere.data.iterdir()] == ["master.key"]
    assert (tmp_path / "e.db").exists()


def test_a_database_in_memory_is_refused(tmp_path, now):
    with pytest.raises(StoreNotDurable):
        open_vault(settings_from({"INTAKE_DATA": str(tmp_path), "INTAKE_DATABASE_URL": "sqlite:///:memory:"}), now)
