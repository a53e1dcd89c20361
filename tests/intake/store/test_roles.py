"""The role that serves: whatever patients and clinics do works with it, and it can do no more."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from intake.errors import CommandRefused, TablesOutdated
from intake.services import auditing, expiry, holding, listing, reviewing
from intake.services.listing import Wanted
from intake.services.opening import open_vault
from intake.services.reviewing import EntryKind, Said
from intake.store.engine import engine_of, reading, write_lock, writing
from intake.store.migrating import migrate
from intake.store.responses import Order
from intake.store.roles import let_serve
from tests.clinics import NOW, a_sent_draft, a_world, acting, comes_in
from tests.databases import ON_POSTGRESQL, ON_SQLITE
from tests.light_argon2 import light_argon2
from tests.postgres import OWNER


@pytest.fixture(autouse=True)
def _light():
    with light_argon2():
        yield


@pytest.fixture
def role(databases):
    name = f'serving "{uuid4().hex[:8]}"'
    quoted = name.replace('"', '""')
    databases.server.runs(f'CREATE ROLE "{quoted}" LOGIN')
    yield name
    databases.server.runs(f'DROP OWNED BY "{quoted}"; DROP ROLE "{quoted}"')


@pytest.fixture
def served(tmp_path, databases, role):
    """A world whose vault is opened by the role that serves."""
    world = a_world(tmp_path / "world", databases)
    let_serve(world.vault.engine, role)
    world.vault.engine.dispose()
    url = world.settings.database_url.replace(f"{OWNER}@", f"{role.replace(' ', '%20').replace(chr(34), '%22')}@")
    settings = replace(world.settings, database_url=url)
    world.vault = open_vault(settings, NOW)
    yield world
    world.vault.engine.dispose()
    # What was granted within a database goes with it.
    owner = engine_of(world.settings.database_url)
    with write_lock(owner) as connection:
        quoted = connection.dialect.identifier_preparer.quote(role)
        connection.exec_driver_sql(f"DROP OWNED BY {quoted}")
    owner.dispose()


@ON_POSTGRESQL
def test_patients_and_clinics_work_as_ever(served):
    draft = a_sent_draft(served.vault, served.north)
    member = comes_in(served.vault, served.north.reviewer)
    by, response_id = acting(served.vault, member), UUID(draft.sendings[0].response)
    reviewing.say(by, member, response_id, Said(kind=EntryKind.NOTE, text="a note"))
    holding.renew_key(by, member)

    assert len(listing.page_of(by, member, Wanted("in-review", Order.RECEIVED)).rows) == 1
    assert expiry.expire(served.vault, NOW).responses == 0
    with reading(served.vault.engine) as session:
        assert auditing.verify(session, served.vault.keys).problems == ()


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "TRUNCATE audit",
        "DROP TABLE audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "CREATE TABLE other (x int)",
        "ALTER TABLE draft ADD x int",
        "UPDATE alembic_version SET version_num = '0'",
    ],
)
def test_nothing_else_is_allowed(served, statement):
    with (
        pytest.raises(ProgrammingError, match="permission denied|must be owner"),
        writing(served.vault.engine) as session,
    ):
        session.execute(text(statement))


@ON_POSTGRESQL
def test_tables_of_an_earlier_release_are_told_with_the_mend(engine, databases, role):
    # Of nobody but their owner: the role that serves cannot bring them up.
    let_serve(engine, role)
    with writing(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    quoted = role.replace(" ", "%20").replace('"', "%22")
    serving = engine_of(engine.url.render_as_string().replace(f"{OWNER}@", f"{quoted}@"))
    with pytest.raises(TablesOutdated, match="0001.*Run intake migrate"):
        migrate(serving)
    serving.dispose()
    with write_lock(engine) as connection:
        quoted = connection.dialect.identifier_preparer.quote(role)
        connection.exec_driver_sql(f"DROP OWNED BY {quoted}")


@ON_POSTGRESQL
def test_a_role_that_is_not_there_is_told_with_the_mend(engine):
    with pytest.raises(CommandRefused, match="CREATE ROLE nobody_yet LOGIN"):
        let_serve(engine, "nobody_yet")


@ON_SQLITE
def test_sqlite_knows_no_roles(engine):
    with pytest.raises(CommandRefused, match="PostgreSQL"):
        let_serve(engine, "x")
