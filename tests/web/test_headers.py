"""The headers, cookies and sources of every response of a crawl: nothing from elsewhere, kept, or told to others."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from forms.ketamine import INTAKE
from intake import create_app
from intake.web.headers import POLICY
from tests.clinics import NOW, Person, a_world
from tests.drivers import Patient
from tests.web.clinic.asking import Asked, ask, asked, known_of
from tests.web.clinic.desks import Office, post
from tests.web.crawling import addresses, example
from tests.web.holding import Clock, holder, product_of, token_of

EVERYWHERE = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
LOADS = ("src", "srcset", "href", "action", "formaction", "data", "poster", "background")


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Office:
    """With two clinics, whose pages are crawled too."""
    world, clock = a_world(tmp_path_factory.mktemp("headers") / "data"), Clock(NOW)
    app = create_app(world.settings, INTAKE, clock=clock)
    world.vault = product_of(app).vault
    return Office(app, clock, world)


@pytest.fixture(scope="module")
def app(office) -> Flask:
    return office.app


@pytest.fixture(scope="module")
def patient(app) -> Patient:
    return holder(app, example())


def crawl(app, patient: Patient) -> Iterator[tuple[str, TestResponse]]:
    """Every address by GET, and one answer of each kind that refuses; the way out comes last."""
    for _, path in addresses(app, "GET"):
        yield path, patient.client.get(path, buffered=True)
    yield "/no/such", patient.client.get("/no/such")
    yield "/static/no-such.css", patient.client.get("/static/no-such.css?v=1")
    yield "OPTIONS", patient.client.options("/form")
    token = token_of(patient.client)
    for path, data in (
        ("/form/no-such", {"_token": token}),
        ("/sheet", {"_token": token}),
        ("/keep", {}),
        ("/form/name", {}),
        ("/form/name", {"_token": token, "x": "y"}),
        ("/form/name", {"_token": token, "you.name": "x" * 300_000}),
        ("/return", {"_token": token, "_code": "x"}),
        ("/form/energy", {"_token": token, "feelings.high_energy": "yes"}),
        ("/extend", {"_token": token}),
        ("/exit", {}),
    ):
        yield f"POST {path}", patient.client.post(path, data=data)


def crawl_of_staff(office: Office, person: Person) -> Iterator[tuple[str, TestResponse]]:
    """Every address of the clinic, what is sent as it is and wrongly, and files."""
    north = office.world.north
    response = office.sent(north)
    known = known_of(office, north, response, office.invitation(north))
    for each in asked(office.app, known):
        if each.method == "GET":
            yield each.path, ask(office, person, each)
        elif each.endpoint not in ("clinic.deleted", "clinic.make_key"):
            yield f"POST {each.path}", ask(office, person, each, id=response)
    files = ask(office, person, Asked("clinic.exported", "POST", "/clinic/export"), **_proof(person, response))
    yield "POST /clinic/export", files
    yield "/clinic/no/such", office.staff(person).client.get("/clinic/no/such")
    yield "/clinic/sign-in", office.app.test_client().get("/clinic/sign-in")


def _proof(person: Person, response: str) -> dict[str, str]:
    return {"id": response, "kind": "csv", "passphrase": person.passphrase}


@pytest.fixture(scope="module")
def responses(office, app) -> list[tuple[str, TestResponse]]:
    patients = [*crawl(app, holder(app, example())), *crawl(app, Patient(app.test_client()))]
    north = office.world.north
    # Whoever came by a link, before and after the first save.
    invited = Patient(office.app.test_client()).opens(f"/i/{north.many_link}")
    data = {"_token": token_of(invited.client)}
    accepted = invited.client.post(f"/i/{north.many_link}", data=data)
    saves = invited.client.post("/form/name", data={**data, "you.name": "Ann"})
    staff = [pair for person in (north.reviewer, north.administrator) for pair in crawl_of_staff(office, person)]
    return [*patients, ("POST /i", accepted), ("POST /form/name", saves), *staff, ("POST sign-in", signs_in(office))]


def signs_in(office: Office) -> TestResponse:
    """The answer that sets the cookie."""
    anna = office.away(office.world.north.reviewer)
    typed = {"username": "anna", "passphrase": anna.person.passphrase, "code": anna.next_code()}
    answer: TestResponse = post(anna.client, "/clinic/sign-in", typed)
    assert answer.status_code == 303
    return answer


def pages(responses) -> Iterator[tuple[str, BeautifulSoup]]:
    for path, answer in responses:
        if answer.mimetype == "text/html" and answer.data and not answer.location:
            yield path, BeautifulSoup(answer.data, "html.parser")


def test_the_policy_allows_nothing_but_our_own(app):
    directives = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))

    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"
    assert set(directives.values()) == {"'none'", "'self'"}
    assert "unsafe-" not in POLICY


def test_every_response_of_a_crawl_has_the_headers(responses):
    kinds = {answer.status_code for _, answer in responses}
    assert kinds >= {200, 204, 303, 400, 401, 404, 405, 413, 422}
    for path, answer in responses:
        assert {name: answer.headers.get(name) for name in EVERYWHERE} == EVERYWHERE, path
        assert answer.headers.getlist("Content-Security-Policy") == [POLICY], path
        assert "Server" not in answer.headers


def test_nothing_is_kept_but_static_files_that_carry_their_fingerprint(responses):
    for path, answer in responses:
        is_static = path.startswith("/static/") and answer.status_code == 200
        kept = "public, max-age=31536000, immutable"
        assert answer.headers["Cache-Control"] == (kept if is_static else "no-store"), path
        if not is_static:
            assert "ETag" not in answer.headers


def test_static_files_without_their_fingerprint_are_not_kept(stranger):
    assert stranger.client.get("/static/intake.css", buffered=True).headers["Cache-Control"] == "no-store"


def test_every_cookie_is_for_this_host_alone(app, responses):
    cookies = [cookie for _, answer in responses for cookie in answer.headers.getlist("Set-Cookie")]
    started = Patient(app.test_client()).opens("/form/name")
    data = {"_token": token_of(started.client), "you.name": "Ann"}
    cookies += started.client.post("/form/name", data=data).headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {
        "__Host-form", "__Host-intake", "__Host-visit", "__Host-staff"
    }  # fmt: skip
    for cookie in cookies:
        attributes = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
        assert attributes >= {"secure", "httponly", "path", "samesite"}, cookie
        assert "domain" not in attributes
        assert "Path=/;" in f"{cookie};"
        assert re.search(r"SameSite=(Lax|Strict)", cookie)


def test_no_page_has_anything_inline_or_from_elsewhere(responses):
    seen = 0
    for path, page in pages(responses):
        seen += 1
        for element in page.find_all(True):
            assert element.name not in {"style", "base", "iframe", "object", "embed"}, path
            assert not [name for name in element.attrs if name == "style" or name.startswith("on")], path
            assert element.name != "script" or (element.get("src") and not element.get_text(strip=True)), path
            for name in LOADS if path != "POST /exit" else ():
                origin = urlsplit(str(element.get(name, "")))[:2]
                assert origin == ("", ""), (path, element.name, element.get(name))
        robots = page.select_one('meta[name="robots"]')
        assert robots is not None, path
        assert "noindex" in robots["content"], path
    assert seen > 120


def test_only_the_way_out_leads_elsewhere_and_only_there(app, responses):
    exit_url = product_of(app).settings.exit_url
    out = [page for path, page in pages(responses) if path == "POST /exit"]
    assert out
    for page in out:
        assert [link["href"] for link in page.select("[href]")] == [exit_url]


def test_every_page_says_its_language_and_has_its_own_title(responses):
    for path, page in pages(responses):
        assert (page.html["lang"], page.html["dir"]) == ("en", "ltr"), path
        assert page.title.get_text(strip=True), path
        assert len(page.select("h1")) == 1, path


def test_what_is_saved_as_a_file_is_named_and_typed_plainly(patient):
    for path, kind, name in (
        ("/sheet.txt", "text/plain; charset=utf-8", "my-sheet.txt"),
        ("/sheet.pdf", "application/pdf", "my-sheet.pdf"),
        ("/code/file", "text/plain; charset=utf-8", "return-code.txt"),
    ):
        answer = patient.client.get(path)
        assert answer.headers["Content-Type"] == kind
        assert f'filename="{name}"' in answer.headers["Content-Disposition"]
