"""PostgreSQL: unsafe settings are refused, what is read is of one moment, and a silent server is given up."""

import threading
import time
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import text

from intake.errors import StoreFault, StoreNotDurable, StoreUnavailable
from intake.store import installation
from intake.store.engine import durability_of, engine_of, in_turn, reading, writing
from tests.databases import ON_POSTGRESQL, Databases
from tests.postgres import OWNER, postgres

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def kind_of(raised: pytest.ExceptionInfo[StoreUnavailable]) -> StoreFault:
    return raised.value.kind


@ON_POSTGRESQL
@pytest.mark.parametrize("setting", ["synchronous_commit", "synchronous_commit = local", "fsync", "full_page_writes"])
def test_a_server_that_may_lose_a_commit_is_refused(url, setting):
    name, _, value = setting.partition(" = ")
    engine = engine_of(url)
    # As the owner of a server might have it: for everybody, for a database, or for a role.
    with postgres(**{name: value or "off"}) as unsafe:
        careless = engine_of(unsafe.url("postgres"))
        with pytest.raises(StoreNotDurable, match=f"{name} is {value or 'off'}"), reading(careless):
            pass
        careless.dispose()

    assert durability_of(engine)[name] == "on"
    engine.dispose()


@ON_POSTGRESQL
def test_a_setting_of_the_role_is_read_back_too(url, databases: Databases):
    role = f"careless{uuid4().hex[:8]}"
    databases.server.runs(f"CREATE ROLE {role} LOGIN; ALTER ROLE {role} SET synchronous_commit = off")
    engine = engine_of(url.replace(OWNER, role))
    with pytest.raises(StoreNotDurable, match="synchronous_commit is off"), reading(engine):
        pass
    engine.dispose()
    databases.server.runs(f"DROP ROLE {role}")


@ON_POSTGRESQL
def test_what_is_read_in_one_transaction_is_of_one_moment(engine):
    with reading(engine) as session:
        assert installation.find(session) is None
        with writing(engine) as meanwhile:
            installation.register(meanwhile, "f", NOW)
        session.expire_all()
        assert installation.find(session) is None
    with reading(engine) as session:
        assert installation.find(session) is not None


@ON_POSTGRESQL
def test_a_row_that_others_hold_is_told_after_the_wait(engine, url):
    with writing(engine) as session:
        installation.register(session, "f", NOW)
    held = text("SELECT 1 FROM installation FOR UPDATE")
    patient = engine_of(url, busy_seconds=0.2)
    with writing(engine) as holder:
        holder.execute(held)
        with pytest.raises(StoreUnavailable) as raised, writing(patient) as session:
            session.execute(held)
    patient.dispose()

    assert kind_of(raised) is StoreFault.LOCKED


@ON_POSTGRESQL
def test_who_need_not_write_hardly_waits_for_others_and_the_next_who_must_does(engine):
    patience = text("SHOW lock_timeout")
    found = []
    for waits in (True, False, True):
        with writing(engine, waits=waits) as session:
            found.append(session.scalar(patience))

    assert found == ["200ms", "50ms", "200ms"]


@ON_POSTGRESQL
def test_a_server_that_says_nothing_is_given_up_and_its_late_answer_is_nobodys(url):
    hurried = engine_of(url, busy_seconds=0.2)
    with pytest.raises(StoreUnavailable) as raised, reading(hurried) as session:
        session.execute(text("SELECT 41 FROM pg_sleep(4)"))

    assert kind_of(raised) is StoreFault.UNREACHABLE
    with reading(hurried) as session:
        assert session.execute(text("SELECT 42")).scalar_one() == 42
    hurried.dispose()


@ON_POSTGRESQL
def test_one_at_a_time_passes_for_the_same_thing(engine):
    seen: list[str] = []

    def passes(name: str) -> None:
        with writing(engine) as session:
            in_turn(session, "the same")
            seen.append(f"{name} in")
            time.sleep(0.05)
            seen.append(f"{name} out")

    threads = [threading.Thread(target=passes, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [seen[at][0] for at in (0, 2, 4)] == [seen[at][0] for at in (1, 3, 5)]


def test_a_setting_that_was_changed_since_is_noticed_on_a_connection_in_use():
    with postgres() as server:
        engine = engine_of(server.url("postgres"))
        assert durability_of(engine)["synchronous_commit"] == "on"
        server.runs("ALTER SYSTEM SET synchronous_commit = off")
        server.runs("SELECT pg_reload_conf()")
        while server.runs("SHOW synchronous_commit") != [("off",)]:
            pass
        # The process behind this connection reads the file when it is asked next.
        refused = any(_is_refused(engine) for _ in range(1000))
        engine.dispose()

    assert refused


def _is_refused(engine) -> bool:
    try:
        durability_of(engine)
    except StoreNotDurable:
        return True
    return False
