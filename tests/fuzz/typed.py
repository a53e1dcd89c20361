"""What is typed into a page: as it is meant, nearly so, and as nobody means it; made from the questionnaire itself."""

import random
from collections.abc import Callable
from urllib.parse import quote

from forms.answers import AnswerSet
from forms.capture.page_form import page_form, row_form
from forms.items import Item, ItemType, Page, Questionnaire
from intake.store.base import Base
from tests.strategies import HOSTILE

Fields = list[tuple[str, str]]

COLUMNS = sorted({column.name for table in Base.metadata.tables.values() for column in table.columns})
"""Of every model: what no page may set."""
_LONG = "x" * 100_000
# Encoded by hand: no str of Python can be sent as these bytes.
RAW = ("%ED%A0%80", "%ED%B0%80%ED%A0%80", "%FF%FE", "%C0%80", "%F8%88%80%80%80", "%E2%82", "%00", "%u0041", "%", "%zz")
ODD = (
    *HOSTILE,
    _LONG,
    "\u202e\u2066\u200f",
    "\u200d\u200d👩\u200d⚕️",
    "\0",
    "𝒜" * 300,
    "\r\n" * 500,
    "-1",
    "9" * 400,
    "٣",
    "1e9",
    "1" + "0" * 15,
    "nan",
    " ",
    "on",
    "null",
    "%s",
    "../new",
)


def names_of(page: Page, row: Item | None = None) -> list[tuple[str, Item]]:
    """Every input of a page, or of a row of its list, with the question that it belongs to."""
    form = row_form(row, AnswerSet()) if row else page_form(page, AnswerSet())
    return [(name, field.item) for field in form for name in field.names]


def typed_into(names: list[tuple[str, Item]], chance: random.Random) -> Fields:
    """Some inputs are left out, as ticks are, and some are sent twice."""
    fields: Fields = []
    for name, item in names:
        if chance.random() < 0.8:
            fields.append((name, _value(name, item, chance)))
        if chance.random() < 0.1:
            fields.append((name, _value(name, item, chance)))
    return fields


def strange_fields(questionnaire: Questionnaire, chance: random.Random) -> Fields:
    """Of another page, of a table, of nobody; and what a page carries along, as no page would."""
    pool: tuple[Callable[[], str], ...] = (
        lambda: chance.choice(COLUMNS),
        lambda: chance.choice(questionnaire.items).link_id,
        lambda: chance.choice(("", "_", "__class__", "data", "errors", "id", "you.name:words", "you.name[]", "a.b.c")),
        lambda: chance.choice(("_view", "_seen", "_over", "_held", "_go", "_arrange", "_autosave", "_private", "_to")),
        lambda: chance.choice(("_was_private", "_code", "off", "line", "without", "form", "days", "to")),
    )
    return [(chance.choice(pool)(), chance.choice(ODD)) for _ in range(chance.choice((0, 0, 1, 2, 5)))]


def encoded(fields: Fields, raw: str = "") -> str:
    """As a form is sent. `raw`: what stands at the end of the last value, encoded already."""
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in fields) + raw


def _value(name: str, item: Item, chance: random.Random) -> str:
    way = chance.choice((_meant, _meant, _nearly, lambda *_: chance.choice(ODD)))
    return way(name.partition(":")[2], item, chance)


def _meant(part: str, item: Item, chance: random.Random) -> str:
    if part in _PARTS:
        return chance.choice(_PARTS[part])
    if part == "unit":
        return chance.choice(item.units).code
    if item.answer_options and not part:
        return chance.choice(item.answer_options).code
    return {
        ItemType.BOOLEAN: "true",
        ItemType.INTEGER: str(chance.randint(item.min_value or 0, item.max_value or 99)),
        ItemType.QUANTITY: "70,5",
    }.get(item.type, f"some words, and number {chance.randrange(1000)}")


def _nearly(part: str, item: Item, chance: random.Random) -> str:
    meant = _meant(part, item, chance)
    return chance.choice((f" {meant}", meant.upper(), f"{meant}\0", meant[:-1], f"{meant}{meant}", f"{meant}\r\n", ""))


_PARTS = {"day": ("1", "31", "0", "32"), "month": ("2", "feb", "13", "Dec"), "year": ("1979", "79", "0000", "9999")}
