"""Putting a backup back: only whole, only with its key, only into an empty place, and brought to this day."""

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from intake.config import Settings
from intake.errors import BackupNotRestored, CodeUnknown, SessionEnded, StoreClosed, StoreFault, StoreUnavailable
from intake.keys.master import make_key_file
from intake.keys.return_codes import ReturnCode
from intake.services import backups, key_replacement, restoring, vault
from intake.services.auditing import verify
from intake.services.opening import open_vault
from intake.services.restoring import LogFound, Restored, Wanted
from intake.services.vault import Vault
from intake.store import archives, dumps, snapshots
from intake.store.archives import Manifest
from intake.store.deletion_log import DeletionLog
from intake.store.engine import engine_of, sqlite_file
from intake.store.standing import mark_of
from tests.backups import empty_place, nothing_said, with_programs
from tests.clinics import NOW, a_sent_draft
from tests.databases import ON_POSTGRESQL, ON_SQLITE


@pytest.fixture(autouse=True)
def _programs(monkeypatch, databases):
    with_programs(monkeypatch, databases)


@pytest.fixture
def later(now):
    return now + timedelta(hours=3)


class Keeper:
    """Somebody who backs up an installation, and puts the backup back into an empty place with a copy of its key."""

    def __init__(self, settings: Settings, place: Settings, folder: Path) -> None:
        self.settings, self.place, self.folder = settings, place, folder
        self.engines: list[Engine] = []

    def backs_up(self) -> Path:
        wanted = backups.Wanted(self.folder / f"{uuid4()}.tar")
        return backups.make(self.settings, wanted, NOW, nothing_said).path

    def puts_back(self, backup: Path, at: datetime = NOW + timedelta(hours=3), **more) -> Restored:
        return restoring.restore(self.place, Wanted(backup, **more), at)

    def opens(self) -> Vault:
        """As a server does at its start."""
        opened = open_vault(self.place, NOW)
        self.engines.append(opened.engine)
        return opened

    def opens_draft(self, code: ReturnCode) -> bytes:
        return vault.open_by_code(self.opens(), code, "192.0.2.77", NOW).draft.body

    def has_empty_place(self) -> bool:
        """Whether nothing but the key is there, and no table."""
        if sqlite_file(self.place.database_url):
            return [path.name for path in self.place.data.iterdir()] == ["master.key"]
        engine = engine_of(self.place.database_url)
        try:
            return not dumps.has_tables(engine)
        finally:
            engine.dispose()


@pytest.fixture
def keeper(settings, safe, databases, tmp_path) -> Iterator[Keeper]:
    keeper = Keeper(settings, empty_place(databases, tmp_path / "place", settings.key_file), tmp_path)
    yield keeper
    for engine in keeper.engines:
        engine.dispose()


def changed(backup: Path, monkeypatch, **facts: Any) -> Manifest:
    """As if its manifest said so."""
    manifest = archives.manifest_of(backup)
    other = replace(manifest, facts=replace(manifest.facts, **facts))
    monkeypatch.setattr(archives, "manifest_of", lambda _: other)
    return other


def test_what_was_saved_opens_with_its_return_code(keeper, started, later):
    restored = keeper.puts_back(keeper.backs_up())

    assert restored.facts.rows["draft"] == 1
    assert keeper.opens_draft(started.code) == started.draft.body


def test_a_cookie_of_before_opens_nothing(keeper, started, later):
    keeper.puts_back(keeper.backs_up())

    with pytest.raises(SessionEnded):
        vault.open_by_token(keeper.opens(), started.token, later)


@ON_SQLITE
def test_the_database_is_its_owners_alone(keeper, started):
    keeper.puts_back(keeper.backs_up())

    assert stat.S_IMODE((keeper.place.data / "intake.db").stat().st_mode) == 0o600
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


def test_without_a_log_that_is_said(keeper, started):
    assert keeper.puts_back(keeper.backs_up()).log is LogFound.NONE


@ON_SQLITE
def test_a_log_from_before_the_backup_is_said_to_be_old(keeper, safe, started, begin, now):
    DeletionLog(keeper.place.deletion_log).append([uuid4()], now)
    for each in (begin(), begin()):
        vault.delete(safe, each.draft, now)

    assert keeper.puts_back(keeper.backs_up()).log is LogFound.OLDER


@ON_SQLITE
def test_a_log_that_is_not_there_is_told(keeper, started, tmp_path):
    with pytest.raises(BackupNotRestored, match=r"none\.log: there is no such file"):
        keeper.puts_back(keeper.backs_up(), deletions=tmp_path / "none.log")
    assert keeper.has_empty_place()


def test_what_expired_since_is_deleted_before_anything_is_served(keeper, started, now):
    restored = keeper.puts_back(keeper.backs_up(), at=now + timedelta(days=31), clock_is_right=True)

    assert (restored.expired.drafts, restored.facts.rows["draft"]) == (1, 0)


@ON_SQLITE
@pytest.mark.parametrize(
    ("days", "mend"), [(3, "add --clock-is-right"), (-1, "Set the clock right")], ids=["ahead", "behind"]
)
def test_a_clock_that_may_be_wrong_deletes_nothing(keeper, started, now, days, mend):
    with pytest.raises(BackupNotRestored, match=mend):
        keeper.puts_back(keeper.backs_up(), at=now + timedelta(days=days))
    assert keeper.has_empty_place()


@ON_SQLITE
def test_without_its_key_nothing_is_touched(keeper, started):
    keeper.place.key_file.unlink()

    with pytest.raises(BackupNotRestored, match="The key is in no backup: bring the copy"):
        keeper.puts_back(keeper.backs_up())
    assert list(keeper.place.data.iterdir()) == []


@ON_SQLITE
def test_another_key_is_told_from_its_own(keeper, started):
    keeper.place.key_file.unlink()
    make_key_file(keeper.place.key_file)

    with pytest.raises(BackupNotRestored, match=r"not the key of this backup\. .*master\.key\.$"):
        keeper.puts_back(keeper.backs_up())
    assert keeper.has_empty_place()


@ON_SQLITE
def test_the_key_from_before_a_rotation_is_named_where_it_lies(keeper, started, now):
    backup = keeper.backs_up()
    aside = key_replacement.rotate(keeper.settings, now)
    shutil.copy2(keeper.settings.key_file, keeper.place.key_file)
    assert aside
    shutil.copy2(aside, keeper.place.data)
    (keeper.place.data / "master.key.note").write_text("not a key")

    with pytest.raises(BackupNotRestored, match=f"such as {keeper.place.data / aside.name}"):
        keeper.puts_back(backup)


@ON_SQLITE
def test_a_backup_from_after_a_rotation_opens_with_the_new_key(keeper, started, now):
    key_replacement.rotate(keeper.settings, now)
    shutil.copy2(keeper.settings.key_file, keeper.place.key_file)
    keeper.puts_back(keeper.backs_up())

    assert keeper.opens_draft(started.code) == started.draft.body


@ON_SQLITE
@pytest.mark.parametrize("where", ["manifest", "database"])
def test_a_file_that_changed_on_its_disk_is_not_put_back(keeper, started, where):
    backup = keeper.backs_up()
    whole = bytearray(backup.read_bytes())
    whole[600 if where == "manifest" else len(whole) // 2] ^= 1
    backup.write_bytes(whole)

    with pytest.raises(BackupNotRestored, match="not whole|the checksum is another one"):
        keeper.puts_back(backup)
    assert keeper.has_empty_place()


@pytest.mark.parametrize("what", [b"", b"not a tar archive" * 1000], ids=["empty", "another file"])
@ON_SQLITE
def test_another_file_is_no_backup(keeper, started, tmp_path, what):
    (tmp_path / "other.tar").write_bytes(what)

    with pytest.raises(BackupNotRestored, match="no backup of Intake"):
        keeper.puts_back(tmp_path / "other.tar")
    assert keeper.has_empty_place()


@ON_SQLITE
def test_a_file_that_is_not_there_is_told(keeper, tmp_path):
    with pytest.raises(BackupNotRestored, match=r"none\.tar: No such file"):
        keeper.puts_back(tmp_path / "none.tar")


def test_a_manifest_of_another_database_is_found_out(keeper, started, monkeypatch):
    backup = keeper.backs_up()
    changed(backup, monkeypatch, rows={})

    with pytest.raises(BackupNotRestored, match="not the one that its manifest tells of"):
        keeper.puts_back(backup)
    assert keeper.has_empty_place()


@ON_SQLITE
def test_a_newer_version_is_told(keeper, started, monkeypatch):
    backup = keeper.backs_up()
    changed(backup, monkeypatch, tables="9999")

    with pytest.raises(BackupNotRestored, match="A newer Intake made it"):
        keeper.puts_back(backup)
    assert keeper.has_empty_place()


@ON_SQLITE
def test_the_other_kind_of_database_is_for_a_move(keeper, started):
    keeper.place = replace(keeper.place, database_url="postgresql://h/x")

    with pytest.raises(BackupNotRestored, match="intake move carries it over"):
        keeper.puts_back(keeper.backs_up())


def test_a_place_in_use_is_left_alone(keeper, started):
    keeper.place = keeper.settings

    with pytest.raises(BackupNotRestored, match="there is a database|there are tables"):
        keeper.puts_back(keeper.backs_up())
    assert keeper.opens_draft(started.code) == started.draft.body


@ON_SQLITE
def test_a_database_that_is_not_whole_is_not_put_back(keeper, started, monkeypatch):
    monkeypatch.setattr(snapshots, "is_whole", lambda _: True)
    backup = keeper.backs_up()
    monkeypatch.setattr(snapshots, "is_whole", lambda _: False)

    with pytest.raises(BackupNotRestored, match="not whole"):
        keeper.puts_back(backup)
    assert keeper.has_empty_place()


def test_a_fault_in_the_middle_leaves_the_place_empty(keeper, started, monkeypatch):
    def faults(*_, **__):
        raise StoreUnavailable(StoreFault.FULL)

    monkeypatch.setattr(restoring, "expire", faults)

    with pytest.raises(StoreUnavailable):
        keeper.puts_back(keeper.backs_up())
    assert keeper.has_empty_place()


@ON_SQLITE
def test_what_a_crash_left_beside_the_place_is_in_nobodys_way(keeper, started):
    for name in ("intake.db.unfinished", "intake.db.unfinished-wal", "deleted-drafts.log.unfinished"):
        (keeper.place.data / name).write_text("half")
    keeper.puts_back(keeper.backs_up())

    assert {path.name for path in keeper.place.data.iterdir()} == {"intake.db", "master.key"}


@ON_POSTGRESQL
def test_a_place_that_a_crash_left_is_not_served_and_is_filled_anew(keeper, started, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(dumps, "empty", nothing_said)
        patched.setattr(restoring, "expire", None)
        with pytest.raises(TypeError):
            keeper.puts_back(keeper.backs_up())

    with pytest.raises(StoreClosed, match="intake restore came to no end. Run it again"):
        keeper.opens()
    keeper.puts_back(keeper.backs_up())
    assert mark_of(keeper.opens().engine) is None


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
    changed(backup, monkeypatch)
    monkeypatch.setattr(restoring, "verify", lambda session, keys, kept: verify(session, keys, "7:beef"))

    assert keeper.puts_back(backup).audit_problems == 1
