"""Which questions apply: rules look at answers only, never at the path taken to them."""

import operator
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from forms.answers import AnswerSet, AnswerValue, Row
from forms.items import EnableBehavior, EnableWhen, Item, Operator, Questionnaire

_COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
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
    given = answers.values.get(condition.question, ())
    # FHIR: true when at least one of the answers satisfies the operator.
    if condition.operator is Operator.EQUALS:
        # Nearly every condition is one of these, and all of them are judged in every request.
        return condition.answer in given
    compare = _COMPARE[condition.operator]
    return any(_compares(compare, value, condition.answer) for value in given)


def enabled_answers(questionnaire: Questionnaire, answers: AnswerSet) -> AnswerSet:
    """The answers that count: those of enabled items.

    Conditions look back (forms.lint) and are judged on the answers kept so far, in reading order, so an answer hidden
    by an earlier one can never enable a later question.
    """
    # What no condition bears on is kept at once: of a long questionnaire that is nearly all.
    always, judged = _parted(questionnaire)
    kept = {link_id: given for link_id, given in answers.values.items() if link_id in always}
    return _enabled(judged, answers, kept)


@lru_cache(maxsize=64)
def _parted(questionnaire: Questionnaire) -> tuple[frozenset[str], tuple[Item, ...]]:
    """The linkIds whose answers always count, and the questions that have conditions or rows, or stand above some."""
    judged = tuple(
        item
        for item in questionnaire.items
        if any(found.enable_when or found.rows is not None for found in item.with_descendants())
    )
    below = {found.link_id for item in judged for found in item.with_descendants()}
    return frozenset(questionnaire.by_link_id.keys() - below), judged


def _enabled(items: tuple[Item, ...], answers: AnswerSet, values: dict[str, tuple[AnswerValue, ...]]) -> AnswerSet:
    """`values`: those kept already, to which those of enabled items are added."""
    groups: dict[str, tuple[Row, ...]] = {}
    kept = AnswerSet(values, groups)  # seen by the conditions while it fills

    def keep(offered: tuple[Item, ...]) -> None:
        for item in offered:
            if not item.items:
                # Most questions are not answered: then their conditions decide nothing.
                if item.link_id in answers.values and is_enabled(item, kept):
                    values[item.link_id] = answers.values[item.link_id]
            elif is_enabled(item, kept):
                if item.rows is not None:
                    _keep_rows(item, answers, groups)
                    continue
                if item.link_id in answers.values:
                    values[item.link_id] = answers.values[item.link_id]
                keep(item.items)

    keep(items)
    return kept


def _keep_rows(item: Item, answers: AnswerSet, groups: dict[str, tuple[Row, ...]]) -> None:
    if rows := answers.rows(item.link_id):
        always = _always_enabled(item)
        groups[item.link_id] = tuple(
            row if always.issuperset(row.answers) else Row(row.id, _enabled(item.items, row.answers, {}))
            for row in rows
        )


@lru_cache(maxsize=256)
def _always_enabled(group: Item) -> frozenset[str]:
    """The columns on which no condition bears: a row that has answers to no others stays as it is."""
    return frozenset(_without_conditions(group.items))


def _without_conditions(items: tuple[Item, ...]) -> Iterator[str]:
    for item in items:
        if not item.enable_when and item.rows is None:
            yield item.link_id
            yield from _without_conditions(item.items)


def _compares(compare: Callable[[Any, Any], bool], value: object, wanted: object) -> bool:
    # Texts of another kind (AsTyped, InMyWords) never equal a code, and have no order.
    if compare is operator.ne:
        return compare(value, wanted)
    return isinstance(value, int) and isinstance(wanted, int) and compare(value, wanted)


def opening_codes(parent: Item, item: Item) -> Mapping[str, bool]:
    """The options of `parent` that open `item` when chosen alone, for pages that fold it away in the browser."""
    return {
        option.code: True
        for option in parent.answer_options
        if is_enabled(item, AnswerSet({parent.link_id: (option.code,)}))
    }
