"""From an answer to the words that print; what a patient typed is never reworded."""

from collections.abc import Callable
from typing import Any

from forms.answers import AnswerValue, AsTyped, InMyWords, Quantity
from forms.items import Heading, Item, ItemType
from intake.language import Language
from intake.summary.printable import printable


def in_words(item: Item, value: AnswerValue, language: Language) -> str:
    """One value as it prints: an option's display, a date in the country's order, everything typed as it was typed."""
    if isinstance(value, AsTyped | InMyWords):
        return printable(value.text)
    return WORDINGS[item.type](item, value, language)


def said(item: Item, value: AnswerValue, language: Language) -> str:
    """One value as it reads in a run of others: "once a day"."""
    option = item.option(value) if isinstance(value, str) else None
    return option.said if option and option.said else in_words(item, value, language)


def in_line(item: Item, words: str, language: Language) -> str:
    """An answer's words for use among others: in its phrase, or after its label; free text is quoted."""
    if not words:
        return ""
    if item.type is ItemType.TEXT:
        words = language.gettext("“{words}”").format(words=words)
    if item.phrase:
        return item.phrase.replace("{}", words)
    return language.gettext("{label}: {words}").format(label=item.label, words=words)


def heading_of(item: Item, values: tuple[AnswerValue, ...]) -> Heading:
    """The group of an answer, as its options declare it; with several, the first in the order of `_FIRST`."""
    found = {_heading(item, value) for value in values}
    return next((heading for heading in _FIRST if heading in found), Heading.NOT_ANSWERED)


_FIRST = (
    Heading.YES,
    Heading.ANSWERED,
    Heading.NOT_SURE,
    Heading.IN_PERSON,
    Heading.PREFERS_NOT_TO_SAY,
    Heading.NO,
)


def _heading(item: Item, value: AnswerValue) -> Heading:
    if isinstance(value, bool):
        return Heading.YES if value else Heading.NO
    option = item.option(value) if isinstance(value, str) else None
    return option.heading if option else Heading.ANSWERED


def _typed(_: Item, value: Any, __: Language) -> str:
    return printable(str(value))


def _yes_or_no(_: Item, value: Any, language: Language) -> str:
    return language.gettext("Yes") if value else language.gettext("No")


def _date(_: Item, value: Any, language: Language) -> str:
    return language.date(value)


def _option(item: Item, value: Any, _: Language) -> str:
    option = item.option(value)
    # A code of another version of the questionnaire is all that is known of that answer.
    return option.display if option else printable(str(value))


def _quantity(item: Item, value: Quantity, language: Language) -> str:
    unit = next((unit.display for unit in item.units if unit.code == value.unit), printable(value.unit))
    if not unit:
        return printable(value.value)
    return language.gettext("{number} {unit}").format(number=printable(value.value), unit=unit)


WORDINGS: dict[ItemType, Callable[[Item, Any, Language], str]] = {
    ItemType.BOOLEAN: _yes_or_no,
    ItemType.INTEGER: _typed,
    ItemType.DATE: _date,
    ItemType.STRING: _typed,
    ItemType.TEXT: _typed,
    ItemType.CHOICE: _option,
    ItemType.OPEN_CHOICE: _option,
    ItemType.QUANTITY: _quantity,
}
