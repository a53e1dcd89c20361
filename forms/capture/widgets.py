"""What the templates' macros are told about a question: its control, and which answers open its follow-ups."""

from dataclasses import dataclass
from functools import lru_cache

from forms.answers import AnswerSet, InMyWords
from forms.enablement import is_enabled, opening_codes
from forms.items import Item, ItemType

WORDS = ":words"

_CONTROLS = {
    ItemType.BOOLEAN: "tick",
    ItemType.INTEGER: "scale",
    ItemType.DATE: "date",
    ItemType.STRING: "line",
    ItemType.TEXT: "lines",
    ItemType.QUANTITY: "quantity",
}


def control_of(item: Item) -> str:
    """The name of the macro that draws the item."""
    return _CONTROLS.get(item.type) or ("ticks" if item.repeats else "buttons")


@dataclass(frozen=True, slots=True)
class Folding:
    """Which follow-ups fold away until an answer opens them.

    Follow-ups that open on the same answers share a number: `opens` gives the numbers of each option, as one text for
    `data-opens` (free words have the key WORDS), `number_of` the number of each follow-up by its linkId. One that
    opens on something else than this question's answers has no number and is always there.
    """

    opens: dict[str, str]
    number_of: dict[str, int]


@lru_cache(maxsize=4096)
def _folding(key: "_ByLinkId") -> Folding:
    item = key.item
    by_codes: dict[frozenset[str], int] = {}
    number_of = {}
    for follow_up in item.items:
        codes = frozenset(opening_codes(item, follow_up))
        if codes and follow_up.enable_when:
            number_of[follow_up.link_id] = by_codes.setdefault(codes, len(by_codes) + 1)
    opens = {
        option.code: " ".join(str(number) for codes, number in by_codes.items() if option.code in codes)
        for option in item.answer_options
    }
    in_words = AnswerSet({item.link_id: (InMyWords("x"),)})
    by_words = {
        number_of[each.link_id] for each in item.items if each.link_id in number_of and is_enabled(each, in_words)
    }
    opens[WORDS] = " ".join(str(number) for number in sorted(by_words))
    return Folding({code: numbers for code, numbers in opens.items() if numbers}, number_of)


class _ByLinkId:
    """A cache key by identity of the item."""

    __slots__ = ("item",)

    def __init__(self, item: Item) -> None:
        self.item = item

    def __hash__(self) -> int:
        return id(self.item)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByLinkId) and self.item is other.item


def folding_of(item: Item) -> Folding:
    return _folding(_ByLinkId(item))
