"""The commands about the database as a whole, as an operator types them."""

import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from intake import store_commands, utc_now
from intake.cli import main
from intake.config import settings_from
from intake.services import restoring, vault
from intake.services.auditing import verify
from intake.services.opening import open_vault
from intake.store.deletion_log import DeletionLog


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("INTAKE_DATA", str(tmp_path / "data"))
    (tmp_path / "backups").mkdir()
    return tmp_path / "data"


@pytest.fixture
def served(data):
    """Somebody began a form."""
    opened = open_vault(settings_from({"INTAKE_DATA": str(data)}), utc_now())
    started = vault.start(opened, "q", lambda _: b"what only the patient knows", "192.0.2.1", utc_now())
    yield opened, started
    opened.engine.dispose()


@pytest.fixture
def place(tmp_path, data, served) -> Path:
    """An empty one, with the key."""
    (tmp_path / "place").mkdir(mode=0o700)
    shutil.copy2(data / "master.key", tmp_path / "place")
    return tmp_path / "place"


def said(capsys, *words: object, status: int = 0) -> str:
    assert main([str(word) for word in words]) == status
    printed = capsys.readouterr()
    return printed.out + printed.err


def the_backup(tmp_path: Path) -> Path:
    (found,) = (tmp_path / "backups").iterdir()
    return found


def test_a_backup_says_where_the_key_is_to_be_kept(served, data, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("INTAKE_BACKUP_DAYS", "14")
    told = said(capsys, "backup", "--to", tmp_path / "backups")

    assert f"{the_backup(tmp_path)}: {the_backup(tmp_path).stat().st_size:,} bytes" in told
    assert "1 drafts and 0 responses, sealed" in told
    assert f"The key is not in it: keep a copy of {data}/master.key apart" in told
    assert "LOOK AT THIS" not in told


def test_a_backup_that_patients_are_not_told_of_is_said(served, tmp_path, capsys):
    assert "INTAKE_BACKUP_DAYS is 0" in said(capsys, "backup", "--to", tmp_path / "backups")


def test_backups_past_their_days_and_those_let_go_are_named(served, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("INTAKE_BACKUP_DAYS", "14")
    now, paths = utc_now(), []
    for days in (40, 30, 0):
        monkeypatch.setattr(store_commands, "utc_now", lambda days=days: now - timedelta(days=days))
        told = said(capsys, "backup", "--to", tmp_path / "backups", "--keep", "2")
        paths.append(told.split(":")[0])

    assert f"{paths[0]}: deleted, as --keep says." in told
    assert f"a backup is kept for 14 days. Delete these:\n{paths[1]}\n" in told


def test_long_work_says_how_far_it_is(capsys, monkeypatch):
    monkeypatch.setattr(store_commands, "_SAID_EVERY", -1)
    store_commands._Progress()(1000, 4000)

    assert capsys.readouterr().err == "1,000 of 4,000 pages\n"
    monkeypatch.setattr(store_commands, "_SAID_EVERY", 60)
    store_commands._Progress()(1000, 4000)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("number", ["0", "-1", "many"])
def test_at_least_one_backup_is_kept(served, tmp_path, capsys, number):
    with pytest.raises(SystemExit, match="2"):
        main(["backup", "--to", str(tmp_path / "backups"), "--keep", number])
    assert "--keep: write a whole number from 1 on" in capsys.readouterr().err


def test_backups_to_keep_have_a_folder(served, tmp_path, capsys):
    """A mistyped folder would be a file, and every later night would find it there."""
    told = said(capsys, "backup", "--to", tmp_path / "typo", "--keep", "2", status=1)

    assert "there is no such folder to keep 2 backups in" in told
    assert not (tmp_path / "typo").exists()


def test_days_that_patients_are_not_told_are_named(served, tmp_path, capsys):
    assert "INTAKE_BACKUP_DAYS is 0, so no page tells patients" in said(capsys, "backup", "--to", tmp_path / "backups")


def test_a_restore_says_what_is_back_and_what_to_do(served, place, tmp_path, capsys, monkeypatch):
    said(capsys, "backup", "--to", tmp_path / "backups")
    opened, started = served
    vault.delete(opened, started.draft, utc_now())
    monkeypatch.setenv("INTAKE_DATA", str(place))
    told = said(capsys, "restore", the_backup(tmp_path), "--deletions", opened.deletions.path)

    assert "0 drafts and 0 responses are in it now" in told
    assert "Deleted again, as the log says: 1." in told
    assert "Next: intake doctor, then intake run." in told
    assert "LOOK AT THIS" not in told
    assert main(["doctor"]) == 0


def test_a_restore_without_a_log_of_deletions_says_so_loudly(served, place, tmp_path, capsys, monkeypatch):
    said(capsys, "backup", "--to", tmp_path / "backups")
    monkeypatch.setenv("INTAKE_DATA", str(place))

    assert "LOOK AT THIS: There is no log of deletions." in said(capsys, "restore", the_backup(tmp_path))


def test_an_old_log_and_problems_of_the_audit_log_are_told(served, place, tmp_path, capsys, monkeypatch):
    opened, _ = served
    opened.deletions.append([uuid4(), uuid4()], utc_now())
    said(capsys, "backup", "--to", tmp_path / "backups")
    monkeypatch.setenv("INTAKE_DATA", str(place))
    monkeypatch.setattr(restoring, "verify", lambda session, keys, _: verify(session, keys, "7:beef"))
    DeletionLog(place / "deleted-drafts.log").append([uuid4()], utc_now())
    told = said(capsys, "restore", the_backup(tmp_path))

    assert "LOOK AT THIS: The log of deletions is an old one." in told
    assert "The audit log has 1 problems" in told


def test_a_restore_into_a_place_in_use_ends_with_1(served, data, tmp_path, capsys):
    said(capsys, "backup", "--to", tmp_path / "backups")

    assert "there is a database" in said(capsys, "restore", the_backup(tmp_path), status=1)


def test_a_move_prints_a_digest_of_each_table_and_what_to_do(served, data, tmp_path, capsys):
    to = f"sqlite:///{tmp_path}/new.db"
    told = said(capsys, "move", "--to", to)

    assert f"Everything is at {to} now. The old place takes no more saves." in told
    assert [line.split()[:3] for line in told.splitlines() if line.startswith("draft ")] == [["draft", "1", "rows"]]
    assert "It was all there already." in said(capsys, "move", "--to", to)
    assert "was moved to" in said(capsys, "expire", status=1)


def test_the_way_back_of_a_move(served, data, tmp_path, capsys):
    to = f"sqlite:///{tmp_path}/new.db"
    said(capsys, "move", "--to", to)

    assert "The old place is open again" in said(capsys, "move", "--to", to, "--back")
    said(capsys, "expire")


def test_an_address_with_a_password_is_not_taken(served, capsys):
    told = said(capsys, "move", "--to", "postgresql://intake:hunter2@h/x", status=1)

    assert "PGPASSWORD" in told
    assert "hunter2" not in told
