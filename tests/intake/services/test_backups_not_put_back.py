"""Backups that are not put back: broken, without their key, in a place in use, or by a wrong clock."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from intake.errors import BackupNotRestored, StoreClosed, StoreFault, StoreUnavailable
from intake.keys.master import make_key_file
from intake.services import key_replacement, restoring
from intake.services.expiry import FARTHEST_AHEAD
from intake.store import dumps, snapshots
from intake.store.engine import reading, write_lock
from intake.store.models import DraftRecord
from intake.store.standing import Mark, Standing, mark_of, set_mark
from tests.backups import Keeper, keeping, nothing_said, with_other_facts, with_programs
from tests.databases import ON_POSTGRESQL, ON_SQLITE


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


@ON_SQLITE
def test_a_log_that_is_not_there_is_told(keeper, started, tmp_path):
    with pytest.raises(BackupNotRestored, match=r"none\.log: there is no such file"):
        keeper.puts_back(keeper.backs_up(), deletions=tmp_path / "none.log")
    assert keeper.has_empty_place()


@ON_SQLITE
@pytest.mark.parametrize(
    ("days", "mend"), [(3, "add --clock-is-right"), (-1, "Set the clock right")], ids=["ahead", "behind"]
)
def test_a_clock_that_may_be_wrong_deletes_nothing(keeper, started, now, days, mend):
    backup, clock = keeper.backs_up(), now + timedelta(days=days)
    said = f"The clock says {clock:%Y-%m-%d %H:%M} UTC, and the backup was made {now:%Y-%m-%d %H:%M} UTC. .*{mend}"
    with pytest.raises(BackupNotRestored, match=said):
        keeper.puts_back(backup, at=clock)
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

    with pytest.raises(BackupNotRestored, match=r"other\.tar: .*no backup of Intake"):
        keeper.puts_back(tmp_path / "other.tar")
    assert keeper.has_empty_place()


@ON_SQLITE
def test_a_file_that_is_not_there_is_told(keeper, tmp_path):
    with pytest.raises(BackupNotRestored, match=r"none\.tar: No such file or directory\.$"):
        keeper.puts_back(tmp_path / "none.tar")


def test_a_manifest_of_another_database_is_found_out(keeper, started, monkeypatch):
    backup = keeper.backs_up()
    with_other_facts(backup, monkeypatch, rows={})

    with pytest.raises(BackupNotRestored, match="not the one that its manifest tells of"):
        keeper.puts_back(backup)
    assert keeper.has_empty_place()


@ON_SQLITE
def test_a_newer_version_is_told(keeper, started, monkeypatch):
    backup = keeper.backs_up()
    with_other_facts(backup, monkeypatch, tables="9999")

    with pytest.raises(BackupNotRestored, match="A newer Intake made it"):
        keeper.puts_back(backup)
    assert keeper.has_empty_place()


@ON_SQLITE
def test_the_other_kind_of_database_is_for_a_move(keeper, started):
    keeper.place = replace(keeper.place, database_url="postgresql://h/x")

    with pytest.raises(BackupNotRestored, match="intake move carries it over"):
        keeper.puts_back(keeper.backs_up())


@ON_SQLITE
def test_a_clock_that_is_as_far_ahead_as_is_believed_puts_back(keeper, started, now):
    keeper.puts_back(keeper.backs_up(), at=now + FARTHEST_AHEAD)

    assert keeper.opens_draft(started.code) == started.draft.body


_IN_USE = (
    r"intake\.db: there is a database\. A backup is put back into an empty place alone\.$|"
    r"^Database \w+: there are tables in it\. A backup is put back into an empty one alone\.$"
)


def test_a_place_in_use_is_left_alone(keeper, started):
    keeper.place = keeper.settings

    with pytest.raises(BackupNotRestored, match=_IN_USE):
        keeper.puts_back(keeper.backs_up())
    assert keeper.opens_draft(started.code) == started.draft.body


def test_a_place_whose_answers_were_moved_is_left_alone_too(keeper, safe, started):
    backup, keeper.place = keeper.backs_up(), keeper.settings
    with write_lock(safe.engine) as connection:
        set_mark(connection, Mark(Standing.MOVED, "elsewhere"))

    with pytest.raises(BackupNotRestored, match=_IN_USE):
        keeper.puts_back(backup)
    with reading(safe.engine) as session:
        assert session.query(DraftRecord).count() == 1


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
