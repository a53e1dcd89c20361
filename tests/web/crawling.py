"""Every address of the application, from its map, with values that lead to a page."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from flask import Flask
from werkzeug.routing import Rule

from forms.answers import Draft
from tests.builders import EXAMPLE, a_draft

# A page of every kind of question, a list of rows, and a list that can be ordered.
PAGES = ("birth-date", "energy", "main-thing", "topics", "how-strong", "past-month", "medicine-list", "my-list")
ROWS = {"medicine-list": "m1", "my-list": "own1"}
NOBODYS: Mapping[str, Any] = {
    "response_id": UUID(int=7),
    "invitation_id": UUID(int=7),
    "staff_id": UUID(int=7),
    "number": "0" * 16,
    "response": str(UUID(int=7)),
    "link": "nobodys",
    "clinic_slug": "no-such-clinic",
}
"""What addresses of clinics name, as it could be and is not."""
OF_A_CLINIC = frozenset({"patient.clinic_page", "patient.begin_for_clinic"})


def example() -> Draft:
    return a_draft(EXAMPLE)


def addresses(app: Flask, method: str, known: Mapping[str, Any] = NOBODYS) -> Iterator[tuple[str, str]]:
    """The endpoint and the address of each rule that takes the method; several where a page stands for many."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()):
                yield from ((rule.endpoint, app.url_for(rule.endpoint, **values)) for values in _values(rule, known))


def _values(rule: Rule, known: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if "filename" in rule.arguments:
        yield from ({"filename": name, "v": "1"} for name in ("intake.css", "save.js", "icon.svg"))
    elif rule.endpoint in OF_A_CLINIC:
        yield {"slug": known["clinic_slug"]}
    elif "row_id" in rule.arguments:
        yield from ({"slug": slug, "row_id": row_id} for slug, row_id in ROWS.items())
    elif rule.endpoint in ("patient.new_row", "patient.arrange"):
        yield from ({"slug": slug} for slug in ROWS)
    elif "slug" in rule.arguments:
        yield from ({"slug": slug} for slug in PAGES)
    else:
        yield {name: known[name] for name in rule.arguments}
