"""The commands about clinics, as an operator types them."""

import re
from datetime import timedelta

import pytest

from intake import utc_now
from intake.cli import main
from intake.keys.recovery_sheet import key_from
from intake.services import auditing, holding, reviewing, staffing
from intake.services.opening import open_vault
from intake.services.staffing import Chosen
from intake.store import responses
from intake.store.clinic_models import ResponseRecord
from intake.store.engine import reading, writing
from tests.clinics import NOW, World, a_sent_draft, a_world, acting, comes_in

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("INTAKE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def world(data) -> World:
    return a_world(data)


def said(capsys, *words: str, status: int = 0) -> str:
    assert main(list(words)) == status
    printed = capsys.readouterr()
    return printed.out + printed.err


def test_a_clinic_and_its_first_member_take_two_commands(data, capsys):
    added = said(capsys, "clinic", "add", "Ørsted Clinic 2", "--readers", "a nurse", "--retention", "30")
    link = said(capsys, "staff", "add", "rsted-clinic-2", "Anna", "--name", "Anna Example")

    assert "intake staff add rsted-clinic-2" in added
    assert re.search(r"http://127\.0\.0\.1:8000/clinic/set-up/[\w-]{43}$", link.strip())
    listed = said(capsys, "clinic", "list")
    assert listed.startswith("rsted-clinic-2: Ørsted Clinic 2; open: no key yet")
    assert "self-harm" in listed


def test_a_clinic_that_takes_answers_is_listed_so(world, capsys):
    assert "northside-clinic: Northside Clinic; takes answers" in said(capsys, "clinic", "list")


def test_names_are_given_once(world, capsys):
    assert "Choose another name" in said(capsys, "clinic", "add", "Northside Clinic", status=1)
    assert "another username" in said(capsys, "staff", "add", "southside-clinic", "ANNA", status=1)


def test_what_a_clinic_tells_can_be_changed(world, capsys):
    said(
        capsys, "clinic", "set", "northside-clinic", "--self-harm-within", "2 hours", "--public-page", "--name", "North"
    )
    said(capsys, "clinic", "set", "northside-clinic", "--notify", "desk@example.org", "--no-public-page")

    assert "northside-clinic: North; takes answers" in said(capsys, "clinic", "list")


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("clinic", "set", "northside-clinic"), "Name what to change"),
        (("clinic", "set", "nowhere", "--readers", "x"), "intake clinic list"),
        (("clinic", "set", "northside-clinic", "--country", "XX"), "Use a code such as US"),
        (("clinic", "add", "Other", "--retention", "0"), "from 1 to"),
        (("clinic", "set", "northside-clinic", "--notify", "Desk <desk@example.org>"), "one e-mail address"),
        (("staff", "add", "nowhere", "ann"), "intake clinic list"),
        (("staff", "reset", "nobody"), "Nobody signs in"),
        (("staff", "add", "northside-clinic", "bob smith"), "letters, digits and . _ - @"),
        (("staff", "add", "northside-clinic", ""), "letters, digits and . _ - @"),
        (("clinic", "add", " "), "a clinic has a name"),
        (("replace-key",), "there is a key"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_said_with_the_mend(world, capsys, words, mend):
    assert mend in said(capsys, *words, status=1)


def test_whoever_lost_every_way_in_gets_a_new_link(world, capsys):
    link = said(capsys, "staff", "reset", "Anna").strip().rsplit("/", 1)[-1]

    assert staffing.welcome(world.vault, link, utc_now()).username == "anna"


def test_the_audit_log_is_proved_with_a_head_that_was_kept(world, capsys):
    head = said(capsys, "audit", "head").strip()

    assert "0 problems" in said(capsys, "audit", "verify")
    assert f"Head: {head}" in said(capsys, "audit", "verify", "--head", head)
    forged = f"{head.split(':')[0]}:{'0' * 64}"
    assert "not part of this log" in said(capsys, "audit", "verify", "--head", forged, status=1)


def test_with_the_master_key_lost_the_sheet_brings_everything_back(world, capsys):
    """The drill: no holder, no master key, two parts of a paper."""
    house, old = world.north, world.north.reviewer
    response = a_sent_draft(world.vault, house).sendings[0].response
    world.vault.engine.dispose()
    world.settings.key_file.unlink()

    told = said(capsys, "replace-key")
    assert "6 members of staff need a new link" in told
    assert "northside-clinic: Northside Clinic; open: no key yet" in said(capsys, "clinic", "list")
    vault = open_vault(world.settings, LATER)
    link = said(capsys, "staff", "reset", "anna").strip().rsplit("/", 1)[-1]
    now = utc_now()
    staffing.set_up(vault, link, Chosen("another lamp in a quiet hallway", old.seed, old.code(now)), now)
    old.passphrase = "another lamp in a quiet hallway"
    later = now + timedelta(minutes=1)
    member = comes_in(vault, old, later)
    by = acting(vault, member, later)
    assert holding.recover(by, member, key_from(house.sheet.parts)) == 1
    with reading(vault.engine) as session:
        (found,) = responses.newest_first(session, house.id)
    assert str(found) == response
    opened = reviewing.open_response(by, member, found)
    assert opened.form is not None
    assert "Example Patient" in opened.form.summary.bearer[0]
    with reading(vault.engine) as session:
        verdict = auditing.verify(session, vault.keys)
    assert verdict.problems == ()
    assert verdict.unread > 10


def test_a_database_without_its_key_is_not_opened_and_not_given_a_new_one_by_itself(world: World, capsys):
    world.vault.engine.dispose()
    world.settings.key_file.unlink()

    assert "bring the key file back" in said(capsys, "expire", status=1)
    assert not world.settings.key_file.exists()


def test_settings_of_an_installation_elsewhere_are_in_the_link(data, capsys, monkeypatch):
    monkeypatch.setenv("INTAKE_PUBLIC_URL", "https://form.example.org")
    said(capsys, "clinic", "add", "Here")

    assert "https://form.example.org/clinic/set-up/" in said(capsys, "staff", "add", "here", "ann")


def test_expiry_says_how_many_responses_went(world, capsys):
    a_sent_draft(world.vault, world.north)
    with writing(world.vault.engine) as session:
        for each in session.query(ResponseRecord):
            each.retention_until = NOW
    assert "0 drafts and 1 responses deleted." in said(capsys, "expire", "--clock-is-right")
