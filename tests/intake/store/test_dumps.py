"""PostgreSQL's programs: they are told where, never shown a password, and a dump that is not whole is found."""

import pytest

from intake.store import dumps
from intake.store.dumps import ProgramStopped
from intake.store.engine import engine_of, reading
from tests.backups import with_programs
from tests.databases import ON_POSTGRESQL

pytestmark = ON_POSTGRESQL


@pytest.fixture(autouse=True)
def _programs(monkeypatch, databases):
    with_programs(monkeypatch, databases)


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """A program in the place of pg_restore that writes down what it was called with, and its password."""
    program = tmp_path / "pg_restore"
    program.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/shown\necho "$PGPASSWORD" > {tmp_path}/password\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


@pytest.fixture
def whole(engine, tmp_path):
    with reading(engine) as session:
        dumps.dump(session, engine, tmp_path / "dump")
    return tmp_path / "dump"


def test_a_password_is_seen_by_nobody(shown):
    url = "postgresql://intake:it's a \\ secret@h:6543/x?sslmode=verify-full&sslpassword=hunter2&application_name=a'b"
    dumps.load(engine_of(url), shown / "dump")
    told = (shown / "shown").read_text()

    assert (shown / "password").read_text() == "it's a \\ secret\n"
    assert "secret" not in told
    assert "hunter2" not in told
    assert "host='h'" in told
    assert "port='6543'" in told
    assert "sslmode='verify-full'" in told
    assert r"application_name='a\'b'" in told


def test_without_a_password_none_is_given(shown, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "of the environment")
    dumps.load(engine_of("postgresql://h/x"), shown / "dump")

    assert (shown / "password").read_text() == "of the environment\n"


def test_versions_that_do_not_fit_are_both_told(tmp_path, monkeypatch):
    said = (
        "pg_restore: error: aborting because of server version mismatch\n"
        "pg_dump: detail: server version: 18.1; pg_dump version: 15.14\n"
        "CONTEXT: COPY draft, line 1\n"
    )
    (tmp_path / "said").write_text(said)
    (tmp_path / "pg_restore").write_text(f"#!/bin/sh\ncat {tmp_path}/said >&2\nexit 1\n")
    (tmp_path / "pg_restore").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(ProgramStopped) as told:
        dumps.load(engine_of("postgresql://h/x"), tmp_path / "dump")
    assert str(told.value) == "; ".join(said.splitlines()[:2])


def test_what_a_program_complains_of_is_told_without_what_follows(engine, whole):
    with pytest.raises(ProgramStopped, match=r"^pg_restore: error: .*already exists"):
        dumps.load(engine, whole)


def test_a_dump_that_is_cut_short_is_found(whole, tmp_path):
    assert dumps.rows_in(whole)["alembic_version"] == 1
    cut = tmp_path / "cut"
    cut.write_bytes(whole.read_bytes()[:-200])

    with pytest.raises(ProgramStopped, match="not whole"):
        dumps.rows_in(cut)


def test_a_program_that_is_not_there_is_told_with_its_package(engine, whole, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(ProgramStopped, match="pg_restore is not on the path. Debian has it in"):
        dumps.load(engine, whole)
    with pytest.raises(ProgramStopped, match="pg_restore is not on the path"):
        dumps.rows_in(whole)


def test_a_schema_that_was_emptied_takes_a_dump(engine, whole):
    assert dumps.has_tables(engine)
    dumps.empty(engine)
    assert not dumps.has_tables(engine)
    dumps.load(engine, whole)

    assert dumps.has_tables(engine)
