"""The patient was fetching the medicine boxes: what was typed is carried along and saved once the code is accepted."""

import pytest

from forms.answers import AnswerSet, Draft, Row
from intake.keys import return_codes
from intake.services import vault
from intake.web.visits import COOKIE
from tests.drivers import Patient
from tests.web.holding import drafts_kept, holder, product_of, saved

PAGE, TEXT = "/form/main-thing", "reason.chief_concern"
ROW, NOTE = "/form/medicine-list/m1", "medication.note"
NEW_ROW = "/form/medicine-list/n1"
TYPED = "\n\ntyped while away\n😀 <b>&amp;</b> \u202e\n"


@pytest.fixture
def patient(app):
    medicine = Row("m1", AnswerSet({"medication.name": ("Lithium",)}))
    return holder(app, Draft(answers=AnswerSet({"you.name": ("Ann",)}, {"medication.list": (medicine,)})))


@pytest.fixture
def code(patient):
    return patient.opens("/code").return_code


def time_runs_out(clock, patient):
    clock.passes(minutes=31)


def cookie_is_lost(clock, patient):
    patient.client.delete_cookie(COOKIE)


def ended_elsewhere(clock, patient):
    app = patient.client.application
    vault.end_session(product_of(app).vault, patient.client.get_cookie(COOKIE).value, clock())


@pytest.mark.parametrize("ends", [time_runs_out, cookie_is_lost, ended_elsewhere])
@pytest.mark.parametrize("place", [(PAGE, TEXT), (ROW, NOTE), (NEW_ROW, NOTE)])
def test_what_was_typed_is_carried_to_the_code_page_and_saved_after_it(clock, patient, code, place, ends):
    path, field = place
    patient.opens(path)
    ends(clock, patient)

    patient.answers(**{field.replace(".", "__"): TYPED})
    assert (patient.status, patient.heading) == (401, "Come back with your return code")
    assert patient.sees("kept on this page")

    patient.comes_back_with(return_codes.draw().text)
    assert patient.status == 422
    patient.comes_back_with(code[:-1])
    assert patient.status == 422

    patient.comes_back_with(code)
    assert (patient.status, patient.path) == (200, path)
    assert patient.sees_filled_in(field) == TYPED


def test_nothing_is_shown_or_kept_before_the_code(app, clock, patient, code):
    before = saved(app, patient)
    patient.opens(PAGE)
    clock.passes(minutes=31)
    patient.answers(reason__chief_concern=TYPED)

    assert "Ann" not in patient.text
    assert drafts_kept(app) == 1
    patient.comes_back_with(code)
    assert saved(app, patient).answers == before.answers.with_values(TEXT, (TYPED,))


def test_a_star_turned_while_away_carries_the_page_along(app, clock, patient, code):
    row = Row("q1", AnswerSet({"questions.own": ("Will it snow?",)}))
    patient = holder(app, Draft(answers=AnswerSet({}, {"questions.list": (row,)})))
    code = patient.opens("/code").return_code
    patient.goes_to("my-list")
    clock.passes(minutes=31)

    patient.presses("_arrange", "star q1")
    assert patient.status == 401
    patient.comes_back_with(code)
    assert (patient.status, patient.path) == (200, "/form/my-list")


def test_the_code_page_left_open_for_long_keeps_what_it_carries(clock, patient, code):
    patient.opens(PAGE)
    clock.passes(minutes=31)
    patient.answers(reason__chief_concern=TYPED)
    patient.client.delete_cookie("__Host-form")

    patient.comes_back_with(code)
    assert patient.status == 400
    assert patient.sees("enter your code once more")
    patient.comes_back_with(code)
    assert patient.sees_filled_in(TEXT) == TYPED


def test_too_many_wrong_codes_keep_what_is_carried(clock, patient, code):
    patient.opens(PAGE)
    clock.passes(minutes=31)
    patient.answers(reason__chief_concern=TYPED)
    while patient.status != 429:
        patient.comes_back_with(return_codes.draw().text)

    clock.passes(minutes=6)
    patient.comes_back_with(code)
    assert patient.sees_filled_in(TEXT) == TYPED


def test_what_is_carried_overwrites_nothing_unseen(app, clock, patient, code):
    patient.opens(PAGE)
    clock.passes(minutes=31)
    patient.answers(reason__chief_concern=TYPED)
    other = Patient(app.test_client()).comes_back_with(code)
    other.opens(PAGE).answers(reason__chief_concern="typed on the phone")

    patient.comes_back_with(code)

    assert patient.status == 409
    assert patient.sees("typed on the phone")
    patient.confirms()
    assert patient.opens(PAGE).sees_filled_in(TEXT) == TYPED


def test_what_is_carried_to_a_page_that_was_taken_away_is_kept(app, clock, patient, code):
    patient.goes_to("goal")
    clock.passes(minutes=31)
    patient.answers(reason__goal="walk")
    other = Patient(app.test_client()).comes_back_with(code)
    other.client.post("/form", data={"_token": _token(other), "form": "short"})

    patient.comes_back_with(code)
    assert saved(app, patient).answers.first("reason.goal") == "walk"


def test_a_page_that_was_only_read_says_how_to_come_back(clock, patient):
    clock.passes(minutes=31)
    assert patient.opens("/check").status == 401
    assert patient.sees("Come back with your return code")


def test_a_session_in_use_goes_on_and_ends_after_its_longest_time(clock, patient):
    for _ in range(int(24 * 60 / 25)):
        assert patient.client.get("/check").status_code == 200
        clock.passes(minutes=25)

    clock.passes(minutes=25)
    assert patient.client.get("/check").status_code == 401


def _token(patient):
    return patient.opens("/form").page.select_one('form[method="post"] [name="_token"]')["value"]
