"""Two tabs: a page that one of them took away, or changed, while it was open in the other. Nothing typed is lost."""

import pytest

from forms.answers import AnswerSet, Draft, Row
from tests.drivers import Patient
from tests.web.holding import holder, saved, token_of

PERSON = Row("p1", AnswerSet({"person.name": ("Dr Kim",)}))
MEDICINE = Row("m1", AnswerSet({"medication.name": ("Lithium",)}))


@pytest.fixture
def patient(app):
    groups = {"people.list": (PERSON,), "medication.list": (MEDICINE,)}
    return holder(app, Draft(answers=AnswerSet({"you.name": ("Ann",)}, groups)))


@pytest.fixture
def make_short(patient):
    """In another tab the form is made short, which asks neither for people nor for the goal."""
    token = token_of(patient.client)
    return lambda: patient.client.post("/form", data={"_token": token, "form": "short"})


def test_an_answer_to_a_page_that_is_gone_is_kept(app, patient, make_short):
    patient.goes_to("goal")
    typed = patient.typed({"reason.goal": "walk"})
    make_short()

    patient.sends(typed)

    assert patient.status == 200
    assert saved(app, patient).answers.first("reason.goal") == "walk"


def test_a_row_of_a_list_that_is_gone_is_kept(app, patient, make_short):
    patient.opens("/form/people/p1")
    typed = patient.typed({"person.name": "Dr Kim, or Kimm"})
    make_short()
    patient.sends(typed)

    (row,) = saved(app, patient).answers.rows("people.list")
    assert row.answers.first("person.name") == "Dr Kim, or Kimm"


@pytest.mark.parametrize("path", ["/form/goal", "/form/people/p1"])
def test_a_stale_form_of_a_page_that_is_gone_comes_back_as_typed(patient, make_short, path):
    field = "reason.goal" if path == "/form/goal" else "person.name"
    patient.opens(path)
    typed = [(name, value) for name, value in patient.typed({field: "typed"}) if name != "_token"]
    make_short()

    patient.sends(typed)

    assert patient.status == 400
    assert patient.sees_filled_in(field) == "typed"


def test_a_moved_row_of_a_page_that_another_tab_changed_overwrites_nothing(app, patient):
    other = Patient(patient.client)
    patient.goes_to("medicine-list")
    typed = dict(patient.typed({"medication.instead": "none"}))
    other.goes_to("medicine-list").answers(medication__instead="my-list")

    answer = patient.client.post("/form/medicine-list/arrange", data={**typed, "_arrange": "up m1"})

    assert answer.status_code == 409
    assert b"Keep what I typed just now" in answer.data
    assert saved(app, patient).answers.first("medication.instead") == "my-list"


@pytest.fixture
def bea(app):
    """Who comes back with her code, in another window of the same browser."""
    return holder(app, Draft(answers=AnswerSet({"you.name": ("Bea",)})))


def comes(patient, bea):
    assert Patient(patient.client).comes_back_with(bea.opens("/code").return_code).status == 200


def test_a_page_of_one_form_is_not_saved_in_another(app, patient, bea):
    patient.goes_to("goal")
    comes(patient, bea)
    before = saved(app, bea)

    patient.sends(patient.typed({"reason.goal": "walk"}))

    assert patient.status == 401
    assert patient.notice.startswith("Another form was opened in this browser.")
    assert saved(app, bea) == before


def test_what_was_typed_on_it_is_saved_with_its_own_code(app, patient, bea):
    code = patient.opens("/code").return_code
    patient.goes_to("goal")
    comes(patient, bea)

    patient.sends(patient.typed({"reason.goal": "walk"}))
    patient.comes_back_with(code)

    answers = saved(app, patient).answers
    assert (answers.first("reason.goal"), answers.first("you.name")) == ("walk", "Ann")
    assert saved(app, bea).answers.first("reason.goal") is None


def test_a_page_of_one_form_deletes_no_other(app, patient, bea):
    patient.opens("/delete")
    comes(patient, bea)

    patient.confirms()

    assert patient.status == 401
    assert saved(app, bea).answers.first("you.name") == "Bea"


def test_what_was_typed_on_it_overwrites_nothing_in_the_other_whose_code_is_entered(app, patient, bea):
    bea.goes_to("goal").answers(reason__goal="swim")
    patient.goes_to("goal")
    comes(patient, bea)

    # As if the page of the first form had seen the newest of the second one.
    typed = [(name, value) for name, value in patient.typed({"reason.goal": "walk"}) if name != "_seen"]
    patient.sends([*typed, ("_seen", saved(app, bea).writers["goal"])])
    patient.comes_back_with(bea.opens("/code").return_code)

    assert patient.status == 409
    assert saved(app, bea).answers.first("reason.goal") == "swim"
    patient.sends_form(patient.page.select_one('form[action="/form/goal"]'))
    assert saved(app, bea).answers.first("reason.goal") == "walk"
