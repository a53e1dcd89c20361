"""Who of a clinic may call what: every address by every role, against a table that is spelt out here once more."""

import logging

import pytest

from intake.services.members import Role
from intake.web.access import ROLES
from tests.web.clinic.asking import Asked, ask, asked, known_of
from tests.web.holding import holder

R, V, A = Role.READER, Role.REVIEWER, Role.ADMINISTRATOR
# By what it is for, so that a slip in the table of the code is found.
WHO: dict[frozenset[Role], str] = {
    frozenset({R, V, A}): "home sign_out extend account change_secrets end_session team",
    frozenset({R, V}): (
        "responses search found response sheet medicines "
        "keys make_key confirm_sheet make_sheet renew_key grant recover recovered"
    ),
    frozenset({V}): (
        "compare_medicines mark_line add_note mark_reviewed set_state assign export exported delete deleted"
    ),
    frozenset({V, A}): "invitations invite invitation take_back audit deletions",
    frozenset({A}): "add_member renew_link let_go give_role end_sessions settings change_settings",
}
SPELT_OUT = {f"clinic.{name}": roles for roles, names in WHO.items() for name in names.split()}
ENDPOINTS = sorted(SPELT_OUT)


@pytest.fixture
def cells(office, north):
    """Every address, about answers, an invitation and a member that are there."""
    known = known_of(office, north, office.sent(north), office.invitation(north))
    return list(asked(office.app, known))


def test_the_table_is_the_one_that_is_spelt_out_here():
    assert ROLES == SPELT_OUT


def test_every_address_of_the_clinic_is_in_the_matrix(office):
    assert {each.endpoint for each in asked(office.app)} == set(ENDPOINTS)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_each_role_comes_where_the_table_says_and_nowhere_else(office, north, cells, caplog, endpoint):
    caplog.set_level(logging.WARNING, logger="intake")
    allowed = SPELT_OUT[endpoint]
    # Whoever may not is first: what is done by the others may take away what it was done to.
    for role in sorted(Role, key=lambda role: role in allowed):
        for cell in (each for each in cells if each.endpoint == endpoint):
            before = office.contents("staff_session", "throttle")
            caplog.clear()
            answer = ask(office, north.people[role], cell)
            refused = "intake error NotForThisRole" in caplog.messages
            assert refused is (role not in allowed), (role, cell.method)
            if refused:
                assert answer.status_code == 403
                assert office.contents("staff_session", "throttle") == before
            else:
                # Nobody makes a first key where there is one.
                assert (answer.status_code in (401, 403)) is (endpoint == "clinic.make_key"), (role, cell)


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_nobody_and_a_patient_get_the_page_to_sign_in(office, north, endpoint):
    patient = holder(office.app, office.draft(north, you__name="Ann"))
    cookie = patient.client.get_cookie("__Host-intake").value
    stranger = office.app.test_client()
    before = office.contents("session")
    for client in (stranger, patient.client):
        for cell in (each for each in asked(office.app) if each.endpoint == endpoint):
            token = client.get("/clinic/sign-in").text.partition('name="_token" value="')[2].partition('"')[0]
            data = {"_token": token} if cell.method == "POST" else None
            answer = client.open(cell.path, method=cell.method, data=data)
            assert answer.status_code == 401
            assert "<h1>Sign in</h1>" in answer.text
    # Not as a session of staff either.
    stranger.set_cookie("__Host-staff", cookie)
    assert stranger.get("/clinic/").status_code == 401
    assert office.contents("session") == before


def test_whoever_is_refused_is_told_nothing_of_the_answers(office, north):
    response = office.sent(north, you__name="Qzcanary")
    for what in ("", "/sheet", "/medicines", "/delete"):
        answer = office.staff(north.administrator).client.get(f"/clinic/responses/{response}{what}")
        assert (answer.status_code, "Qzcanary" in answer.text) == (403, False)


def test_a_role_that_is_given_holds_from_the_next_request(own_office):
    north = own_office.world.north
    anna = own_office.staff(north.reviewer).opens("/clinic/responses")
    assert anna.status == 200
    path = f"/clinic/team/{north.reviewer.staff_id}/role"
    ask(own_office, north.administrator, Asked("clinic.give_role", "POST", path), role="administrator")

    assert anna.opens("/clinic/responses").status == 401
    assert own_office.staff(north.reviewer).opens("/clinic/responses").status == 403


@pytest.mark.parametrize("cookie", ["x", "0" * 43, "\x7f'; --", "A" * 4000, "ä"])
def test_a_made_up_session_opens_nothing(office, cookie):
    client = office.app.test_client()
    client.set_cookie("__Host-staff", cookie)

    assert client.get("/clinic/responses").status_code == 401
