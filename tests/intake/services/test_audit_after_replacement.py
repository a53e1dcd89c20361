"""The log of a lost and replaced master key: what stands before it is unread, and nothing since goes unseen."""

import pytest

from intake.keys.master import read_key_file
from intake.services import auditing, key_replacement
from intake.services.auditing import Action, Event
from intake.services.opening import open_vault
from intake.store.engine import reading, writing
from tests.clinics import NOW
from tests.intake.services.audit_triggers import take_away


@pytest.fixture
def replaced(world):
    """The vault of a world whose master key was lost and replaced; something was told since."""
    world.settings.key_file.unlink()
    key_replacement.replace(world.settings, NOW)
    world.vault.engine.dispose()
    vault = open_vault(world.settings, NOW)
    with writing(vault.engine) as session:
        for clinic_id in (None, world.north.id, world.south.id):
            event = Event(clinic_id=clinic_id, actor="operator", action=Action.EXPIRED)
            auditing.record(session, vault.keys, event, NOW)
        take_away(session.connection(), "audit_is_not_changed")
    yield vault
    vault.engine.dispose()


def after(vault, statement):
    with writing(vault.engine) as session:
        bits = "x'00'" if vault.engine.dialect.name == "sqlite" else r"'\x00'::bytea"
        session.connection().exec_driver_sql(statement.replace("x'00'", bits))
    with reading(vault.engine) as session:
        return auditing.verify(session, vault.keys)


def test_rows_from_before_the_master_key_was_replaced_are_unread_and_no_problem(replaced):
    found = after(replaced, "SELECT 1")

    assert found.problems == ()
    assert found.rows - found.unread == 5


def test_where_there_is_no_clinic_the_log_tells_of_it_too(safe, started, settings, now):
    key_replacement.rotate(settings, now)
    settings.key_file.unlink()
    key_replacement.replace(settings, now)
    with reading(safe.engine) as session:
        found = auditing.verify(session, read_key_file(settings.key_file).keys())

    assert (found.rows, found.unread, found.problems) == (2, 1, ())


@pytest.mark.parametrize(
    "change",
    [
        "key_name = 'deadbeef' WHERE seq = (SELECT max(seq) - 4 FROM audit)",
        "key_name = 'deadbeef' WHERE seq = (SELECT max(seq) - 3 FROM audit)",
        "key_name = 'deadbeef' WHERE seq IN (SELECT seq FROM audit ORDER BY seq DESC LIMIT 2 OFFSET 3)",
        "key_name = 'deadbeef' WHERE seq >= (SELECT max(seq) - 4 FROM audit)",
        "mac = x'00' WHERE seq = (SELECT max(seq) - 5 FROM audit)",
        "key_name = (SELECT key_name FROM audit WHERE seq = 1) WHERE seq = (SELECT max(seq) FROM audit)",
    ],
    ids=[
        "row of the replacement as one from before",
        "the other clinic's",
        "both, though other acts are told of both clinics since",
        "all of them",
        "last row from before",
        "row since as one from before",
    ],
)
def test_tampering_since_the_replacement_is_found(replaced, change):
    assert len(after(replaced, " ".join(("UPDATE audit SET", change))).problems) == 1
