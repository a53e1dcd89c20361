"""Rows of one database in another: whatever comes back otherwise, or cannot be read at all, is found and named."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import Identity, text

from intake.store import copying
from intake.store.base import Base
from intake.store.copying import Copied, RowNotCopied
from intake.store.engine import engine_of, write_lock, writing
from intake.store.migrating import migrate
from intake.store.models import DraftRecord, InstallationRecord
from tests.databases import ON_SQLITE

NOW = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


def a_draft(**changes: object) -> DraftRecord:
    usual: dict[str, object] = dict.fromkeys(("code_salt", "code_verifier", "dek_by_code", "body"), b"\x00\xff")
    moments = dict.fromkeys(("created_at", "updated_at", "expires_at"), NOW)
    usual |= {"id": uuid4(), "questionnaire": "q", "locator": uuid4().hex[:6], "kdf_parameters": "k", "rev": 1}
    return DraftRecord(**{**usual, **moments, "keep_days": 30, **changes})


@pytest.fixture
def source(tmp_path):
    engine = engine_of(f"sqlite:///{tmp_path}/source.db")
    migrate(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def copied(source, engine):
    """Copies all; gives what was told."""

    def copied() -> list[Copied]:
        told: list[Copied] = []
        with write_lock(source) as read, write_lock(engine) as written:
            copying.copy(read, written, told.append)
        return told

    return copied


def test_every_row_is_copied_in_batches(source, engine, copied, monkeypatch):
    monkeypatch.setattr(copying, "ROWS_AT_ONCE", 2)
    with writing(source) as session:
        session.add_all([a_draft(questionnaire=f"⁂ {number}") for number in range(5)])
        session.add(InstallationRecord(id=1, key_fingerprint="f", made_at=NOW, last_seen_at=NOW))

    assert {each.table: each.rows for each in copied() if each.rows} == {"draft": 5, "installation": 1}
    with source.connect() as one, engine.connect() as other:
        assert copying.differing(one, other, frozenset()) == ()


def test_databases_that_differ_in_one_column_differ(source, engine, copied):
    with writing(source) as session:
        session.add(a_draft())
    copied()
    with writing(engine) as session:
        session.execute(text("UPDATE draft SET rev = 2"))

    with source.connect() as one, engine.connect() as other:
        assert copying.differing(one, other, frozenset()) == ("draft",)
        assert copying.differing(one, other, frozenset({"draft"})) == ()


@ON_SQLITE
def test_a_database_that_changes_what_it_is_given_is_found(source, engine, copied):
    with writing(source) as session:
        session.add_all([a_draft(), a_draft()])
    with writing(engine) as session:
        spoils = "AFTER INSERT ON draft BEGIN UPDATE draft SET body = x'00' WHERE id = NEW.id; END"
        session.execute(text(f"CREATE TRIGGER spoils {spoils}"))

    with pytest.raises(RowNotCopied, match="table draft, row 1: it came back otherwise"):
        copied()


@ON_SQLITE
def test_a_database_that_drops_what_it_is_given_is_found(source, engine, copied):
    with writing(source) as session:
        session.add(a_draft())
    with writing(engine) as session:
        drops = "BEFORE INSERT ON draft BEGIN SELECT RAISE(IGNORE); END"
        session.execute(text(f"CREATE TRIGGER drops {drops}"))

    with pytest.raises(RowNotCopied, match="table draft, row 1: it came back otherwise"):
        copied()


def test_rows_that_were_there_before_are_found(source, engine, copied):
    with writing(engine) as session:
        session.add(a_draft())

    with pytest.raises(RowNotCopied, match="table draft: the other database has rows of its own"):
        copied()


def test_a_row_that_nobody_of_us_wrote_is_named_and_not_quoted(source, copied):
    with writing(source) as session:
        session.add(a_draft())
        session.flush()
        session.execute(text("UPDATE draft SET created_at = 'what a patient wrote'"))

    with pytest.raises(RowNotCopied, match="^table draft, after row 0: ValueError$"):
        copied()


def test_no_table_draws_numbers_of_its_own():
    """Else a move has to carry them on too: `copying` copies rows alone."""
    drawn = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.identity or isinstance(column.server_default, Identity) or column is table.autoincrement_column
    ]

    assert drawn == []


def test_before_an_update_what_is_not_there_is_not_counted(source):
    with writing(source) as session:
        session.execute(text("DROP TABLE review_entry"))

    with source.connect() as connection:
        assert "review_entry" not in copying.counts(connection)
