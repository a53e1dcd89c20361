"""Backups: what is in them, what never is, where they may lie, and that none is there that is not whole."""

import json
import os
import sqlite3
import stat
import tarfile
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from intake.errors import BackupNotMade, StoreClosed
from intake.services import backups
from intake.services.backups import LAST_BACKUP, Wanted, last_backup
from intake.services.opening import open_vault
from intake.store import archives, dumps, snapshots
from intake.store.engine import sqlite_file, write_lock
from intake.store.standing import Mark, Standing, set_mark
from tests.backups import nothing_said, with_programs
from tests.databases import ON_POSTGRESQL, ON_SQLITE


@pytest.fixture(autouse=True)
def _programs(monkeypatch, databases):
    with_programs(monkeypatch, databases)


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def make(settings, folder, now):
    def make(to=folder, keep=None, at=now, of=settings):
        return backups.make(of, Wanted(to, keep), at, nothing_said)

    return make


def within(path: Path) -> dict[str, bytes]:
    """What any tar program finds in it."""
    with tarfile.open(path) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def test_a_backup_is_one_file_for_its_owner_alone(make, folder, started, settings, now):
    made = make()

    assert list(folder.iterdir()) == [made.path]
    assert made.path.name == "intake-20261123-120000.tar"
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert last_backup(settings.data) == now


def test_its_manifest_says_what_it_is_of(make, started, safe, databases, now):
    safe.deletions.append([started.draft.draft_id], now)
    made = make()
    told = json.loads(within(made.path)["manifest.json"])

    assert (told["database"], told["deletions"], told["begun"]) == (databases.kind, 1, now.isoformat())
    assert told["facts"]["key"] == safe.keys.fingerprint
    assert told["facts"]["rows"]["draft"] == 1
    assert told["facts"]["audit"].startswith("0:")


def test_neither_the_key_nor_a_session_nor_a_word_is_in_it(make, begin, settings):
    begin(body=b"what only the patient knows")
    made = make()
    database = b"".join(body for name, body in within(made.path).items() if name != "manifest.json")

    assert made.manifest.facts.rows["draft"] == 1
    assert made.manifest.facts.rows["session"] == made.manifest.facts.rows["throttle"] == 0
    assert settings.key_file.read_bytes().strip()[-40:] not in database
    assert b"what only the patient knows" not in database


@ON_SQLITE
def test_a_session_leaves_no_trace_in_the_copied_pages(make, started, settings):
    file = settings.data / "intake.db"
    with closing(sqlite3.connect(file)) as connection:
        ((id_hash,),) = connection.execute("SELECT id_hash FROM session")

    assert id_hash in file.read_bytes()
    assert id_hash not in within(make().path)["intake.db"]


def test_what_is_saved_meanwhile_is_not_waited_for(make, safe, begin, monkeypatch, databases):
    """The state is that of one moment: a draft that is begun while the rest is copied is in the next one."""
    begin()
    taken = backups._TAKEN[databases.kind]

    def taken_while_somebody_begins(*arguments):
        facts = taken(*arguments)
        begin()
        return facts

    monkeypatch.setitem(backups._TAKEN, databases.kind, taken_while_somebody_begins)

    assert make().manifest.facts.rows["draft"] == 1


@ON_SQLITE
def test_it_can_have_a_name_of_its_own(make, folder, started):
    assert make(folder / "before-the-update.tar").path == folder / "before-the-update.tar"


@ON_SQLITE
def test_a_file_that_is_there_is_left_alone(make, folder, started):
    (folder / "other.tar").write_text("mine")

    with pytest.raises(
        BackupNotMade, match=r"other.tar: there is such a file already. Name another one, or a folder.$"
    ):
        make(folder / "other.tar")
    assert (folder / "other.tar").read_text() == "mine"


@ON_SQLITE
@pytest.mark.parametrize(
    ("place", "mend"),
    [
        ("data", "data: what takes the data folder takes this copy too. Name a folder elsewhere.$"),
        ("data/within", "within: what takes the data folder takes this copy too. Name a folder elsewhere.$"),
        ("nowhere/x.tar", "nowhere: there is no such folder. Make it, on another disk if you can.$"),
    ],
)
def test_no_backup_is_written_where_it_goes_with_the_data(make, tmp_path, started, place, mend):
    (tmp_path / "data" / "within").mkdir()

    with pytest.raises(BackupNotMade, match=mend):
        make(tmp_path / place)


@ON_SQLITE
def test_no_backup_is_written_beside_the_key(make, settings, tmp_path, started):
    (tmp_path / "etc").mkdir()
    elsewhere = replace(settings, key_file=settings.key_file.rename(tmp_path / "etc" / "master.key"))

    with pytest.raises(
        BackupNotMade, match="etc: the key lies there, and is to be kept apart. Name a folder elsewhere.$"
    ):
        make(tmp_path / "etc", of=elsewhere)


def test_where_no_server_ran_there_is_nothing_to_back_up(make):
    with pytest.raises(BackupNotMade, match="nothing to back up yet"):
        make()


def test_an_empty_database_is_nothing_to_back_up(make, settings, databases, tmp_path, folder):
    empty = replace(settings, database_url=databases.empty_url(tmp_path / "empty"))
    if file := sqlite_file(empty.database_url):
        file.touch()
    settings.data.mkdir(exist_ok=True)

    with pytest.raises(BackupNotMade, match="nothing to back up yet"):
        make(of=empty)
    assert list(folder.iterdir()) == []


def test_a_database_that_was_moved_is_not_backed_up(make, safe):
    with write_lock(safe.engine) as connection:
        set_mark(connection, Mark(Standing.MOVED, "elsewhere"))

    with pytest.raises(StoreClosed, match="moved to elsewhere"):
        make()


@ON_SQLITE
def test_only_the_newest_are_kept(make, folder, started, now):
    paths = [make(at=now + timedelta(hours=hour)).path for hour in range(3)]
    (folder / "intake-20200101-000000.tar").write_text("not ours")
    made = make(at=now + timedelta(hours=3), keep=2)

    assert set(made.let_go) == set(paths[:2])
    assert set(folder.iterdir()) == {paths[2], made.path, folder / "intake-20200101-000000.tar"}


@ON_SQLITE
def test_one_that_was_given_a_name_is_kept_until_somebody_deletes_it(make, folder, started, now):
    named = make(to=folder / "before-the-move.tar").path
    made = make(at=now + timedelta(days=365), keep=1)

    assert (made.let_go, made.past_their_days) == ((), ())
    assert named.exists()


@ON_SQLITE
def test_another_installation_in_the_same_folder_keeps_its_own(make, started, databases, tmp_path, now):
    other = databases.settings(tmp_path / "other")
    later = now + timedelta(hours=1)
    open_vault(other, later).engine.dispose()
    its_own = make(of=other, at=later).path
    made = make(at=now + timedelta(hours=2), keep=1)

    assert its_own.exists()
    assert made.let_go == ()


@ON_SQLITE
def test_those_that_are_older_than_patients_are_told_are_named(make, settings, started, now):
    told = replace(settings, backup_days=14)
    old, young = (make(at=now + timedelta(days=days), of=told).path for days in (0, 1))
    made = make(at=now + timedelta(days=15), of=told)

    assert made.past_their_days == (old,)
    assert young.exists()


@ON_SQLITE
def test_what_a_crash_left_goes_after_a_day(make, folder, started, now):
    for name, age in ((".intake-backup-old", 25), (".intake-backup-new", 23)):
        (folder / name).mkdir()
        then = (now - timedelta(hours=age)).timestamp()
        os.utime(folder / name, (then, then))
    make()

    assert {path.name for path in folder.iterdir()} == {".intake-backup-new", "intake-20261123-120000.tar"}


def test_a_full_disk_leaves_no_file(make, folder, started, monkeypatch, settings):
    def is_full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives, "write", is_full)

    with pytest.raises(BackupNotMade, match=r"tar: No space left on device. Make room, or name another place.$"):
        make()
    assert list(folder.iterdir()) == []
    assert last_backup(settings.data) is None


def test_a_file_that_cannot_be_read_back_gets_no_name(make, folder, started, monkeypatch):
    write = archives.write

    def written_badly(target, manifest, database):
        write(target, manifest, database)
        whole = bytearray(target.read_bytes())
        whole[whole.index(database.read_bytes()) + 90] ^= 1
        target.write_bytes(whole)

    monkeypatch.setattr(archives, "write", written_badly)

    with pytest.raises(BackupNotMade, match="the checksum is another one"):
        make()
    assert list(folder.iterdir()) == []


@ON_SQLITE
def test_a_copy_that_is_not_whole_is_no_backup(make, folder, started, monkeypatch):
    copied = snapshots.snapshot

    def copied_badly(source, target, progress):
        copied(source, target, progress)
        target.write_bytes(target.read_bytes()[:-4096])

    monkeypatch.setattr(snapshots, "snapshot", copied_badly)

    with pytest.raises(BackupNotMade, match="the copy is not whole"):
        make()
    assert list(folder.iterdir()) == []


@ON_POSTGRESQL
def test_a_dump_that_has_other_rows_is_no_backup(make, folder, started, monkeypatch):
    monkeypatch.setattr(backups, "rows_in", lambda file: dumps.rows_in(file) + Counter(draft=1))

    with pytest.raises(BackupNotMade, match="has not the rows"):
        make()
    assert list(folder.iterdir()) == []


@ON_POSTGRESQL
def test_where_pg_dump_is_missing_its_package_is_named(make, started, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(
        BackupNotMade, match="pg_dump is not on the path. Debian has it in the package postgresql-client"
    ):
        make()


@ON_SQLITE
def test_a_note_that_cannot_be_read_tells_no_moment(settings, started):
    (settings.data / LAST_BACKUP).write_text("yesterday")

    assert last_backup(settings.data) is None
