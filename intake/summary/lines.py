"""From items and answers to lines: one question, its follow-ups and its rows, in full."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from forms.answers import AnswerSet, AnswerValue, Row
from forms.enablement import condition_holds
from forms.items import Column, Heading, Item, ItemType, Questionnaire, Rows
from intake.language import Language
from intake.summary.model import Line
from intake.summary.wording import heading_of, in_words


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
        heading, words = self._told(source, answers.all(source.link_id))
        return Line(
            link_id=item.link_id,
            label=item.label,
            heading=Heading.ANSWERED if details and not words else heading,
            words=words,
            in_line=self._in_line(item, words),
            own_words=item.type is ItemType.TEXT,
            left_off=item.link_id in self.left_off,
            details=details,
        )

    def _answered_by(self, item: Item, answers: AnswerSet) -> Item:
        """The item whose values count as the item's own: for a list, the answer in place of rows, unless kept off."""
        stand_in = self.questionnaire.by_link_id.get(item.rows.instead) if item.rows else None
        return stand_in if stand_in and stand_in.link_id not in self.left_off else item

    def _told(self, item: Item, values: tuple[AnswerValue, ...]) -> tuple[Heading, str]:
        words = self.language.gettext("; ").join(in_words(item, value, self.language) for value in values)
        return heading_of(item, values), words

    def _in_line(self, item: Item, words: str) -> str:
        if not words:
            return ""
        if item.type is ItemType.TEXT:
            words = self.language.gettext("“{words}”").format(words=words)
        if item.phrase:
            return item.phrase.replace("{}", words)
        return self.language.gettext("{label}: {words}").format(label=item.label, words=words)

    def _follow_ups(self, item: Item, answers: AnswerSet) -> tuple[Line, ...]:
        lines = (self.line_of(each, answers) for each in item.items)
        return tuple(line for line in lines if line.heading is not Heading.NOT_ANSWERED)

    def _rows(self, item: Item, answers: AnswerSet) -> tuple[Line, ...]:
        rows = item.rows
        return tuple(self._row(item, rows, row) for row in answers.rows(item.link_id)) if rows else ()

    def _row(self, item: Item, rows: Rows, row: Row) -> Line:
        columns = {each.link_id: each for each in item.descendants() if each.link_id not in self.left_off}
        named = next((columns[link_id] for link_id in rows.name if link_id in columns and link_id in row.answers), None)
        name = self._told(named, row.answers.all(named.link_id))[1] if named else rows.unnamed
        return Line(
            link_id=item.link_id,
            row_id=row.id,
            label=name,
            heading=Heading.ANSWERED,
            in_line=self._run(rows, columns, named, row.answers),
            left_off=f"{item.link_id}/{row.id}" in self.left_off,
            ended=rows.ended is not None and condition_holds(rows.ended, row.answers),
            starred=bool(rows.star) and any(row.answers.all(rows.star)),
            cells=tuple(self._cell(column, rows, columns, row.answers) or "" for column in rows.columns),
            details=tuple(self._column_lines(item, named, rows.star, row.answers)),
        )

    def _column_lines(self, item: Item, named: Item | None, star: str, answers: AnswerSet) -> Iterator[Line]:
        """Every column but the one that names the row, and the star, which only sorts."""
        for each in item.items:
            if each is named:
                yield from self._follow_ups(each, answers)
            elif each.link_id != star:
                line = self.line_of(each, answers)
                if line.heading is not Heading.NOT_ANSWERED:
                    yield line

    def _cell(self, column: Column, rows: Rows, columns: dict[str, Item], answers: AnswerSet) -> str:
        """A row's words under one column's title; an unfinished row says so where its name would be."""
        found = []
        for item in (columns[link_id] for link_id in column.link_ids if link_id in columns):
            words = self._told(item, answers.all(item.link_id))[1]
            joins = item.phrase and len(column.link_ids) > 1
            found += [item.phrase.replace("{}", words) if joins else words] if words else []
        if not found and set(column.link_ids) & set(rows.name) and not any(name in answers for name in rows.name):
            return rows.unnamed
        return self.language.gettext(", ").join(found)

    def _run(self, rows: Rows, columns: dict[str, Item], named: Item | None, answers: AnswerSet) -> str:
        """The row's words on page 1 in one run, where no title of a column says what they are about."""
        found = []
        for link_id in (link_id for column in rows.columns for link_id in column.link_ids):
            item = columns.get(link_id)
            if item is None or item is named or link_id not in answers:
                continue
            heading, words = self._told(item, answers.all(link_id))
            found.append(words if heading is Heading.ANSWERED and not item.phrase else self._in_line(item, words))
        return self.language.gettext(", ").join(found)


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
    """The answer with its follow-ups and rows in one run, without its label."""
    own = language.gettext("“{words}”").format(words=line.words) if line.own_words and line.words else line.words
    return language.gettext("; ").join(part for part in (own, *(_within(each, language) for each in line.details)) if part)


def _within(line: Line, language: Language) -> str:
    inner = language.gettext("; ").join(_within(each, language) for each in line.details)
    if line.row_id:
        inner = line.in_line or inner
        return language.gettext("{label} ({words})").format(label=line.label, words=inner) if inner else line.label
    outer = line.in_line or line.label
    return language.gettext("{outer}; {inner}").format(outer=outer, inner=inner) if inner else outer
