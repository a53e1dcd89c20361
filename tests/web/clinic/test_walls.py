"""Between clinics nothing passes: what is another one's is told as what does not exist, and stays as it was."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from intake.services import clinics, staffing
from intake.services.acting import operator_acting
from intake.services.members import Role
from intake.services.staffing import NewMember
from intake.store import invitations, responses, staff
from intake.store.clinic_models import InvitationRecord, ResponseRecord, StaffRecord
from intake.web.access import ROLES
from tests.web.clinic.asking import Asked, ask, asked, body_of, known_of, people
from tests.web.clinic.desks import Office

CANARY = "Qzsouthern"
TAKES_AN_ID = ("response_id", "invitation_id", "staff_id", "number")
WITHIN_A_CLINIC = ("audit", "audit_head", "staff_session", "throttle")


@pytest.fixture(scope="module")
def foreign(office) -> dict[str, object]:
    """What stands in the addresses of the south, which has the canary wherever a word can be."""
    south = office.world.south
    clinics.change(office.vault, south.slug, {"name": f"{CANARY} Clinic", "address": CANARY}, "bo", office.clock.now)
    new = NewMember(f"{CANARY}.new", f"{CANARY} Example", Role.READER)
    staffing.add(operator_acting(office.vault, south.id, office.clock.now), new)
    response = office.sent(south, you__name=f"{CANARY} Patient", reason__chief_concern=CANARY)
    office.staff(south.reviewer).opens_response(response).notes(CANARY)
    made = office.staff(south.reviewer).opens("/clinic/invitations")
    made.sends_form(made.page.select_one("main form"), day="2026-12-01", clinician=CANARY, place=CANARY)
    assert made.sees(CANARY)
    return known_of(office, south, response, made.path.rpartition("/")[2])


def nobodys() -> dict[str, object]:
    return {"response_id": uuid4(), "invitation_id": uuid4(), "staff_id": uuid4(), "number": uuid4().hex[:16]}


def cells(office: Office, known: dict[str, object], own: str) -> list[tuple[Asked, dict[str, object]]]:
    """Each address with an id in it, and each that takes one with what is sent."""
    rules = {rule.endpoint for rule in office.app.url_map.iter_rules() if set(TAKES_AN_ID) & rule.arguments}
    by_path: list[tuple[Asked, dict[str, object]]] = [
        (each, {}) for each in asked(office.app, known) if each.endpoint in rules
    ]
    return [
        *by_path,
        (Asked("clinic.export", "GET", "/clinic/export"), {"id": str(known["response_id"])}),
        *(
            (Asked("clinic.exported", "POST", "/clinic/export"), _again(office, known, kind))
            for kind in ("pdf", "csv", "json", "text")
        ),
        (Asked("clinic.assign", "POST", f"/clinic/responses/{own}/assign"), {"to": str(known["staff_id"])}),
    ]


def _again(office: Office, known: dict[str, object], kind: str) -> dict[str, object]:
    passphrase = office.world.north.reviewer.passphrase
    return {"id": str(known["response_id"]), "kind": kind, "passphrase": passphrase}


def crossings(office: Office, foreign: dict[str, object], only: str = "") -> list[str]:
    """Every cell in which somebody of the north can tell what is the south's from what does not exist."""
    found, unknown = [], {**foreign, **nobodys()}
    own = office.sent(office.world.north)
    foreign_cells, unknown_cells = cells(office, foreign, own), cells(office, unknown, own)
    assert len(foreign_cells) >= 24
    for role, person in people(office.world.north):
        for (theirs, sent), (none, sent_none) in zip(foreign_cells, unknown_cells, strict=True):
            # A passphrase again is dear, and asked for of those who may alone.
            if (role not in ROLES[theirs.endpoint] and sent) or only not in theirs.endpoint:
                continue
            # With that many wrong passphrases the limit would be what refuses.
            office.clock.passes(minutes=2)
            one, other = ask(office, person, theirs, **sent), ask(office, person, none, **sent_none)
            bodies = body_of(one, *foreign.values()), body_of(other, *unknown.values())
            if (one.status_code, bodies[0]) != (other.status_code, bodies[1]) or CANARY in one.text:
                found.append(f"{role} {theirs.method} {theirs.endpoint}: {one.status_code}, {other.status_code}")
    return found


def of_the_south(office: Office) -> list[str]:
    """Every row that is not the north's."""
    contents = office.contents(*WITHIN_A_CLINIC)
    with office.vault.engine.connect() as connection:
        ours = [
            str(found.id)
            for model in (ResponseRecord, InvitationRecord, StaffRecord)
            for found in connection.execute(select(model.id).where(model.clinic_id == office.world.north.id))
        ]
    ids = {form for each in [*ours, str(office.world.north.id)] for form in (each, each.replace("-", ""))}
    return [row for rows in contents.values() for row in rows if not any(each in row for each in ids)]


def test_what_is_another_clinics_is_told_as_what_does_not_exist(office, foreign):
    before = of_the_south(office)

    assert crossings(office, foreign) == []
    assert of_the_south(office) == before


@pytest.mark.parametrize(
    ("module", "model", "endpoint"),
    [
        (responses, ResponseRecord, "clinic.response"),
        (invitations, InvitationRecord, "clinic.invitation"),
        (staff, StaffRecord, "clinic.renew_link"),
    ],
    ids=["responses", "invitations", "staff"],
)
def test_a_query_that_forgets_the_clinic_is_found(own_office, monkeypatch, module, model, endpoint):
    south = own_office.world.south
    known = known_of(own_office, south, own_office.sent(south), own_office.invitation(south))
    before = of_the_south(own_office)
    monkeypatch.setattr(module, "find", lambda session, _, id_: session.get(model, UUID(str(id_))))

    assert crossings(own_office, known, endpoint) != []
    # Answers would stay shut all the same: they are sealed to a key that the north does not hold.
    assert (of_the_south(own_office) == before) is (module is not staff)


def test_no_page_or_file_of_the_north_has_a_word_of_the_south(office, foreign):
    north = office.world.north
    own = office.sent(north, you__name="Ann North")
    known = known_of(office, north, own, office.invitation(north))
    for _, person in people(north):
        for each in asked(office.app, known):
            if each.method == "GET":
                assert CANARY not in ask(office, person, each).text, each.path
    anna = office.staff(north.reviewer)
    for sought in (CANARY, CANARY.lower(), "Patient", "North"):
        assert f"{CANARY} Patient" not in anna.searches(sought).text
        assert str(foreign["response_id"]) not in anna.text
    for kind in ("text", "csv", "json"):
        assert CANARY not in anna.exports(kind, own).get_data(as_text=True)


def test_the_pages_of_the_south_do_have_them(office, foreign):
    """Or the test before would find nothing either way."""
    south = office.world.south
    seen = {
        each.endpoint
        for _, person in people(south)
        for each in asked(office.app, foreign)
        if each.method == "GET" and CANARY in ask(office, person, each).text
    }

    assert seen >= {f"clinic.{name}" for name in ("responses", "response", "sheet", "invitation", "team", "settings")}


def test_a_patient_takes_back_nothing_that_somebody_else_sent(office, north):
    theirs, unknown = office.sent(north), str(uuid4())
    patient = office.patient(north, you__name="Eve")
    answers = [patient.client.get(f"/withdraw/{each}") for each in (theirs, unknown)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert body_of(answers[0], theirs) == body_of(answers[1], unknown)
    assert office.staff(north.reviewer).opens_response(theirs).status == 200
