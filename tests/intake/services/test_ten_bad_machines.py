"""A machine that is prepared badly in one way: the doctor names that way, with a mend, and nothing else."""

import os
import socket
import sqlite3
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from intake.cli import main
from intake.errors import SettingsInvalid
from intake.services import database_diagnosis
from intake.services.backups import LAST_BACKUP
from intake.services.diagnosis import diagnose, findings_of
from intake.services.findings import Finding, State
from intake.store.engine import engine_of
from intake.store.roles import let_serve
from intake.web.serving import Server
from tests.databases import ON_POSTGRESQL
from tests.intake.services.bad_machines import (
    BAD,
    Machine,
    another_key,
    country_unknown,
    database_in_memory,
    key_open_to_others,
    serving,
    token_open_to_others,
)
from tests.postgres import OWNER, new_cluster, run


@pytest.fixture
def machine(tmp_path, now):
    with ExitStack() as held:
        yield Machine(tmp_path, now, held)


def not_well(machine: Machine) -> tuple[Finding, ...]:
    return tuple(finding for finding in diagnose(machine.settings, machine.now) if finding.state is not State.OK)


def is_named(found: tuple[Finding, ...], expected) -> bool:
    """Each finding is one that was expected, in this order, and says how to mend it."""
    pairs = zip(found, expected.items(), strict=False)
    return len(found) == len(expected) and all(
        finding.what.startswith(begin) and mend in finding.mend for finding, (begin, mend) in pairs
    )


def test_a_good_machine_has_nothing_to_mend(machine):
    assert not_well(machine.begins()) == ()


def test_a_good_machine_that_is_in_use_has_nothing_to_mend(machine):
    """It serves, somebody collects its metrics, and it is backed up."""
    machine.begins().said |= {"INTAKE_METRICS_TOKEN_FILE": machine.secret("token", 0o600), "INTAKE_BACKUP_DAYS": "30"}
    (machine.data / LAST_BACKUP).write_text(machine.now.isoformat())
    serving(machine)
    found = diagnose(machine.settings, machine.now)

    assert [finding for finding in found if finding.state is not State.OK] == []
    named = {"running server: ready", "token of the metrics", f"backup of {machine.now:%Y-%m-%d %H:%M} UTC"}
    assert named <= {finding.what for finding in found}


@pytest.mark.parametrize(("sound_from", "told"), [((0,), ""), ((9, 9), ", without a write-ahead log")])
def test_sqlite_whose_log_can_lose_pages_is_named_and_used_without_it(machine, monkeypatch, sound_from, told):
    monkeypatch.setattr(database_diagnosis, "WAL_IS_SOUND_FROM", sound_from)
    found = diagnose(machine.begins().settings, machine.now)

    assert Finding(f"SQLite {sqlite3.sqlite_version}{told}", State.OK) in found


@pytest.mark.parametrize("prepared_badly", BAD, ids=lambda bad: bad.__name__)
def test_what_is_bad_is_named_and_nothing_else(machine, prepared_badly):
    prepared_badly(machine.begins())

    assert is_named(not_well(machine), BAD[prepared_badly])


def _allowed_but(name):
    """Whoever runs the tests may be allowed everything: what the system would say is said in its place."""
    asked = os.access
    return lambda path, mode: asked(path, mode) and (mode == os.F_OK or Path(path).name != name)


def test_a_database_that_this_user_cannot_write_to(machine, monkeypatch):
    machine.begins()
    monkeypatch.setattr(os, "access", _allowed_but("intake.db"))

    assert is_named(not_well(machine), {"database": "this user cannot write to it"})


def test_a_key_that_cannot_be_made_where_it_is_to_lie(machine):
    machine.said["INTAKE_KEY_FILE"] = str(machine.folder / "nowhere" / "master.key")
    (key,) = [finding for finding in not_well(machine) if finding.what.startswith("key file")]

    assert (key.state, "nowhere is no folder" in key.mend) == (State.BROKEN, True)


def test_a_folder_that_this_user_cannot_make(machine, monkeypatch):
    machine.said["INTAKE_DATA"] = str(machine.folder / "closed" / "data")
    (machine.folder / "closed").mkdir()
    monkeypatch.setattr(os, "access", _allowed_but("closed"))

    assert not_well(machine)[0].state is State.BROKEN
    mend = f"this user cannot write to {machine.folder / 'closed'}; change its owner, or name another folder"
    assert not_well(machine)[0].mend == mend


def test_ten_ways_at_least():
    assert len(BAD) >= 10


def test_all_settings_that_cannot_be_used_are_named_at_once(machine):
    machine.said |= {"INTAKE_PROT": "80", "INTAKE_WORKERS": "many"}

    with pytest.raises(SettingsInvalid) as raised:
        _ = machine.settings
    found = findings_of(raised.value)
    assert {finding.what: finding.state for finding in found} == dict.fromkeys(
        ["INTAKE_PROT", "INTAKE_WORKERS"], State.BROKEN
    )


@pytest.fixture
def on_postgresql(machine, databases):
    """A machine whose database is served by a role that reads and writes rows, and no more."""
    name = databases.server.new_database()
    databases.made.append(name)
    machine.said["INTAKE_DATABASE_URL"] = databases.server.url(name)
    machine.begins()
    role = f"serves_{name}"
    databases.server.runs(f"CREATE ROLE {role} LOGIN")
    engine = engine_of(databases.server.url(name))
    let_serve(engine, role)
    engine.dispose()
    machine.said["INTAKE_DATABASE_URL"] = databases.server.url(name, role)
    yield machine, databases.server, name, role
    databases.server.drop(name)
    databases.server.runs(f"DROP ROLE {role}")


@ON_POSTGRESQL
def test_a_good_machine_with_postgresql_has_nothing_to_mend(on_postgresql):
    machine, *_ = on_postgresql

    assert not_well(machine) == ()


@ON_POSTGRESQL
@pytest.mark.parametrize("setting", ["synchronous_commit", "fsync"])
def test_postgresql_that_may_lose_a_commit(on_postgresql, setting):
    machine, server, name, _ = on_postgresql
    if setting == "fsync":
        server.runs("ALTER SYSTEM SET fsync = off")
        server.runs("SELECT pg_reload_conf()")
    else:
        server.runs(f"ALTER DATABASE {name} SET synchronous_commit = off")
    try:
        found = not_well(machine)
    finally:
        server.runs("ALTER SYSTEM RESET fsync")
        server.runs("SELECT pg_reload_conf()")

    assert is_named(found, {"database, durable settings": f"{setting} is off"})
    assert found[0].state is State.BROKEN


def test_postgresql_without_checksums(machine):
    # PostgreSQL runs as a user of its own, who does not come into the folder of a test.
    folder = machine.held.enter_context(tempfile.TemporaryDirectory(prefix="intake-postgres-"))
    cluster = new_cluster(Path(folder) / "cluster")
    run("pg_checksums", "--disable", "-D", str(cluster.folder))
    cluster.start()
    machine.held.callback(cluster.stop, "immediate")
    machine.said["INTAKE_DATABASE_URL"] = cluster.url("postgres")
    machine.begins()

    expected = {"database, durable settings": "pg_checksums", f"role {OWNER}": "may do anything"}
    assert is_named(not_well(machine), expected)


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("statement", "mend"),
    [
        ("ALTER ROLE {role} SUPERUSER", "it may do anything, to every database of the server; serve with"),
        ("GRANT CREATE ON SCHEMA public TO {role}", "it may change the tables; serve with"),
        ("GRANT UPDATE ON audit TO {role}", "it may rewrite the audit log; serve with"),
        ("GRANT DELETE ON audit TO {role}", "it may rewrite the audit log; serve with"),
        ("GRANT TRUNCATE ON audit TO {role}", "it may rewrite the audit log; serve with"),
    ],
    ids=["superuser", "makes tables", "updates audit", "deletes audit", "empties audit"],
)
def test_a_role_that_may_more_than_serving_needs(on_postgresql, statement, mend):
    machine, server, name, role = on_postgresql
    server.runs(statement.format(role=role), name)
    found = not_well(machine)
    server.runs(f"ALTER ROLE {role} NOSUPERUSER", name)

    assert is_named(found, {f"role {role}": mend})


@ON_POSTGRESQL
def test_a_way_to_the_database_that_nobody_proves(on_postgresql, monkeypatch):
    machine, server, name, role = on_postgresql
    monkeypatch.delenv("PGSSLMODE", raising=False)
    elsewhere = f"postgresql+psycopg://{role}@db.example.org:{server.port}/{name}?hostaddr=127.0.0.1"
    machine.said["INTAKE_DATABASE_URL"] = elsewhere
    assert is_named(not_well(machine), {"way to the database": "sslmode=verify-full"})

    machine.said["INTAKE_DATABASE_URL"] = f"{elsewhere}&sslmode=verify-full"
    assert is_named(not_well(machine), {"database": "does not open"}), "this server speaks no TLS"
    machine.said["INTAKE_DATABASE_URL"] = f"postgresql+psycopg://{role}@/{name}?host={server.folder}&port={server.port}"
    assert not_well(machine) == (), "a socket of this computer"


@ON_POSTGRESQL
def test_postgresql_that_does_not_answer(on_postgresql):
    machine, server, name, role = on_postgresql
    machine.said["INTAKE_DATABASE_URL"] = server.url(name, role, port=1)

    assert is_named(not_well(machine), {"database": "unreachable"})


def says(machine: Machine, monkeypatch, capsys) -> str:
    """What `intake run` says when it does not begin: one line."""
    for name, value in machine.said.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(Server, "run", lambda _: pytest.fail("it begins"))
    assert main(["run"]) == 1
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    return str(said.err)


@pytest.mark.parametrize(
    ("prepared_badly", "word"),
    [
        (database_in_memory, "journal_mode is memory"),
        (another_key, "bring that key back"),
        (key_open_to_others, "chmod 600"),
        (token_open_to_others, "chmod 600"),
        (country_unknown, "ZZ"),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)
def test_a_server_does_not_begin_on_what_is_broken(machine, prepared_badly, word, monkeypatch, capsys):
    prepared_badly(machine.begins())

    assert word in says(machine, monkeypatch, capsys)


def test_a_server_does_not_begin_where_another_one_listens(machine, monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        machine.begins().said["INTAKE_PORT"] = str(port)

        assert f"INTAKE_PORT='{port}': Address already in use; stop what listens there" in says(
            machine, monkeypatch, capsys
        )


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_server_does_not_begin_at_an_address_of_another_computer(machine, monkeypatch, capsys, host):
    machine.begins().said |= {"INTAKE_HOST": host, "INTAKE_PUBLIC_URL": "https://form.example.org"}

    assert f"INTAKE_HOST='{host}': this computer has no such address" in says(machine, monkeypatch, capsys)


@ON_POSTGRESQL
def test_a_server_does_not_begin_on_postgresql_that_may_lose_a_commit(on_postgresql, monkeypatch, capsys):
    machine, server, name, _ = on_postgresql
    server.runs(f"ALTER DATABASE {name} SET synchronous_commit = off")

    assert "synchronous_commit is off" in says(machine, monkeypatch, capsys)
