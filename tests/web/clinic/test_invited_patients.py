"""A patient whom a clinic invited: the visit stands on every page, sending is their act, and so is taking it back."""

import re

import pytest

from forms.answers import Draft
from forms.ketamine import INTAKE
from intake.services import clinics
from intake.store.clinic_models import ResponseRecord, VersionRecord
from tests.clinics import FACTS, VISIT_DAY
from tests.drivers import Patient
from tests.web.clinic.desks import post
from tests.web.crawling import addresses
from tests.web.holding import holder, saved, token_of

DAY, CLINICIAN, PLACE = "December 1, 2026", "Dr Example", "Room 2"
# What leads away from the form, or is no page of it.
WITHOUT_A_VISIT = {"static", "patient.leave", "patient.paper_form", "patient.code_card"}


@pytest.fixture
def visitor(office):
    return Patient(office.app.test_client())


@pytest.fixture
def accepts(office, visitor):
    """Follows a link and presses “Begin”."""

    def accepts(house, link="", who=None) -> Patient:
        who = who or visitor
        who.opens(f"/i/{link or house.many_link}")
        return who.sends_form(who.page.select_one("main form"))

    return accepts


def rows_of(office, model):
    return len(office.contents()[model.__tablename__])


def shows_the_visit(patient: Patient) -> bool:
    place = patient.page.select_one(".visit")
    return place is not None and all(word in place.get_text(" ") for word in (DAY, CLINICIAN, PLACE))


def pages_of(office, patient: Patient):
    """Every page of the form that the patient comes to."""
    for endpoint, path in addresses(office.app, "GET"):
        if endpoint.startswith("patient.") and endpoint not in WITHOUT_A_VISIT:
            answer = patient.client.get(path, buffered=True)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                patient._follow(answer)
                yield path


def test_looking_at_an_invitation_uses_nothing_up(office, north, visitor):
    before = office.contents()
    for _ in range(20):
        assert Patient(office.app.test_client()).opens(f"/i/{north.single_link}").status == 200
        assert office.app.test_client().head(f"/i/{north.single_link}").status_code == 200
    assert office.contents() == before

    visitor.opens(f"/i/{north.single_link}")
    assert visitor.heading == "Getting ready for your visit to Northside Clinic"
    assert [visitor.sees(word) for word in (DAY, CLINICIAN, PLACE, "1 Example Street")] == [True] * 4


def test_the_cookie_of_the_visit_is_for_this_host_alone_and_goes_with_the_first_save(accepts, north):
    patient = accepts(north)
    cookie = patient.client.get_cookie("__Host-visit")
    assert (cookie.secure, cookie.http_only, cookie.same_site, cookie.path) == (True, True, "Lax", "/")
    assert cookie.max_age is None
    assert cookie.expires is None

    patient.opens("/form/name").answers(you__name="Ann")
    assert patient.client.get_cookie("__Host-visit") is None


def test_the_visit_stands_on_every_page_until_and_after_sending(office, north, accepts):
    patient = accepts(north)
    assert shows_the_visit(patient.opens("/form")), "before the first save"
    assert shows_the_visit(patient.opens("/form/name"))
    patient.answers(you__name="Ann").notes_the_code()
    missing = [path for path in pages_of(office, patient) if not shows_the_visit(patient)]
    assert missing == []
    send(patient)
    after = [path for path in pages_of(office, patient) if not shows_the_visit(patient)]
    assert after == []
    assert saved(office.app, patient).appointment.day == VISIT_DAY


def send(patient: Patient) -> Patient:
    patient.opens("/send")
    form = patient.page.select_one('form[action$="/send"]')
    assert form is not None, patient.text
    return patient.sends_form(form)


def test_the_page_before_sending_says_who_when_and_until_when(office, north):
    patient = office.patient(north, you__name="Ann").opens("/send")
    told = [FACTS[name] for name in ("readers", "read_within", "watched", "self_harm_readers", "self_harm_within")]

    assert [each for each in [*told, "March 1, 2027", "take it back"] if not patient.sees(each)] == []
    assert patient.sees("Bring it myself")
    assert not patient.sees("You sent a version")


def test_sending_twice_going_back_and_a_lost_reply_are_one_response(office, north):
    patient = office.patient(north, you__name="Ann")
    before = rows_of(office, ResponseRecord), rows_of(office, VersionRecord)
    token = token_of(patient.client, "/send")
    answers = [patient.client.post("/send", data={"_token": token}) for _ in range(4)]
    receipts = [re.sub(r'value="[^"]*"|data-\S+', "", patient.opens("/sent").text) for _ in range(3)]

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/sent")}
    assert len(set(receipts)) == 1
    assert (rows_of(office, ResponseRecord), rows_of(office, VersionRecord)) == (before[0] + 1, before[1] + 1)
    assert patient.sees("Sent to Northside Clinic")


def test_the_receipt_has_the_reference_of_the_sheet_and_the_clinic_finds_it_by_that(office, north):
    patient = send(office.patient(north, you__name="Ann Receipt"))
    reference = saved(office.app, patient).sendings[0].reference

    assert patient.sees(reference)
    assert reference in patient.sheet
    anna = office.staff(north.reviewer).searches(reference)
    assert [row.get_text() for row in anna.page.select("tbody th")] == ["Ann Receipt"]


def test_a_form_with_nothing_answered_is_not_sent(office, north):
    patient = office.patient(north)
    before = office.contents("session")
    assert patient.opens("/send").page.select_one('form[action$="/send"]') is None
    assert patient.sees("Nothing is answered yet.")
    answer = post(patient.client, "/send")

    assert answer.status_code == 422
    assert "There is nothing to send yet" in answer.text
    assert office.contents("session") == before


def test_a_newer_version_stands_beside_the_older_and_the_clinic_sees_what_changed(office, north):
    patient = send(office.patient(north, you__name="Ann First"))
    patient.opens("/form/name").answers(you__name="Ann Second")
    assert "You sent a version on November 23, 2026" in patient.opens("/send").notice + patient.text
    assert patient.page.select_one('form[action$="/send"] button').get_text() == "Send the newer version"
    send(patient)
    (sending,) = saved(office.app, patient).sendings

    assert sending.number == 2
    anna = office.staff(north.reviewer).opens_response(sending.response)
    assert [each.get_text() for each in anna.section("changes").select("del, ins")] == ["Ann First", "Ann Second"]


def test_what_was_sent_is_taken_back_and_gone_at_the_clinic(office, north):
    patient = send(office.patient(north, you__name="Ann Back"))
    (sending,) = saved(office.app, patient).sendings
    anna = office.staff(north.reviewer)
    assert anna.opens_response(sending.response).status == 200
    patient.opens(f"/withdraw/{sending.response}")
    assert rows_of(office, ResponseRecord)
    patient.sends_form(patient.page.select_one('form[action*="/withdraw/"]'))

    assert patient.heading == "What I sent"
    assert patient.sees("You took it back on November 23, 2026.")
    assert anna.opens_response(sending.response).status == 404
    assert office.staff(north.administrator).opens("/clinic/deletions").sees("Taken back by the patient")
    assert post(patient.client, f"/withdraw/{sending.response}").status_code == 303
    assert send(patient).sees("Sent to Northside Clinic"), "it may be sent anew"


def test_after_the_day_of_the_visit_nothing_more_is_sent(own_office):
    north = own_office.world.north
    patient = send(own_office.patient(north, you__name="Ann"))
    own_office.clock.passes(days=9)
    later = holder(own_office.app, saved_draft(own_office, north))
    before = own_office.contents("session")

    assert later.opens("/send").sees("The day of the visit is past")
    assert later.page.select_one('form[action$="/send"]') is None
    answer = post(later.client, "/send")
    assert (answer.status_code, "The day of the visit is past" in answer.text) == (409, True)
    assert own_office.contents("session") == before
    assert patient is not later


def saved_draft(office, house) -> Draft:
    return office.draft(house, you__name="Ann Late")


def test_deleting_ones_form_speaks_of_what_was_sent(office, north):
    patient = office.patient(north, you__name="Ann")
    assert not patient.opens("/delete").sees("Northside Clinic keeps")
    unsent = patient.page.get_text(" ", strip=True)
    send(patient).opens("/delete")

    assert patient.page.get_text(" ", strip=True) != unsent
    assert patient.page.select_one('main a[href^="/withdraw/"], main a[href="/sent"]') is not None


def test_an_open_form_takes_a_new_invitation(office, north, south, accepts):
    patient = holder(office.app, Draft())
    assert patient.opens("/form").page.select_one(".visit") is None
    patient.opens(f"/i/{north.many_link}")
    assert patient.page.select_one("main form button").get_text() == "Use my open form for this visit"
    accepts(north, who=patient)
    assert (patient.path, shows_the_visit(patient)) == ("/form", True)
    accepts(south, who=patient)

    assert saved(office.app, patient).appointment.clinic_name == "Southside Clinic"


def test_the_return_code_opens_the_form_with_the_invitation_that_was_followed(office, north, visitor):
    patient = Patient(office.app.test_client()).opens("/form/name").answers(you__name="Ann")
    code = patient.notes_the_code()
    visitor.opens(f"/i/{north.many_link}")
    visitor.sends_form(visitor.page.select_one("main form"), ("_go", "code"))
    assert visitor.path == "/return"
    visitor.comes_back_with(code)

    assert shows_the_visit(visitor.opens("/form"))
    assert saved(office.app, visitor).answers.first("you.name") == "Ann"
    assert visitor.client.get_cookie("__Host-visit") is None


def test_a_single_use_link_is_good_for_the_one_who_sent_with_it_alone(own_office):
    north, first = own_office.world.north, Patient(own_office.app.test_client())
    second = Patient(own_office.app.test_client())
    for patient in (first, second):
        patient.opens(f"/i/{north.single_link}")
        patient.sends_form(patient.page.select_one("main form"))
        patient.opens("/form/name").answers(you__name="Ann").notes_the_code()
    send(first)
    assert first.opens("/form/name").answers(you__name="Anne").status == 200
    assert send(first).sees("Version")

    answer = post(second.client, "/send")
    assert (answer.status_code, "This link does not open any more" in answer.text) == (410, True)
    assert Patient(own_office.app.test_client()).opens(f"/i/{north.single_link}").status == 410


def test_a_link_that_was_taken_back_opens_no_more(office, north):
    anna = office.staff(north.reviewer).opens(f"/clinic/invitations/{office.invitation(north)}")
    path = anna.page.select_one("#link")["value"].removeprefix("http://localhost")
    assert Patient(office.app.test_client()).opens(path).status == 200
    anna.sends_form(anna.page.select_one('form[action$="/end"]'))

    closed = Patient(office.app.test_client()).opens(path)
    assert (closed.status, closed.heading) == (410, "This link does not open any more")


@pytest.mark.parametrize("link", ["nobodys", "x" * 500, "ä", "%00", "to", "..", "A" * 43])
def test_a_link_that_is_none_is_told_as_one_that_is_over(visitor, link):
    assert visitor.opens(f"/i/{link}").status in (404, 410)


def test_a_made_up_cookie_of_a_visit_leads_to_no_visit(office, visitor):
    for value in ("x" * 4000, "to/no-such-clinic", "to/", "to/../..", "ä", "to/northside-clinic"):
        visitor.client.set_cookie("__Host-visit", value)
        visitor.opens("/form/name")
        assert (visitor.status, visitor.page.select_one(".visit")) == (200, None), value


def test_the_public_page_is_there_if_the_clinic_wants_it(own_office):
    south = own_office.world.south
    visitor = Patient(own_office.app.test_client())
    assert visitor.opens(f"/to/{south.slug}").status == 410
    clinics.change(own_office.vault, south.slug, {"has_public_page": True}, "bo", own_office.clock.now)
    assert visitor.opens(f"/to/{south.slug}").heading == "Getting ready for your visit to Southside Clinic"
    visitor.sends_form(visitor.page.select_one("main form"))
    visitor.opens("/form/name").answers(you__name="Ann").notes_the_code()
    assert send(visitor).sees("Sent to Southside Clinic")
    clinics.change(own_office.vault, south.slug, {"self_harm_readers": ""}, "bo", own_office.clock.now)

    assert Patient(own_office.app.test_client()).opens(f"/to/{south.slug}").status == 410
    assert visitor.opens("/send").sees("does not take answers here now")


def test_questions_of_self_harm_name_their_readers_only_where_the_clinic_is_open(own_office):
    north = own_office.world.north
    asked = [item for item in INTAKE.items if item.hint_if_sent]
    assert len(asked) == 2
    sentence = f"{FACTS['self_harm_readers']}"
    patient, alone = own_office.patient(north), holder(own_office.app, Draft())

    def hints(who):
        paths = [f"/form/{INTAKE.page_of[item.link_id].slug}" for item in asked]
        return [who.opens(path).page.select_one("main").get_text(" ") for path in paths]

    assert all(sentence in text and "Northside Clinic" in text and "1 working day" in text for text in hints(patient))
    assert not any(sentence in text for text in hints(alone))
    clinics.change(own_office.vault, north.slug, {"self_harm_within": ""}, "ada", own_office.clock.now)
    assert not any(sentence in text for text in hints(patient))
