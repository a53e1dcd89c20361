"""A clinic from its first command to the first answers, at the pages; and links that looking never uses up."""

import re
from base64 import b32decode

import pytest

from intake.keys import second_factor
from intake.services import clinics, staffing
from intake.services.acting import operator_acting
from intake.services.clinics import ClinicFacts
from intake.services.members import Role
from intake.services.staffing import NewMember
from tests.clinics import FACTS, Person
from tests.drivers import Patient
from tests.staff import Staff

PASSPHRASE = "seven copper boats asleep"


@pytest.fixture
def clinic(own_office):
    """As `intake clinic add` leaves it: nobody in it yet, and nothing told to patients."""
    return clinics.add(own_office.vault, ClinicFacts(name="Westside Clinic"), "", own_office.clock.now)


@pytest.fixture
def comes(own_office, clinic):
    """Somebody who was given a link by the operator, at the page it leads to."""

    def comes(username: str = "wen", role: Role = Role.REVIEWER) -> Staff:
        by = operator_acting(own_office.vault, clinic.id, own_office.clock.now)
        link = staffing.add(by, NewMember(username, f"{username.title()} West", role))
        person = Person(username, role, PASSPHRASE)
        visitor = Staff(own_office.app.test_client(), person=person, clock=own_office.clock)
        return visitor.opens(f"/clinic/set-up/{link}")

    return comes


def sets_up(visitor: Staff, **changes: str) -> Staff:
    """With the seed that the page shows, as an app would read it."""
    form = visitor.page.select_one("main form")
    visitor.person.seed = b32decode(str(form.select_one("[name=seed]")["value"]))
    typed = {"passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE, "code": visitor.next_code(), **changes}
    return visitor.sends_form(form, None, **typed)


def groups_of(page) -> dict[tuple[int, int], str]:
    """The recovery sheet as it stands on the paper: part and number of each group."""
    parts = page.select(".recovery-part")
    return {
        (part, number): group.get_text(strip=True)
        for part, section in enumerate(parts, 1)
        for number, group in enumerate(section.select("ol.groups li"), 1)
    }


def types_groups(visitor: Staff, groups: dict[tuple[int, int], str]) -> Staff:
    form = visitor.page.select_one('form[action$="/keys/confirm"]')
    typed: dict[str, object] = {}
    for label in form.select("label"):
        part, number = map(int, re.findall(r"\d+", label.get_text()))
        typed[str(form.find(id=label["for"])["name"])] = groups[part, number]
    assert len(typed) == 4
    return visitor.sends_form(form, None, **typed)


def steps(visitor: Staff) -> list[str]:
    return [each.get_text(strip=True) for each in visitor.opens("/clinic/keys").page.select(".steps-done strong")]


def presses(visitor: Staff, ending: str) -> Staff:
    return visitor.sends_form(visitor.page.select_one(f'main form[action$="{ending}"]'))


def test_from_the_link_to_a_clinic_that_takes_answers(own_office, clinic, comes):
    wen = sets_up(comes())
    assert wen.heading == "Write these down now"
    assert len(wen.page.select("ul.codes li")) == second_factor.BACKUP_CODES
    codes = [each.get_text() for each in wen.page.select("ul.codes li")]
    wen.opens(str(wen.page.select_one("main a.button")["href"])).signs_in()
    assert (wen.path, steps(wen)) == ("/clinic/keys", ["Open:"] * 4)

    presses(wen, "/keys/make")
    groups = groups_of(wen.page)
    assert (wen.heading, len(groups)) == ("Recovery sheet", 28)
    types_groups(wen, dict.fromkeys(groups, "AAAA"))
    assert wen.status == 422
    assert "are not those of the sheet" in wen.problem
    assert not any(group in wen.text for group in groups.values()), "it is shown once"
    types_groups(wen, {place: group.lower() for place, group in groups.items()})
    assert steps(wen) == ["Done:", "Done:", "Open:", "Open:"]
    assert not any(group in wen.text for group in [*groups.values(), *codes])

    ada = sets_up(comes("ada.w", Role.ADMINISTRATOR)).opens("/clinic/sign-in").signs_in()
    told = {name: FACTS[name] for name in ("readers", "read_within", "self_harm_readers", "self_harm_within")}
    settings = ada.opens("/clinic/settings").page.select_one('main form[action$="/settings"]')
    assert ada.sends_form(settings, None, **told, has_public_page="1").status == 200
    assert steps(wen) == ["Done:"] * 4
    assert Patient(own_office.app.test_client()).opens(f"/to/{clinic.slug}").status == 200


def test_the_sheet_brings_the_key_back_to_a_member_who_has_none(own_office, comes):
    wen = sets_up(comes()).opens("/clinic/sign-in").signs_in()
    groups = groups_of(presses(wen, "/keys/make").page)
    types_groups(wen, groups)
    uma = sets_up(comes("uma")).opens("/clinic/sign-in").signs_in()
    assert uma.path == "/clinic/keys"
    assert uma.opens("/clinic/responses").status == 403
    parts = ["-".join(group for (part, _), group in groups.items() if part == number) for number in (1, 2)]

    form = uma.opens("/clinic/keys/recover").page.select_one("main form")
    assert uma.sends_form(form, None, part_1=parts[0], part_2="not a part").status == 422
    assert parts[0] not in uma.text
    form = uma.page.select_one("main form")
    assert uma.sends_form(form, None, part_1=parts[1], part_2=parts[0]).status in (200, 422)
    form = uma.opens("/clinic/keys/recover").page.select_one("main form")
    uma.sends_form(form, None, part_1=parts[0], part_2=parts[1].lower())
    assert uma.opens("/clinic/responses").status == 200


def test_a_colleague_grants_the_key_after_proving_who_they_are(comes):
    wen = sets_up(comes()).opens("/clinic/sign-in").signs_in()
    types_groups(wen, groups_of(presses(wen, "/keys/make").page))
    uma = sets_up(comes("uma")).opens("/clinic/sign-in").signs_in()
    assert uma.sees("You do not hold it yet.")

    def grants(**proof):
        wen.opens("/clinic/keys")
        return wen.sends_form(wen.page.select_one('form[action*="/keys/grant/"]'), None, **proof)

    assert grants(passphrase=PASSPHRASE, code="000000").status == 422
    assert grants(passphrase="not mine, but long", code=wen.next_code()).status == 422
    assert uma.opens("/clinic/responses").status == 403
    assert grants(passphrase=PASSPHRASE, code=wen.next_code()).status == 200
    assert uma.opens("/clinic/responses").status == 200


def test_twenty_looks_at_a_link_use_nothing_up(own_office, comes):
    visitor, before = comes(), own_office.contents()
    scanner = Staff(own_office.app.test_client(), person=visitor.person, clock=own_office.clock)
    for _ in range(20):
        assert scanner.opens(visitor.path).status == 200
        assert own_office.app.test_client().head(visitor.path).status_code == 200

    assert own_office.contents() == before
    assert sets_up(visitor).heading == "Write these down now"


def test_a_link_opens_once_and_for_72_hours(own_office, comes):
    visitor = comes()
    path = visitor.path
    stale = Staff(own_office.app.test_client(), person=Person("wen", Role.REVIEWER, PASSPHRASE), clock=own_office.clock)
    stale.opens(path)
    sets_up(visitor)
    for answer in (sets_up(stale), stale.opens(path)):
        assert (answer.status, answer.heading) == (410, "This link does not open any more")
    other = comes("uma")
    own_office.clock.passes(hours=72)
    assert other.opens(other.path).status == 410
    assert other.opens("/clinic/set-up/nobodys").status == 410


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"passphrase": "short", "passphrase_again": "short"}, "Choose a longer passphrase"),
        ({"passphrase": "a" * 257, "passphrase_again": "a" * 257}, "Choose a shorter passphrase"),
        ({"passphrase": "passwordpassword", "passphrase_again": "passwordpassword"}, "Strangers would try this one"),
        ({"passphrase_again": "another one, as long"}, "The two passphrases differ."),
        ({"code": "000000"}, "This code is not the one"),
    ],
    ids=["short", "long", "well known", "not the same twice", "wrong code"],
)
def test_what_cannot_be_used_is_said_and_the_link_stays_good(comes, typed, told):
    visitor = comes()
    path = visitor.path
    sets_up(visitor, **typed)

    assert (visitor.status, told in visitor.problem) == (422, True), visitor.problem
    assert visitor.path == path
    assert typed.get("passphrase", PASSPHRASE) not in visitor.text
    assert visitor.page.select_one("[name=seed]")["value"] == _in_form(visitor.person.seed)
    assert sets_up(visitor).heading == "Write these down now"


def _in_form(seed: bytes) -> str:
    return second_factor.seed_text(seed).replace(" ", "").replace("-", "").upper()


def test_a_seed_that_is_none_of_ours_is_replaced(comes):
    visitor = comes()
    for seed in ("", "x", "A" * 64, "ä", "AAAA", "========"):
        form = visitor.page.select_one("main form")
        visitor.sends_form(form, None, seed=seed, passphrase=PASSPHRASE, passphrase_again=PASSPHRASE, code="000000")
        assert visitor.status == 422
        assert len(b32decode(visitor.page.select_one("[name=seed]")["value"])) == second_factor.SEED_LENGTH


def test_an_administrator_adds_a_member_whose_link_is_shown_once(own_office):
    north = own_office.world.north
    ada = own_office.staff(north.administrator).opens("/clinic/team")
    form = ada.page.select_one('main form[action$="/team"]')
    ada.sends_form(form, None, name="Ned North", username="ned", role="reader")
    link = ada.page.select_one("#link")["value"]
    assert ada.heading == "Set-up link"
    person = Person("ned", Role.READER, PASSPHRASE)
    ned = Staff(own_office.app.test_client(), person=person, clock=own_office.clock)

    assert sets_up(ned.opens(link)).heading == "Write these down now"
    assert link.rpartition("/")[2] not in ada.opens("/clinic/team").text
    assert ned.opens("/clinic/sign-in").signs_in().path == "/clinic/keys"


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"name": "", "username": "ned"}, 422),
        ({"name": "Ned", "username": ""}, 422),
        ({"name": "Ned", "username": "ned north"}, 422),
        ({"name": "Ned", "username": "<b>"}, 422),
        ({"name": "Ned", "username": "Anna"}, 409),
        ({"name": "Ned", "username": "bea"}, 409),
        ({"name": "Ned", "username": "Patient"}, 409),
        ({"name": "Ned", "username": "operator"}, 409),
    ],
)
def test_a_name_that_cannot_be_had_is_refused_and_stays_in_its_field(office, north, typed, status):
    ada, before = office.staff(north.administrator).opens("/clinic/team"), office.contents("staff_session")
    ada.sends_form(ada.page.select_one('main form[action$="/team"]'), None, **typed, role="reader")

    assert (ada.status, bool(ada.problem)) == (status, True)
    assert ada.page.select_one("#username-in")["value"] == typed["username"]
    assert office.contents("staff_session") == before
