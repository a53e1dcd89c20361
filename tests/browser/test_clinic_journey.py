"""From the command that adds a clinic to the day on which it forgets: one patient, three people of the clinic."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from intake import utc_now
from intake.cli import main
from intake.services.expiry import expire
from tests.browser.clinicians import Clinician
from tests.browser.serving import Served, serving
from tests.browser.visiting import Visitor
from tests.intake.exports.reading import pages_of, squeezed

Operator = Callable[..., str]

PHONE = {"width": 360, "height": 740}
WORDS = "I wake at four and cannot go on like this"
CHART = "Sertraline 100 mg tablet once a day\nAspirin 75 mg once a day"
KEPT_DAYS = 1


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own: what is deleted here on schedule is nobody else's."""
    with serving(tmp_path_factory.mktemp("clinic")) as served:
        yield served


@pytest.fixture
def operator(served: Served, monkeypatch, capsys) -> Operator:
    """Types a command at the server; gives what it prints."""
    for name, value in served.environ.items():
        monkeypatch.setenv(name, value)

    def typed(*words: str) -> str:
        assert main(words) == 0
        return capsys.readouterr().out

    return typed


def test_from_the_first_command_to_the_last_deletion(open_page, operator, served):
    anna, ada = are_added_by_commands(open_page, operator)
    makes_the_key(anna)
    tells_patients(ada, operator)
    rob = adds_a_reader(ada, anna, open_page)

    link = invites(anna)
    patient = Visitor(open_page(viewport=PHONE, java_script_enabled=False))
    code = fills_in(patient, link)
    reference = sends(patient)

    reviews_together(anna, reference)
    compares_medicines(anna)
    exports(anna)
    assert "Reviewed by Anna Example" in rob.finds("Ann Patient", "Reviewed").words

    forgets_on_schedule(served, anna)
    still_has_the_form(Visitor(open_page()), code)


def are_added_by_commands(open_page: Callable[..., Page], operator: Operator) -> tuple[Clinician, Clinician]:
    assert "“northside-clinic”" in operator("clinic", "add", "Northside Clinic", "--address", "1 Example Street")
    links = [
        operator("staff", "add", "northside-clinic", username, "--name", name, "--role", role).split()[-1]
        for username, name, role in (("anna", "Anna Example", "reviewer"), ("ada", "Ada Example", "administrator"))
    ]
    anna = Clinician.set_up(open_page(), links[0], "four small lamps upon the stair")
    ada = Clinician.set_up(open_page(), links[1], "a kettle sings behind the door")
    # The link was used, and opens nothing for whoever finds it.
    assert anna.opens(links[0]).heading == "This link does not open any more"
    assert anna.signs_in().heading == "Keys"
    assert ada.signs_in().heading == "Team"
    return anna, ada


def makes_the_key(anna: Clinician) -> None:
    anna.presses("Make the clinic’s key")
    groups = [part.locator("li").all_inner_texts() for part in anna.page.locator(".recovery-part").all()]
    assert [len(part) for part in groups] == [14, 14]

    asked = anna.page.get_by_label(re.compile(r"^Part \d, group \d+$"))
    asked.first.fill("0000")
    anna.presses("These are on my paper")
    assert "These groups are not those of the sheet" in anna.words
    assert anna.page.locator(".recovery-part").count() == 0, "the sheet is shown once"
    for field in asked.all():
        part, group = re.findall(r"\d+", field.evaluate("field => field.labels[0].innerText"))
        field.fill(groups[int(part) - 1][int(group) - 1].lower())
    anna.presses("These are on my paper")
    assert "The recovery sheet, confirmed" in anna.words


def tells_patients(ada: Clinician, operator: Operator) -> None:
    assert "open: who reads" in operator("clinic", "list")
    ada.opens("/clinic/settings")
    ada.types("Who reads what patients send?", "a nurse of our team")
    for field, text in (("read_within", "3 working days"), ("self_harm_within", "1 working day")):
        ada.page.fill(f'[name="{field}"]', text)
    ada.types("Who reads the answers about thoughts of suicide and self-harm?", "the duty nurse")
    ada.types("How many days after the visit are answers kept?", str(KEPT_DAYS)).presses("Save")
    assert "takes answers" in operator("clinic", "list")


def adds_a_reader(ada: Clinician, anna: Clinician, open_page: Callable[..., Page]) -> Clinician:
    """Whoever is new waits for the grant of somebody who holds the key."""
    ada.opens("/clinic/team").types("Name of the person", "Rob Example").types("Name to sign in with", "rob")
    ada.chooses("Reader").presses("Add, and make a set-up link")
    rob = Clinician.set_up(open_page(), ada.page.get_by_label("Link").input_value(), "seven grey boats in a row")
    assert rob.signs_in().heading == "Keys"

    anna.opens("/clinic/keys").proves_it_again("Grant the key to Rob Example")
    assert rob.opens("/clinic/responses").heading == "Answers"
    return rob


def invites(anna: Clinician) -> str:
    tomorrow = (utc_now() + timedelta(days=1)).date()
    anna.opens("/clinic/invitations").types("Day of the visit", tomorrow.isoformat())
    anna.types("Who the patient sees", "Dr Example").types("Where", "Room 2").presses("Make the invitation")
    return anna.page.get_by_label("Link to send to the patient").input_value()


def fills_in(patient: Visitor, link: str) -> str:
    """On a phone, without JavaScript; looking at the link first uses nothing up. Gives the return code."""
    patient.opens(link).opens(link)
    assert patient.heading == "Getting ready for your visit to Northside Clinic"
    patient.presses("Begin").chooses("The short form").presses("Start").follows("You and this appointment")
    patient.types("What is your full name?", "Ann Patient").goes_on()
    code = patient.return_code
    patient.presses("I have it, go on")
    assert "Dr Example · Room 2" in patient.page.locator(".visit").inner_text()
    patient.types("Month", "3").types("Day", "4").types("Year", "1979").goes_on()
    patient.opens("/form/main-thing").types(patient.heading, WORDS).goes_on()
    patient.opens("/form/medicine-list").follows("Add a medicine").types("What is the name on the box?", "Sertraline")
    patient.types("What is the strength of each tablet, patch or puff?", "50 mg").chooses("Once a day").presses("Save")
    return code


def sends(patient: Visitor) -> str:
    """Gives the reference on the receipt."""
    patient.opens("/check").presses("Save and make my sheet")
    assert patient.heading == "Bring it, or send it"
    for told in ("a nurse of our team", "3 working days", "the duty nurse", "1 working day", "Nobody."):
        assert told in patient.words
    patient.presses("Send it now")
    assert patient.heading == "What I sent"
    receipt = patient.words
    patient.page.go_back(wait_until="commit")
    assert patient.presses("Send it now").words == receipt, "sent twice is sent once"
    return patient.page.locator("dt", has_text="Reference").locator("+ dd").inner_text()


def reviews_together(anna: Clinician, reference: str) -> None:
    anna.opens("/clinic/search").types("Name, day of birth, or reference", reference).presses("Search")
    anna.follows("Ann Patient").page.wait_for_url("**/clinic/responses/*")
    assert anna.heading == "Name: Ann Patient · Born: March 4, 1979"
    assert WORDS in anna.words

    anna.presses("Confirmed Name")
    line = anna.page.locator("article.line").filter(has_text=WORDS)
    line.get_by_text("Changed", exact=False).first.click()
    line.get_by_label("What the patient says now").fill("Since August I wake at five")
    with anna.page.expect_navigation():
        line.get_by_role("button", name="Save the change").click()
    assert WORDS in line.inner_text()
    assert "Since August I wake at five" in line.inner_text()
    assert "Anna Example" in line.inner_text()
    anna.types("A new note", "Brought her mother").presses("Add the note").presses("Mark as reviewed by me")
    assert "Brought her mother" in anna.page.locator(".beside").inner_text()


def compares_medicines(anna: Clinician) -> None:
    anna.follows("Medicines side by side").types("List from the chart", CHART).presses("Show side by side")
    rows = anna.page.locator("tbody tr").all_inner_texts()
    assert [row.split("\t")[0].strip() for row in rows] == ["Directions differ", "Chart only"]
    anna.follows("Back to the review")


def exports(anna: Clinician) -> None:
    anna.follows("Export").types("Your passphrase again", "not the passphrase").presses("Save the file")
    assert "do not open together" in anna.words
    anna.types("Your passphrase again", anna.keeps.passphrase)
    with anna.page.expect_download() as saving:
        anna.page.get_by_role("button", name="Save the file").click()
    assert squeezed(WORDS) in squeezed("".join(pages_of(Path(saving.value.path()).read_bytes())))


def forgets_on_schedule(served: Served, anna: Clinician) -> None:
    anna.opens("/clinic/responses?state=reviewed")
    assert "Ann Patient" in anna.words
    late = utc_now() + timedelta(days=KEPT_DAYS + 2)
    assert expire(served.vault, late, clock_is_right=True).responses == 1

    anna.signs_in(anna.keeps.paper_codes.pop()).opens("/clinic/responses?state=reviewed")
    assert "There is nothing here." in anna.words
    anna.opens("/clinic/deletions")
    assert "Deleted on schedule" in anna.words
    assert "Ann Patient" not in anna.words


def still_has_the_form(patient: Visitor, code: str) -> None:
    """The draft is the patient's, and has a time of its own."""
    patient.opens("/return").types("Your return code", code).presses("Open my form")
    patient.opens("/check")
    assert WORDS in patient.words
