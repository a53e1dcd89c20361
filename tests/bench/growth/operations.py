"""What is measured: a patient's page and save, a sending, and a clinic's list, response and search."""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from tests.bench.growth.opened import Desk, Opened
from tests.bench.measuring import Action, Prepared
from tests.bench.pages import LARGEST, typed_on
from tests.bench.stored import busy_draft, name_of
from tests.clinics import for_visit

PATH = f"/form/{LARGEST.slug}"


@dataclass(frozen=True, slots=True)
class Operation:
    """`prepared` gives None where an installation of this size has nothing of the kind.

    `share` is the part of the repetitions that is enough: what takes long is done less often.
    """

    prepared: Callable[[Opened], Prepared | None]
    share: float = 1.0


def _page(opened: Opened) -> Prepared:
    return lambda: opened.patient.caller.getting(PATH)


def _save(opened: Opened) -> Prepared:
    """Other words each time."""
    hidden = opened.patient.reads_form(PATH)
    return lambda: opened.patient.caller.posting(PATH, {**hidden, **typed_on(LARGEST, next(opened.numbers))})


def _send(opened: Opened) -> Prepared:
    """By another patient each time, who followed the clinic's link."""

    def prepared() -> Action:
        draft = for_visit(opened.vault, busy_draft(next(opened.numbers)), opened.link, opened.made.product.clock())
        browser = opened.made.holder(draft)
        return browser.caller.posting("/send", browser.reads_form("/send"))

    return prepared


def _list(opened: Opened) -> Prepared:
    return lambda: opened.desk.caller.getting("/clinic/responses")


def _open(opened: Opened) -> Prepared:
    """Another one each time."""
    ids = opened.desk.ids
    return lambda: opened.desk.caller.getting(f"/clinic/responses/{ids[next(opened.numbers) % len(ids)]}")


def _search(opened: Opened) -> Prepared:
    return _searching(opened, opened.desk)


def _search_of_large(opened: Opened) -> Prepared | None:
    return _searching(opened, opened.large) if opened.large else None


def _searching(opened: Opened, desk: Desk) -> Prepared:
    """Another name each time, so that every header of the clinic is opened."""

    def prepared() -> Action:
        sought = {"sought": f"{name_of(next(opened.numbers))} Nobody", "_token": desk.token}
        return desk.caller.posting("/clinic/search", sought, expected=200)

    return prepared


PAGE, SAVE, SEND = "page of questions", "save of a page", "sending"
LIST, OPEN = "list of a clinic", "one response"
SEARCH, SEARCH_OF_LARGE = "search in a clinic of 1,000", "search in a clinic of 10,000"
OPERATIONS = MappingProxyType(
    {
        PAGE: Operation(_page),
        SAVE: Operation(_save),
        SEND: Operation(_send, 0.2),
        LIST: Operation(_list),
        OPEN: Operation(_open),
        SEARCH: Operation(_search, 0.2),
        SEARCH_OF_LARGE: Operation(_search_of_large, 0.1),
    }
)
