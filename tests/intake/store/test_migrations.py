"""Migrations: they end at the models, keep the data, and two workers may start at once."""

import multiprocessing
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from intake.store import installation
from intake.store.base import Base
from intake.store.engine import engine_of, reading, writing
from intake.store.migrating import FOLDER, migrate, newest_version, version_of
from intake.store.models import DraftRecord, SessionRecord
from tests.checkout import ROOT

NOW = datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=UTC)


def a_draft(**changes: object) -> DraftRecord:
    values = {
        "id": uuid4(),
        "questionnaire": "https://example.org/q|1",
        "locator": "ABCDEF",
        "kdf_parameters": "argon2id$m=64,t=1,p=1",
        "code_salt": b"s",
        "code_verifier": b"v",
        "dek_by_code": b"d",
        "body": b"b",
        "rev": 1,
        "keep_days": 30,
        "created_at": NOW,
        "updated_at": NOW,
        "expires_at": NOW,
    }
    return DraftRecord(**values | changes)


def a_session(draft: DraftRecord) -> SessionRecord:
    return SessionRecord(
        id_hash=b"h", kind="patient", draft_id=draft.id, wrapped_key=b"", created_at=NOW, last_seen=NOW, expires_at=NOW
    )


def test_the_migrations_end_at_the_models(engine):
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_constraints_of_the_migrations_are_those_of_the_models(engine, tmp_path, databases):
    modelled = engine_of(databases.empty_url(tmp_path / "modelled"))
    with writing(modelled) as session:
        Base.metadata.create_all(session.connection())
    for table in Base.metadata.tables:
        for kind in ("get_check_constraints", "get_foreign_keys", "get_unique_constraints", "get_pk_constraint"):
            assert getattr(inspect(engine), kind)(table) == getattr(inspect(modelled), kind)(table)
    modelled.dispose()


def test_migrating_again_changes_nothing(engine):
    with writing(engine) as session:
        session.add(a_draft())
    migrate(engine)

    assert version_of(engine) == newest_version() == "0002"
    with reading(engine) as session:
        assert session.query(DraftRecord).one().locator == "ABCDEF"


def test_the_newest_version_is_where_the_migrations_end():
    script = ScriptDirectory(str(FOLDER))

    assert script.get_heads() == [newest_version()]


def test_a_database_that_is_up_to_date_loads_no_alembic(engine):
    look = "import sys, intake.store.migrating as m, intake.store.engine as e; m.migrate(e.engine_of(sys.argv[1]))"
    asked = f"{look}; sys.exit('alembic' in sys.modules)"

    assert (
        subprocess.run([sys.executable, "-c", asked, engine.url.render_as_string()], cwd=ROOT, check=False).returncode
        == 0
    )


def test_an_empty_database_has_no_version(url):
    engine = engine_of(url)

    assert version_of(engine) is None
    engine.dispose()


def test_an_error_leaves_the_tables_as_they_were(url):
    engine = engine_of(url)
    with writing(engine) as session:
        # In the way of the third table that 0001 makes.
        session.execute(text("CREATE TABLE session (x INTEGER)"))
    with pytest.raises(DBAPIError, match="already exists"):
        migrate(engine)

    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["session"]
    engine.dispose()


def _migrate_elsewhere(url: str) -> None:
    migrate(engine_of(url))


def test_several_workers_may_start_at_once(url):
    spawning = multiprocessing.get_context("spawn")
    workers = [spawning.Process(target=_migrate_elsewhere, args=(url,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    engine = engine_of(url)
    assert version_of(engine) == newest_version()
    engine.dispose()


def test_0001_keeps_what_is_put_in(engine):
    draft = a_draft(body=bytes(range(256)) * 40)
    with writing(engine) as session:
        installation.register(session, "f" * 32, NOW)
        session.add(draft)
        session.flush()
        session.add(a_session(draft))

    with reading(engine) as session:
        found = session.get_one(DraftRecord, draft.id)
        assert (found.id, found.body, found.created_at) == (draft.id, bytes(range(256)) * 40, NOW)
        assert session.get_one(SessionRecord, b"h").revoked_at is None
        assert installation.known(session).made_at == NOW


def test_moments_come_back_as_utc_whatever_their_zone_was(engine):
    with writing(engine) as session:
        session.add(a_draft(updated_at=NOW.astimezone(timezone(timedelta(hours=5)))))

    with reading(engine) as session:
        assert session.query(DraftRecord).one().updated_at.isoformat() == NOW.isoformat()


def test_a_moment_without_its_zone_is_refused(engine):
    with pytest.raises(StatementError, match="without its zone"), writing(engine) as session:
        session.add(a_draft(updated_at=NOW.replace(tzinfo=None)))


def test_sessions_go_with_their_draft(engine):
    draft = a_draft()
    with writing(engine) as session:
        session.add(draft)
        session.flush()
        session.add(a_session(draft))
    with writing(engine) as session:
        session.execute(text("DELETE FROM draft"))

    with reading(engine) as session:
        assert session.query(SessionRecord).count() == 0


@pytest.mark.parametrize("change", [{"keep_days": 31}, {"locator": "TAKEN1"}])
def test_constraints_hold(engine, change):
    with writing(engine) as session:
        session.add(a_draft(locator="TAKEN1"))
    with pytest.raises(IntegrityError), writing(engine) as session:
        session.add(a_draft(**change))
