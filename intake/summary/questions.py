"""Each question of a draft beside its line: what was asked, what was answered, and what of it prints."""

from dataclasses import dataclass, replace

from forms.answers import AnswerSet, AnswerValue, AsTyped, InMyWords
from forms.items import NOWHERE, Heading, Item, Section
from forms.page_flow import PageFlow, is_question
from intake.summary.lines import LineMaker, printed
from intake.summary.model import Line


@dataclass(frozen=True, slots=True)
class Question:
    """`line` is all that was answered, `kept` what of it prints (None: nothing), `is_cut` if some is left off.

    `is_off` if the sheet says nothing of the question, not even whether it was answered.
    """

    item: Item
    section: Section
    is_asked: bool
    line: Line
    kept: Line | None
    is_cut: bool
    is_off: bool

    @property
    def is_answered(self) -> bool:
        return self.line.heading is not Heading.NOT_ANSWERED

    @property
    def is_settled(self) -> bool:
        """Whether no list of the sheet may name it as open."""
        return self.is_answered or self.is_off


def questions_of(flow: PageFlow, make: LineMaker, off: frozenset[str]) -> tuple[Question, ...]:
    """The questions in reading order, without what only steers the form and is answered by ticks alone.

    `off` are the linkIds of which the sheet says nothing.
    """
    return tuple(
        _question(flow, make, item, section, is_off=item.link_id in off)
        for section in flow.questionnaire.sections
        for page in section.pages
        for item in page.items
        if (is_question(item, page) or _says_more(item, flow.answers)) and not _stands_in(item, page.items)
    )


def _question(flow: PageFlow, make: LineMaker, item: Item, section: Section, *, is_off: bool) -> Question:
    line = make.line_of(item, flow.answers)
    values = _told(item, flow.answers)
    # The same line, unless some of its values stand elsewhere.
    alike = values == flow.answers.all(item.link_id)
    told = line if alike else make.line_of(item, flow.answers.with_values(item.link_id, values))
    kept = printed(told) if told.heading is not Heading.NOT_ANSWERED else None
    is_cut = kept != told and told.heading is not Heading.NOT_ANSWERED
    return Question(item, section, flow.is_asked(item), line, kept, is_cut, is_off)


def _told(item: Item, answers: AnswerSet) -> tuple[AnswerValue, ...]:
    """The values that print: of an item that only steers, words alone; of ticks that open rows, those without a row."""
    values = answers.all(item.link_id)
    if item.place == NOWHERE:
        return _typed(item, answers)
    if item.opens_rows is None:
        return values
    opened = {row.id for row in answers.rows(item.opens_rows.rows)}
    return tuple(value for value in values if value not in opened)


def _stands_in(item: Item, others: tuple[Item, ...]) -> bool:
    return any(other.rows is not None and other.rows.instead == item.link_id for other in others)


def _says_more(item: Item, answers: AnswerSet) -> bool:
    """Whether an item that only steers holds words of the patient, which always print."""
    return bool(_typed(item, answers)) or any(
        inner.link_id in answers for inner in item.with_descendants() if inner is not item
    )


def _typed(item: Item, answers: AnswerSet) -> tuple[AsTyped | InMyWords, ...]:
    return tuple(value for value in answers.all(item.link_id) if isinstance(value, AsTyped | InMyWords))


def current(line: Line) -> Line:
    """A list without the rows of the past."""
    return replace(line, details=tuple(each for each in line.details if not each.ended))


def past(line: Line) -> tuple[Line, ...]:
    return tuple(each for each in line.details if each.ended)
