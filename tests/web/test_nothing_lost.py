"""Nothing lost: what was typed, counts and is not left off is on every sheet, and there again after the code."""

import re

from bs4 import BeautifulSoup
from hypothesis import given, settings

from forms.answers import AnswerSet, Draft, Row
from forms.ketamine import INTAKE
from intake.summary.printable import printable
from tests.drivers import Patient
from tests.strategies import HOSTILE, drafts, typed_texts
from tests.web.fixed_text import text_of_pdf
from tests.web.holding import holder, saved

# A PDF's text can be read back word by word in Latin letters; other scripts are set in an order of their own.
_LATIN = re.compile(r"[A-Za-z0-9]{3,}")
MANY = 200


def squeezed(text: str) -> str:
    return "".join(printable(text).split())


def lost(draft: Draft, printed: str) -> list[str]:
    """What was typed and does not stand in a print, whose lines may break anywhere."""
    whole = squeezed(printed)
    return [typed for typed in typed_texts(INTAKE, draft) if squeezed(typed) not in whole]


def lost_in_pdf(draft: Draft, pdf: bytes) -> list[str]:
    whole = "".join(text_of_pdf(pdf).split())
    words = (word for typed in typed_texts(INTAKE, draft) for word in _LATIN.findall(printable(typed)))
    return [word for word in words if word not in whole]


def sheet_page(patient: Patient) -> str:
    page = BeautifulSoup(patient.client.get("/sheet").data, "html.parser")
    article = page.select_one("article.sheet")
    assert article is not None
    return article.get_text()


def test_whatever_was_typed_is_on_every_sheet_and_there_after_the_code(app):
    @settings(max_examples=30, deadline=None)
    @given(drafts(INTAKE))
    def holds(draft):
        patient = holder(app, draft)
        assert lost(draft, patient.sheet) == []
        assert lost(draft, sheet_page(patient)) == []
        assert lost_in_pdf(draft, patient.client.get("/sheet.pdf").data) == []

        other = Patient(app.test_client()).comes_back_with(patient.opens("/code").return_code)
        assert other.status == 200
        assert saved(app, other).answers == draft.answers
        assert lost(Draft(answers=draft.answers), other.opens("/check").page.get_text()) == []

    holds()


def test_the_check_finds_what_is_missing(app):
    draft = Draft(answers=AnswerSet({"you.name": ("Ann",), "reason.goal": ("Walk far",)}))
    patient = holder(app, draft)
    less = Draft(answers=AnswerSet({"you.name": ("Ann",)}))

    assert lost(draft, holder(app, less).sheet) == ["Walk far"]
    assert lost_in_pdf(draft, holder(app, less).client.get("/sheet.pdf").data) == ["Walk", "far"]
    assert lost(draft, patient.sheet) == []


def test_what_is_left_off_or_folded_away_is_on_no_sheet(app):
    answers = {
        "substance.alcohol": ("daily",),
        "substance.alcohol_amount": ("qzleftoff",),
        "feelings.high_energy": ("no",),
        "feelings.high_energy_length": ("qzfolded",),
    }
    patient = holder(app, Draft(answers=AnswerSet(answers), left_off=frozenset({"substance.alcohol"})))
    for text in (patient.sheet, sheet_page(patient), text_of_pdf(patient.client.get("/sheet.pdf").data)):
        assert "qzleftoff" not in text
        assert "qzfolded" not in text


def test_two_hundred_medicines(app):
    """Each with hostile words somewhere; all of them are listed, printed and found again."""
    rows = tuple(
        Row(
            f"m{number}",
            AnswerSet(
                {
                    "medication.name": (f"Medicine{number}",),
                    "medication.strength": (f"{number},5 mg",),
                    "medication.note": (f"Note{number} {HOSTILE[number % len(HOSTILE)]}",),
                }
            ),
        )
        for number in range(MANY)
    )
    draft = Draft(answers=AnswerSet({}, {"medication.list": rows}))
    patient = holder(app, draft)

    assert lost(draft, patient.sheet) == []
    assert lost(draft, sheet_page(patient)) == []
    assert lost_in_pdf(draft, patient.client.get("/sheet.pdf").data) == []
    assert patient.opens("/form/medicine-list").rows == [f"Medicine{number}" for number in range(MANY)]
    other = Patient(app.test_client()).comes_back_with(patient.opens("/code").return_code)
    assert saved(app, other).answers == draft.answers
