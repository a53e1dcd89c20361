"""Follow-ups told in words: what the screen opens by itself, a paper form says before the question."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from babel import Locale
from babel.lists import format_list

from forms.items import EnableBehavior, EnableWhen, Item, ItemType, Operator
from intake.exports.paper.order import Order
from intake.language import Language, gettext_noop

_CHOICES = (ItemType.CHOICE, ItemType.OPEN_CHOICE)
# A longer list of answers is told by those that are not in it, where these are fewer.
_MANY = 3


class Told(StrEnum):
    """What a condition asks of an answer, as a reader would put it."""

    TICKED = "ticked"
    OTHER = "other"
    GIVEN = "given"
    BLANK = "blank"
    LISTED = "listed"
    WORDED = "worded"


@dataclass(frozen=True, slots=True)
class Patterns:
    """One condition in three places: of the question right above, of another one, and as one of several."""

    here: str
    there: str
    among: str


PATTERNS: Mapping[Told, Patterns] = {
    Told.TICKED: Patterns(
        gettext_noop("If you ticked {words}:"),
        gettext_noop("If you ticked {words} in {place}:"),
        gettext_noop("You ticked {words} in {place}."),
    ),
    Told.OTHER: Patterns(
        gettext_noop("If you ticked anything but {words}:"),
        gettext_noop("If you ticked anything but {words} in {place}:"),
        gettext_noop("You ticked something other than {words} in {place}."),
    ),
    Told.GIVEN: Patterns(
        gettext_noop("If you gave an answer:"),
        gettext_noop("If you gave an answer in {place}:"),
        gettext_noop("You gave an answer in {place}."),
    ),
    Told.BLANK: Patterns(
        gettext_noop("If you left this blank:"),
        gettext_noop("If you left {place} blank:"),
        gettext_noop("You left {place} blank."),
    ),
    Told.LISTED: Patterns(
        gettext_noop("If you wrote in this list:"),
        gettext_noop("If you wrote in the list of {place}:"),
        gettext_noop("You wrote in the list of {place}."),
    ),
    Told.WORDED: Patterns(
        gettext_noop("If your answer is {words}:"),
        gettext_noop("If your answer in {place} is {words}:"),
        gettext_noop("Your answer in {place} is {words}."),
    ),
}

COMPARED: Mapping[Operator, str] = {
    Operator.EQUALS: "{value}",
    Operator.NOT_EQUALS: gettext_noop("anything but {value}"),
    Operator.GREATER: gettext_noop("more than {value}"),
    Operator.LESS: gettext_noop("less than {value}"),
    Operator.GREATER_OR_EQUAL: gettext_noop("{value} or more"),
    Operator.LESS_OR_EQUAL: gettext_noop("{value} or less"),
}


@dataclass(frozen=True, slots=True)
class LeadIns:
    order: Order
    language: Language

    def before(self, item: Item, above: str = "") -> str:
        """The words before an item, "" for one of everyone; `above` is the linkId of the question right above it."""
        conditions = [each for each in item.enable_when if each.question not in self.order.guides]
        told = list(self._told(conditions, item.enable_behavior))
        any_of = item.enable_behavior is EnableBehavior.ANY
        if not told or (any_of and len(conditions) < len(item.enable_when)):
            return ""
        if len(told) == 1:
            return self._alone(*told[0], above)
        lead = gettext_noop("If any of these is so:") if any_of else gettext_noop("If all of these are so:")
        return " ".join([self.language.gettext(lead), *(self._among(*each) for each in told)])

    def number_of(self, link_id: str) -> str:
        return self.language.gettext("question {number}").format(number=self.order.numbers[link_id])

    def any_of(self, words: list[str]) -> str:
        return format_list(words, style="or", locale=Locale.parse(self.language.tag, sep="-"))

    def _alone(self, told: Told, question: str, words: str, above: str) -> str:
        patterns = PATTERNS[told]
        pattern = patterns.here if question == above else patterns.there
        return self.language.gettext(pattern).format(words=words, place=self._place(question))

    def _among(self, told: Told, question: str, words: str) -> str:
        return self.language.gettext(PATTERNS[told].among).format(words=words, place=self._place(question))

    def _place(self, link_id: str) -> str:
        if link_id in self.order.numbers:
            return self.number_of(link_id)
        return self._quoted(self.order.questionnaire.by_link_id[link_id].label)

    def _quoted(self, words: str) -> str:
        return self.language.gettext("“{words}”").format(words=words)

    def _told(self, conditions: list[EnableWhen], behavior: EnableBehavior) -> Iterator[tuple[Told, str, str]]:
        """What is asked of each question, those of one question and operator in one."""
        # Either answer opens it, or none of them may be there: only these are one and the same as a list.
        joins = Operator.EQUALS if behavior is EnableBehavior.ANY else Operator.NOT_EQUALS
        for (question, operator), run in groupby(conditions, key=lambda each: (each.question, each.operator)):
            alike = list(run)
            for some in [alike] if operator is joins else [[each] for each in alike]:
                asked = self.order.questionnaire.by_link_id[question]
                yield self._of_one(asked, operator, [each.answer for each in some])

    def _of_one(self, asked: Item, operator: Operator, answers: list[str | int | bool]) -> tuple[Told, str, str]:
        if operator is Operator.EXISTS and asked.type is ItemType.GROUP and answers[0]:
            return Told.LISTED, asked.link_id, ""
        if operator is Operator.EXISTS:
            return (Told.GIVEN if answers[0] else Told.BLANK), asked.link_id, ""
        if asked.type is ItemType.BOOLEAN:
            is_ticked = (operator is Operator.EQUALS) is bool(answers[0])
            return (Told.GIVEN if is_ticked else Told.BLANK), asked.link_id, ""
        if asked.type in _CHOICES:
            return self._of_choice(asked, operator, {str(answer) for answer in answers})
        compared = self.language.gettext(COMPARED[operator])
        return Told.WORDED, asked.link_id, self.any_of([compared.format(value=answer) for answer in answers])

    def _of_choice(self, asked: Item, operator: Operator, codes: set[str]) -> tuple[Told, str, str]:
        named = self._choices(asked, lambda code: code in codes)
        others = self._choices(asked, lambda code: code not in codes)
        if operator is Operator.NOT_EQUALS:
            return Told.OTHER, asked.link_id, self.any_of(named)
        # Free words are none of the answers that open it, so an open choice names these.
        if asked.type is ItemType.CHOICE and not others:
            return Told.GIVEN, asked.link_id, ""
        if asked.type is ItemType.CHOICE and len(named) > _MANY and len(others) < len(named):
            return Told.OTHER, asked.link_id, self.any_of(others)
        return Told.TICKED, asked.link_id, self.any_of(named)

    def _choices(self, asked: Item, wanted: Callable[[str], bool]) -> list[str]:
        return [self._quoted(option.display) for option in asked.answer_options if wanted(option.code)]
