"""Every word of ours can be translated: in a language that brackets what it translates, no word stands outside."""

import pytest

import intake
from forms.answers import AnswerSet, Draft, Row
from forms.ketamine import INTAKE
from intake import create_app
from intake.country import country_of
from intake.language import Language
from tests.web.bracketed import Bracketed, bare_words, stands_outside
from tests.web.crawling import addresses
from tests.web.holding import holder, token_of

SHOWN_ALIKE = True


@pytest.fixture
def app(settings, clock, monkeypatch):
    language = Language("en", "ltr", country_of("US"), Bracketed())
    monkeypatch.setattr(intake, "language_of", lambda tag, country: language)
    return create_app(settings, INTAKE, clock=clock)


def a_patient(app):
    """Some answers of each kind; all that was typed begins alike."""
    medicine = AnswerSet(
        {"medication.name": ("qzname",), "medication.prn": ("as-needed",), "medication.prn_days": (4,)}
    )
    question = AnswerSet({"questions.own": ("qzasked",), "questions.star": (True,)})
    values = {
        "you.name": ("qzann",),
        "reason.chief_concern": ("qzmain",),
        "feelings.senses": ("yes",),
        "feelings.high_energy": ("not-sure",),
        "pain.long_term": ("no",),
        "substance.alcohol": ("daily",),
    }
    groups = {
        "medication.list": (Row("m1", medicine), Row("m2", AnswerSet())),
        "questions.list": (Row("own1", question),),
    }
    return holder(app, Draft(answers=AnswerSet(values, groups), left_off=frozenset({"substance.alcohol"})))


def test_no_page_has_a_word_that_cannot_be_translated(app):
    bare: dict[str, set[str]] = {}
    patient = a_patient(app)
    for client in (patient.client, app.test_client()):
        for path in sorted(
            {path for _, path in addresses(app, "GET")} | {f"/form/{page.slug}" for page in INTAKE.pages}
        ):
            answer = client.get(path, buffered=True)
            if answer.mimetype == "text/html" and not answer.location:
                for text in bare_words(answer.get_data(as_text=True)):
                    bare.setdefault(text.strip(), set()).add(path)

    assert bare == {}


def test_no_page_after_a_press_has_a_word_that_cannot_be_translated(app, clock):
    patient = a_patient(app)
    token = token_of(patient.client)
    pressed = {
        "a date that is none": ("/form/birth-date", {"_token": token, "you.birth_date:day": "qz"}),
        "an option that is none": ("/form/senses", {"_token": token, "feelings.senses": "qz"}),
        "a foreign field": ("/form/name", {"_token": token, "you.name": "qz", "qz": "qz"}),
        "a stale page": ("/form/name", {"you.name": "qz"}),
        "another window": ("/form/name", {"_token": token, "you.name": "qzother", "_view": "b"}),
        "a wrong code": ("/return", {"_token": token, "_code": "qz"}),
        "a forged form": ("/keep", {}),
        "a page that only reads": ("/sheet", {"_token": token}),
        "a page that is none": ("/form/no-such", {"_token": token}),
        "the way out": ("/exit", {}),
        "too large": ("/form/name", {"_token": token, "you.name": "q" * 300_000}),
    }
    patient.client.post("/form/name", data={"_token": token, "you.name": "qzfirst", "_view": "a"})
    bare = {}
    for what, (path, data) in pressed.items():
        answer = patient.client.post(path, data=data)
        assert answer.status_code in (200, 400, 404, 405, 409, 413, 422), what
        bare[what] = bare_words(answer.get_data(as_text=True))
    clock.passes(minutes=31)
    away = patient.client.post("/form/name", data={"_token": token, "you.name": "qz", "_held": "1", "_view": "c"})
    bare["away"] = bare_words(away.get_data(as_text=True))

    assert {what: words for what, words in bare.items() if words} == {}


def test_no_line_of_the_texts_has_a_word_that_cannot_be_translated(app):
    patient = a_patient(app)
    for path in ("/sheet.txt", "/code/file"):
        text = patient.client.get(path).get_data(as_text=True)
        assert not stands_outside(text), path


def test_a_bare_word_is_found():
    assert bare_words("<p>⟦Fine⟧ and <b>not</b> qzann 2</p>") == ["⟦Fine⟧ and ", "not"]
    assert bare_words('<p aria-label="Bare">⟦a ⟦b⟧ c⟧</p>') == ["Bare"]
