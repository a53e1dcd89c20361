"""From items and answers to lines: one question, its follow-ups and its rows, in full."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from forms.answers import AnswerSet, Row
from forms.enablement import condition_holds
from forms.items import Heading, Item, ItemType, Questionnaire, Rows
from intake.language import Language
from intake.summary.model import Line
from intake.summary.rows import cells_of_row, name_of_row, naming_item, said_of, words_of, words_of_row
from intake.summary.wording import heading_of, in_line


@dataclass(frozen=True, slots=True)
class LineMaker:
    """Makes the lines of one summary. `left_off` are the keys that the patient keeps off the sheet."""

    questionnaire: Questionnaire
    language: Language
    left_off: frozenset[str]

    def line_of(self, item: Item, answers: AnswerSet) -> Line:
        """The line of a question; one without an answer has the heading NOT_ANSWERED."""
        source = self._answered_by(item, answers)
        inner = self._follow_ups(source, answers) if source.rows is None else ()
        details = (*inner, *self._rows(item, answers))
        words = words_of(source, answers, self.language)
        said = said_of(source, answers, self.language)
        heading = heading_of(source, answers.all(source.link_id))
        return Line(
            link_id=item.link_id,
            label=item.label,
            heading=Heading.ANSWERED if details and not words else heading,
            words=words,
            said=said,
            in_line=in_line(item, said, self.language),
            own_words=item.type is ItemType.TEXT,
            left_off=item.link_id in self.left_off,
            details=details,
        )

    def _answered_by(self, item: Item, answers: AnswerSet) -> Item:
        """The item whose values count as the item's own: for a list, the answer in place of rows, unless kept off."""
        stand_in = self.questionnaire.by_link_id.get(item.rows.instead) if item.rows else None
        return stand_in if stand_in and stand_in.link_id not in self.left_off else item

    def _follow_ups(self, item: Item, answers: AnswerSet) -> tuple[Line, ...]:
        lines = (self.line_of(each, answers) for each in item.items if _may_say(each, answers))
        return tuple(line for line in lines if line.heading is not Heading.NOT_ANSWERED)

    def _rows(self, item: Item, answers: AnswerSet) -> tuple[Line, ...]:
        rows = item.rows
        return tuple(self._row(item, rows, row) for row in answers.rows(item.link_id)) if rows else ()

    def _row(self, item: Item, rows: Rows, row: Row) -> Line:
        kept = Row(row.id, row.answers.only(link_id for link_id in row.answers if link_id not in self.left_off))
        return Line(
            link_id=item.link_id,
            row_id=row.id,
            label=name_of_row(item, kept, self.language),
            heading=Heading.ANSWERED,
            in_line=words_of_row(item, kept, self.language),
            left_off=f"{item.link_id}/{row.id}" in self.left_off,
            ended=rows.ended is not None and condition_holds(rows.ended, row.answers),
            starred=bool(rows.star) and any(row.answers.all(rows.star)),
            cells=cells_of_row(item, kept, self.language),
            details=tuple(self._columns(item, rows, row, naming_item(item, kept))),
        )

    def _columns(self, item: Item, rows: Rows, row: Row, named: Item | None) -> Iterator[Line]:
        """Every column but the one that names the row, and the star, which only sorts."""
        for each in item.items:
            if each is named:
                yield from self._follow_ups(each, row.answers)
            elif each.link_id != rows.star and _may_say(each, row.answers):
                line = self.line_of(each, row.answers)
                if line.heading is not Heading.NOT_ANSWERED:
                    yield line


def _may_say(item: Item, answers: AnswerSet) -> bool:
    """False where a line would be made only to be found empty: most columns of most rows."""
    return bool(item.items) or item.link_id in answers


def printed(line: Line) -> Line | None:
    """The line without what the patient keeps off the sheet; None where nothing of it prints.

    Follow-ups and rows go with the question that they belong to.
    """
    if line.left_off:
        return None
    if not line.details:
        return line
    details = tuple(kept for kept in map(printed, line.details) if kept)
    if not (details or line.words or line.row_id):
        return None
    return replace(line, details=details)


def run_in(line: Line, language: Language) -> str:
    """The answer with its follow-ups in one run, as page 1 has it: without its label, and of its rows a part."""
    own = _own(line, language) if line.own_words else line.said
    return _joined((own, *(_within(each, language) for each in line.details)), language)


def run_in_full(line: Line, language: Language) -> str:
    """The answer, or the row, with every follow-up in one run, without its label and without rows of its own."""
    told = (_within(each, language) for each in line.details if not each.row_id)
    return _joined((_own(line, language), *told), language)


def _own(line: Line, language: Language) -> str:
    return language.gettext("“{words}”").format(words=line.words) if line.own_words and line.words else line.words


def _within(line: Line, language: Language) -> str:
    inner = _joined((_within(each, language) for each in line.details), language)
    if line.row_id:
        inner = line.in_line or inner
        return language.gettext("{label} ({words})").format(label=line.label, words=inner) if inner else line.label
    return _joined((line.in_line or line.label, inner), language)


def _joined(parts: Iterable[str], language: Language) -> str:
    return language.gettext("; ").join(part for part in parts if part)
