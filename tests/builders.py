"""Test data: patients who answered the whole form, much of it, or nothing, and ways to vary them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms.answers import Draft, Extent
from forms.codec import draft_from_json
from forms.items import Questionnaire
from forms.ketamine import INTAKE

MADE_ON = date(2026, 11, 23)

Answers = Mapping[str, Any]


def a_draft(answers: Answers, questionnaire: Questionnaire = INTAKE, **more: Any) -> Draft:
    """A draft in the words of an answers file: values by linkId, rows as mappings with an id."""
    return draft_from_json(questionnaire, {"answers": dict(answers), "extent": Extent.FULL.value, **more})


def a_medicine(row_id: str, name: str, strength: str, dose: str, often: str, **more: Any) -> dict[str, Any]:
    columns = {"name": name, "strength": strength, "dose": dose, "frequency": often, **more}
    return {"id": row_id, **{f"medication.{column}": value for column, value in columns.items() if value}}


def a_treatment(row_id: str, kind: str, name: str, **more: Any) -> dict[str, Any]:
    columns = {"kind": kind, "name": name, **more}
    return {"id": row_id, **{f"treatment.{column}": value for column, value in columns.items()}}


def an_allergy(row_id: str, substance: Any, **more: Any) -> dict[str, Any]:
    return {"id": row_id, **{f"allergy.{column}": value for column, value in {"substance": substance, **more}.items()}}


def a_prompt(number: int, starred: bool = False) -> dict[str, Any]:
    star = {"questions.star": True} if starred else {}
    return {"id": f"q-{number}", "questions.prompt": f"q-{number}", **star}


MEDICINES = (
    a_medicine(
        "m1", "Venlafaxine XR", "150 mg", "1 capsule", "once-a-day", reason="low mood", last_taken="today",
        form="capsule", route="swallow", prn="regular", started="spring 2024", stopped="same",
        prescriber="Dr Example", kind="prescribed", source="box",
    ),
    a_medicine(
        "m2", "Mirtazapine", "15 mg", "1 tablet", "at-night", reason="sleep", last_taken="yesterday",
        as_labelled="often-not", as_labelled_words="half a tablet, too sleepy on a whole one",
    ),
    a_medicine("m3", "Pregabalin", "150 mg", "1 capsule", "twice-a-day", reason="nerve pain", last_taken="today"),
    a_medicine("m4", "Amlodipine", "5 mg", "1 tablet", "once-a-day", reason="blood pressure", last_taken="today"),
    a_medicine("m5", "Levothyroxine", "75 micrograms", "1 tablet", "once-a-day", reason="thyroid", last_taken="today"),
    a_medicine(
        "m6", "Diazepam", "2 mg", "1 tablet", "", prn="as-needed", prn_days=4, reason="panic",
        last_taken="this-week", as_labelled="mostly",
    ),
    a_medicine(
        "m7", "Tramadol", "50 mg", "1 tablet", "", prn="as-needed", prn_days=6, reason="foot pain",
        last_taken="yesterday",
    ),
    a_medicine("m8", "Omeprazole", "20 mg", "1 capsule", "once-a-day", reason="reflux", last_taken="today"),
    a_medicine("m9", "Lidocaine patch", "5 %", "1 patch", "as-needed", reason="foot pain", last_taken="this-week"),
    a_medicine("m10", "Vitamin D", "1,000 units", "1 tablet", "once-a-day", kind="shop-bought", last_taken="today"),
    a_medicine(
        "m11", "CBD oil", "not sure", "5 drops", "at-night", reason="sleep", last_taken="yesterday", source="memory",
        note="on and off since the summer",
    ),
    a_medicine("m12", "Ibuprofen", "400 mg", "1 tablet", "", prn="as-needed", prn_days=3, reason="headache"),
)  # fmt: skip

STOPPED_MEDICINE = a_medicine(
    "m13", "Sertraline", "200 mg", "1 tablet", "once-a-day", stopped="stopped", stopped_when="September 2026",
    stopped_why=["no-help"],
)  # fmt: skip

TREATMENTS = (
    a_treatment(
        "t1", "kind-1", "Sertraline", highest_dose="200 mg", length="over-8-weeks", effect="a-little",
        ended=["no-help"], when="2023", this_spell="yes",
    ),
    a_treatment(
        "t2", "kind-1", "Escitalopram", highest_dose="20 mg", length="6-to-8-weeks", effect="not-at-all",
        ended=["side-effects"], hard="Could not sleep at all",
    ),
    a_treatment("t3", "kind-3", "CBT", sessions="16 sessions", effect="about-half"),
    a_treatment("t4", "kind-8", "Nerve block", when="2019", effect="a-little"),
)  # fmt: skip

ALLERGIES = (
    an_allergy("a1", "penicillin", reaction=["rash"], when="2003", treatment="clinician", told="told"),
    an_allergy("a2", "opioid", detail="Codeine", reaction=["sickness", "confusion"], when="2015"),
    an_allergy("a3", "latex", reaction=["rash"], told="i-think-so"),
)

WHY = {
    "reason.chief_concern": (
        "I have tried so many tablets and I still wake at four every morning wishing the day was over. My foot burns "
        "whenever a sheet touches it. I want to be able to pick my daughter up from school again."
    ),
    "reason.topics": ["low-mood", "nerve-pain", "crps"],
    "reason.named_by": "my doctor",
    "hpi.duration": "over-2-years",
    "reason.harder": ["sleep", "work", "going-out", "washing"],
    "reason.goal": "Walk to the school and back",
    "reason.form": ["nasal", "drip"],
    "reason.had_before": ["no"],
}

VISIT = {
    "you.name": "Example Patient",
    "you.birth_date": "1979-03-04",
    "visit.clinician": "Dr Example",
    "visit.date": "2026-12-02",
    "you.filled_in_by": "me",
    "you.access": ["interpreter", "large-print"],
    "you.language": "Spanish",
    "body.height": {"value": "168", "unit": "cm"},
    "body.weight": {"value": "70,5", "unit": "kg"},
}

EXAMPLE: Answers = {
    **VISIT,
    **WHY,
    "people.list": [{"id": "p1", "person.name": "Dr Kim", "person.role": "regular-doctor", "person.share": "yes"}],
    "feelings.told_of": ["depression", "panic"],
    "feelings.told_when": "2016",
    "feelings.high_energy": "no",
    "feelings.senses": "no",
    "feelings.unreal": "sometimes",
    "feelings.take_care": "yes",
    "feelings.take_care_words": "please ask before touching my foot",
    "feelings.thoughts": "in-person",
    "feelings.hurt_self": "no",
    "feelings.family": ["depression"],
    "feelings.family_who": "my mother",
    "pain.long_term": "yes",
    "hpi.location": ["feet"],
    "pain.called": ["crps"],
    "pain.called_when": "2018",
    "pain.strength": 7,
    "pain.strength_worst": 9,
    "hpi.character": ["burning", "touch-hurts"],
    "hpi.aggravating": "Cold weather, and socks",
    "hpi.relieving": "Warm water",
    "pain.opioids": "yes",
    "treatment.list": list(TREATMENTS[:2]),
    "treatment.therapist": "open",
    "medication.list": [*MEDICINES[:4], STOPPED_MEDICINE],
    "medication.changes": "yes",
    "medication.changes_what": "Sertraline stopped",
    "medication.changes_when": "September",
    "medication.different": "yes",
    "medication.different_how": "Mirtazapine: half a tablet",
    "allergy.list": list(ALLERGIES[:1]),
    "anaesthetic.problem": "yes",
    "anaesthetic.what": ["sick"],
    "body.blood_pressure": "high",
    "body.blood_pressure_reading": "148/92",
    "body.blood_pressure_date": "October",
    "body.heart": ["none"],
    "body.vessels": ["not-sure"],
    "body.brain": ["headache"],
    "body.brain_when": "since 2019",
    "body.breathing": ["apnoea", "cpap"],
    "body.breathing_cpap": "no",
    "body.liver_kidney": ["liver-tests"],
    "body.liver_kidney_test": "June 2026",
    "body.bladder": ["none"],
    "body.other": ["underactive-thyroid", {"words": "Raynaud’s"}],
    "body.stairs": "with-rest",
    "body.pregnancy": ["does-not-apply"],
    "procedure.list": [{"id": "o1", "procedure.what": "Appendix out", "procedure.year": "1998"}],
    "substance.alcohol": "monthly",
    "substance.cannabis": "sometimes",
    "substance.cannabis_form": ["oil"],
    "substance.not_prescribed": ["none"],
    "substance.worry": "no",
    "ready.hopes": "A friend says it helped her. I hope for some quiet.",
    "ready.worries": ["control", "cost"],
    "ready.way_home": "yes",
    "ready.way_home_who": "my sister",
    "ready.day_after": ["care"],
    "ready.contact_name": "Ana Example",
    "ready.contact_link": "sister",
    "ready.contact_phone": "555 0100",
    "ready.visits": ["cost", "travel"],
    "questions.condition": ["q-1"],
    "questions.medicines": ["q-27"],
    "questions.list": [
        a_prompt(1),
        a_prompt(27, starred=True),
        {"id": "own1", "questions.own": "What happens if it helps, and what if it does not?", "questions.star": True},
        a_prompt(53),
    ],
    "questions.anything_else": "I would like a copy of what we decide.",
}

BUSY: Answers = {
    **EXAMPLE,
    "medication.list": [*MEDICINES, STOPPED_MEDICINE],
    "treatment.list": list(TREATMENTS),
    "allergy.list": list(ALLERGIES),
    "feelings.told_of": ["depression", "anxiety", "panic", "ptsd"],
    "feelings.high_energy": "not-sure",
    "feelings.senses": "yes",
    "feelings.senses_when": "past",
    "feelings.senses_linked": ["little-sleep"],
    "feelings.thoughts": "yes",
    "feelings.hurt_self": "yes",
    "feelings.hurt_self_when": ["longer-ago"],
    "body.heart": ["fainting"],
    "body.heart_when": "once, 2024",
    "body.bladder": ["often"],
    "body.bladder_when": "now",
    "procedure.list": [
        {"id": "o1", "procedure.what": "Appendix out", "procedure.year": "1998"},
        {"id": "o2", "procedure.what": "Foot operation", "procedure.year": "2017"},
    ],
    "substance.not_prescribed": ["in-person"],
    "substance.worry": "prefer-not",
    "questions.list": [*(a_prompt(number, starred=number < 24) for number in range(21, 31))],
}

LEFT_OFF = ("substance.alcohol", "feelings.hurt_self", "medication.list/m2", "ready.contact")
