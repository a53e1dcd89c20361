"""The file of answers that a person may write by hand: read strictly, each problem named with its mend."""

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from forms.answers import Draft, Extent, SheetChoices, SheetMade
from forms.codec import draft_from_json
from forms.items import Item, ItemType, Questionnaire

_OF_A_SHEET = {field.name for field in fields(SheetMade)}
_REFERENCE = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}")


class AnswersFileUnreadable(Exception):
    """The file does not fit the questionnaire; `problems` names each linkId and what to do about it."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


def read_answers_file(questionnaire: Questionnaire, text: str) -> Draft:
    """The draft in an answers' file.

    Raises AnswersFileUnreadable, naming each linkId that the questionnaire does not have, and each value that
    is not of the question's kind.
    """
    try:
        raw = json.loads(text)
    except ValueError as error:
        raise AnswersFileUnreadable([f"This is not JSON: {error}. Mend the file there."]) from error
    if not isinstance(raw, dict) or not isinstance(raw.get("answers"), dict):
        raise AnswersFileUnreadable(['The file wants an object with "answers": {linkId: answer, …}.'])
    problems = [*_problems_of_head(questionnaire, raw), *_problems_in(questionnaire.by_link_id, raw["answers"])]
    if problems:
        raise AnswersFileUnreadable(problems)
    return draft_from_json(questionnaire, raw)


def _problems_of_head(questionnaire: Questionnaire, raw: Mapping[str, Any]) -> list[str]:
    problems = []
    if raw.get("extent", "full") not in list(Extent):
        problems.append('"extent" is "short" or "full".')
    for key in ("shown", "left_off", "private"):
        if not _is_list_of_text(raw.get(key, [])):
            problems.append(f'"{key}" is a list of texts.')
    if raw.get("made_on") is not None and not _is_day(raw["made_on"]):
        problems.append('"made_on" is a day such as "2026-11-23".')
    problems += _problems_of_choices(questionnaire, raw.get("choices", {}))
    problems += _problems_of_sheets(raw.get("sheets", []))
    canonical = raw.get("questionnaire", questionnaire.canonical)
    if canonical != questionnaire.canonical:
        problems.append(f'"questionnaire" is {canonical}, this is {questionnaire.canonical}.')
    return problems


def _problems_of_choices(questionnaire: Questionnaire, raw: object) -> list[str]:
    if not isinstance(raw, dict):
        return ['"choices" is an object such as {"reference": true}.']
    topics = [topic.code for topic in questionnaire.topics]
    without = raw.get("without", [])
    problems = []
    if not _is_list_of_text(without) or not set(without) <= set(topics):
        problems.append(f'"choices", "without": a list of any of: {", ".join(topics)}.')
    known = {field.name for field in fields(SheetChoices)}
    for name, value in raw.items():
        if name not in known:
            problems.append(f'"choices": there is no {name!r}. Use any of: {", ".join(sorted(known))}.')
        elif name != "without" and not isinstance(value, bool):
            problems.append(f'"choices", "{name}": {value!r} is not true or false.')
    return problems


def _problems_of_sheets(raw: object) -> list[str]:
    if isinstance(raw, list) and all(_is_sheet(made) for made in raw):
        return []
    return ['"sheets" is a list of sheets such as {"made_on": "2026-11-23", "reference": "K7F-3MQ"}.']


def _is_sheet(raw: object) -> bool:
    if not isinstance(raw, dict) or set(raw) != _OF_A_SHEET:
        return False
    reference = raw["reference"]
    return _is_day(raw["made_on"]) and isinstance(reference, str) and _REFERENCE.fullmatch(reference) is not None


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _problems_in(known: Mapping[str, Item], raw: Mapping[str, Any]) -> list[str]:
    problems: list[str] = []
    for link_id, stored in raw.items():
        listed = stored if isinstance(stored, list) else [stored]
        if link_id not in known:
            near = difflib.get_close_matches(link_id, known, n=1)
            problems.append(f"{link_id}: there is no such question." + (f" Is it {near[0]}?" if near else ""))
        elif known[link_id].rows is not None:
            problems += _problems_in_rows(known, link_id, listed)
        else:
            problems += [why for value in listed if (why := _problem_with(known[link_id], value))]
    return problems


def _problems_in_rows(known: Mapping[str, Item], link_id: str, rows: list[Any]) -> list[str]:
    columns = {item.link_id: item for item in known[link_id].with_descendants() if item is not known[link_id]}
    problems: list[str] = []
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            problems.append(f'{link_id}, row {number}: a row is an object such as {{"{next(iter(columns))}": "…"}}.')
            continue
        inner = _problems_in(columns, {key: value for key, value in row.items() if key != "id"})
        problems += [f"{link_id}, row {number}: {problem}" for problem in inner]
    return problems


def _problem_with(item: Item, value: Any) -> str:
    if isinstance(value, dict):
        fits = set(value) in ({"words"}, {"as_typed"}, {"value"}, {"value", "unit"})
        texts = all(isinstance(text, str) for text in value.values())
        return "" if fits and texts else f'{item.link_id}: use {{"words": …}}, {{"as_typed": …}} or {{"value": …}}.'
    return WANTED[item.type](item, value)


def _wants_option(item: Item, value: Any) -> str:
    if isinstance(value, str) and item.option(value):
        return ""
    codes = ", ".join(option.code for option in item.answer_options)
    return f"{item.link_id}: there is no option {value!r}. Use one of: {codes}."


def _wants(kind: type, words: str) -> Callable[[Item, Any], str]:
    def problem(item: Item, value: Any) -> str:
        return "" if type(value) is kind else f"{item.link_id}: {value!r} is not {words}."

    return problem


WANTED: dict[ItemType, Callable[[Item, Any], str]] = {
    ItemType.GROUP: _wants(type(None), "an answer: a group has none of its own"),
    ItemType.BOOLEAN: _wants(bool, "true or false"),
    ItemType.INTEGER: _wants(int, 'a whole number; for other words use {"as_typed": "…"}'),
    ItemType.DATE: _wants(str, 'a day such as "2026-11-23"'),
    ItemType.STRING: _wants(str, "a text"),
    ItemType.TEXT: _wants(str, "a text"),
    ItemType.CHOICE: _wants_option,
    ItemType.OPEN_CHOICE: _wants_option,
    ItemType.QUANTITY: _wants(dict, 'a quantity such as {"value": "70", "unit": "kg"}'),
}
