"""Which questions apply: rules look at answers only, never at the path taken to them."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from forms.answers import AnswerSet, AnswerValue, Row
from forms.items import EnableBehavior, EnableWhen, Item, Operator, Questionnaire

_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUALS: operator.eq,
    Operator.NOT_EQUALS: operator.ne,
    Operator.GREATER: operator.gt,
    Operator.LESS: operator.lt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LESS_OR_EQUAL: operator.le,
}


def is_enabled(item: Item, answers: AnswerSet) -> bool:
    """Whether the item's own conditions hold; those of the items above it are the caller's."""
    if not item.enable_when:
        return True
    # A loop, not any() or all() of a generator: this runs for every question of every request.
    decides = item.enable_behavior is EnableBehavior.ANY
    for condition in item.enable_when:
        if condition_holds(condition, answers) is decides:
            return decides
    return not decides


def condition_holds(condition: EnableWhen, answers: AnswerSet) -> bool:
    if condition.operator is Operator.EXISTS:
        return (condition.question in answers) is condition.answer
    compare = _COMPARE[condition.operator]
    # FHIR: true when at least one of the answers satisfies the operator.
    return any(_compares(compare, value, condition.answer) for value in answers.all(condition.question))


def enabled_answers(questionnaire: Questionnaire, answers: AnswerSet) -> AnswerSet:
    """The answers that count: those of enabled items.

    Conditions are judged on the answers kept so far, in reading order, so an answer hidden by an earlier one can
    never enable a later question.
    """
    return _enabled(questionnaire.items, answers)


def _enabled(items: tuple[Item, ...], answers: AnswerSet) -> AnswerSet:
    values: dict[str, tuple[AnswerValue, ...]] = {}
    groups: dict[str, tuple[Row, ...]] = {}
    kept = AnswerSet(values, groups)  # seen by the conditions while it fills

    def keep(item: Item) -> None:
        # Most questions of a long list of rows are not answered: their conditions decide nothing.
        if not item.items and item.link_id not in answers.values:
            return
        if not is_enabled(item, kept):
            return
        if item.rows is not None:
            _keep_rows(item, answers, groups)
            return
        if item.link_id in answers.values:
            values[item.link_id] = answers.values[item.link_id]
        for inner in item.items:
            keep(inner)

    for item in items:
        keep(item)
    return kept


def _keep_rows(item: Item, answers: AnswerSet, groups: dict[str, tuple[Row, ...]]) -> None:
    if rows := answers.rows(item.link_id):
        groups[item.link_id] = tuple(Row(row.id, _enabled(item.items, row.answers)) for row in rows)


def _compares(compare: Callable[[Any, Any], bool], value: object, wanted: object) -> bool:
    # Texts of another kind (AsTyped, InMyWords) never equal a code, and have no order.
    if compare in (operator.eq, operator.ne):
        return compare(value, wanted)
    return isinstance(value, int) and isinstance(wanted, int) and compare(value, wanted)


def opening_codes(parent: Item, item: Item) -> Mapping[str, bool]:
    """The options of `parent` that open `item` when chosen alone, for pages that fold it away in the browser."""
    return {
        option.code: True
        for option in parent.answer_options
        if is_enabled(item, AnswerSet({parent.link_id: (option.code,)}))
    }
