"""Signing in and out at the pages: nothing is told apart, an ended session opens nothing, and no word typed is lost."""

import re
from datetime import timedelta

import pytest

from intake.services.members import STAFF_IDLE, STAFF_LONGEST
from intake.web.clinic.blueprint import page_of, safe_path
from intake.web.clinic.signing_in import NOT_OPENED
from tests.web.clinic.asking import Asked, ask, body_of
from tests.web.clinic.desks import post

COOKIE = "__Host-staff"


@pytest.fixture
def office(own_office):
    return own_office


@pytest.fixture
def away(office, north):
    return office.away(north.reviewer)


def cookies_set(answer):
    return {cookie.partition("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}


def test_whatever_is_wrong_the_same_page_comes(office, north, away):
    used = away.next_code()
    assert away.signs_in(code=used).status == 200
    stranger = office.away(north.reviewer)
    wrong = {
        "unknown name": {"username": "nobody.here"},
        "wrong passphrase": {"passphrase": "not the passphrase of anybody"},
        "wrong code": {"code": "000000"},
        "used code": {"code": used},
        "no code": {"code": ""},
    }
    bodies = {}
    for what, typed in wrong.items():
        stranger.opens("/clinic/sign-in").signs_in(**typed)
        assert (stranger.status, stranger.problem) == (422, NOT_OPENED), what
        assert COOKIE not in cookies_set(stranger.last), what
        bodies[what] = body_of(stranger.last)
    assert len(set(bodies.values())) == 1
    assert not any(secret in bodies["used code"] for secret in (used, north.reviewer.passphrase, "anna"))


def test_after_the_limit_a_try_waits_and_says_how_long(office, north):
    stranger = office.away(north.reviewer).opens("/clinic/sign-in")
    for _ in range(5):
        assert stranger.signs_in(passphrase="x").status == 422
    stranger.signs_in()

    assert stranger.status == 429
    assert stranger.problem == "There were many tries. Wait 3 minutes, then try again."
    assert 0 < int(stranger.last.headers["Retry-After"]) <= 300
    office.clock.passes(minutes=5)
    assert stranger.signs_in().heading == "Answers"


def test_the_code_of_an_app_that_is_ahead_or_behind_by_one_step_opens_and_no_other(office, north):
    anna = office.away(north.reviewer)
    for seconds, status in ((-90, 422), (90, 422), (-30, 200)):
        office.clock.passes(minutes=10)
        code = north.reviewer.code(office.clock.now + timedelta(seconds=seconds))
        assert anna.opens("/clinic/sign-in").signs_in(code=code).status == status, seconds


def test_a_code_on_paper_opens_once_in_the_place_of_the_phone(office, north, away):
    code = north.reviewer.secrets.backup_codes[3]
    assert away.signs_in(code=code).heading == "Answers"

    assert office.away(north.reviewer).signs_in(code=code).status == 422


def test_the_cookie_is_for_this_host_alone_and_for_no_other_site(away):
    away.opens("/clinic/sign-in")
    form = away.page.select_one("main form")
    data = {each["name"]: each.get("value", "") for each in form.select("[name]")}
    data |= {"username": "anna", "passphrase": away.person.passphrase, "code": away.next_code()}
    cookie = cookies_set(away.client.post("/clinic/sign-in", data=data))[COOKIE]

    assert {part.strip() for part in cookie.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}
    assert len(re.search("=([^;]+)", cookie)[1]) >= 43


def test_signing_out_ends_the_session_and_not_the_cookie_alone(away):
    away.signs_in()
    kept = away.client.get_cookie(COOKIE).value
    form = away.opens("/clinic/account").page.select_one("form.exit")
    answer = post(away.client, form["action"])

    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert cookies_set(answer)[COOKIE].startswith(f"{COOKIE}=;")
    away.client.set_cookie(COOKIE, kept)
    assert away.opens("/clinic/account").status == 401
    assert away.heading == "Sign in"


@pytest.mark.parametrize("ends", ["idle", "longest", "elsewhere", "left", "reset", "clock set back"])
def test_a_session_that_ended_opens_nothing_from_the_next_request(office, north, ends):
    anna = office.staff(north.reviewer).opens("/clinic/account")
    assert anna.status == 200
    WAYS_TO_END[ends](office, north, anna)

    assert anna.opens("/clinic/account").status == 401
    assert post(anna.client, "/clinic/extend").status_code == 401
    assert anna.client.get("/clinic/responses").status_code == 401


def ends_after(office, anna, time, step):
    """In use all the while, as far as the steps go."""
    for _ in range(int((time - timedelta(minutes=1)) / step)):
        office.clock.passes(seconds=step.total_seconds())
        assert anna.opens("/clinic/account").status == 200
    office.clock.passes(seconds=(time % step or step).total_seconds())


def of_the_team(office, house, what):
    path = f"/clinic/team/{house.reviewer.staff_id}/{what}"
    endpoint = {"leave": "clinic.let_go", "sessions": "clinic.end_sessions"}[what]
    assert ask(office, house.administrator, Asked(endpoint, "POST", path)).status_code == 303


def ended_from_another_browser(office, north, anna):
    other = office.staff(north.reviewer).opens("/clinic/account")
    assert len(other.page.select("ul.rows li")) == 2
    other.sends_form(other.page.select_one("ul.rows form"))
    assert len(other.page.select("ul.rows li")) == 1
    assert other.opens("/clinic/account").status == 200


WAYS_TO_END = {
    "idle": lambda office, north, anna: office.clock.passes(seconds=STAFF_IDLE.total_seconds()),
    "longest": lambda office, north, anna: ends_after(office, anna, STAFF_LONGEST, timedelta(minutes=14)),
    "elsewhere": ended_from_another_browser,
    "left": lambda office, north, anna: of_the_team(office, north, "leave"),
    "reset": lambda office, north, anna: of_the_team(office, north, "sessions"),
    "clock set back": lambda office, north, anna: office.clock.passes(days=-1),
}


def test_just_before_fifteen_minutes_a_session_goes_on(office, north):
    anna = office.staff(north.reviewer).opens("/clinic/account")
    for _ in range(3):
        office.clock.passes(minutes=14, seconds=59)
        assert anna.opens("/clinic/account").status == 200


def test_a_session_from_before_is_not_the_one_after_signing_in(office, north, away):
    """Whoever planted a cookie in somebody's browser does not come in with them."""
    planted = "A" * 43
    away.client.set_cookie(COOKIE, planted)
    away.signs_in()
    first = away.client.get_cookie(COOKIE).value
    away.opens("/clinic/sign-in").signs_in()
    second = away.client.get_cookie(COOKIE).value

    assert len({planted, first, second}) == 3
    thief = office.away(north.reviewer)
    thief.client.set_cookie(COOKIE, planted)
    assert thief.opens("/clinic/account").status == 401


def test_whoever_left_does_not_come_in_again(office, north, away):
    of_the_team(office, north, "leave")

    assert away.signs_in().status == 422


ELSEWHERE = (
    "https://evil.example", "//evil.example", "/\\evil.example", "/clinic/\\evil", "javascript:alert(1)",
    "/clinic/\r\nSet-Cookie: x=y", "/form", "clinic/team", "/clinic", " /clinic/team", "/clinic/\u2028",
    "/clinic//evil.example/../..\t",
)  # fmt: skip


@pytest.mark.parametrize("to", ELSEWHERE)
def test_after_signing_in_nobody_is_led_elsewhere(office, to):
    with office.app.test_request_context():
        assert safe_path(to) == "/clinic/"


def test_after_signing_in_the_page_comes_that_was_asked_for(away):
    away.opens("/clinic/audit?before=3")
    assert away.status == 401
    away.signs_in()

    assert (away.path, away.heading) == ("/clinic/audit", "Audit log")
    assert away.opens("/clinic/sign-in?to=https://evil.example").signs_in().path == "/clinic/responses"


@pytest.mark.parametrize(
    ("left", "page"),
    [
        ("/clinic/responses/{id}/line", "/clinic/responses/{id}"),
        ("/clinic/keys/make", "/clinic/keys"),
        ("/clinic/team/{id}/link", "/clinic/team"),
        ("/clinic/account/secrets", "/clinic/account"),
        ("/clinic/no/such/page", "/clinic"),
    ],
)
def test_after_a_page_that_a_button_made_the_page_of_the_button_comes(office, left, page):
    left, page = (path.format(id="65b7e7f2-48ba-44c4-baf2-939f77eaafb7") for path in (left, page))
    with office.app.test_request_context():
        assert page_of(left) == page


# Where it is typed, and in which field.
TYPED = {
    "note": ("", 'form[action$="/note"]', "text"),
    "line": ("", '[id="line-you.name"] form', "now"),
    "chart": ("/medicines", 'main form[action$="/medicines"]', "charted"),
}
LONG = "typed <b>&amp;\n\n  😀 {{ 7*7 }} "


@pytest.mark.parametrize("what", TYPED)
def test_what_was_typed_when_the_session_ended_is_saved_with_one_press(office, north, what):
    response, anna = office.sent(north), office.staff(north.reviewer)
    path, selector, name = TYPED[what]
    anna.opens(f"/clinic/responses/{response}{path}")
    office.clock.passes(minutes=16)
    anna.sends_form(anna.page.select_one(selector), ("state", "changed") if what == "line" else None, **{name: LONG})
    assert (anna.status, anna.heading) == (401, "Sign in")
    assert "What you typed is kept in this page." in anna.notice

    anna.signs_in(passphrase="not this one, and long")
    assert anna.status == 422, "a slip loses nothing either"
    anna.signs_in()
    assert anna.heading == "You are signed in again"
    assert anna.page.select_one("dd.as-typed").get_text() == LONG
    assert office.entries(north.reviewer, response) == []

    anna.sends_form(anna.page.select_one("main form"))
    assert anna.status == 200
    assert [each[2].strip() for each in office.entries(north.reviewer, response)] == [LONG.strip()]


def test_no_secret_is_carried_along(office, north):
    anna = office.staff(north.reviewer).opens("/clinic/keys")
    office.clock.passes(minutes=16)
    secrets = {
        "passphrase": "Qzsecret one", "passphrase_again": "Qzsecret two", "code": "Qzsecret three",
        "recovery_code": "Qzsecret four", "part_1": "Qzsecret five", "part_2": "Qzsecret six",
        "new_passphrase": "Qzsecret seven", "group_0": "Qzsecret eight", "seed": "Qzsecret nine",
    }  # fmt: skip
    for asking in ("keys/renew", "keys/confirm", "keys/recover", "account/secrets", "export"):
        path = f"/clinic/{asking}"
        answer = post(anna.client, path, secrets)
        assert answer.status_code == 401
        assert "Qzsecret" not in answer.text, path
    for path in ("/clinic/sign-in", "/clinic/recover-access"):
        assert "Qzsecret" not in post(anna.client, path, secrets).text
