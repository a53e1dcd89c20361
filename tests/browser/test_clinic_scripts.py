"""The clinic's pages do all that they do without JavaScript; what it adds is a word before the session ends."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.houses import House
from tests.browser.visiting import Visitor
from tests.builders import BUSY, a_draft


@pytest.fixture
def response(house: House) -> str:
    """The address of a patient's answers that this test may write in."""
    draft = house.is_sent(house.for_visit(a_draft({**BUSY, "you.name": "Nora Noscript"})))
    return f"/clinic/responses/{draft.sendings[-1].response}"


def test_a_review_from_list_to_export_without_javascript(house, response, open_page):
    anna = Visitor(open_page(staff=house.session_of("reviewer"), java_script_enabled=False))
    anna.opens("/clinic/responses").follows("Nora Noscript").page.wait_for_url(f"**{response}")

    changes_a_line(anna)
    anna.types("A new note", "Brought her mother").presses("Add the note")
    assert "Brought her mother" in anna.words
    anna.page.get_by_role("combobox", name="State").select_option("Closed")
    anna.presses("Set")
    anna.page.get_by_role("combobox", name="Assigned to").select_option(label="Nobody")
    anna.presses("Assign").presses("Mark as reviewed by me")
    anna.follows("Medicines side by side").types("List from the chart", "Aspirin").presses("Show side by side")
    assert "Chart only" in anna.words

    anna.opens("/clinic/responses?state=reviewed").page.get_by_label("Nora Noscript").first.check()
    anna.presses("Export the ticked ones").types("Your passphrase again", house.people["reviewer"].passphrase)
    with anna.page.expect_download() as saving:
        anna.page.get_by_role("button", name="Save the file").click()
    assert saving.value.suggested_filename.endswith(".pdf")
    anna.opens(f"{response}/delete").presses("Delete them now")
    assert "Nora Noscript" not in anna.opens("/clinic/responses?state=reviewed").words


def changes_a_line(anna: Visitor) -> None:
    line = anna.page.locator("article.line", has=anna.page.get_by_role("heading", name="Name", exact=True))
    field = line.get_by_label("What the patient says now")
    assert not field.is_visible()
    line.locator("summary").click()
    field.fill("Nora N. Script")
    with anna.page.expect_navigation():
        line.get_by_role("button", name="Save the change").click()
    assert "Nora Noscript" in line.inner_text()
    assert "Changed in the visit: Nora N. Script" in line.inner_text()


@pytest.fixture
def page(house: House, open_page) -> Page:
    opened = open_page(staff=house.session_of("reader"))
    opened.clock.install()
    return opened


def test_a_word_before_the_session_of_staff_ends(page):
    page.goto("/clinic/responses")
    dialog = page.get_by_role("dialog", name="Are you still there?")
    page.clock.fast_forward("12:00")
    expect(dialog).to_be_hidden()
    page.clock.fast_forward("02:00")
    expect(dialog).to_be_visible()

    with page.expect_response("**/clinic/extend") as extended:
        page.get_by_role("button", name="Stay on this page").click()
    assert extended.value.status == 204
    expect(dialog).to_be_hidden()


def test_page_of_staff_closes_when_the_time_is_over_and_says_why(page, house, response):
    page.goto(response)
    page.clock.fast_forward("16:00")

    expect(page.locator("h1")).to_have_text("Sign in")
    expect(page.locator(".notice")).to_contain_text("Your session is over.")
    expect(page.locator('[name="_to"]')).to_have_value(response)
    assert "Nora" not in page.content()
