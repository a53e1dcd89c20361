"""The engine: durable settings or none, one writer at a time, and faults told by their kind."""

import sqlite3
import threading
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, TimeoutError

from intake.errors import SettingsInvalid, StoreFault, StoreNotDurable, StoreUnavailable
from intake.store import installation
from intake.store import sqlite as sqlite_module
from intake.store.engine import durability_of, engine_of, reading, sqlite_file, wipe_freed, writing
from intake.store.migrating import migrate
from tests.databases import ON_SQLITE

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def kind_of(raised: pytest.ExceptionInfo[StoreUnavailable]) -> StoreFault:
    return raised.value.kind


@ON_SQLITE
@pytest.mark.parametrize(
    ("sound_from", "journal", "synchronous"), [((3, 0, 0), "wal", "2"), ((99, 0, 0), "delete", "3")]
)
def test_the_settings_in_force_are_durable(url, monkeypatch, sound_from, journal, synchronous):
    monkeypatch.setattr(sqlite_module, "WAL_IS_SOUND_FROM", sound_from)
    engine = engine_of(url)
    in_force = durability_of(engine)
    engine.dispose()

    assert (in_force["journal_mode"], in_force["synchronous"]) == (journal, synchronous)
    assert (in_force["foreign_keys"], in_force["secure_delete"]) == ("1", "1")


def test_the_journal_follows_the_version_of_sqlite():
    assert sqlite_module.WAL_IS_SOUND_FROM == (3, 51, 3)


def test_a_database_in_memory_is_refused():
    with pytest.raises(StoreNotDurable, match="journal_mode is memory"), engine_of("sqlite://").connect():
        pass


@pytest.mark.parametrize("url", ["postgresql://h:no/x", "nonsense", "postgresql+nodriver://u:hunter2@h/x"])
def test_a_database_that_cannot_be_meant_is_told_without_its_password(url):
    with pytest.raises(SettingsInvalid) as raised:
        engine_of(url)

    assert "hunter2" not in str(raised.value)


def test_where_sqlite_keeps_its_file():
    assert str(sqlite_file("sqlite:////var/x.db")) == "/var/x.db"
    assert sqlite_file("sqlite://") is None
    assert sqlite_file("sqlite:///:memory:") is None
    assert sqlite_file("postgresql://h/x") is None


@ON_SQLITE
def test_a_wrong_statement_is_no_outage_and_its_values_stay_out_of_the_text(engine):
    with pytest.raises(OperationalError, match="no such table") as raised, reading(engine) as session:
        session.execute(text("SELECT :canary FROM nowhere"), {"canary": "CANARY"})

    assert "CANARY" not in str(raised.value)


def test_reading_changes_nothing(engine):
    with pytest.raises(StoreUnavailable) as raised, reading(engine) as session:
        session.execute(text("DELETE FROM draft"))

    assert kind_of(raised) in (StoreFault.READ_ONLY, StoreFault.UNREACHABLE)


def test_what_is_raised_within_undoes_the_writing(engine):
    def register_and_stumble() -> None:
        with writing(engine) as session:
            installation.register(session, "f", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        register_and_stumble()
    with reading(engine) as session:
        assert installation.find(session) is None


@ON_SQLITE
def test_a_locked_database_is_told_after_the_wait(engine, url):
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(StoreUnavailable) as raised, writing(engine):
        pass

    assert kind_of(raised) is StoreFault.LOCKED
    assert 0.15 < time.monotonic() - began < 3
    with reading(engine) as session:
        assert installation.find(session) is None
    holder.execute("COMMIT")
    holder.close()
    with writing(engine) as session:
        installation.register(session, "f", NOW)


@ON_SQLITE
def test_a_writer_waits_for_a_short_one(url):
    patient = engine_of(url, busy_seconds=5)
    migrate(patient)
    holder = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, holder.execute, ["COMMIT"])
    release.start()
    with writing(patient) as session:
        installation.register(session, "f", NOW)
    release.join()
    holder.close()

    with reading(patient) as session:
        assert installation.known(session).key_fingerprint == "f"
    patient.dispose()


@ON_SQLITE
def test_a_full_disk_is_told_and_over_once_there_is_room(engine):
    with writing(engine) as session:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreUnavailable) as raised, writing(engine) as session:
        session.execute(text("CREATE TABLE big AS SELECT zeroblob(1000000)"))
    assert kind_of(raised) is StoreFault.FULL

    with writing(engine) as session:
        session.execute(text("PRAGMA max_page_count = 1000000"))
        installation.register(session, "f", NOW)
    with reading(engine) as session:
        assert installation.known(session).key_fingerprint == "f"


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(StoreUnavailable) as raised, writing(engine_of(f"sqlite:///{tmp_path}/nowhere/x.db")):
        pass

    assert kind_of(raised) is StoreFault.UNREACHABLE


class Refused(Exception):
    """As PostgreSQL's driver raises it."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__()
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("sqlstate", "kind"),
    [
        ("53100", StoreFault.FULL),
        ("55P03", StoreFault.LOCKED),
        ("57014", StoreFault.LOCKED),
        ("08006", StoreFault.UNREACHABLE),
        (None, StoreFault.UNREACHABLE),
    ],
)
def test_faults_of_postgresql_have_the_same_kinds(engine, sqlstate, kind):
    with pytest.raises(StoreUnavailable) as raised, reading(engine):
        raise OperationalError("", None, Refused(sqlstate))

    assert kind_of(raised) is kind


def test_an_exhausted_pool_is_a_wait(engine):
    with pytest.raises(StoreUnavailable) as raised, reading(engine):
        raise TimeoutError

    assert kind_of(raised) is StoreFault.LOCKED


@ON_SQLITE
def test_the_log_is_cut_off_after_a_deletion(url, monkeypatch, tmp_path):
    monkeypatch.setattr(sqlite_module, "WAL_IS_SOUND_FROM", (3, 0, 0))
    engine = engine_of(url)
    migrate(engine)
    assert (tmp_path / "intake.db-wal").stat().st_size > 0
    wipe_freed(engine)

    assert (tmp_path / "intake.db-wal").stat().st_size == 0
    engine.dispose()
