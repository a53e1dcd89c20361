"""A patient leaves things off the sheet: by answer, by topic, and by what was marked private."""

import pytest

from forms.answers import Draft
from forms.ketamine import INTAKE
from tests.builders import EXAMPLE, a_draft
from tests.drivers import Patient
from tests.web.holding import holder, saved

SHOWN_ALIKE = True

LEFT_OFF = "The patient chose to leave some answers off this page."


@pytest.fixture
def patient(app) -> Patient:
    return holder(app, a_draft(EXAMPLE))


def marked_on(patient: Patient, selector: str = ".left-off") -> list[str]:
    """The questions of the check page that are said to be left off."""
    patient.opens("/check")
    return [each.dt.get_text(strip=True) for each in patient.page.select(".summary > div") if each.select(selector)]


def test_topics_stand_ready_to_be_left_off(patient):
    patient.opens("/check")
    ticks = [each["value"] for each in patient.page.select('[name="without"]')]

    assert ticks == [topic.code for topic in INTAKE.topics] == ["substances", "thoughts", "contacts"]
    assert all(patient.sees(topic.title) for topic in INTAKE.topics)


def test_topic_is_left_off_with_one_tick_and_comes_back_with_it(patient):
    assert "A few times a month" in patient.sheet
    patient.makes_the_sheet(without=["substances", "contacts"])

    assert "A few times a month" not in patient.sheet
    assert "Dr Kim" not in patient.sheet
    assert LEFT_OFF in patient.sheet
    patient.makes_the_sheet(without=None)
    assert "A few times a month" in patient.sheet
    assert LEFT_OFF not in patient.sheet


def test_check_page_says_what_is_left_off_and_how(patient):
    patient.makes_the_sheet(without="substances", off="reason.goal")

    left = marked_on(patient)
    assert "Alcohol" in left
    assert "In three months" not in left
    ticked = patient.page.select_one('[name="off"][value="reason.goal"]')
    assert ticked.has_attr("checked")
    # What goes with its topic has no tick of its own.
    assert not patient.page.select('[name="off"][value="substance.alcohol"]')


def test_answer_that_was_left_off_by_itself_stays_off_when_its_topic_comes_back(patient):
    patient.makes_the_sheet(off="substance.alcohol")
    patient.makes_the_sheet(without="substances")
    patient.makes_the_sheet(without=None)

    assert "A few times a month" not in patient.sheet


def test_person_added_later_stays_off_with_the_topic(patient):
    patient.makes_the_sheet(without="contacts")
    patient.adds_row("people", person__name="Dr Newcomer")

    assert "Dr Newcomer" not in patient.sheet
    assert "Who looks after my health" in marked_on(patient)


def test_page_marked_private_is_left_off_by_one_tick(app, patient):
    patient.goes_to("alcohol").answers(_private="1")
    assert saved(app, patient).private == {"substance.alcohol"}
    assert "A few times a month" in patient.sheet
    patient.makes_the_sheet(without_private="1")

    assert "A few times a month" not in patient.sheet
    assert LEFT_OFF in patient.sheet
    assert patient.opens("/check").sees("What I marked private Alcohol")


def test_changed_answer_of_a_private_page_stays_off(patient):
    patient.goes_to("alcohol").answers(_private="1")
    patient.makes_the_sheet(without_private="1")
    patient.goes_to("alcohol").answers(substance__alcohol="daily")

    assert "Daily or nearly daily" not in patient.sheet


def test_mark_is_taken_away_on_its_page(app, patient):
    patient.goes_to("alcohol").answers(_private="1")
    assert patient.goes_to("alcohol").page.select_one('[name="_private"]').has_attr("checked")
    patient.answers(_private=None)

    assert saved(app, patient).private == frozenset()
    assert patient.opens("/check").sees("You have marked nothing as private.")


def test_other_tab_that_was_open_all_along_takes_no_mark_away(app, patient):
    old = Patient(patient.client).goes_to("alcohol")
    patient.goes_to("alcohol").answers(_private="1")
    old.answers()

    assert saved(app, patient).private == {"substance.alcohol"}


def test_mark_set_and_taken_back_by_autosave_of_one_page(app, patient):
    page = patient.goes_to("alcohol")
    page.sends([*page.typed({"_private": "1"}), ("_autosave", "1")])
    assert saved(app, patient).private == {"substance.alcohol"}
    page.sends([*page.typed({"_private": None}), ("_autosave", "1")])

    assert saved(app, patient).private == frozenset()


def test_only_pages_of_sections_that_say_so_have_the_tick(app, patient):
    having = [page.slug for page in INTAKE.pages if patient.goes_to(page.slug).page.select('[name="_private"]')]

    assert {INTAKE.section_of[slug].slug for slug in having} == {"feelings", "substances"}
    # The page that only asks what to ask further has nothing to mark.
    assert "more-use" not in having


def test_all_choices_are_there_when_the_patient_comes_back(app, patient):
    code = patient.opens("/code").return_code
    patient.goes_to("alcohol").answers(_private="1")
    patient.makes_the_sheet(without="thoughts", without_private="1", off="reason.goal", way_back="1", reference=None)
    other = Patient(app.test_client()).comes_back_with(code)
    before = saved(app, patient)

    assert other.goes_to("alcohol").page.select_one('[name="_private"]').has_attr("checked")
    other.opens("/check")
    ticked = {each["name"] for each in other.page.select("main input[checked]")}
    assert ticked == {"without", "without_private", "off", "way_back"}
    assert saved(app, other).choices == before.choices


def test_topic_that_is_none_is_not_kept(app, patient):
    patient.makes_the_sheet()
    token = patient.opens("/check").page.select_one('main [name="_token"]')["value"]
    patient.client.post("/check", data={"_token": token, "without": ["no-such", "thoughts"]})

    assert saved(app, patient).choices.without == {"thoughts"}


def test_nothing_is_marked_private_before_there_is_a_draft(stranger):
    stranger.starts().goes_to("alcohol").answers(_private="1")

    assert stranger.heading != "Your return code"


def test_mark_survives_an_answer_that_could_not_be_saved(app, clock):
    patient = holder(app, Draft())
    patient.goes_to("alcohol")
    clock.passes(minutes=31)
    patient.answers(substance__alcohol="daily", _private="1")
    carried = {each["name"] for each in patient.page.select("main textarea[hidden]")}

    assert {"_private", "substance.alcohol"} <= carried
