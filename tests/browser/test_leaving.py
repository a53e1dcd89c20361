"""After leaving and after deleting, nobody who takes over the browser finds an answer in it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import EXIT
from tests.builders import a_draft

SECRET = "xyzzy canary"
SEEN = ("/form/name", "/form/goal", "/check", "/form/goal")

STORES = """async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length,
    cookies: document.cookie,
})"""
EMPTY = {"local": 0, "session": 0, "databases": 0, "caches": 0, "cookies": ""}


@pytest.fixture
def page(open_page, token_of):
    page = open_page(token_of(a_draft({"you.name": SECRET, "reason.goal": SECRET}, code_seen=True)))
    page.add_init_script("addEventListener('pageshow', event => { window.asItWas = event.persisted })")
    for path in SEEN:
        page.goto(path)
    assert page.input_value('[name="reason.goal"]') == SECRET
    return page


def test_exit_leads_away_at_once_and_back_shows_nothing(page):
    page.get_by_role("button", name="Exit this page").click()
    page.wait_for_url(f"{EXIT}**")

    shows_no_answer_going_back(page)


def test_after_deleting_back_shows_nothing(page):
    page.goto("/delete")
    page.get_by_role("button", name="Delete everything now").click()
    expect(page.locator("h1")).to_have_text("Everything is deleted")

    assert page.evaluate(STORES) == EMPTY
    shows_no_answer_going_back(page)


def test_nothing_is_stored_in_the_browser_while_filling_in(page):
    page.fill('[name="reason.goal"]', f"{SECRET} again")
    page.locator('[name="reason.goal"]').blur()

    assert page.evaluate(STORES) == EMPTY


def test_back_within_the_form_shows_the_page_as_it_was(page):
    """The browser does keep pages whole for its Back button: the tests above would see it."""
    page.fill('[name="reason.goal"]', f"{SECRET} again")
    page.goto("/help")
    goes_back(page)

    assert page.input_value('[name="reason.goal"]') == f"{SECRET} again"
    assert page.evaluate("window.asItWas")


def shows_no_answer_going_back(page: Page) -> None:
    for _ in SEEN:
        goes_back(page)
        assert not page.evaluate("window.asItWas")
        assert SECRET not in page.content()
        assert SECRET not in page.evaluate("[...document.querySelectorAll('input, textarea')].map(each => each.value)")
    page.goto("/")
    assert page.evaluate(STORES) == EMPTY
    assert "__Host-intake" not in {cookie["name"] for cookie in page.context.cookies()}


def goes_back(page: Page) -> None:
    # A page that is shown as it was never loads, so there is nothing more to wait for.
    page.go_back(wait_until="commit")
    expect(page.locator("footer")).to_be_visible()
