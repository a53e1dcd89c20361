"""Every address of the application, from its map, with values that lead to a page."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from forms.answers import Draft
from tests.builders import EXAMPLE, a_draft

# A page of every kind of question, a list of rows, and a list that can be ordered.
PAGES = ("birth-date", "energy", "main-thing", "topics", "how-strong", "past-month", "medicine-list", "my-list")
ROWS = {"medicine-list": "m1", "my-list": "own1"}


def example() -> Draft:
    return a_draft(EXAMPLE)


def addresses(app: Flask, method: str) -> Iterator[tuple[str, str]]:
    """The endpoint and the address of each rule that takes the method; several where a page stands for many."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()):
                yield from ((rule.endpoint, app.url_for(rule.endpoint, **values)) for values in _values(rule))


def _values(rule: Rule) -> Iterator[dict[str, Any]]:
    if "filename" in rule.arguments:
        yield from ({"filename": name, "v": "1"} for name in ("intake.css", "save.js", "icon.svg"))
    elif "row_id" in rule.arguments:
        yield from ({"slug": slug, "row_id": row_id} for slug, row_id in ROWS.items())
    elif rule.endpoint in ("patient.new_row", "patient.arrange"):
        yield from ({"slug": slug} for slug in ROWS)
    elif "slug" in rule.arguments:
        yield from ({"slug": slug} for slug in PAGES)
    else:
        yield {}
