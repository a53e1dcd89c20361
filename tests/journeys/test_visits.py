"""Whole visits, without JavaScript, as patients make them."""

import pytest
from flask import Flask

from tests.drivers import Patient


@pytest.fixture
def patient(app: Flask) -> Patient:
    return Patient(app.test_client())


@pytest.fixture
def other_device(app: Flask) -> Patient:
    return Patient(app.test_client())


def test_first_visit_from_start_to_sheet(patient):
    patient.starts()
    assert patient.heading == "What is your full name?"

    patient.answers(you__name="Ann Example")
    assert patient.heading == "Your return code"
    patient.notes_the_code()

    assert patient.path == "/form/birth-date"
    patient.answers(you__birth_date___day="4", you__birth_date___month="3", you__birth_date___year="1979")
    patient.goes_to("main-thing").answers(reason__chief_concern="I wake at four\nand can't go on like this")

    assert "Ann Example" in patient.sheet
    assert "March 4, 1979" in patient.sheet
    assert "I wake at four" in patient.sheet
    assert patient.opens("/check").heading == "Check your answers"
    assert patient.opens("/sheet").heading == "Your sheet"
    assert patient.opens("/next").heading == "What happens next"


def test_short_form_asks_less_and_says_what_was_not_asked(patient):
    patient.starts("short").answers(you__name="Ann")
    patient.notes_the_code()
    assert patient.goes_to("people").status == 404

    patient.goes_to("main-thing").answers(reason__chief_concern="Pain")
    assert patient.heading == "Which of these do you want to talk about?"
    assert "Not asked" in patient.sheet


def test_short_form_becomes_full_and_loses_nothing(patient):
    patient.starts("short").answers(you__name="Ann")
    patient.notes_the_code()
    patient.opens("/form")
    assert patient.sees("the short form")

    form = patient.page.select_one('form[action$="/form"]')
    token = form.select_one('[name="_token"]')["value"]
    patient.client.post("/form", data={"_token": token, "form": "full"})

    assert patient.goes_to("people").status == 200
    assert patient.goes_to("name").sees_filled_in("you.name") == "Ann"


def test_coming_back_on_another_device_finds_everything(patient, other_device):
    patient.starts().answers(you__name="Ann \u202eevil\u202c 😀 ½ <b>")
    code = patient.notes_the_code()
    patient.goes_to("energy").answers(feelings__high_energy="yes", feelings__high_energy_length="3 days")
    patient.goes_to("energy").answers(feelings__high_energy="no")

    other_device.comes_back_with(code.lower().replace("-", " "))

    assert other_device.goes_to("name").sees_filled_in("you.name") == "Ann \u202eevil\u202c 😀 ½ <b>"
    other_device.goes_to("energy")
    assert other_device.sees_filled_in("feelings.high_energy") == "no"
    assert other_device.sees_filled_in("feelings.high_energy_length") == "3 days"
    assert "3 days" not in other_device.sheet


def test_changing_your_mind_brings_the_hidden_answer_back(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    patient.goes_to("energy").answers(feelings__high_energy="yes", feelings__high_energy_length="3 days")
    assert "3 days" in patient.sheet
    patient.goes_to("energy").answers(feelings__high_energy="no")
    assert "3 days" not in patient.sheet
    patient.goes_to("energy").answers(feelings__high_energy="yes")
    assert "3 days" in patient.sheet


def test_four_medicines_are_kept_as_typed(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    names = ["Sertraline", "sertralin 50?", "Seretide 250/50", "blue pill"]
    for name in names:
        patient.adds_row("medicine-list", medication__name=name, medication__strength="0,5", medication__dose=".5")

    assert patient.rows == names
    patient.opens("/form/medicine-list")
    remove = patient.page.select("a[href$='/remove']")[1]
    patient.opens(remove["href"]).confirms()
    assert patient.rows == ["Sertraline", "Seretide 250/50", "blue pill"]
    assert "blue pill" in patient.sheet
    assert "0,5" in patient.sheet


def test_row_sent_twice_is_one_row(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    patient.opens("/form/medicine-list/new")
    typed = patient.typed({"medication.name": "Lithium"})
    row = patient.path
    for _ in range(2):
        patient.opens(row).sends(typed)
    assert patient.rows == ["Lithium"]


def test_ticked_group_opens_a_row_and_unticking_takes_it_back(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    patient.goes_to("medicine-groups").answers(medication__groups=["group-1", "group-7"])
    assert len(patient.goes_to("medicine-list").rows) == 2

    patient.opens("/form/medicine-list/group-7").answers(medication__name="Lamotrigine")
    patient.goes_to("medicine-groups").answers(medication__groups=None)
    assert patient.goes_to("medicine-list").rows == ["Lamotrigine"]


def test_questions_are_picked_starred_and_put_in_order(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    patient.goes_to("themes").answers(questions__themes=["condition", "practical"])
    assert patient.path == "/form/my-condition"
    patient.answers(questions__condition=["q-1", "q-2", "q-6"])
    assert patient.path == "/form/practical"
    patient.adds_row("my-list", questions__own="Will it snow?")
    assert len(patient.rows) == 4

    own = patient.page.select("button[value^='up ']")[-1]["value"]
    for _ in range(3):
        patient.presses("_arrange", own)
    assert patient.rows[0] == "Will it snow?"

    for button in patient.page.select("button[value^='star ']")[:3]:
        patient.presses("_arrange", button["value"])
    patient.presses("_arrange", patient.page.select("button[value^='star ']")[3]["value"])
    assert "three" in patient.notice or "3" in patient.notice

    patient.opens("/form/my-list/q-2/remove").confirms()
    assert "q-2" not in patient.goes_to("my-condition").sees_filled_in("questions.condition")


def test_two_tabs_on_different_pages_both_keep(app, patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    other_tab = Patient(patient.client)
    patient.goes_to("goal")
    other_tab.goes_to("main-thing")
    patient.answers(reason__goal="walk")
    other_tab.answers(reason__chief_concern="pain")
    assert "walk" in patient.sheet
    assert "pain" in patient.sheet


def test_two_tabs_on_one_page_nothing_is_overwritten_unseen(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    other_tab = Patient(patient.client)
    patient.goes_to("goal")
    other_tab.goes_to("goal").answers(reason__goal="typed in the other window")

    patient.answers(reason__goal="typed in this window")

    assert patient.status == 409
    assert patient.sees("typed in the other window")
    assert patient.sees("typed in this window")
    patient.confirms()
    assert patient.goes_to("goal").sees_filled_in("reason.goal") == "typed in this window"


def test_repeated_send_of_one_tab_never_meets_itself(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    patient.goes_to("goal")
    first, second = patient.typed({"reason.goal": "walk"}), patient.typed({"reason.goal": "walk far"})
    for typed in (first, first, second):
        patient.goes_to("goal").sends(typed)
        assert patient.status == 200
    assert patient.goes_to("goal").sees_filled_in("reason.goal") == "walk far"


def test_section_left_on_purpose_counts_as_looked_at(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    patient.goes_to("alcohol").answers(press=("_go", "skip-section"))
    patient.opens("/form")
    assert patient.sees("Looked at: 0 of")


def test_leaving_an_answer_off_the_sheet(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    patient.goes_to("alcohol").answers(substance__alcohol="daily", substance__alcohol_amount="two glasses")
    assert "two glasses" in patient.sheet

    patient.leaves_off("substance.alcohol")

    assert "two glasses" not in patient.sheet
    assert "chose to leave some answers off" in patient.sheet
    assert patient.opens("/check").sees("two glasses")


def test_odd_date_is_said_once_and_may_stay(patient):
    patient.starts().answers(you__name="Ann")
    patient.notes_the_code()
    odd = {"you__birth_date___day": "31", "you__birth_date___month": "2", "you__birth_date___year": "1979"}
    patient.goes_to("birth-date").answers(**odd)
    assert len(patient.errors) == 1
    assert patient.sees_filled_in("you.birth_date:day") == "31"

    patient.answers()
    assert patient.path != "/form/birth-date"
    assert "31/2/1979" in patient.sheet


def test_keeping_it_longer_and_deleting_at_once(patient, other_device):
    patient.starts().answers(you__name="Ann")
    code = patient.notes_the_code()
    patient.opens("/code")
    token = patient.page.select_one('[name="_token"]')["value"]
    patient.client.post("/keep", data={"_token": token, "days": "90"})
    assert patient.opens("/code").page.select_one('input[value="90"]').has_attr("checked")

    patient.opens("/delete").confirms()
    assert patient.heading == "Everything is deleted"
    assert patient.opens("/check").status == 401
    assert other_device.comes_back_with(code).status == 422


def test_exit_ends_the_session_at_once(patient):
    patient.starts().answers(you__name="Ann")
    code = patient.notes_the_code()
    cookie = patient.client.get_cookie("__Host-intake")
    left = patient.client.post("/exit")
    assert '0;url=https://www.wikipedia.org/"' in left.get_data(as_text=True)
    patient.client.set_cookie("__Host-intake", cookie.value)
    assert patient.opens("/check").status == 401
    assert patient.comes_back_with(code).status == 200
