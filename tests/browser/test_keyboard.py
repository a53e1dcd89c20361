"""The same visit by keyboard alone: every stop is seen, and nothing needs a pointer."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.patients import a_full_draft

MOST_STOPS = 60


@pytest.fixture
def page(open_page):
    return open_page()


def test_first_pages_by_keyboard_alone(page):
    page.goto("/")
    skips_to_the_main_part(page)

    tabs_to(page, "The full form")
    page.keyboard.press("ArrowUp")
    assert focused(page)["words"].startswith("The short form")
    tabs_to(page, "Start")
    goes_on_with(page, "Enter")
    tabs_to(page, "You and this appointment")
    goes_on_with(page, "Enter")

    tabs_to(page, "What is your full name?")
    page.keyboard.type("Ann Example")
    goes_on_with(page, "Enter")
    assert heading(page) == "Your return code"
    tabs_to(page, "I have it, go on")
    goes_on_with(page, "Space")

    for part, text in (("Month", "3"), ("Day", "4"), ("Year", "1979")):
        tabs_to(page, part)
        page.keyboard.type(text)
    tabs_to(page, "Save and continue")
    goes_on_with(page, "Enter")
    assert heading(page) == "Who are you seeing, and when?"


def test_ticks_and_their_follow_ups_by_keyboard_alone(page):
    page.goto("/form/topics")

    tabs_to(page, "Low mood or depression")
    page.keyboard.press("Space")
    tabs_to(page, "Who gave that name to it?")
    page.keyboard.type("my doctor")
    tabs_to(page, "Save and continue")
    goes_on_with(page, "Enter")
    tabs_to(page, "I have it, go on")
    goes_on_with(page, "Enter")
    tabs_to(page, "All sections")
    goes_on_with(page, "Enter")

    assert heading(page) == "All sections"
    tabs_to(page, "Check my answers and make the sheet")
    goes_on_with(page, "Enter")
    assert "my doctor" in page.locator("main").inner_text()


def test_buttons_of_one_question_are_one_stop(page):
    page.goto("/form/senses")
    tabs_to(page, "Yes")
    page.keyboard.press("ArrowDown")
    assert page.locator("input:checked").count() == 1
    tabs_to(page, "Save and continue")


def test_page_that_comes_back_puts_the_keyboard_at_what_to_look_at(open_page, token_of):
    page = open_page(token_of(a_full_draft()))
    page.goto("/form/birth-date")
    tabs_to(page, "Month")
    page.keyboard.type("2")
    tabs_to(page, "Day")
    page.keyboard.type("31")
    goes_on_with(page, "Enter")

    page.locator(".look-again:focus").wait_for()
    page.keyboard.press("Tab")
    assert focused(page)["words"].startswith("What is your date of birth?")


def skips_to_the_main_part(page: Page) -> None:
    page.keyboard.press("Tab")
    assert focused(page)["words"] == "Skip to the main part"
    assert focused(page)["seen"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def goes_on_with(page: Page, key: str) -> None:
    """Press a key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def tabs_to(page: Page, words: str) -> None:
    """Press Tab until a control with these words has the focus; each stop on the way is seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = focused(page)
        assert stop["seen"], stop
        if stop["words"].startswith(words):
            return
    raise AssertionError(f"Tab never comes to {words!r}")


def focused(page: Page) -> dict[str, Any]:
    """The words of what has the focus, and whether it is seen to have it: an outline, on the screen, uncovered."""
    return page.evaluate(
        """() => {
            const focus = document.activeElement;
            if (focus === document.body) return { words: "", seen: true };
            const row = focus.closest("label.option") ?? focus;
            const box = focus.getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            const outlined = [focus, row].some(each => parseFloat(getComputedStyle(each).outlineWidth) >= 2
                && getComputedStyle(each).outlineStyle !== "none");
            return {
                words: (focus.labels?.[0] ?? focus).innerText.trim(),
                seen: outlined && focus.matches(":focus-visible") && top !== null
                    && (row.contains(top) || top.contains(focus)),
            };
        }"""
    )


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()
