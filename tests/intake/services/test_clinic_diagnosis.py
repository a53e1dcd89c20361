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


def mends(world, settings=None) -> dict[str, tuple[State, str]]:
    with reading(world.vault.engine) as session:
        return {each.what: (each.state, each.mend) for each in clinic_findings(session, settings or world.settings)}


def found(world) -> dict[str, State]:
    return {what: state for what, (state, _) in mends(world).items()}


def test_a_clinic_that_takes_answers_is_well_and_one_that_is_not_ready_is_named(world):
    add(world.vault, ClinicFacts(name="Elsewhere"), "", NOW)

    mend = "patients cannot send to it yet; intake clinic list says what is open"
    assert mends(world)["clinic elsewhere"] == (State.ATTENTION, mend)
    assert found(world) == {
        "clinic elsewhere": State.ATTENTION,
        "clinic northside-clinic: takes answers": State.OK,
        "clinic southside-clinic: takes answers": State.OK,
    }
    assert "clinic elsewhere" in {each.what for each in diagnose(world.settings, NOW)}


def test_a_key_is_due_once_somebody_left(world):
    house = world.north
    staffing.let_go(operator_acting(world.vault, house.id, NOW), house.reader.staff_id)

    mend = "somebody left since its key was made; a holder renews it on the page “Keys”"
    assert mends(world)["clinic northside-clinic, key"] == (State.ATTENTION, mend)


@pytest.mark.parametrize(
    ("host", "mend"),
    [
        ("", "clinics want notices, and there is no mail server; set INTAKE_SMTP_HOST"),
        ("mail.example.org", "they did not go out yet; look at the mail server, and at the server's log"),
    ],
)
def test_notices_that_wait_are_counted(world, host, mend):
    a_sent_draft(world.vault, world.north)

    told = mends(world, replace(world.settings, smtp_host=host))
    assert told["notices that wait: 1"] == (State.ATTENTION, mend)


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
