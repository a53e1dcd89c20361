"""The doctor on clinics: which take answers, whose key is due, which notices wait, and the mail server's password."""

from dataclasses import replace

import pytest

from intake.services import staffing
from intake.services.acting import operator_acting
from intake.services.clinic_diagnosis import clinic_findings, mail_findings
from intake.services.clinics import ClinicFacts, add
from intake.services.diagnosis import diagnose
from intake.services.findings import State
from intake.store.engine import reading
from tests.clinics import NOW, a_sent_draft, a_world


@pytest.fixture
def world(tmp_path):
    return a_world(tmp_path / "data")


def found(world, settings=None) -> dict[str, State]:
    with reading(world.vault.engine) as session:
        return {each.what: each.state for each in clinic_findings(session, settings or world.settings)}


def test_a_clinic_that_takes_answers_is_well_and_one_that_is_not_ready_is_named(world):
    add(world.vault, ClinicFacts(name="Elsewhere"), "", NOW)

    assert found(world) == {
        "clinic elsewhere": State.ATTENTION,
        "clinic northside-clinic: takes answers": State.OK,
        "clinic southside-clinic: takes answers": State.OK,
    }
    assert "clinic elsewhere" in {each.what for each in diagnose(world.settings, NOW)}


def test_a_key_is_due_once_somebody_left(world):
    house = world.north
    staffing.let_go(operator_acting(world.vault, house.id, NOW), house.reader.staff_id)

    with reading(world.vault.engine) as session:
        told = {each.what: (each.state, each.mend) for each in clinic_findings(session, world.settings)}
    mend = "somebody left since its key was made; a holder renews it on the page “Keys”"
    assert told["clinic northside-clinic, key"] == (State.ATTENTION, mend)


@pytest.mark.parametrize("host", ["", "mail.example.org"])
def test_notices_that_wait_are_counted(world, host):
    a_sent_draft(world.vault, world.north)

    assert found(world, replace(world.settings, smtp_host=host))["notices that wait: 1"] is State.ATTENTION


def test_the_password_of_the_mail_server_is_for_its_owner_alone(world, tmp_path):
    file = tmp_path / "password"
    settings = replace(world.settings, smtp_host="mail.example.org", smtp_password_file=file)
    assert [each.state for each in mail_findings(settings)] == [State.BROKEN]
    file.write_text("x")
    file.chmod(0o644)
    assert [each.state for each in mail_findings(settings)] == [State.ATTENTION]
    file.chmod(0o600)
    assert [each.state for each in mail_findings(settings)] == [State.OK]
    assert [each.state for each in mail_findings(replace(settings, smtp_password_file=None))] == [State.OK]
    assert list(mail_findings(world.settings)) == []
