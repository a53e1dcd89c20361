"""The sheet as the patient makes it: of its day, with what was chosen for it, to print, to copy and to come back by."""

import pytest

from forms.answers import Draft, SheetChoices
from forms.ketamine import INTAKE
from intake import create_app
from intake.config import settings_from
from tests.builders import EXAMPLE, a_draft
from tests.drivers import Patient
from tests.web.holding import holder, saved

SHOWN_ALIKE = True


@pytest.fixture
def patient(app) -> Patient:
    return holder(app, a_draft(EXAMPLE))


def pdf_of(patient: Patient, way: str = "") -> bytes:
    return patient.client.get(f"/sheet.pdf{way}").data


def made_on(patient: Patient) -> str:
    return patient.sheet.splitlines()[2]


def test_sheet_shown_again_later_is_the_same_to_the_byte(patient, clock):
    patient.makes_the_sheet()
    code, head, pdf = return_code_of(patient), patient.sheet.splitlines()[:4], pdf_of(patient)
    assert "Made on November 23, 2026" in patient.sheet
    clock.passes(hours=12, minutes=1)
    patient.comes_back_with(code)

    assert patient.sheet.splitlines()[:4] == head
    assert pdf_of(patient) == pdf


def return_code_of(patient: Patient) -> str:
    return patient.opens("/code").return_code


def test_changed_answers_make_a_new_sheet_that_replaces_the_one_before(patient, clock):
    patient.makes_the_sheet()
    code, before = return_code_of(patient), made_on(patient)
    clock.passes(days=3)
    patient.comes_back_with(code)
    patient.goes_to("goal").answers(reason__goal="Walk to the sea")
    patient.makes_the_sheet()

    reference = before.rpartition(" ")[2]
    assert "Made on November 26, 2026" in patient.sheet
    assert f"Replaces the sheet of November 23, 2026 ({reference})." in patient.sheet
    assert not patient.opens("/sheet").notice


def test_pressing_again_without_a_change_makes_no_second_sheet(app, patient, clock):
    patient.makes_the_sheet()
    clock.passes(minutes=5)
    patient.makes_the_sheet()

    assert len(saved(app, patient).sheets) == 1
    assert "Replaces" not in patient.sheet


def test_looking_at_the_sheet_writes_nothing(app, patient):
    patient.makes_the_sheet()
    patient.goes_to("goal").answers(reason__goal="Walk to the sea")
    before = saved(app, patient)
    for path in ("/check", "/sheet", "/sheet.pdf", "/sheet.txt", "/sheet/text", "/next"):
        patient.opens(path)

    assert saved(app, patient) == before
    assert len(before.sheets) == 1


def test_sheet_that_was_changed_since_says_so(patient):
    assert not patient.opens("/sheet").notice
    patient.makes_the_sheet()
    assert not patient.opens("/sheet").notice
    patient.goes_to("goal").answers(reason__goal="Walk to the sea")

    assert "You changed something" in patient.opens("/sheet").notice
    assert "Replaces the sheet of November 23, 2026" in patient.sheet


def test_reference_is_on_the_sheet_until_the_tick_is_taken_away(patient):
    patient.makes_the_sheet()
    assert "Reference " in patient.sheet
    patient.makes_the_sheet(reference=None)

    assert "Reference " not in patient.sheet
    patient.opens("/check")
    assert not patient.page.select_one('[name="reference"]').has_attr("checked")


def test_return_code_is_on_no_sheet_unless_both_ticks_are_set(app, patient):
    code = return_code_of(patient)
    for ticks in ({}, {"way_back": "1"}, {"return_code": "1"}):
        patient.makes_the_sheet(**{"way_back": None, "return_code": None, **ticks})
        shown = patient.opens("/sheet").text + patient.sheet
        assert code not in shown, ticks
        assert ("http://localhost/return" in shown) is ("way_back" in ticks)

    assert not saved(app, patient).choices.return_code
    patient.makes_the_sheet(way_back="1", return_code="1")
    assert code in patient.sheet
    assert code in patient.opens("/sheet").page.select_one(".way-back").get_text()


def test_no_link_and_no_address_on_the_sheets_page_holds_the_code(patient):
    code = return_code_of(patient)
    patient.makes_the_sheet(way_back="1", return_code="1")
    page = patient.opens("/sheet").page
    addresses = [str(value) for each in page.find_all(True) for name, value in each.attrs.items() if name != "class"]

    assert [address for address in addresses if code in address] == []


def test_way_back_is_the_public_address(tmp_path, clock):
    settings = settings_from({"INTAKE_DATA": str(tmp_path / "data"), "INTAKE_PUBLIC_URL": "https://intake.example.org"})
    app = create_app(settings, INTAKE, clock=clock)
    patient = holder(app, Draft(choices=SheetChoices(way_back=True)))

    assert "open https://intake.example.org/return and" in " ".join(patient.sheet.split())
    assert "https://intake.example.org/return" in patient.opens("/code/card").text


@pytest.mark.parametrize(("country", "first"), [("US", "letter"), ("GB", "a4")])
def test_every_form_of_the_sheet_is_a_link_with_the_countrys_paper_first(tmp_path, clock, country, first):
    settings = settings_from({"INTAKE_DATA": str(tmp_path / "data"), "INTAKE_COUNTRY": country})
    patient = holder(create_app(settings, INTAKE, clock=clock), a_draft(EXAMPLE)).opens("/sheet")
    links = [str(link["href"]) for link in patient.page.select("main a[href*='sheet.pdf']")]

    other = "a4" if first == "letter" else "letter"
    assert links == [
        f"/sheet.pdf?paper={first}",
        f"/sheet.pdf?paper={other}",
        f"/sheet.pdf?paper={first}&print=large",
        f"/sheet.pdf?paper={other}&print=large",
    ]
    assert {pdf_of(patient, link.removeprefix("/sheet.pdf"))[:5] for link in links} == {b"%PDF-"}


def test_large_print_takes_more_pages(patient):
    assert len(pdf_of(patient, "?print=large")) != len(pdf_of(patient))


def test_plain_text_stands_whole_in_a_field_to_select(patient):
    text = patient.opens("/sheet/text").page.select_one("textarea[readonly]#plain-text")

    assert text.get_text().removeprefix("\n") == patient.sheet
    assert patient.page.select_one('label[for="plain-text"]').get_text() == "Plain text"
