"""Answers to JSON and back: what is sealed in the store and what stands in an answers' file have one shape."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from forms.answers import (
    AnswerSet,
    AnswerValue,
    Appointment,
    AsTyped,
    Draft,
    Extent,
    InMyWords,
    Quantity,
    Row,
    Sending,
    SheetChoices,
    SheetMade,
)
from forms.items import Item, ItemType, Questionnaire

# Where a row's id stands among its answers; a linkId has a dot, so none is called so.
ROW_ID = "id"

TO_JSON: dict[type, Callable[[Any], Any]] = {
    str: lambda value: value,
    bool: lambda value: value,
    int: lambda value: value,
    date: lambda value: value.isoformat(),
    AsTyped: lambda value: {"as_typed": value.text},
    InMyWords: lambda value: {"words": value.text},
    Quantity: lambda value: {"value": value.value, "unit": value.unit},
}


def draft_to_bytes(draft: Draft) -> bytes:
    """As it is sealed."""
    written = draft_to_json(draft)
    try:
        return msgspec.json.encode(written)
    except UnicodeEncodeError:
        # Half of a surrogate pair, which no browser sends; what was typed is kept all the same.
        return json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def draft_from_bytes(questionnaire: Questionnaire, written: bytes) -> Draft:
    """As `draft_from_json`; raises ValueError for what is no JSON."""
    try:
        raw = msgspec.json.decode(written)
    except (UnicodeDecodeError, msgspec.DecodeError):
        raw = json.loads(written)
    return draft_from_json(questionnaire, raw)


def draft_to_json(draft: Draft) -> dict[str, Any]:
    return {
        "answers": answers_to_json(draft.answers),
        "extent": draft.extent.value,
        "shown": sorted(draft.shown),
        "left_off": sorted(draft.left_off),
        "private": sorted(draft.private),
        "choices": {**asdict(draft.choices), "without": sorted(draft.choices.without)},
        "sheets": [{"made_on": made.made_on.isoformat(), "reference": made.reference} for made in draft.sheets],
        "writers": dict(draft.writers),
        "return_code": draft.return_code,
        "code_seen": draft.code_seen,
        "made_on": draft.made_on.isoformat() if draft.made_on else None,
        "appointment": _days_written(asdict(draft.appointment)) if draft.appointment else None,
        "sendings": [_days_written(asdict(sending)) for sending in draft.sendings],
    }


def draft_from_json(questionnaire: Questionnaire, raw: Mapping[str, Any]) -> Draft:
    """The draft as it was stored. Answers to questions of another version are kept as they are."""
    return Draft(
        answers=_answers(_known_of(questionnaire), raw.get("answers", {})),
        extent=Extent(raw.get("extent", Extent.FULL)),
        shown=frozenset(raw.get("shown", ())),
        left_off=frozenset(raw.get("left_off", ())),
        private=frozenset(raw.get("private", ())),
        choices=_choices(raw.get("choices", {})),
        sheets=tuple(
            SheetMade(date.fromisoformat(made["made_on"]), made["reference"]) for made in raw.get("sheets", ())
        ),
        writers=dict(raw.get("writers", {})),
        return_code=raw.get("return_code", ""),
        code_seen=raw.get("code_seen", False),
        made_on=date.fromisoformat(made_on) if (made_on := raw.get("made_on")) else None,
        appointment=Appointment(**_days_read(raw["appointment"])) if raw.get("appointment") else None,
        sendings=tuple(Sending(**_days_read(sending)) for sending in raw.get("sendings", ())),
    )


def answers_to_json(answers: AnswerSet) -> dict[str, Any]:
    """Each linkId with the list of its values; a repeated group with the list of its rows, each with its id."""
    return _added({}, answers)


def _added(written: dict[str, Any], answers: AnswerSet) -> dict[str, Any]:
    for link_id, values in answers.values.items():
        # Most answers are one text or code, and this runs for every answer of every save.
        plain = len(values) == 1 and type(values[0]) is str
        written[link_id] = values if plain else [TO_JSON[type(value)](value) for value in values]
    for link_id, rows in answers.groups.items():
        written[link_id] = [_added({ROW_ID: row.id}, row.answers) for row in rows]
    return written


# The fields of an appointment and of a sending that hold a day, or none.
_DAYS = ("day", "sent_on", "kept_until", "withdrawn_on")


def _days_written(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}


def _days_read(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name in _DAYS and value else value for name, value in raw.items()}


def _choices(raw: Mapping[str, Any]) -> SheetChoices:
    usual = SheetChoices()
    return SheetChoices(
        without=frozenset(raw.get("without", ())),
        without_private=raw.get("without_private", usual.without_private),
        reference=raw.get("reference", usual.reference),
        way_back=raw.get("way_back", usual.way_back),
        return_code=raw.get("return_code", usual.return_code),
    )


class _Known(NamedTuple):
    """`as_read`: the linkIds whose answers are kept as they are read, which are those of no date and no list."""

    items: Mapping[str, Item]
    as_read: frozenset[str]


@lru_cache(maxsize=64)
def _known_of(questionnaire: Questionnaire) -> _Known:
    items = questionnaire.by_link_id
    read_on = {link_id for link_id, item in items.items() if item.type is ItemType.DATE or item.rows is not None}
    return _Known(items, frozenset(items.keys() - read_on))


def _answers(known: _Known, raw: Mapping[str, Any]) -> AnswerSet:
    values: dict[str, tuple[AnswerValue, ...]] = {}
    groups: dict[str, tuple[Row, ...]] = {}
    for link_id, stored in raw.items():
        # Most answers are one text or code, and this runs for every answer of every request.
        if type(stored) is list and len(stored) == 1 and type(stored[0]) is str and link_id in known.as_read:
            values[link_id] = (stored[0],)
        elif link_id != ROW_ID and stored != []:
            item, listed = known.items.get(link_id), stored if isinstance(stored, list) else [stored]
            if _is_rows(item, listed):
                groups[link_id] = tuple([_row(known, number, row) for number, row in enumerate(listed, 1)])
            else:
                values[link_id] = _values(item, listed)
    return AnswerSet(values, groups)


def _is_rows(item: Item | None, listed: list[Any]) -> bool:
    if item is not None:
        return item.rows is not None
    return isinstance(listed[0], dict) and ROW_ID in listed[0]


def _row(known: _Known, number: int, raw: Mapping[str, Any]) -> Row:
    return Row(str(raw.get(ROW_ID, f"row-{number}")), _answers(known, raw))


def _values(item: Item | None, listed: list[Any]) -> tuple[AnswerValue, ...]:
    if item is not None and item.type is ItemType.DATE:
        return tuple(_tagged(raw) if isinstance(raw, dict) else _date(raw) for raw in listed)
    return tuple([_tagged(raw) if isinstance(raw, dict) else raw for raw in listed])


def _tagged(raw: Mapping[str, Any]) -> AnswerValue:
    if "words" in raw:
        return InMyWords(raw["words"])
    if "as_typed" in raw:
        return AsTyped(raw["as_typed"])
    return Quantity(raw["value"], raw.get("unit", ""))


def _date(raw: str) -> date | AsTyped:
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return AsTyped(raw)
