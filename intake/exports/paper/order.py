"""The order of the questions on paper: which get a number, and which only steer the screen."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.items import NOWHERE, Item, ItemType, Questionnaire


@dataclass(frozen=True, slots=True)
class Order:
    """`numbers` are by linkId; what stands in place of a list's rows has the number of the list, and is in `stand_ins`.

    `guides` are the items that only steer the screen, each with the linkIds that its codes lead to.
    """

    questionnaire: Questionnaire
    numbers: Mapping[str, int]
    stand_ins: frozenset[str]
    guides: Mapping[str, Mapping[str, tuple[str, ...]]]

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Order":
        items = questionnaire.items
        lists = {item.rows.instead: item.link_id for item in items if item.rows and item.rows.instead}
        guides = {item.link_id: leads for item in items if (leads := _leads_of(questionnaire, item))}
        asked = [item.link_id for item in items if item.link_id not in {*lists, *guides}]
        numbers = {link_id: number for number, link_id in enumerate(asked, 1)}
        numbers |= {link_id: numbers[group] for link_id, group in lists.items()}
        return cls(questionnaire, numbers, frozenset(lists), guides)


def _leads_of(questionnaire: Questionnaire, item: Item) -> Mapping[str, tuple[str, ...]]:
    """Nothing for a question of its own: a tick-list that is a list's rows is one too, though it stands nowhere."""
    if item.place != NOWHERE or item.type is not ItemType.CHOICE or (item.opens_rows and item.opens_rows.mirrors):
        return {}
    leads = {option.code: _opened_by(questionnaire, item, option.code) for option in item.answer_options}
    return leads if all(leads.values()) else {}


def _opened_by(questionnaire: Questionnaire, item: Item, code: str) -> tuple[str, ...]:
    if item.opens_rows:
        return (item.opens_rows.rows,)
    return tuple(
        other.link_id
        for other in questionnaire.items
        if any((each.question, each.answer) == (item.link_id, code) for each in other.enable_when)
    )
