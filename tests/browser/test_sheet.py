"""The sheet in a real browser: copied as text, scanned, and printed; the code of a QR code goes to no server."""

import io
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from forms.answers import SheetChoices
from tests.browser.serving import Served
from tests.builders import BUSY, EXAMPLE, a_draft, a_medicine
from tests.intake.exports.glyphs import outside_margins
from tests.intake.exports.reading import squeezed

TWO_TICKS = SheetChoices(way_back=True, return_code=True)
MANY = [a_medicine(f"n{n}", f"Medicine {n}", "10 mg", "1 tablet", "once-a-day") for n in range(60)]


@pytest.fixture
def patient(served: Served):
    return served.keeps(replace(a_draft(EXAMPLE, code_seen=True), choices=TWO_TICKS))


def clipboard_of(page: Page) -> str:
    return page.evaluate("navigator.clipboard.readText()")


def pages_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [squeezed(page.get_textpage().get_text_range()) for page in document]


def seen_in(picture: bytes) -> list[str]:
    return [each.text for each in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


@pytest.mark.parametrize("path", ["/sheet", "/sheet/text"])
def test_sheet_is_copied_as_text_with_one_press_and_the_page_says_so(open_page, patient, path):
    page = open_page(patient.token, permissions=["clipboard-read", "clipboard-write"])
    page.goto(path)
    expect(page.locator("[data-copied]")).to_have_text("")
    page.get_by_role("button", name="Copy as text").click()

    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert clipboard_of(page).replace("\r\n", "\n") == page.request.get("/sheet.txt").text()


def test_where_copying_is_refused_the_text_comes_up_to_be_selected(open_page, patient):
    page = open_page(patient.token)
    page.add_init_script("navigator.clipboard.write = () => Promise.reject(new Error('refused'))")
    page.goto("/sheet")
    page.get_by_role("button", name="Copy as text").click()
    page.wait_for_url("**/sheet/text")
    page.get_by_role("button", name="Copy as text").click()

    selected = page.evaluate("document.activeElement.value.slice(0, document.activeElement.selectionEnd)")
    assert selected == page.request.get("/sheet.txt").text()


def test_without_javascript_the_text_is_there_and_no_button_that_does_nothing(open_page, patient):
    page = open_page(patient.token, java_script_enabled=False)
    page.goto("/sheet")
    assert not page.get_by_role("button", name="Copy as text").is_visible()
    page.get_by_role("link", name="Plain text, to copy or to save").click()

    assert page.get_by_label("Plain text").input_value() == page.request.get("/sheet.txt").text()
    assert not page.get_by_role("button", name="Copy as text").is_visible()


def test_text_is_selected_by_keyboard_alone(open_page, patient):
    page = open_page(patient.token)
    page.goto("/sheet/text")
    page.get_by_label("Plain text").focus()
    page.keyboard.press("Control+a")

    whole = page.request.get("/sheet.txt").text()
    assert page.evaluate("document.activeElement.selectionEnd") == len(whole)


def test_scanned_code_opens_the_form_and_no_server_is_told_it(open_page, served, patient):
    page = open_page(patient.token, device_scale_factor=3)
    page.goto("/sheet")
    (scanned,) = seen_in(page.locator(".way-back svg").screenshot())
    assert scanned == f"{served.address}/return#{patient.code.text}"

    other, asked = open_page(), []
    other.on("request", lambda request: asked.append(request.url))
    other.goto(scanned)
    expect(other.get_by_label("Your return code")).to_have_value(patient.code.text)
    expect(other.get_by_role("status").filter(has_text="Your code is filled in")).to_be_visible()
    assert other.url == f"{served.address}/return"
    other.get_by_role("button", name="Open my form").click()
    expect(other.locator("h1")).to_have_text("All sections")

    told = [url.partition("#")[0] for url in asked]
    assert [url for url in told if patient.code.secret[:4] in url or patient.code.text in url] == []
    assert patient.code.text not in served.log.read_text()
    other.go_back()
    assert "#" not in other.url


def test_what_is_no_code_stays_out_of_the_field(open_page):
    page = open_page()
    page.goto("/return#main")

    expect(page.get_by_label("Your return code")).to_have_value("")
    assert page.url.endswith("/return#main")


def test_without_javascript_the_page_says_where_the_code_stands(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/return#ABCDEF-GHJK-MNPQ-RSTV-WXYZ")

    expect(page.locator("main")).to_contain_text("at the end of the address")
    expect(page.get_by_label("Your return code")).to_have_value("")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_sheet_printed_by_the_browser_keeps_its_order_and_its_margins(open_page, served, paper):
    page = open_page(served.keeps(a_draft(BUSY, code_seen=True)).token)
    page.goto("/sheet")
    titles = page.locator(".sheet h2").all_inner_texts()
    pdf = page.pdf(format=paper)
    text = "".join(pages_of(pdf)).casefold()

    at = 0
    for title in titles:
        at = text.index(squeezed(title).casefold(), at)
    assert squeezed("Exit this page").casefold() not in text
    assert outside_margins(pdf) == []


def test_head_of_a_table_is_repeated_on_every_page_that_it_runs_over(open_page, served):
    draft = a_draft({"medication.list": MANY}, code_seen=True)
    page = open_page(served.keeps(draft).token)
    page.goto("/sheet")
    page.evaluate(
        """() => {
            const rows = document.querySelector("tbody");
            for (let more = 0; more < 5; more++) rows.append(...[...rows.children].map(row => row.cloneNode(true)));
        }"""
    )
    within = [text for text in pages_of(page.pdf(format="A4")) if text.count("10mg1tablet,once") > 10]

    assert len(within) > 3
    assert [text[:80] for text in within if "Lasttaken" not in text] == []
