"""Drafts that browsers are shown: filled in to the brim, with words that no line can break."""

from forms.answers import Draft
from forms.ketamine import INTAKE
from tests.builders import BUSY, Answers, a_draft

UNBROKEN = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 4


def a_full_draft() -> Draft:
    """Every page was shown; the code was noted; an optional part of each kind is open."""
    everything = [page.slug for page in INTAKE.pages]
    choices = {"without": ["contacts"], "way_back": True, "return_code": True}
    return a_draft(FULL, shown=everything, code_seen=True, choices=choices, private=["feelings.senses"])


def _with_unbroken(rows: object, column: str) -> list[object]:
    assert isinstance(rows, list)
    first, *others = rows
    return [{**first, column: UNBROKEN}, *others]


FULL: Answers = {
    **BUSY,
    "you.name": UNBROKEN,
    "reason.chief_concern": f"{BUSY['reason.chief_concern']}\n{UNBROKEN}",
    "reason.topics": ["low-mood", {"words": UNBROKEN}],
    "reason.named_by": UNBROKEN,
    "body.height": {"value": UNBROKEN, "unit": "cm"},
    "feelings.more": ["results", "sleep-appetite"],
    "medication.list": _with_unbroken(BUSY["medication.list"], "medication.name"),
    "questions.list": [*BUSY["questions.list"], {"id": "own1", "questions.own": UNBROKEN}],
}
