"""A day at the clinic by keyboard alone: every stop is seen, and nothing needs a pointer."""

import pytest
from playwright.sync_api import Page

from tests.browser.clinicians import App
from tests.browser.houses import House
from tests.browser.test_keyboard import focused, goes_on_with, heading, skips_to_the_main_part
from tests.builders import BUSY, a_draft

# A review has some three hundred stops; a day does not pass all of them, for there are lists of where to go.
MOST_STOPS = 60
NAME = "Kay Keyboard"


@pytest.fixture
def page(open_page, house: House) -> Page:
    house.is_sent(house.for_visit(a_draft({**BUSY, "you.name": NAME})))
    return open_page()


def test_a_day_by_keyboard_alone(page, house):
    signs_in(page, house)
    opens_from_the_list(page)
    confirms_a_line(page)
    jumps_to_what_is_to_ask_and_back(page)
    writes_a_note_and_marks_it_reviewed(page)

    page.goto("/clinic/responses")
    tabs_to(page, "Sign out")
    goes_on_with(page, "Enter")
    assert heading(page) == "Sign in"
    page.goto("/clinic/responses")
    assert heading(page) == "Sign in"


def signs_in(page: Page, house: House) -> None:
    person = house.people["reviewer"]
    page.goto("/clinic/responses")
    skips_to_the_main_part(page)
    assert focused(page)["words"] == "Name to sign in with"
    page.keyboard.type(person.username)
    tabs_to(page, "Passphrase")
    page.keyboard.type(person.passphrase)
    tabs_to(page, "Code from your app")
    page.keyboard.type(App(person.seed).code)
    goes_on_with(page, "Enter")
    assert heading(page) == "Answers"


def opens_from_the_list(page: Page) -> None:
    skips_to_the_main_part(page)
    tabs_to(page, NAME)
    goes_on_with(page, "Enter")
    assert heading(page).startswith(f"Name: {NAME}")


def confirms_a_line(page: Page) -> None:
    skips_to_the_main_part(page)
    tabs_to(page, "Confirmed")
    goes_on_with(page, "Enter")
    line = page.locator(".line:target")
    assert "Confirmed with the patient" in line.inner_text()

    # The keyboard goes on where the reader is, not at the top of the page.
    tabs_to(page, "Confirmed")
    assert page.evaluate("document.activeElement.closest('.line').matches(':target')")


def jumps_to_what_is_to_ask_and_back(page: Page) -> None:
    page.goto(page.url.split("#")[0])
    skips_to_the_main_part(page)
    first = page.locator(".jumps a").first
    label = first.inner_text()
    tabs_to(page, "To ask")
    page.keyboard.press("Enter")
    tabs_to(page, label)
    page.keyboard.press("Enter")
    target = page.locator(".line:target")
    assert target.locator("h3").inner_text() == label
    assert target.evaluate("line => line.getBoundingClientRect().top >= 0")
    tabs_to(page, "Confirmed")
    assert page.evaluate("document.activeElement.closest('.line').matches(':target')")

    page.go_back(wait_until="commit")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.beside') !== null")


def writes_a_note_and_marks_it_reviewed(page: Page) -> None:
    tabs_to(page, "A new note")
    page.keyboard.type("Brought her mother")
    tabs_to(page, "Add the note")
    goes_on_with(page, "Enter")
    assert "Brought her mother" in page.locator(".notes").inner_text()

    tabs_to(page, "Mark as reviewed by me")
    goes_on_with(page, "Space")
    readings = page.locator("section", has=page.locator("#readings"))
    assert "Reviewed by" in readings.inner_text()


def tabs_to(page: Page, words: str) -> None:
    """Press Tab until a control with these words has the focus; each stop on the way is seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = focused(page)
        assert stop["seen"], stop
        if stop["words"].startswith(words):
            return
    raise AssertionError(f"Tab never comes to {words!r}")
