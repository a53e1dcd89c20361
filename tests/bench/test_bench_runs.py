"""Every bench runs and every budget is measured; nothing is said of how long anything took."""

from collections.abc import Iterator

import pytest

from tests.bench.__main__ import GROUPS, line_of
from tests.bench.measuring import Figure
from tests.light_argon2 import light_argon2

BUDGETS = {
    "pages": {"GET a question page", "POST a question page", "first save, which makes the return code"},
    "sheets": {"check page, 194 answers", "sheet as a PDF, 194 answers", "size of the PDF"},
    "peers": {"sheet as a PDF, 5 medicines"},
    "rows": {"GET one medicine: more CPU with 200 than with 5", "POST one medicine: more CPU with 200 than with 5"},
    "questions": set(),
    "growth": {
        "search in a clinic of 1,000, 120 rows on SQLite",
        "search in a clinic of 1,000, 120 rows on PostgreSQL",
        *(
            f"{operation}: times as much at 120 rows as at 60, {database}"
            for operation in ("page of questions", "save of a page", "sending", "list of a clinic", "one response")
            for database in ("SQLite", "PostgreSQL")
        ),
    },
    "clinic": {
        "list of 50, 100 responses",
        "list of 50: more CPU with 100 responses than with 60",
        "open a response, 100 responses",
        "search by name, 100 responses",
    },
    "timing": {
        "AUC of known and unknown: return code",
        "AUC of known and unknown: sign-in with a code of the app",
        "AUC of known and unknown: sign-in with one on paper",
        "AUC of known and unknown: recovery code",
    },
    "server": {
        "start to first answer",
        "memory of a worker before its first PDF",
        "memory of a worker after many PDFs",
        "start page over the wire",
    },
    "browser": {"first input usable, headless Chromium"},
}


@pytest.fixture(autouse=True)
def _light() -> Iterator[None]:
    with light_argon2():
        yield


@pytest.mark.parametrize("name", GROUPS)
def test_each_budget_is_measured_beside_its_floor(name):
    figures = list(GROUPS[name](1))
    budgeted = {figure.what for figure in figures if figure.most is not None}

    assert budgeted >= BUDGETS[name]
    assert [figure.what for figure in figures if figure.floor is not None and figure.floor <= 0] == []


def test_a_figure_over_its_budget_is_said():
    assert "OVER THE BUDGET" in line_of(Figure("a page", "ms", 3.1, 3, 1.0))
    assert "OVER THE BUDGET" not in line_of(Figure("a page", "ms", 3.0, 3, 1.0))
