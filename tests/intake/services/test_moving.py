"""Moving an installation to the other kind of database: every row, no save lost on the way, and a way back."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from intake.errors import (
    InstallationNotMoved,
    KeyMismatch,
    SettingsInvalid,
    StoreClosed,
    StoreFault,
    StoreUnavailable,
)
from intake.keys.master import make_key_file
from intake.services import moving, vault
from intake.services.moving import name_of
from intake.services.opening import open_vault
from intake.store import copying
from intake.store.base import Base
from intake.store.engine import write_lock, writing
from intake.store.migrating import migrate
from intake.store.standing import Mark, Standing, set_mark
from tests.backups import nothing_said
from tests.clinics import NOW, a_sent_draft, comes_in
from tests.databases import KINDS, ON_SQLITE, forgotten_afterwards, opened_databases
from tests.moves import move, opened, saves, served


@pytest.fixture(scope="session")
def others(databases):
    """The other kind."""
    (other,) = {*KINDS} - {databases.kind}
    with opened_databases(other) as opened:
        yield opened


@pytest.fixture
def to(others, tmp_path) -> Iterator[str]:
    """The address of an empty database."""
    with forgotten_afterwards(others):
        yield others.empty_url(tmp_path / "new")


def test_whoever_had_a_form_open_goes_on_at_the_new_place(settings, started, to):
    move(settings, to)

    with served(settings, to) as there:
        assert vault.open_by_token(there, started.token, NOW).body == started.draft.body
        saves(there, started, b"and more")
        assert vault.open_by_code(there, started.code, "192.0.2.9", NOW).draft.body == b"and more"


def test_a_clinic_goes_along_with_its_people_and_its_log(world, to):
    a_sent_draft(world.vault, world.north)
    told = {each.table: each for each in move(world.settings, to)}

    assert (told["response"].rows, told["staff"].rows) == (1, 6)
    assert len({each.digest for each in told.values() if each.rows}) == sum(each.rows > 0 for each in told.values())
    with served(world.settings, to) as there:
        assert comes_in(there, world.north.reviewer).username == world.north.reviewer.username
        with pytest.raises(Exception, match="audit"), writing(there.engine) as session:
            session.execute(text("UPDATE audit SET outcome = 'other'"))


def test_the_old_place_takes_no_saves_any_more_whoever_has_it_open(settings, safe, started, to):
    move(settings, to)

    with pytest.raises(StoreUnavailable) as raised:
        saves(safe, started, b"too late")
    assert raised.value.kind is StoreFault.UNREACHABLE
    with pytest.raises(StoreClosed, match=r"moved to (sqlite|postgresql)://.*, which is served now"), served(settings):
        pass
    assert vault.open_by_token(safe, started.token, NOW).body == started.draft.body


@ON_SQLITE
def test_a_move_that_is_done_is_not_done_again(settings, started, to):
    move(settings, to)
    with served(settings, to) as there:
        saves(there, started, b"and more")

    assert moving.move(settings, to, nothing_said).already
    with served(settings, to) as there:
        assert vault.open_by_token(there, started.token, NOW).body == b"and more"


@ON_SQLITE
def test_a_new_place_that_was_lost_is_filled_again(settings, started, to, others):
    """The old one is closed, and has all that it had."""
    move(settings, to)
    with opened(to) as lost, write_lock(lost) as connection:
        Base.metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        if others.kind == "postgresql":
            connection.execute(text("DROP FUNCTION audit_is_only_added_to()"))

    assert not moving.move(settings, to, nothing_said).already
    with served(settings, to) as there:
        assert vault.open_by_token(there, started.token, NOW).body == started.draft.body


@ON_SQLITE
@pytest.mark.parametrize("in_use_by", ["another installation", "another move"])
def test_a_place_in_use_is_left_alone(settings, started, to, in_use_by, tmp_path):
    if in_use_by == "another move":
        with opened(to) as there, write_lock(there) as connection:
            set_mark(connection, Mark(Standing.MOVING, "sqlite:////elsewhere.db"))
    else:
        other = replace(settings, data=tmp_path / "other", key_file=tmp_path / "other" / "k", database_url=to)
        open_vault(other, NOW).engine.dispose()

    with pytest.raises(InstallationNotMoved, match="in use. Name an empty database"):
        move(settings, to)
    with served(settings) as here:
        saves(here, started, b"goes on")


@ON_SQLITE
def test_tables_that_an_owner_made_before_are_filled(settings, started, to):
    with opened(to) as there:
        migrate(there)

    assert {each.table: each.rows for each in move(settings, to)}["draft"] == 1


@ON_SQLITE
def test_rows_that_come_back_otherwise_stop_the_move(settings, started, to, monkeypatch):
    """Nothing is there then, and the old place goes on."""
    numbers = count()
    monkeypatch.setattr(copying, "_bytes_of", lambda _: str(next(numbers)).encode())

    with pytest.raises(InstallationNotMoved, match="came back otherwise. Nothing was moved"):
        move(settings, to)
    with opened(to) as there, there.connect() as connection:
        assert set(copying.counts(connection).values()) == {0}
    with pytest.raises(StoreClosed, match="came to no end. Run that move again"), served(settings, to):
        pass
    with served(settings) as here:
        saves(here, started, b"goes on")


@ON_SQLITE
def test_a_database_that_goes_away_is_told_with_what_to_do(settings, started, to, monkeypatch):
    def goes_away(*_):
        raise StoreUnavailable(StoreFault.UNREACHABLE)

    with monkeypatch.context() as patched:
        patched.setattr(copying, "copy", goes_away)
        with pytest.raises(InstallationNotMoved, match="Nothing is lost. Run the same command again"):
            move(settings, to)

    assert move(settings, to)


@ON_SQLITE
@pytest.mark.parametrize(
    ("address", "mend"),
    [
        ("nonsense", "begins with postgresql://"),
        ("postgresql://intake:hunter2@h/x", "PGPASSWORD or the file .pgpass"),
        ("sqlite:///{data}/intake.db", "that is where it is"),
    ],
    ids=["no address", "with a password", "the same"],
)
def test_an_address_that_cannot_be_meant_is_told(settings, started, address, mend):
    with pytest.raises(InstallationNotMoved, match=mend) as raised:
        move(settings, address.format(data=settings.data))
    assert "hunter2" not in str(raised.value)


@ON_SQLITE
def test_where_nobody_served_there_is_nothing_to_move(settings, to):
    with pytest.raises(InstallationNotMoved, match=r"intake\.db: there is nothing to move; no server ran on it yet\.$"):
        move(settings, to)
    settings.data.mkdir()
    with opened(settings.database_url) as empty:
        migrate(empty)
    with pytest.raises(InstallationNotMoved, match="nothing to move"):
        move(settings, to)


@ON_SQLITE
def test_older_tables_are_brought_up_first(settings, safe, to):
    with writing(safe.engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    with pytest.raises(InstallationNotMoved, match=r"^Its tables are 0001, and \d+ is wanted: run intake migrate\.$"):
        move(settings, to)


@ON_SQLITE
def test_without_its_key_nothing_is_moved(settings, safe, to):
    settings.key_file.unlink()
    make_key_file(settings.key_file)

    with pytest.raises(KeyMismatch, match="bring that key back"):
        move(settings, to)


@ON_SQLITE
def test_what_was_moved_elsewhere_is_not_moved_again(settings, started, to, tmp_path):
    move(settings, to)

    with pytest.raises(StoreClosed, match="moved to"):
        move(settings, f"sqlite:///{tmp_path}/third.db")


@ON_SQLITE
def test_another_driver_than_ours_is_told(settings, started):
    with pytest.raises(SettingsInvalid):
        move(settings, "mysql://h/x")


@ON_SQLITE
def test_a_file_of_a_new_place_is_its_owners_alone(settings, started, tmp_path):
    to = f"sqlite:///{tmp_path}/third.db"
    move(settings, to)

    assert Path(tmp_path / "third.db").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("serves:secret@db.example.org/intake?sslmode=verify-full", "postgresql://serves@db.example.org/intake"),
        ("serves@db.example.org/intake", "postgresql://serves@db.example.org/intake"),
        ("serves@/intake?host=/run/one&port=5433&sslkey=x", "postgresql://serves@/intake?host=%2Frun%2Fone&port=5433"),
    ],
)
def test_a_place_is_told_without_password_and_options(address, name):
    assert name_of(make_url(f"postgresql+psycopg://{address}")) == name
