"""A whole first visit in a real browser, with JavaScript and without: the same steps, the same sheet."""

import pytest

from tests.browser.visiting import Visitor


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_first_visit_from_start_to_sheet(open_page, scripts):
    visitor = Visitor(open_page(java_script_enabled=scripts)).opens("/")

    visitor.chooses("The short form").presses("Start").follows("You and this appointment")
    visitor.types("What is your full name?", "Ann Example").goes_on()
    assert visitor.heading == "Your return code"
    code = visitor.return_code
    visitor.presses("I have it, go on")

    says_who_and_when(visitor)
    says_why(visitor)
    adds_a_medicine(visitor)
    picks_questions(visitor)
    makes_the_sheet(visitor, code)


def says_who_and_when(visitor: Visitor) -> None:
    visitor.types("Month", "3").types("Day", "4").types("Year", "1979").goes_on()
    assert visitor.heading == "Who are you seeing, and when?"
    visitor.types("Day", "2").types("Month", "12").types("Year", "2026").goes_on()
    assert visitor.heading == "Who is filling this in?"

    assert not visitor.sees("What is their name?")
    visitor.chooses("Me, with someone helping")
    assert visitor.sees("What is their name?")
    visitor.types("What is their name?", "Bo Example").goes_on()


def says_why(visitor: Visitor) -> None:
    visitor.opens("/form").follows("What brings you here")
    visitor.types(visitor.heading, "I wake at four\nand cannot go on").goes_on()
    assert visitor.heading == "Which of these do you want to talk about?"

    assert not visitor.sees("Who gave that name to it?")
    visitor.chooses("Low mood or depression").types("Something else, in my words", "a fog, most days")
    assert visitor.sees("Who gave that name to it?")
    visitor.types("Who gave that name to it?", "my doctor").goes_on()
    assert visitor.heading == "Have you ever had ketamine or esketamine, for any reason?"


def adds_a_medicine(visitor: Visitor) -> None:
    visitor.opens("/form/medicine-list").follows("Add a medicine")
    visitor.types("What is the name on the box?", "Sertralin 50?")
    visitor.types("What is the strength of each tablet, patch or puff?", "0,5 mg").chooses("Once a day")
    assert not visitor.sees("Who prescribed it?")
    visitor.page.get_by_text("Add more detail").click()
    visitor.types("Who prescribed it?", "Dr Example").presses("Save")
    assert "Sertralin 50?" in visitor.words


def picks_questions(visitor: Visitor) -> None:
    visitor.opens("/form/themes").page.locator("label.option input").nth(0).check()
    visitor.goes_on().page.locator("label.option input").nth(1).check()
    visitor.goes_on().opens("/form/my-list")
    visitor.page.get_by_role("button", name="Star").first.click()
    assert "Starred for page 1" in visitor.words


def makes_the_sheet(visitor: Visitor, code: str) -> None:
    visitor.follows("My return code")
    assert visitor.return_code == code

    visitor.opens("/form").follows("Check my answers and make the sheet")
    assert "a fog, most days" in visitor.words
    visitor.presses("Save and make my sheet")
    assert visitor.heading == "Your sheet"
    for said in (
        "Ann Example",
        "March 4, 1979",
        "I wake at four",
        "Sertralin 50?",
        "0,5 mg",
        "my doctor",
        "Bo Example",
    ):
        assert said in visitor.words

    visitor.follows("What happens next")
    assert visitor.heading == "What happens next"
