"""Putting a backup back: all that was saved is there, and it is brought to this day before anything is served."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from intake.errors import CodeUnknown, SessionEnded
from intake.services import key_replacement, restoring, vault
from intake.services.auditing import verify
from intake.services.restoring import LogFound
from intake.store import archives
from intake.store.deletion_log import DeletionLog
from tests.backups import Keeper, empty_place, keeping, with_other_facts, with_programs
from tests.clinics import a_sent_draft
from tests.databases import ON_SQLITE


@pytest.fixture(autouse=True)
def _programs(monkeypatch, databases):
    with_programs(monkeypatch, databases)


@pytest.fixture
def later(now):
    return now + timedelta(hours=3)


@pytest.fixture
def keeper(settings, safe, databases, tmp_path) -> Iterator[Keeper]:
    with keeping(settings, databases, tmp_path) as keeper:
        yield keeper


def test_what_was_saved_opens_with_its_return_code(keeper, started, later):
    restored = keeper.puts_back(keeper.backs_up())

    assert restored.facts.rows["draft"] == 1
    assert keeper.opens_draft(started.code) == started.draft.body


def test_a_cookie_of_before_opens_nothing(keeper, safe, started, now):
    """Although its session would not be over yet."""
    keeper.puts_back(keeper.backs_up(), at=now)

    assert vault.open_by_token(safe, started.token, now)
    with pytest.raises(SessionEnded):
        vault.open_by_token(keeper.opens(), started.token, now)


@ON_SQLITE
def test_the_database_is_its_owners_alone(keeper, started):
    keeper.puts_back(keeper.backs_up())

    assert stat.S_IMODE((keeper.place.data / "intake.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(keeper.place.data.stat().st_mode) == 0o700
    assert {path.name for path in keeper.place.data.iterdir()} == {"intake.db", "master.key"}


def test_what_was_deleted_since_is_deleted_again(keeper, safe, started, begin, later):
    kept, backup = begin(), keeper.backs_up()
    vault.delete(safe, started.draft, later)
    restored = keeper.puts_back(backup, deletions=keeper.settings.deletion_log)

    assert (restored.deleted_again, restored.log, restored.facts.rows["draft"]) == (1, LogFound.KNOWN, 1)
    assert DeletionLog(keeper.place.deletion_log).entries().keys() == {started.draft.draft_id}
    with pytest.raises(CodeUnknown):
        keeper.opens_draft(started.code)
    assert keeper.opens_draft(kept.code)


@ON_SQLITE
def test_the_log_in_the_place_and_the_one_that_was_brought_are_both_applied(keeper, safe, started, begin, later):
    other, backup = begin(), keeper.backs_up()
    vault.delete(safe, started.draft, later)
    DeletionLog(keeper.place.deletion_log).append([other.draft.draft_id], later)
    DeletionLog(keeper.place.deletion_log).append([started.draft.draft_id], later - timedelta(days=9))

    assert keeper.puts_back(backup, deletions=keeper.settings.deletion_log).deleted_again == 2


def test_the_log_is_on_the_disk_before_the_database_has_its_name(keeper, safe, started, later, monkeypatch):
    backup, sync = keeper.backs_up(), archives.sync_folder
    vault.delete(safe, started.draft, later)
    synced = []

    def syncing(folder: Path) -> None:
        synced.append({path.name for path in folder.iterdir()} & {"deleted-drafts.log", "intake.db"})
        sync(folder)

    monkeypatch.setattr(archives, "sync_folder", syncing)
    keeper.puts_back(backup, deletions=keeper.settings.deletion_log)

    assert synced[0] == {"deleted-drafts.log"}
    assert synced[-1] == {path.name for path in keeper.place.data.iterdir()} - {"master.key"}


def test_without_a_log_that_is_said(keeper, started):
    assert keeper.puts_back(keeper.backs_up()).log is LogFound.NONE


@ON_SQLITE
def test_a_log_from_before_the_backup_is_said_to_be_old(keeper, safe, started, begin, now):
    DeletionLog(keeper.place.deletion_log).append([uuid4()], now)
    for each in (begin(), begin()):
        vault.delete(safe, each.draft, now)

    assert keeper.puts_back(keeper.backs_up()).log is LogFound.OLDER


def test_what_expired_since_is_deleted_before_anything_is_served(keeper, started, now):
    restored = keeper.puts_back(keeper.backs_up(), at=now + timedelta(days=31), clock_is_right=True)

    assert (restored.expired.drafts, restored.facts.rows["draft"]) == (1, 0)


@ON_SQLITE
def test_a_backup_from_after_a_rotation_opens_with_the_new_key(keeper, started, now):
    key_replacement.rotate(keeper.settings, now)
    shutil.copy2(keeper.settings.key_file, keeper.place.key_file)
    keeper.puts_back(keeper.backs_up())

    assert keeper.opens_draft(started.code) == started.draft.body


@ON_SQLITE
def test_an_older_version_is_brought_up(keeper, safe, started, later):
    """As its tables were before clinics."""
    with closing(sqlite3.connect(keeper.settings.data / "intake.db")) as connection:
        made_since = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN "
            "('installation', 'draft', 'session', 'throttle', 'alembic_version')"
        ).fetchall()
        for (name,) in made_since:
            connection.execute(f'DROP TABLE "{name}"')
        connection.execute("ALTER TABLE installation DROP COLUMN sealed_root")
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    backup = keeper.backs_up()

    assert archives.manifest_of(backup).facts.tables == "0001"
    assert keeper.puts_back(backup).facts.tables != "0001"
    assert keeper.opens_draft(started.code) == started.draft.body


def test_what_a_clinic_received_and_its_log_come_back(world, databases, tmp_path):
    a_sent_draft(world.vault, world.north)
    keeper = Keeper(world.settings, empty_place(databases, tmp_path / "place", world.settings.key_file), tmp_path)
    restored = keeper.puts_back(keeper.backs_up())

    assert restored.facts.rows["response"] == 1
    assert restored.facts.audit == restored.manifest.facts.audit
    assert restored.audit_problems == 0


def test_an_audit_log_that_was_tampered_with_comes_back_and_is_told(world, databases, tmp_path, monkeypatch):
    """Nobody loses their answers by it."""
    keeper = Keeper(world.settings, empty_place(databases, tmp_path / "place", world.settings.key_file), tmp_path)
    backup = keeper.backs_up()
    with_other_facts(backup, monkeypatch)
    monkeypatch.setattr(restoring, "verify", lambda session, keys, kept: verify(session, keys, "7:beef"))

    assert keeper.puts_back(backup).audit_problems == 1
