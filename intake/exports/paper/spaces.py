"""The space that a pen gets for an answer: one entry an item type, and how wide it is among others."""

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from math import ceil

from forms.items import AnswerOption, Item, ItemType
from intake.exports.paper.form import Choice, Day, Field, Line, Lines, Mark, Measure, Space, Ticks
from intake.language import Language

# Widths in millimetres: of a tick with the room around it, and of what a pen wants for a name, for a choice in words,
# for several of them or a sentence, for a number, and for a day.
_TICK, _WORDS, _CHOICE, _SENTENCE, _NUMBER, _DATE = 7.5, 30, 34, 48, 18, 62
# Of a letter on average, in the answers of a row, and in a label or a hint; of a twelfth of a line, below a question
# and in a row; and between two fields.
_LETTER, _IN_ROW, _SMALL = 1.68, 1.52, 1.38
_TWELFTH, _TWELFTH_OF_ROW, _GUTTER = 14.7, 15, 3
_MOST_COLUMNS = 4
_MOST_NUMBERS = 11
# A choice that takes no more than this of a line of answers stands in it without a grid.
_ONE_LINE = 165


class Setting(IntEnum):
    """Where an answer is written; the number is that of the lines for an answer in sentences."""

    ROW = 1
    FOLLOW_UP = 2
    QUESTION = 4


def day_parts(language: Language) -> tuple[str, ...]:
    say = language.gettext
    names = {"day": say("Day"), "month": say("Month"), "year": say("Year")}
    return tuple(names[part] for part in language.country.date_order)


def space_of(item: Item, setting: Setting, language: Language) -> Space:
    """The space of an item that is no group."""
    return SPACES[item.type](item, setting, language)


def instruction_of(item: Item, space: Space, language: Language) -> str:
    """How many to tick, in words: nobody has to know what a circle and a square mean."""
    say = language.gettext
    if not isinstance(space, Ticks):
        return ""
    if not space.one:
        return say("Tick all that apply.")
    # A follow-up that no answer opens is for everyone, so the answers are for those who leave it blank.
    beside = item.answer_options and any(not inner.enable_when for inner in item.items)
    return say("Tick one if it fits you.") if beside else say("Tick one.")


def why_of(item: Item, language: Language) -> str:
    return language.gettext("Why we ask: {why}").format(why=item.why) if item.why else ""


def with_instruction(hint: str, instruction: str) -> str:
    """The hint after the instruction, unless it begins with the same words."""
    says_so = hint.startswith(instruction.rstrip("."))
    return hint if says_so or not instruction else f"{instruction} {hint}".strip()


def span_of(label: str, hint: str, space: Space) -> int:
    """How many twelfths of a line it wants with its words before it."""
    return _twelfths(len(label) * _LETTER + len(hint) * _SMALL + room_of(space, _LETTER), _TWELFTH)


def span_in_row(label: str, space: Space) -> int:
    """The same in a row, where labels are small."""
    return _twelfths(len(label) * _SMALL + room_of(space), _TWELFTH_OF_ROW)


def width_in_table(space: Space) -> int:
    """In millimetres: there the words stand above."""
    return ceil(room_of(space) + _GUTTER)


def room_of(space: Space, letter: float = _IN_ROW) -> float:
    """In millimetres, without the words before it; its own in letters of this width."""
    if isinstance(space, Ticks):
        beside = len(space.own_words) * _SMALL + _WORDS if space.own_words else 0
        return sum(_width(choice, letter) for choice in space.choices) + beside
    if isinstance(space, Measure):
        return _NUMBER + sum(_width(unit, letter) for unit in space.units)
    if isinstance(space, Lines):
        return space.room
    return {Day: _DATE, Mark: _TICK}.get(type(space), 12 * _TWELFTH)


def in_lines(fields: Iterable[Field]) -> tuple[Line, ...]:
    """The fields in their order, in lines of twelve twelfths; the last of a line takes what is left of it."""
    return in_full_lines((field, True) for field in fields)


def in_full_lines(fields: Iterable[tuple[Field, bool]]) -> tuple[Line, ...]:
    """The same in fewer lines: a field goes up to a line with room, unless it follows the one before it."""
    lines: list[list[Field]] = []
    for field, follows in fields:
        open_lines = lines[-1:] if follows else lines
        found = next((line for line in open_lines if sum(each.span for each in line) + field.span <= 12), None)
        if found is None:
            lines.append([field])
        else:
            found.append(field)
    return tuple(tuple(line) for line in lines)


def _twelfths(wanted: float, twelfth: float) -> int:
    return min(ceil((wanted + _GUTTER) / twelfth), 12)


def written_choice(item: Item) -> Lines:
    """The space for a choice that is written in words."""
    return Lines(count=1, room=_SENTENCE if item.repeats else _CHOICE)


def _choices(options: Iterable[AnswerOption]) -> tuple[Choice, ...]:
    return tuple(Choice(option.display, option.hint) for option in options)


def _ticks(item: Item, setting: Setting, language: Language) -> Space:
    choices = _choices(item.answer_options)
    own_words = language.gettext("Something else, in my words") if item.type is ItemType.OPEN_CHOICE else ""
    columns = _columns(choices) if setting is Setting.QUESTION else 0
    return Ticks(one=not item.repeats, choices=choices, columns=columns, own_words=own_words)


def _columns(choices: tuple[Choice, ...]) -> int:
    """As many as make the choices shortest, and of these the fewest; 0 where a line holds all of them."""
    if sum(_width(choice) for choice in choices) <= _ONE_LINE:
        return 0
    return min(range(1, _MOST_COLUMNS + 1), key=lambda columns: (_height(choices, columns), columns))


def _height(choices: tuple[Choice, ...], columns: int) -> int:
    """In lines of words."""
    width = 12 * _TWELFTH / columns
    rows = [choices[first : first + columns] for first in range(0, len(choices), columns)]
    return sum(max(ceil(_width(choice) / width) for choice in row) for row in rows)


def _width(choice: Choice, letter: float = _LETTER) -> float:
    return _TICK + len(choice.words) * letter + len(choice.hint) * _SMALL


def _numbers(item: Item, setting: Setting, language: Language) -> Space:
    low, high = item.min_value, item.max_value
    if low is None or high is None or high - low >= _MOST_NUMBERS:
        return Measure(units=())
    return Ticks(one=True, choices=tuple(Choice(str(number)) for number in range(low, high + 1)))


def _measure(item: Item, setting: Setting, language: Language) -> Space:
    units = _choices(item.units)
    return Measure(units=units[::-1] if language.country.first_units == "us" else units)


SPACES: Mapping[ItemType, Callable[[Item, Setting, Language], Space]] = {
    ItemType.BOOLEAN: lambda item, setting, language: Mark(star=False),
    ItemType.INTEGER: _numbers,
    ItemType.DATE: lambda item, setting, language: Day(parts=day_parts(language)),
    ItemType.STRING: lambda item, setting, language: Lines(count=1, room=_WORDS),
    ItemType.TEXT: lambda item, setting, language: Lines(count=int(setting), room=_SENTENCE),
    ItemType.CHOICE: _ticks,
    ItemType.OPEN_CHOICE: _ticks,
    ItemType.QUANTITY: _measure,
}
"""A group has no space of its own: intake.exports.paper.rows draws its columns."""
