"""What no page of ours sent changes nothing, and looking changes nothing: every address, by every role."""

import pytest

from tests.web.clinic.asking import TYPED, ask, asked, known_of, people
from tests.web.crawling import addresses
from tests.web.holding import token_of

# Who signed in when, and what was looked at: that is what these are for.
OF_LOOKING = ("audit", "audit_head", "staff_session", "throttle")
# These put what was typed on the page again.
TYPED_AGAIN = {"clinic.mark_line": "now", "clinic.add_note": "text", "clinic.compare_medicines": "charted"}


@pytest.fixture(scope="module")
def known(office):
    north = office.world.north
    return known_of(office, north, office.sent(north), office.invitation(north))


@pytest.mark.parametrize("stolen", [{}, {"_token": ""}, {"_token": "not ours"}, {"_token": "of another"}], ids=str)
def test_no_post_does_anything_without_a_good_token(office, known, stolen):
    another = token_of(office.app.test_client())
    stolen = {name: another if value == "of another" else value for name, value in stolen.items()}
    before = office.contents("staff_session")
    posts = [path for name, path in addresses(office.app, "POST", known) if name.startswith("clinic.")]
    assert len(posts) >= 30
    clients = [office.staff(person).client for _, person in people(office.world.north)]
    for path in posts:
        answers = [client.post(path, data={**TYPED, **stolen}) for client in clients]
        # Whoever may not is told that first.
        assert {answer.status_code for answer in answers} <= {400, 403}, path
        assert 400 in {answer.status_code for answer in answers}, path
    assert office.contents("staff_session") == before


@pytest.mark.parametrize("endpoint", TYPED_AGAIN)
def test_a_stale_page_comes_back_as_typed_and_the_second_press_saves(office, north, endpoint):
    response, anna = office.sent(north), office.staff(north.reviewer)
    field, typed = TYPED_AGAIN[endpoint], "typed <b>\n😀"
    path = {each.endpoint: each.path for each in asked(office.app, known_of(office, north, response))}[endpoint]
    before = office.contents("staff_session")
    answer = anna.client.post(path, data={"key": "you.name", "state": "changed", field: typed})

    anna._follow(answer)
    assert (anna.status, anna.problem) == (
        400,
        "This page was open for a long time. Nothing is lost: press the button once more.",
    )
    assert office.contents("staff_session") == before
    (kept,) = [each for each in anna.page.select(f"main textarea[name={field}]") if each.get_text().strip()]
    assert kept.get_text().removeprefix("\n") == typed
    form = kept.find_parent("form")
    anna.sends_form(form, ("state", "changed") if field == "now" else None)
    assert anna.status == 200
    assert office.entries(north.reviewer, response)[-1][2] == typed


def test_looking_changes_nothing(office, known):
    before = office.contents(*OF_LOOKING)
    for _, person in people(office.world.north):
        for each in asked(office.app, known):
            if each.method == "GET":
                ask(office, person, each)
    for endpoint, path in addresses(office.app, "GET", known):
        if not endpoint.startswith("static"):
            office.app.test_client().get(path)
    assert office.contents(*OF_LOOKING) == before


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_do_nothing(office, north, known, method):
    anna = office.staff(north.reviewer).client
    data, before = {"_token": token_of(anna, "/clinic/sign-in")}, office.contents(*OF_LOOKING)
    for each in asked(office.app, known):
        assert anna.open(each.path, method=method, data=data).status_code == 405, each.path
    assert office.contents(*OF_LOOKING) == before
