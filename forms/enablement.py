"""Which questions apply: rules look at answers only, never at the path taken to them."""

import operator
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

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

    Conditions look back (forms.lint) and are judged on the answers that count, so an answer hidden by an earlier one
    can never enable a later question.
    """
    return _all_of(_known_to(questionnaire), answers)


def enabled_when_asked(questionnaire: Questionnaire, answers: AnswerSet) -> AnswerSet:
    """The same, each judged when it is asked for: a page asks for few of them, however many there are."""
    return _Judged(_known_to(questionnaire), answers).kept


class _Known(NamedTuple):
    """Items by linkId: those whose conditions bear on it, itself the last; which are lists; which always count."""

    bearing: Mapping[str, tuple[Item, ...]]
    lists: Mapping[str, Item]
    always: frozenset[str]


@lru_cache(maxsize=256)
def _known_to(asking: Questionnaire | Item) -> _Known:
    """What a questionnaire asks, or a list of rows in one of them."""
    bearing: dict[str, tuple[Item, ...]] = {}
    lists: dict[str, Item] = {}

    def note(items: tuple[Item, ...], above: tuple[Item, ...]) -> None:
        for item in items:
            bearing[item.link_id] = (*above, item) if item.enable_when else above
            if item.rows is not None:
                lists[item.link_id] = item
            else:
                note(item.items, bearing[item.link_id])

    note(asking.items, ())
    return _Known(bearing, lists, frozenset(name for name, items in bearing.items() if not items and name not in lists))


def _all_of(known: _Known, answers: AnswerSet) -> AnswerSet:
    kept = _Judged(known, answers).kept
    return AnswerSet(dict(kept.values), dict(kept.groups))


class _Judged:
    """Which answers count. Each item is judged once: its own conditions, and those of the items above it."""

    def __init__(self, known: _Known, answers: AnswerSet) -> None:
        self.known, self.answers = known, answers
        self.found: dict[str, bool] = {}
        self.kept = AnswerSet(_Values(self), _Rows(self))

    def counts(self, link_id: str) -> bool:
        if link_id not in self.found:
            bearing = self.known.bearing.get(link_id)
            # Until that is known it does not count: a condition that looks ahead, to whatever looks back, never holds.
            self.found[link_id] = False
            self.found[link_id] = bearing is not None and all(is_enabled(item, self.kept) for item in bearing)
        return self.found[link_id]


class _Values(Mapping[str, tuple[AnswerValue, ...]]):
    def __init__(self, judged: _Judged) -> None:
        self._judged, self._all = judged, judged.answers.values

    def __getitem__(self, link_id: str) -> tuple[AnswerValue, ...]:
        found = self._all[link_id]
        if self._counts(link_id):
            return found
        raise KeyError(link_id)

    def __iter__(self) -> Iterator[str]:
        return (link_id for link_id in self._all if self._counts(link_id))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _counts(self, link_id: str) -> bool:
        known = self._judged.known
        return link_id in known.always or (link_id not in known.lists and self._judged.counts(link_id))


class _Rows(Mapping[str, tuple[Row, ...]]):
    def __init__(self, judged: _Judged) -> None:
        self._judged, self._all = judged, judged.answers.groups
        self._found: dict[str, tuple[Row, ...]] = {}

    def __getitem__(self, link_id: str) -> tuple[Row, ...]:
        rows = self._all[link_id]
        if not self._counts(link_id):
            raise KeyError(link_id)
        if link_id not in self._found:
            known = _known_to(self._judged.known.lists[link_id])
            self._found[link_id] = tuple(_row_of(known, row) for row in rows)
        return self._found[link_id]

    def __iter__(self) -> Iterator[str]:
        return (link_id for link_id in self._all if self._counts(link_id))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _counts(self, link_id: str) -> bool:
        return link_id in self._judged.known.lists and bool(self._all[link_id]) and self._judged.counts(link_id)


def _row_of(known: _Known, row: Row) -> Row:
    # Nearly every row has answers to no others.
    return row if known.always.issuperset(row.answers) else Row(row.id, _all_of(known, row.answers))


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
