"""The reference of every question for clinicians who review the content: `python -m forms.ketamine.reference`."""

import sys
from collections.abc import Iterator

from forms.enablement import opening_codes
from forms.items import EnableBehavior, EnableWhen, Item, ItemType, Operator, Page, Questionnaire, Section
from forms.ketamine import INTAKE
from forms.ketamine.sources import BIBLIOGRAPHY, GENERAL_KNOWLEDGE

HEAD = """\
# Questions

What is asked, with the answers that are offered, what opens further questions, the reason shown, and its sources.
This page is made from `forms/ketamine/` by `python -m forms.ketamine.reference > docs/questions.md`; a test compares
the two. The content is research and awaits a clinician's review.

Marks: **V1** the document itself was read, in a stored copy · **V2** an excerpt, an abstract or a second-hand copy was
read · **V3** not confirmed. Questions marked *short form* are asked in both forms, *optional* ones only after the
patient opens them. J3 is the page on which answers are checked; it is no question of its own.
"""

_KINDS = {
    ItemType.BOOLEAN: "a tick",
    ItemType.INTEGER: "a whole number",
    ItemType.DATE: "a date",
    ItemType.STRING: "a line of text",
    ItemType.TEXT: "text of several lines",
    ItemType.QUANTITY: "a number with a unit",
}


def reference(questionnaire: Questionnaire) -> str:
    """The whole reference as Markdown."""
    lines = [HEAD.rstrip()]
    for letter, section in zip("ABCDEFGHIJ", questionnaire.sections, strict=True):
        lines += _section(letter, section, questionnaire)
    return "\n".join([*lines, *_bibliography(questionnaire)]) + "\n"


def _section(letter: str, section: Section, questionnaire: Questionnaire) -> Iterator[str]:
    yield from ("", f"## {letter}. {section.title}")
    if section.intro:
        yield from ("", f"Lead-in: “{section.intro}”")
    for page in section.pages:
        for item in page.items:
            yield from _question(item, page, questionnaire)


def _question(item: Item, page: Page, questionnaire: Questionnaire) -> Iterator[str]:
    yield from ("", f"### {item.prefix} {item.text}".replace("###  ", "### "), "")
    yield f"`{item.link_id}` · page `{page.slug}` · {', '.join(_traits(item))}"
    yield ""
    if item.hint:
        yield f"- Hint: {item.hint}"
    if item.enable_when:
        yield f"- Asked when: {_conditions(item, questionnaire)}"
    yield from _answers(item, "- ")
    if item.items:
        yield "- Columns of a row:" if item.rows else "- Follow-ups:"
        for inner in item.items:
            yield from _below(inner, item, questionnaire, "  ")
    if item.why:
        yield f"- Why: {item.why}"
    if item.sources:
        yield f"- Sources: {'; '.join(_sources(item))}"


def _traits(item: Item) -> Iterator[str]:
    if item.optional:
        yield "optional"
    elif item.prefix and not item.enable_when:
        yield "core"
    else:
        yield "branch" if item.prefix else "part of the page"
    if item.short_form:
        yield "short form"


def _answers(item: Item, margin: str) -> Iterator[str]:
    """The answers offered; the prompts, which stand in two places, are spelt out where they are ticked."""
    if item.rows:
        yield f"{margin}Answers: a list of rows, “{item.rows.add}”"
    elif item.answer_options and item.link_id not in ("questions.prompt", "medication.group"):
        yield f"{margin}Answers ({'any' if item.repeats else 'one'}): {' · '.join(_options(item))}"
    elif item.answer_options:
        yield f"{margin}Answers (one): the options of the tick-lists"
    elif item.min_value is not None and item.max_value is not None:
        yield f"{margin}Answer: a number from {item.min_value} to {item.max_value}"
    else:
        units = f" ({', '.join(unit.display for unit in item.units)})" if item.units else ""
        yield f"{margin}Answer: {_KINDS[item.type]}{units}"


def _options(item: Item) -> Iterator[str]:
    for option in item.answer_options:
        yield f"{option.display} ({option.hint})" if option.hint else option.display
    if item.type is ItemType.OPEN_CHOICE:
        yield "Something else, in my words"


def _below(item: Item, parent: Item, questionnaire: Questionnaire, margin: str) -> Iterator[str]:
    yield f"{margin}- {item.text} `{item.link_id}`"
    if item.hint:
        yield f"{margin}  - Hint: {item.hint}"
    if item.enable_when:
        yield f"{margin}  - Opened by: {_openers(item, parent) or _conditions(item, questionnaire)}"
    yield from _answers(item, f"{margin}  - ")
    for inner in item.items:
        yield from _below(inner, item, questionnaire, margin + "  ")


def _openers(item: Item, parent: Item) -> str:
    """The answers of the parent that open a follow-up, in whichever way is shorter."""
    opening = opening_codes(parent, item)
    if not opening or any(condition.question != parent.link_id for condition in item.enable_when):
        return ""
    opens = [option.display for option in parent.answer_options if option.code in opening]
    others = [option.display for option in parent.answer_options if option.code not in opening]
    if not others:
        return "any answer"
    return " · ".join(opens) if len(opens) <= len(others) + 2 else f"any answer but {' · '.join(others)}"


def _conditions(item: Item, questionnaire: Questionnaire) -> str:
    joint = " or " if item.enable_behavior is EnableBehavior.ANY else " and "
    return joint.join(_condition(condition, questionnaire) for condition in item.enable_when)


def _condition(condition: EnableWhen, questionnaire: Questionnaire) -> str:
    asked = questionnaire.by_link_id[condition.question]
    if condition.operator is Operator.EXISTS:
        return f"`{asked.link_id}` has an answer"
    option = asked.option(str(condition.answer))
    words = option.display if option else str(condition.answer)
    return f"`{asked.link_id}` {'is' if condition.operator is Operator.EQUALS else 'is not'} “{words}”"


def _sources(item: Item) -> Iterator[str]:
    for citation in item.sources:
        note = f", {citation.note}" if citation.note else ""
        tag = GENERAL_KNOWLEDGE if citation.tag == "GENERAL" else f"[{citation.tag}]"
        yield f"{tag}{note} **{citation.mark}**"


def _bibliography(questionnaire: Questionnaire) -> Iterator[str]:
    used = {citation.tag for item in questionnaire.by_link_id.values() for citation in item.sources}
    yield from ("", "## Sources", "", "Copies are stored snapshots; look at the live page before citing one.", "")
    yield from ("| Tag | Document | Where | Mark |", "|---|---|---|---|")
    for tag, source in BIBLIOGRAPHY.items():
        if tag in used and source.where:
            yield f"| {tag} | {source.title} | {source.where} | {source.mark} |"


if __name__ == "__main__":
    sys.stdout.write(reference(INTAKE))
