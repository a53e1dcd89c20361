"""Lists on paper: as many blank rows as the sheet has room for, each a row of a table or a card, and their key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forms.items import AnswerOption, Item, ItemType
from forms.sheet_layout import BlockKind
from intake.exports.paper.conditions import LeadIns
from intake.exports.paper.form import Field, KeyEntry, Line, Mark, RowList, Space, Ticks
from intake.exports.paper.order import Order
from intake.exports.paper.spaces import (
    Setting,
    in_full_lines,
    instruction_of,
    room_of,
    space_of,
    span_in_row,
    why_of,
    width_in_table,
    with_instruction,
    written_choice,
)
from intake.language import Language, gettext_noop

FEWEST_ROWS, MOST_ROWS = 4, 10
# In millimetres: a choice that takes more of a row is written in words, which the key names; a table holds no more.
_WIDEST_TICKS, _WIDEST_ROW = 112, 177


@dataclass(frozen=True, slots=True)
class RowMaker:
    order: Order
    language: Language
    lead_ins: LeadIns

    def rows_of(self, group: Item) -> RowList:
        columns = [column for column in group.items if not self.is_told_by_ticks(column)]
        first = [column for column in columns if not column.more_detail]
        more = [column for column in columns if column.more_detail]
        return RowList(
            count=self._count(group),
            key=tuple(self._key(group, columns)),
            lines=self._as_table(group, first) or in_full_lines(self._fields(group, first)),
            more=in_full_lines(self._fields(group, more)),
            more_title=self.language.gettext("More about each of them, if you like") if more else "",
            instead=self._instead(group),
        )

    def is_told_by_ticks(self, column: Item) -> bool:
        """Whether a tick-list is the rows themselves, so that a row wants no line for it."""
        return any(item.opens_rows.mirrors for item in self._tick_lists(column) if item.opens_rows)

    def _count(self, group: Item) -> int:
        blocks = (block for block in self.order.questionnaire.blocks if block.kind is BlockKind.ROWS)
        quota = next((block.quota for block in blocks if block.code == group.place), None)
        return min(quota or FEWEST_ROWS, MOST_ROWS)

    def _instead(self, group: Item) -> Field | None:
        if not group.rows or not group.rows.instead:
            return None
        item = self.order.questionnaire.by_link_id[group.rows.instead]
        space = space_of(item, Setting.FOLLOW_UP, self.language)
        return Field(label=item.text, hint=item.hint, space=space)

    def _fields(self, group: Item, columns: list[Item]) -> Iterator[tuple[Field, bool]]:
        """Each with whether it follows up the one before it."""
        above = {item.link_id for item in columns}
        for item in _asked(columns):
            space = self._space(group, item)
            field = Field(label=item.label, space=space, span=span_in_row(item.label, space))
            yield field, item.link_id not in above

    def _as_table(self, group: Item, columns: list[Item]) -> tuple[Line, ...]:
        """One line with the labels above it, if it holds every column; else none."""
        spaces = [(item, self._space(group, item)) for item in _asked(columns)]
        line = tuple(Field(label=item.label, space=space, span=width_in_table(space)) for item, space in spaces)
        return (line,) if sum(field.span for field in line) <= _WIDEST_ROW else ()

    def _space(self, group: Item, item: Item) -> Space:
        if group.rows and item.link_id == group.rows.star:
            return Mark(star=True)
        space = space_of(item, Setting.ROW, self.language)
        in_words = isinstance(space, Ticks) and room_of(space) > _WIDEST_TICKS
        return written_choice(item) if in_words or self._tick_lists(item) else space

    def _key(self, group: Item, columns: list[Item]) -> Iterator[KeyEntry]:
        for item in _asked(columns):
            asked = (self.lead_ins.before(item), item.text if item.text != item.label else "")
            notes = (self._hint(group, item), why_of(item, self.language), self._words_for(group, item))
            yield KeyEntry(label=item.label, text=" ".join(filter(None, asked)), notes=" ".join(filter(None, notes)))

    def _hint(self, group: Item, item: Item) -> str:
        """What is written in words is not ticked, whatever the screen says."""
        ticks = self.language.gettext("Tick all that apply.")
        space = self._space(group, item)
        if not isinstance(space, Ticks) and item.hint == ticks:
            return ""
        return with_instruction(item.hint, instruction_of(item, space, self.language))

    def _words_for(self, group: Item, item: Item) -> str:
        """The answers that have no tick of their own in the row, or where they have been ticked."""
        if lists := self._tick_lists(item):
            numbers = [self.lead_ins.number_of(each.link_id) for each in lists]
            return self.language.gettext("As you ticked in {places}.").format(places=self.lead_ins.any_of(numbers))
        if not item.answer_options or isinstance(self._space(group, item), Ticks):
            return ""
        words = "; ".join(_in_words(option) for option in item.answer_options)
        return self.language.gettext(_WRITTEN[item.type, item.repeats]).format(words=words)

    def _tick_lists(self, column: Item) -> list[Item]:
        """The tick-lists that hold every answer of this column."""
        numbered = (item for item in self.order.questionnaire.items if item.link_id in self.order.numbers)
        lists = [item for item in numbered if _opens(item) == column.link_id]
        ticked = {option.code for item in lists for option in item.answer_options}
        return lists if {option.code for option in column.answer_options} <= ticked else []


def _opens(item: Item) -> str:
    return item.opens_rows.column if item.opens_rows else ""


def _asked(columns: list[Item]) -> Iterator[Item]:
    """The columns with their follow-ups; a list within a row has its columns in the row."""
    return (item for column in columns for item in column.with_descendants() if item.type is not ItemType.GROUP)


def _in_words(option: AnswerOption) -> str:
    return f"{option.display} ({option.hint})" if option.hint else option.display


_WRITTEN: Mapping[tuple[ItemType, bool], str] = {
    (ItemType.CHOICE, False): gettext_noop("One of these: {words}."),
    (ItemType.CHOICE, True): gettext_noop("Any of these: {words}."),
    (ItemType.OPEN_CHOICE, False): gettext_noop("One of these, or your own words: {words}."),
    (ItemType.OPEN_CHOICE, True): gettext_noop("Any of these, or your own words: {words}."),
}
