"""Answers read together with the patient: each word of staff beside the patient's, who and when, and none lost."""

import re
from uuid import UUID

import pytest

from intake.services.members import Role
from intake.store.clinic_models import VersionRecord
from intake.store.engine import writing
from tests.builders import MEDICINES
from tests.clinics import Person, joins
from tests.web.clinic.asking import body_of

NAME, GOAL = "you.name", "reason.goal"
BY = "Anna Example, November 23, 2026 12:00 UTC"


@pytest.fixture
def review(office, north, response):
    return office.staff(north.reviewer).opens_response(response)


def test_a_line_is_confirmed_with_who_and_when(review):
    words = review.words_of(NAME)
    assert review.confirms(NAME).status == 200

    assert review.words_of(NAME) == f"{words} confirmed with the patient {BY}"
    assert review.last.request.path.startswith("/clinic/responses/")


def test_a_line_that_changed_keeps_the_patients_words_and_shows_the_visits(office, north, response, review):
    patients = review.line(NAME).select_one(".answer").get_text(strip=True)
    review.changes(NAME, "Anne\nExample <b>")

    assert review.line(NAME).select_one(".answer").get_text(strip=True) == patients
    told = review.line(NAME).select_one(".of-staff")
    assert told.select_one(".as-typed").get_text() == "Anne\nExample <b>"
    assert told.get_text(" ", strip=True).startswith("Changed in the visit")
    assert told.get_text(" ", strip=True).endswith(BY)
    assert office.entries(north.reviewer, response) == [("line", NAME, "Anne\nExample <b>")]


def test_every_earlier_word_stays_readable_in_its_order(review):
    review.confirms(NAME).changes(NAME, "Anne").will_ask(NAME).takes_back(NAME)

    assert review.line(NAME).select_one("p.of-staff") is None
    earlier = [" ".join(each.get_text().split()) for each in review.line(NAME).select("details.of-staff li")]
    assert [each.partition(" Anna")[0] for each in earlier] == [
        "confirmed with the patient", "changed in the visit: Anne", "to ask"
    ]  # fmt: skip


def test_a_change_without_words_is_asked_for(review):
    review.changes(NAME, "  \n ")

    assert (review.status, review.problem) == (422, "Write what the patient said in the visit.")
    assert "of-staff" not in str(review.line(NAME))


def test_what_is_open_is_gathered_in_the_order_of_the_sections_and_goes_when_it_is_settled(review):
    def to_ask():
        return [link["href"].removeprefix("#line-") for link in review.section("to-ask").select("a")]

    in_order = [each["id"].removeprefix("line-") for each in review.page.select("article.line")]
    gaps = to_ask()
    assert len(gaps) >= 3
    assert gaps == [key for key in in_order if key in gaps]
    assert NAME not in gaps
    review.will_ask(NAME).confirms(gaps[0])
    assert to_ask() == [key for key in in_order if key in {NAME, *gaps[1:]}]
    review.changes(gaps[1], "Told in the visit")
    assert gaps[1] not in to_ask()


def test_two_reviewers_at_one_line_overwrite_nothing_of_each_other(office, north, response, review):
    other = office.staff(_second_reviewer(office, north)).opens_response(response)
    review.changes(NAME, "what Anna heard")
    other.changes(NAME, "what Zoe heard")

    assert other.status == 409
    assert "A colleague wrote about this line" in other.problem
    assert "what Anna heard" in other.words_of(NAME)
    assert other.line(NAME).textarea.get_text().strip() == "what Zoe heard"
    assert office.entries(north.reviewer, response) == [("line", NAME, "what Anna heard")]
    other.sends_form(other.line(NAME).form, ("state", "changed"))
    assert other.status == 200
    assert [each[2] for each in office.entries(north.reviewer, response)] == ["what Anna heard", "what Zoe heard"]
    assert "Zoe Example" in other.words_of(NAME)


def test_two_reviewers_at_two_lines_do_not_meet(office, north, response, review):
    other = office.staff(north.reviewer).opens_response(response)
    assert review.confirms(NAME).status == 200
    assert other.confirms(GOAL).status == 200
    assert other.notes("Mine").status == 200
    assert review.notes("Ours").status == 200
    assert [each.get_text() for each in review.section("notes").select("li .as-typed")] == ["Mine", "Ours"]


def _second_reviewer(office, north) -> Person:
    return joins_holding(office, north, Person("zoe", Role.REVIEWER, "the small zoe lamp on the stair"))


def joins_holding(office, north, person: Person) -> Person:
    """Set up, and granted the key by a colleague at the page."""
    joins(office.vault, north.id, person, office.clock.now)
    anna = office.staff(north.reviewer).opens("/clinic/keys")
    form = anna.page.select_one(f'form[action$="/keys/grant/{person.staff_id}"]')
    # The moment of the page is the moment of the words: the clock is turned back after the code.
    code = anna.next_code()
    assert anna.sends_form(form, None, passphrase=north.reviewer.passphrase, code=code).status == 200
    office.clock.passes(seconds=-30)
    return person


def test_notes_stand_apart_from_the_patients_words_and_say_whose_they_are(office, north, response, review):
    review.notes("Came with\nher qzsister <script>")
    notes = review.section("notes")

    assert "of-staff" in notes["class"]
    assert notes.p.get_text() == "Ours, not the patient’s."
    assert notes.select_one("li .as-typed").get_text() == "Came with\nher qzsister <script>"
    assert notes.select_one("li small").get_text() == BY
    assert "qzsister" not in review.page.select_one(".said").get_text()
    assert review.notes("  ").status == 422
    assert len(office.entries(north.reviewer, response)) == 1


def test_a_note_sent_twice_is_one_note(office, north, response, review):
    form = review.page.select_one('form[action$="/note"]')
    for _ in range(3):
        review.sends_form(form, None, text="Once")
    for _ in range(3):
        review.sends_form(review.line(NAME).form, ("state", "confirmed"))

    assert office.entries(north.reviewer, response) == [("note", "", "Once"), ("line", NAME, "confirmed")]


def test_reviewed_says_by_whom_when_and_of_which_version(review):
    assert review.section("readings").p.get_text() == "Nobody has marked it as reviewed yet."
    review.marks_reviewed()

    told = review.section("readings").p.get_text()
    assert told == "Reviewed by Anna Example on November 23, 2026 12:00 UTC (version 1)"
    assert review.section("state").p.get_text(strip=True) == "Reviewed"


def test_a_state_moves_the_row_from_one_list_to_another(office, north, response, review):
    def listed(state):
        page = office.staff(north.reader).opens(f"/clinic/responses?state={state}&by=received").page
        return any(response in link["href"] for link in page.select("tbody a"))

    assert listed("new")
    review.notes("read")
    assert (listed("new"), listed("in-review")) == (False, True)
    review.sets_state("closed")
    assert (listed("in-review"), listed("closed")) == (False, True)


def test_it_is_assigned_to_a_colleague_and_to_nobody(office, north, response, review):
    form = review.page.select_one('form[action$="/assign"]')
    names = {each.get_text() for each in form.select("option")}
    assert names >= {"Nobody", "Rob Example", "Anna Example"}
    assert not any("South" in name or "Bea" in name for name in names)
    review.sends_form(form, None, to=str(north.reader.staff_id))
    assert "Assigned to Rob Example" in review.section("state").get_text(" ")
    row = office.staff(north.reader).opens("/clinic/responses?state=new&by=assigned").page
    assert "Rob Example" in next(each for each in row.select("tbody tr") if response in str(each)).get_text()
    review.sends_form(review.page.select_one('form[action$="/assign"]'), None, to="")
    assert "Assigned" not in review.section("state").p.get_text()


@pytest.mark.parametrize(
    ("what", "typed", "status"),
    [
        ("state", {"state": "urgent"}, 400),
        ("state", {}, 400),
        ("assign", {"to": "nobody"}, 400),
        ("assign", {"to": str(UUID(int=9))}, 404),
        ("line", {"key": NAME, "state": "approved"}, 400),
        ("line", {"key": "no.such", "state": "confirmed"}, 404),
        ("line", {"key": NAME}, 400),
        ("reviewed", {"version": "99"}, 303),
    ],
)
def test_what_no_page_has_is_refused(office, review, what, typed, status):
    token = review.page.select_one("[name=_token]")["value"]
    before = office.contents("staff_session")
    answer = review.client.post(f"{review.path}/{what}", data={"_token": token, **typed})

    assert answer.status_code == status
    assert (office.contents("staff_session") == before) is (status != 303)


def test_medicines_stand_side_by_side_and_none_is_settled(office, north, review):
    names = [each["medication.name"] for each in MEDICINES]
    chart = f"{names[0]} 75 mg, 2 tablets at night\nAspirin 75 mg daily"
    table = review.compares_medicines(chart).page.select_one("table.list")
    found = {row.td.get_text(strip=True) for row in table.select("tbody tr")}

    assert found >= {"Patient only", "Chart only"}
    assert table.get_text().count("Aspirin") == 1
    assert [name for name in names if name not in table.get_text()] == []
    assert review.page.select_one("textarea").get_text().strip() == chart
    assert review.sees("It does not say which one is right")
    # A colleague who may only read sees the same, and has no field to paste into.
    rob = office.staff(north.reader).opens(review.path)
    assert rob.page.select_one("table.list") == table
    assert rob.page.select_one("main textarea") is None
    assert rob.page.select_one(".hint").get_text() == f"List pasted by {BY}"


def test_a_reader_reads_all_and_has_no_button(office, north, response, review):
    review.notes("For all").confirms(NAME)
    rob = office.staff(north.reader).opens_response(response)

    assert rob.page.select("main form") == []
    assert [a["href"] for a in rob.page.select("main a") if "export" in a["href"] or "delete" in a["href"]] == []
    assert rob.sees("For all")
    assert BY in rob.words_of(NAME)


def test_the_sheet_is_the_one_that_the_patient_has(office, north):
    patient = office.patient(north, you__name="Ann Same")
    theirs = patient.opens("/sheet").page
    patient.opens("/send").sends_form(patient.page.select_one('form[action$="/send"]'))
    anna = office.staff(north.reviewer).opens_newest()
    ours = anna.opens(f"{anna.path}/sheet").page

    sheets = [" ".join(page.select_one(".sheet").get_text(" ").split()) for page in (theirs, ours)]
    assert "Ann Same" in sheets[0]
    # The foot says of each copy who can open it.
    told = re.search(r"Only you can open this.*?December 23, 2026\.", sheets[0])[0]
    assert sheets[1] == sheets[0].replace(told, "Sent to Northside Clinic on November 23, 2026.")


def test_what_cannot_be_opened_says_so_and_breaks_nothing(office, north, response):
    with writing(office.vault.engine) as session:
        broken = session.get_one(VersionRecord, (UUID(response), 1))
        broken.header, broken.body = b"\x01" + bytes(99), b"\x01" + bytes(99)
    whole = office.sent(north, you__name="Ann Whole")
    anna = office.staff(north.reviewer).opens("/clinic/responses?by=received")

    rows = {row.a["href"].rpartition("/")[2]: row for row in anna.page.select("tbody tr")}
    assert anna.status == 200
    assert rows[response].th.get_text(strip=True) == "Cannot be opened with your keys"
    assert rows[response].select("input") == []
    assert rows[whole].th.get_text(strip=True) == "Ann Whole"
    assert anna.searches("Ann Whole").sees("Ann Whole")
    assert (anna.opens_response(response).status, anna.heading) == (200, "Answers that cannot be opened")
    assert anna.opens(f"/clinic/responses/{response}/sheet").status == 200
    assert anna.opens(f"/clinic/responses/{response}/medicines").status == 200
    assert anna.exports("json", response).status_code == 404
    anna.opens(f"/clinic/responses/{response}/delete").sends_form(anna.page.select_one("main form"))
    assert anna.opens_response(response).status == 404


def test_deleting_asks_first_and_leaves_no_name(office, north, response, review):
    name = review.heading
    review.opens(f"/clinic/responses/{response}/delete")
    assert review.page.strong.get_text(strip=True) == name, "whose they are, before they go"
    assert office.staff(north.reviewer).opens_response(response).status == 200
    review.sends_form(review.page.select_one("main form"))

    assert review.heading == "Answers"
    assert review.opens_response(response).status == 404
    report = office.staff(north.administrator).opens("/clinic/deletions")
    assert report.page.select("tbody tr")[0].get_text(" ", strip=True).endswith(response[:8])
    gone, never = review.last, review.opens_response(str(UUID(int=3))).last
    assert body_of(gone, response) == body_of(never, UUID(int=3))
