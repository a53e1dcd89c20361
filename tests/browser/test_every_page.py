"""Every kind of page: nothing that axe objects to, in light and dark, and nothing wider than the narrowest phone.

Not even with the largest text, or in a script that is written from the right.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.kinds import CHANGING, WITH_DRAFT, WITHOUT_DRAFT
from tests.browser.patients import a_full_draft

KINDS = {**WITHOUT_DRAFT, **WITH_DRAFT, **CHANGING}
NARROWEST = {"width": 320, "height": 640}
# A4 less its margins, at 96 dots an inch.
PAPER = {"width": 688, "height": 1016}
WRITTEN_FROM_THE_RIGHT = "document.documentElement.dir = 'rtl'"
TWICE_AS_LARGE = "document.documentElement.style.fontSize = '36px'"
AXE = Axe()


# A scheme changes colours and nothing else.
RULES: dict[str, dict[str, object]] = {"light": {}, "dark": {"runOnly": ["cat.color"]}}


def shows_well(page: Page) -> None:
    page.evaluate(AXE.axe_script)
    for scheme, rules in RULES.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **rules})["violations"]
        assert [(scheme, each["id"], [node["html"] for node in each["nodes"][:3]]) for each in found] == []
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    for change in ("", WRITTEN_FROM_THE_RIGHT, TWICE_AS_LARGE):
        page.evaluate(change)
        assert (change, too_wide(page)) == (change, [])


def too_wide(page: Page) -> list[str]:
    """What sticks out of the page sideways; empty when nothing scrolls."""
    return page.evaluate(
        """() => document.scrollingElement.scrollWidth <= innerWidth ? [] :
            [...document.body.querySelectorAll("*")]
              .filter(each => each.getBoundingClientRect().right > innerWidth)
              .map(each => each.outerHTML.slice(0, 120))"""
    )


@pytest.mark.parametrize("kind", KINDS)
def test_page_shows_well(kind, open_page, full_token, token_of):
    token = "" if kind in WITHOUT_DRAFT else token_of(a_full_draft()) if kind in CHANGING else full_token
    page = open_page(token)

    KINDS[kind](page)

    assert page.locator("h1").count() == 1
    shows_well(page)


@pytest.mark.parametrize("kind", ["card", "sheet", "next"])
def test_paper_is_black_on_white_whatever_the_screen_is(kind, open_page, full_token):
    page = open_page(full_token, color_scheme="dark", viewport=PAPER)
    page.emulate_media(media="print")
    KINDS[kind](page)

    assert [each["id"] for each in AXE.run(page, options=RULES["dark"]).response["violations"]] == []
    assert not page.get_by_role("button", name="Exit this page").is_visible()
    assert too_wide(page) == []


def test_axe_and_the_width_do_find_what_is_wrong(open_page):
    page = open_page()
    page.goto("/")
    page.locator("h1").evaluate("heading => { heading.style.color = '#ddd'; heading.style.inlineSize = '2000px' }")

    assert [each["id"] for each in AXE.run(page).response["violations"]] == ["color-contrast"]
    assert too_wide(page)
