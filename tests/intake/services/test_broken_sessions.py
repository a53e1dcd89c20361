"""A session whose key does not open is one that ended: coming back makes a new one."""

import pytest
from sqlalchemy import text

from intake.errors import KeyFileRefused, SessionEnded
from intake.services import key_replacement, signing_in, staff_sessions, vault
from intake.store.engine import writing
from tests.clinics import NOW


def broken(engine, table: str) -> None:
    with writing(engine) as session:
        session.execute(text(f"UPDATE {table} SET wrapped_key = :other"), {"other": b"\x00" * 60})  # noqa: S608


def test_patient_comes_back_by_the_code(safe, started, address, now, caplog):
    broken(safe.engine, "session")
    with pytest.raises(SessionEnded):
        vault.open_by_token(safe, started.token, now)

    assert vault.open_by_code(safe, started.code, address, now)
    assert "row does not open" in caplog.messages


def test_member_of_staff_signs_in_anew(world, caplog):
    token = signing_in.sign_in(world.vault, world.north.reviewer.typed(NOW), NOW)
    broken(world.vault.engine, "staff_session")
    with pytest.raises(SessionEnded):
        staff_sessions.member_of_token(world.vault, token, NOW)

    (told,) = [each for each in caplog.records if each.getMessage() == "row does not open"]
    assert (told.name, told.kind) == ("intake", "staff_session")


def test_a_key_that_is_there_is_not_replaced(world):
    with pytest.raises(KeyFileRefused, match="there is a key"):
        key_replacement.replace(world.settings, NOW)
