"""The answers that many questions share, and the short forms in which the content is written down."""

from collections.abc import Iterable
from dataclasses import replace

from forms.items import AnswerOption, Coding, EnableBehavior, EnableWhen, Heading, Item, ItemType, Operator

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"

YES = AnswerOption(code="yes", display="Yes", said="yes", heading=Heading.YES)
NO = AnswerOption(code="no", display="No", said="no", heading=Heading.NO)
NOT_SURE = AnswerOption(code="not-sure", display="Not sure", said="not sure", heading=Heading.NOT_SURE, exclusive=True)
PREFER_NOT = AnswerOption(
    code="prefer-not",
    display="Prefer not to say",
    said="prefer not to say",
    heading=Heading.PREFERS_NOT_TO_SAY,
    exclusive=True,
)
IN_PERSON = AnswerOption(
    code="in-person", display="I’d rather talk about this in person", heading=Heading.IN_PERSON, exclusive=True
)
NONE_OF_THESE = AnswerOption(code="none", display="None of these", exclusive=True)

YNU = (YES, NO, NOT_SURE, PREFER_NOT)
YNU_P = (*YNU, IN_PERSON)

CLOSING = frozenset({"none", "no", "never", "not-at-all", "no-one", "nothing", "no-name", "prefer-not", "in-person"})
"""The option codes after which there is nothing more to ask; all others open the follow-ups."""


def option(code: str, display: str, *coding: Coding, said: str = "", hint: str = "") -> AnswerOption:
    return AnswerOption(code=code, display=display, said=said, hint=hint, coding=coding)


def spoken(*options: AnswerOption) -> tuple[AnswerOption, ...]:
    """Options that read well in a run of other words once their first letter is small."""
    return tuple(each if each.said else replace(each, said=_with_small_letter(each.display)) for each in options)


def _with_small_letter(display: str) -> str:
    first = display.split()[0]
    return display if first == "I" or first[1:].lower() != first[1:] else display[0].lower() + display[1:]


def alone(code: str, display: str, *coding: Coding) -> AnswerOption:
    """A tick that goes with no other, and prints its own words."""
    return AnswerOption(code=code, display=display, exclusive=True, coding=coding)


def opening(parent: Item, *codes: str) -> Item:
    """The parent with its follow-ups opened by `codes`, or else by every answer that has more to it."""
    return replace(parent, items=tuple(asked_after(item, parent, *codes) for item in parent.items))


def opened_by(parent: Item, *codes: str) -> tuple[tuple[EnableWhen, ...], EnableBehavior]:
    """The conditions of an item that goes further into the answers of `parent`."""
    if codes:
        return _any_of(parent, codes)
    closing = [each.code for each in parent.answer_options if each.code in CLOSING]
    if parent.answer_options and parent.type is not ItemType.OPEN_CHOICE:
        return _any_of(parent, (each.code for each in parent.answer_options if each.code not in CLOSING))
    if closing:
        # Free words open the follow-ups too, and they equal no code.
        conditions = tuple(EnableWhen(parent.link_id, Operator.NOT_EQUALS, code) for code in closing)
        return conditions, EnableBehavior.ALL
    return (EnableWhen(parent.link_id, Operator.EXISTS, True),), EnableBehavior.ALL


def asked_after(item: Item, parent: Item, *codes: str) -> Item:
    """The item, asked only if `parent` was answered with one of `codes`, or else in a way that has more to it."""
    conditions, behavior = opened_by(parent, *codes)
    return replace(item, enable_when=conditions, enable_behavior=behavior)


def _any_of(parent: Item, codes: Iterable[str]) -> tuple[tuple[EnableWhen, ...], EnableBehavior]:
    return tuple(EnableWhen(parent.link_id, Operator.EQUALS, code) for code in codes), EnableBehavior.ANY


def loinc(code: str, display: str = "") -> Coding:
    return Coding(LOINC, code, display)


def snomed(code: str, display: str) -> Coding:
    """A concept of the SNOMED CT Global Patient Set, with the words of its fully specified name."""
    return Coding(SNOMED, code, display)


def rxnorm(code: str, display: str) -> Coding:
    return Coding(RXNORM, code, display)
