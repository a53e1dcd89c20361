"""One row of a long list: what it costs to see and to save one medicine of five, and one of two hundred."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from forms.answers import AnswerSet
from forms.capture.page_form import row_form
from forms.ketamine import INTAKE
from tests.bench.installed import Browser, installation
from tests.bench.measuring import Action, Figure, in_pairs
from tests.bench.pages import typed_in
from tests.builders import a_draft, a_medicine

PAGE = next(page for page in INTAKE.pages if page.slug == "medicine-list")
GROUP = next(item for item in PAGE.items if item.rows)
ROW = f"/form/{PAGE.slug}/m3"


def figures(repetitions: int) -> Iterator[Figure]:
    with installation() as made:
        few, many = (made.holder(a_draft({"medication.list": _medicines(number)})) for number in (5, 200))
        pair = in_pairs(lambda: many.caller.getting(ROW), lambda: few.caller.getting(ROW), repetitions)
        yield _more("GET", pair.here, pair.floor)
        pair = in_pairs(_saving(many), _saving(few), repetitions)
        yield _more("POST", pair.here, pair.floor)


def _more(method: str, many: float, few: float) -> Figure:
    note = f"{few:.2f} ms with 5, {many:.2f} ms with 200"
    return Figure(f"{method} one medicine: more CPU with 200 than with 5", "ms", many - few, 1, None, note)


def _medicines(number: int) -> list[dict[str, Any]]:
    return [
        a_medicine(f"m{each}", f"Medicine {each}", f"{each} mg", "1 tablet", "once-a-day", reason="sleep")
        for each in range(1, number + 1)
    ]


def _saving(browser: Browser) -> Any:
    hidden, numbers = browser.reads_form(ROW), count(1)
    form = row_form(GROUP, AnswerSet())

    def prepared() -> Action:
        return browser.caller.posting(ROW, {**hidden, **typed_in(form, next(numbers))})

    return prepared
