"""A patient sends, sends a newer version, and takes it back in another browser: the clinic sees each of these."""

import pytest

from tests.browser.houses import House
from tests.browser.visiting import Visitor
from tests.builders import BUSY, a_draft

FIRST, NEWER = "I wake at four each night", "Since August I wake at five"
NAME = "Wendy Withdraws"


@pytest.fixture
def anna(house: House, open_page) -> Visitor:
    return Visitor(open_page(staff=house.session_of("reviewer")))


def test_withdrawal_with_the_return_code_in_another_browser(house, open_page, anna):
    patient = Visitor(open_page())
    code = sends(patient, f"/i/{house.single_link}")
    anna.opens("/clinic/responses").follows(NAME)
    anna.page.wait_for_url("**/responses/*-*")
    where = anna.page.url
    assert FIRST in anna.words

    sends_a_newer_version(patient)
    assert anna.opens("/clinic/responses").page.get_by_role("link", name=NAME).count() == 1
    sees_both_versions(anna, where)

    elsewhere = Visitor(open_page()).opens("/return").types("Your return code", code).presses("Open my form")
    takes_it_back(elsewhere)
    assert NAME not in anna.opens("/clinic/responses").words
    assert anna.opens(where).heading == "There is no such page"
    assert "It was withdrawn" in anna.words
    assert "Taken back by the patient" in anna.opens("/clinic/deletions").words

    # Their own form is as it was, and may be sent with the same link again.
    assert NEWER in elsewhere.opens("/check").words
    elsewhere.opens("/send").presses("Send it now")
    assert anna.opens("/clinic/responses").page.get_by_role("link", name=NAME).count() == 1


def sends(patient: Visitor, link: str) -> str:
    """Gives the return code."""
    patient.opens(link).presses("Begin").presses("Start").opens("/form/name")
    patient.types("What is your full name?", NAME).goes_on()
    code = patient.return_code
    patient.opens("/form/main-thing").types(patient.heading, FIRST).goes_on()
    patient.opens("/send").presses("Send it now")
    return code


def sends_a_newer_version(patient: Visitor) -> None:
    patient.follows("Change my answers, and send a newer version")
    patient.opens("/form/main-thing").types(patient.heading, NEWER).goes_on()
    patient.opens("/send")
    assert "Sending again puts the newer one beside it." in patient.words
    patient.presses("Send the newer version")
    assert patient.page.locator("dt", has_text="Version").locator("+ dd").inner_text() == "2"


def sees_both_versions(anna: Visitor, where: str) -> None:
    anna.opens(where)
    changed = anna.page.get_by_role("region", name="What changed since version 1")
    assert changed.locator("del").all_inner_texts() == [FIRST]
    assert changed.locator("ins").all_inner_texts() == [NEWER]
    assert NEWER in anna.page.locator(".said").inner_text()


def takes_it_back(patient: Visitor) -> None:
    patient.opens("/sent").follows("Take it back")
    assert patient.heading == "Take back what you sent?"
    patient.presses("Take it back now")
    assert "You took it back on" in patient.words


@pytest.mark.parametrize("prints", [True, False])
def test_receipt_says_that_the_reference_is_on_the_sheet_only_where_it_is(prints, house, served, open_page):
    draft = house.is_sent(house.for_visit(a_draft(BUSY, choices={"reference": prints})))
    patient = Visitor(open_page(served.keeps(draft).token))

    assert ("It also stands on your sheet." in patient.opens("/sent").words) is prints
    assert (draft.sendings[-1].reference in patient.opens("/sheet").words) is prints


def test_first_page_for_a_visit_does_not_say_that_nothing_is_ever_sent(house, open_page):
    patient = Visitor(open_page())
    assert "Nothing is sent to anyone." in patient.opens("/").words

    patient.opens(f"/i/{house.link}").presses("Begin")
    assert "you send your answers to the clinic" in patient.words
    assert "Nothing is sent to anyone." not in patient.words
