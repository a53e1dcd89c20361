"""The blocks of page 1, unabridged: what stands in each, in the questionnaire's order."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from forms.items import Heading, Item, Questionnaire
from forms.sheet_layout import BlockKind, SheetBlock
from intake.language import Language
from intake.summary.lines import run_in
from intake.summary.model import Block, Entry, FixedWords, Group, Line
from intake.summary.questions import Question, current

Questions = tuple[Question, ...]

_SAID = frozenset({Heading.YES, Heading.ANSWERED})
_SAID_OR_NO = _SAID | {Heading.NO}


@dataclass(frozen=True, slots=True)
class BlockMaker:
    questionnaire: Questionnaire
    questions: tuple[Question, ...]
    language: Language
    words: FixedWords

    def block_of(self, declared: SheetBlock) -> Block:
        here = tuple(question for question in self.questions if question.item.place == declared.code)
        block = Block(
            code=declared.code,
            title=declared.title,
            kind=declared.kind,
            quota=declared.quota,
            empty=self.empty(here),
            note=declared.note,
        )
        made = CONTENTS[declared.kind](self, block, here)
        return made if declared.table else replace(made, columns=(), rows=_without_cells(made.rows))

    def entry(self, item: Item, line: Line) -> Entry:
        alone = line.own_words and not line.details
        words = line.words if alone else run_in(line, self.language)
        if item.phrase and line.words:
            words = run_in(replace(line, said=line.in_line), self.language)
        return Entry(link_id=line.link_id, label="" if item.phrase else item.sheet_label, words=words, own_words=alone)

    def row(self, line: Line) -> Entry:
        words = line.in_line if line.cells else run_in(line, self.language)
        return Entry(link_id=line.link_id, label=line.label, words=words, cells=line.cells)

    def empty(self, here: Questions) -> str:
        """What a place without entries says: it depends on whether its questions were asked and answered, no more."""
        if any(question.is_settled for question in here):
            return self.words.nothing
        return self.words.not_answered if any(question.is_asked for question in here) else self.words.not_asked

    def always_stands(self, question: Question) -> bool:
        return any(question.item.link_id in block.always for block in self.questionnaire.blocks)

    def entry_or_state(self, question: Question) -> tuple[Entry, ...]:
        """The entry of a question whose line is always there, unless it is kept off the sheet."""
        if question.kept is not None:
            return (self.entry(question.item, current(question.kept)),)
        return () if question.is_settled else (self._state(question),)

    def _state(self, question: Question) -> Entry:
        item = question.item
        return Entry(link_id=item.link_id, label=item.label, words=self.empty((question,)))

    def list_entries(self, question: Question) -> tuple[Entry, ...]:
        """What stands for a list without rows: the answer in place of them, or that there is none."""
        kept = question.kept
        if kept is None:
            return (self._state(question),)
        line = current(kept)
        has_rows = any(each.row_id for each in line.details)
        if line.words:
            return (Entry(link_id=line.link_id, label=question.item.sheet_label, words=line.said),)
        return () if has_rows else (self._state(question),)


def _strip(make: BlockMaker, block: Block, here: Questions) -> Block:
    asked = (question for question in here if question.is_asked or question.is_answered)
    return replace(block, entries=tuple(entry for question in asked for entry in make.entry_or_state(question)))


def _lines(make: BlockMaker, block: Block, here: Questions) -> Block:
    return replace(block, entries=_entries(make, here, _SAID_OR_NO))


def _entries(make: BlockMaker, here: Questions, headings: frozenset[Heading]) -> tuple[Entry, ...]:
    return tuple(
        make.entry(each.item, current(each.kept)) for each in here if each.kept and each.kept.heading in headings
    )


def _areas(make: BlockMaker, block: Block, here: Questions) -> Block:
    groups = []
    for area in make.questionnaire.areas:
        within = tuple(question for question in here if question.item.area == area.code)
        if within:
            groups.append(Group(area.title, _entries(make, within, _SAID), make.empty(within)))
    elsewhere = tuple(question for question in here if not question.item.area)
    return replace(block, entries=_entries(make, elsewhere, _SAID), groups=tuple(groups))


def _rows(make: BlockMaker, block: Block, here: Questions) -> Block:
    lists = tuple(question for question in here if question.item.rows)
    others = tuple(question for question in here if not question.item.rows)
    kept = [current(question.kept) for question in lists if question.kept]
    rows = tuple(make.row(line) for each in kept for line in each.details if line.row_id)
    in_place_of_rows = tuple(entry for question in lists for entry in make.list_entries(question))
    beside = tuple(entry for question in others for entry in _beside_rows(make, question))
    return replace(block, columns=_columns(lists), rows=rows, entries=in_place_of_rows + beside)


def _beside_rows(make: BlockMaker, question: Question) -> tuple[Entry, ...]:
    return make.entry_or_state(question) if make.always_stands(question) else _entries(make, (question,), _SAID)


def _without_cells(rows: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(replace(row, cells=()) for row in rows)


def _columns(lists: Questions) -> tuple[str, ...]:
    declared = (question.item.rows.columns for question in lists if question.item.rows)
    return tuple(column.title for column in next(declared, ()))


def _starred(make: BlockMaker, block: Block, here: Questions) -> Block:
    places = max((question.item.rows.most_starred for question in here if question.item.rows), default=0)
    rows = tuple(_in_question(line) for line in questions_to_ask(here))
    return replace(block, rows=rows, places=places)


def _in_question(line: Line) -> Entry:
    return Entry(link_id=line.link_id, label=line.label if line.row_id else line.words)


def questions_to_ask(here: Questions) -> tuple[Line, ...]:
    """All that the patient wants to ask: starred rows, the other rows in the patient's order, then free text."""
    kept = [question.kept for question in here if question.kept]
    rows = [row for line in kept for row in line.details if row.row_id]
    free = [line for line in kept if line.own_words and line.words]
    return (*sorted(rows, key=lambda row: not row.starred), *free)


def _unsettled(make: BlockMaker, block: Block, _: Questions) -> Block:
    say = make.language.gettext
    titles = {
        Heading.NOT_SURE: say("Not sure"),
        Heading.IN_PERSON: say("In person"),
        Heading.PREFERS_NOT_TO_SAY: say("Prefer not to say"),
    }
    kept = tuple(question.kept for question in make.questions if question.kept)
    groups = tuple(
        Group(title, tuple(_name(line) for line in kept if line.heading is heading), make.words.nothing)
        for heading, title in titles.items()
    )
    return replace(block, groups=groups, empty=make.words.nothing)


def _name(line: Line) -> Entry:
    return Entry(link_id=line.link_id, label=line.label)


CONTENTS: dict[BlockKind, Callable[[BlockMaker, Block, Questions], Block]] = {
    BlockKind.STRIP: _strip,
    BlockKind.LINES: _lines,
    BlockKind.AREAS: _areas,
    BlockKind.ROWS: _rows,
    BlockKind.STARRED: _starred,
    BlockKind.UNSETTLED: _unsettled,
}
