"""Every page of a clinic, and the patient's pages about one: as `test_every_page` has it, and on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.clinic_kinds import NOBODY, PATIENTS, STAFF, WITHOUT_KEY
from tests.browser.houses import House
from tests.browser.test_every_page import AXE, PAPER, RULES, shows_well, too_wide
from tests.checkout import ROOT

FRAME = "base"
ON_PAPER = ("invitation", "sheet", "recovery_sheet", "secrets", "response")


@pytest.fixture
def staff_page(open_page, house: House) -> Callable[..., Page]:
    """A page of somebody of the clinic, or of nobody."""

    def opened(who: str, of: House = house, **options: object) -> Page:
        return open_page(staff="" if who == NOBODY else of.session_of(who), **options)

    return opened


def test_every_template_of_the_clinic_is_looked_at():
    templates = {path.stem for path in (ROOT / "templates" / "clinic").glob("*.html")} - {FRAME}

    assert {kind.split(",")[0] for kind in STAFF} == templates


@pytest.mark.parametrize("kind", STAFF)
def test_page_of_the_clinic_shows_well(kind, staff_page, house):
    who, way = STAFF[kind]
    page = staff_page(who)
    way(page, house)

    assert page.locator("h1").count() == 1
    shows_well(page)
    assert unreachable(page) == []


@pytest.mark.parametrize("kind", WITHOUT_KEY)
def test_page_of_a_clinic_without_key_shows_well(kind, staff_page, house):
    who, way = WITHOUT_KEY[kind]
    page = staff_page(who, house.neighbour)
    way(page, house.neighbour)

    shows_well(page)


@pytest.mark.parametrize("kind", PATIENTS)
def test_page_of_the_patient_about_a_clinic_shows_well(kind, open_page, served, house):
    draft_of, way = PATIENTS[kind]
    page = open_page(served.keeps(draft_of(house)).token if draft_of else "")
    way(page, house)

    assert page.locator("h1").count() == 1
    shows_well(page)


@pytest.mark.parametrize("kind", ON_PAPER)
def test_paper_of_the_clinic_is_black_on_white_whatever_the_screen_is(kind, staff_page, house):
    who, way = STAFF[kind]
    page = staff_page(who, color_scheme="dark", viewport=PAPER)
    way(page, house)
    page.emulate_media(media="print")

    assert [each["id"] for each in AXE.run(page, options=RULES["dark"]).response["violations"]] == []
    assert not page.get_by_role("button").first.is_visible()
    assert not page.get_by_role("navigation").is_visible()
    assert too_wide(page) == []


def test_a_table_that_scrolls_and_cannot_be_reached_is_found(staff_page, house):
    page = staff_page("reviewer")
    STAFF["audit"][1](page, house)
    page.set_viewport_size({"width": 320, "height": 640})
    page.locator(".scrolls").evaluate("box => box.removeAttribute('tabindex')")

    assert unreachable(page) == ["scrollable-region-focusable"]


def unreachable(page: Page) -> list[str]:
    """What scrolls sideways by itself, and not by the keyboard; the page is narrow by now."""
    if not page.locator(".scrolls").count():
        return []
    page.evaluate(AXE.axe_script)
    options = {"runOnly": ["scrollable-region-focusable"], "resultTypes": ["violations"]}
    return [each["id"] for each in page.evaluate("options => axe.run(options)", options)["violations"]]
