"""Another master key in the place of a known one: all opens as before, and nothing is left under the old one."""

import shutil
from datetime import timedelta
from uuid import UUID

import pytest

from intake.config import settings_from
from intake.errors import KeyFileRefused, KeyMismatch, SealBroken
from intake.keys.master import keys_from, read_key_file
from intake.services import auditing, key_files, key_replacement, reviewing, vault
from intake.services.opening import open_vault
from intake.store import installation
from intake.store.engine import reading
from tests.clinics import NOW, a_sent_draft, a_world, acting, comes_in

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def world(tmp_path):
    return a_world(tmp_path / "data")


@pytest.fixture
def code(world):
    return vault.start(world.vault, "urn:q|1", lambda _: b"what was written", "192.0.2.9", NOW).code


def opens_all(opened, world, code, now=LATER) -> bool:
    """Sign-in, what a clinic was sent, and a draft by its return code."""
    response = UUID(a_sent_draft(opened, world.north, now).sendings[0].response)
    member = comes_in(opened, world.north.reviewer, now)
    form = reviewing.open_response(acting(opened, member, now), member, response).form
    return form is not None and vault.open_by_code(opened, code, "192.0.2.9", now).draft.body == b"what was written"


def test_everything_opens_under_the_new_key_and_the_log_stays_whole(world, code):
    old = world.settings.key_file.read_bytes()
    aside = key_replacement.rotate(world.settings, LATER)
    opened = open_vault(world.settings, LATER)

    assert opens_all(opened, world, code)
    assert aside.read_bytes() == old
    assert world.settings.key_file.read_bytes() != old
    with reading(opened.engine) as session:
        verdict = auditing.verify(session, opened.keys)
    assert (verdict.problems, verdict.unread) == ((), 0)


def test_a_second_rotation_follows_the_first(world, code):
    key_replacement.rotate(world.settings, LATER)
    key_replacement.rotate(world.settings, LATER)

    assert opens_all(open_vault(world.settings, LATER), world, code)
    assert len(list(world.settings.data.glob("master.key*"))) == 3


def test_the_old_key_opens_nothing_of_the_new_database(world):
    old = read_key_file(world.settings.key_file)
    key_replacement.rotate(world.settings, LATER)

    with reading(world.vault.engine) as session:
        sealed = installation.known(session).sealed_root
    with pytest.raises(SealBroken):
        old.keys(sealed)
    new = read_key_file(world.settings.key_file)
    assert new.keys(sealed).pepper == keys_from(old.root_in(None)).pepper
    assert new.keys(sealed).fingerprint == new.fingerprint


def test_a_backup_from_before_opens_with_the_old_key_alone(world, code, tmp_path):
    world.vault.engine.dispose()
    shutil.copytree(world.settings.data, tmp_path / "backup")
    key_replacement.rotate(world.settings, LATER)
    before = settings_from({"INTAKE_DATA": str(tmp_path / "backup")})
    assert opens_all(open_vault(before, LATER), world, code)

    shutil.copy2(world.settings.key_file, before.key_file)
    with pytest.raises(KeyMismatch):
        open_vault(before, LATER)


def test_a_crash_before_the_database_knows_leaves_the_old_key_in_force(world, code, monkeypatch):
    rotation_is_cut_short(world, monkeypatch, installation, "known")

    assert opens_all(open_vault(world.settings, LATER), world, code)
    key_replacement.rotate(world.settings, LATER)
    assert opens_all(open_vault(world.settings, LATER), world, code, LATER + timedelta(minutes=2))


def test_a_crash_after_the_database_knows_is_mended_by_the_next_start(world, code, monkeypatch):
    rotation_is_cut_short(world, monkeypatch, key_replacement, "finish_rotation")
    assert (world.settings.data / "master.key.next").exists()

    assert opens_all(open_vault(world.settings, LATER), world, code)
    assert not (world.settings.data / "master.key.next").exists()


def test_a_rotation_between_its_two_renamings_is_mended_too(world, code, monkeypatch):
    rotation_is_cut_short(world, monkeypatch, key_replacement, "finish_rotation")
    world.settings.key_file.rename(world.settings.data / "master.key.until-x")

    assert opens_all(open_vault(world.settings, LATER), world, code)


def test_a_folder_in_which_nothing_can_be_renamed_is_told(world, monkeypatch):
    made = key_files.next_key(world.settings.key_file)

    def refuses(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(world.settings.key_file), "replace", refuses)
    with pytest.raises(KeyFileRefused, match="rename files beside it"):
        key_files.finish_rotation(world.settings.key_file, made.fingerprint)


def rotation_is_cut_short(world, monkeypatch, module, name: str) -> None:
    """As by a power cut, where this function would be called."""
    opened = open_vault(world.settings, LATER)
    with monkeypatch.context() as broken:
        broken.setattr(key_replacement, "open_vault", lambda *_: opened)
        broken.setattr(module, name, _cut_short)
        with pytest.raises(InterruptedError):
            key_replacement.rotate(world.settings, LATER)


def _cut_short(*_):
    raise InterruptedError
