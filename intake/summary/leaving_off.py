"""What is left off the sheet: whole topics, all that is marked private, single answers and rows; and what is left."""

from collections.abc import Iterator
from dataclasses import dataclass

from forms.answers import AnswerSet, AnswerValue, AsTyped, Draft, InMyWords, Row
from forms.enablement import enabled_answers
from forms.items import NOWHERE, Item, Questionnaire


def left_off_whole(questionnaire: Questionnaire, draft: Draft) -> frozenset[str]:
    """The linkIds of which the sheet says nothing at all, not even whether they were answered."""
    topics = (topic.link_ids for topic in questionnaire.topics if topic.code in draft.choices.without)
    private = draft.private if draft.choices.without_private else frozenset()
    return frozenset(link_id for link_ids in topics for link_id in link_ids) | private


def printed_answers(questionnaire: Questionnaire, draft: Draft) -> AnswerSet:
    """The answers that the sheet prints, and no other: what a clinic is sent."""
    off = draft.left_off | left_off_whole(questionnaire, draft)
    return _Printed(enabled_answers(questionnaire, draft.answers), off).of(questionnaire.items)


@dataclass(frozen=True, slots=True)
class _Printed:
    answers: AnswerSet
    off: frozenset[str]

    def of(self, items: tuple[Item, ...]) -> AnswerSet:
        kept = list(self._kept(items))
        values = {item.link_id: values for item in kept if (values := self._values(item))}
        groups = {item.link_id: rows for item in kept if item.rows and (rows := self._rows(item))}
        return AnswerSet(values, groups)

    def _kept(self, items: tuple[Item, ...]) -> Iterator[Item]:
        """Follow-ups go with the question that they belong to."""
        for item in items:
            if item.link_id not in self.off:
                yield item
                if item.rows is None:
                    yield from self._kept(item.items)

    def _values(self, item: Item) -> tuple[AnswerValue, ...]:
        values = self.answers.all(item.link_id)
        if item.place == NOWHERE:
            return tuple(value for value in values if isinstance(value, AsTyped | InMyWords))
        if item.opens_rows:
            # A tick that opened a row would tell of the row.
            return tuple(value for value in values if f"{item.opens_rows.rows}/{value}" not in self.off)
        return values

    def _rows(self, item: Item) -> tuple[Row, ...]:
        rows = (row for row in self.answers.rows(item.link_id) if f"{item.link_id}/{row.id}" not in self.off)
        return tuple(Row(row.id, _Printed(row.answers, self.off).of(item.items)) for row in rows)
