"""Questionnaires of three items, for tests of the engine: it knows nothing of what is asked."""

from typing import Any

from forms.items import (
    FOLLOWING,
    NOWHERE,
    AnswerOption,
    EnableWhen,
    Heading,
    Item,
    ItemType,
    OpensRows,
    Operator,
    Page,
    Questionnaire,
    Rows,
    Section,
)
from forms.sheet_layout import Area, BlockKind, SheetBlock

YES = AnswerOption(code="yes", display="Yes", heading=Heading.YES)
NO = AnswerOption(code="no", display="No", heading=Heading.NO)
NONE = AnswerOption(code="none", display="None of these", exclusive=True)


def an_item(link_id: str, kind: ItemType = ItemType.STRING, **more: Any) -> Item:
    if kind in (ItemType.CHOICE, ItemType.OPEN_CHOICE):
        more.setdefault("answer_options", (YES, NO))
    named: dict[str, Any] = {"link_id": link_id, "text": f"Text of {link_id}?", "type": kind, "place": FOLLOWING}
    return Item(**{**named, **more})


def when(question: str, answer: str | int | bool, operator: Operator = Operator.EQUALS) -> tuple[EnableWhen, ...]:
    return (EnableWhen(question, operator, answer),)


def a_page(slug: str, *items: Item, **more: Any) -> Page:
    named: dict[str, Any] = {"slug": slug, "items": items, "title": f"Page {slug}" if len(items) > 1 else ""}
    return Page(**{**named, **more})


def asking(*pages: Page, **more: Any) -> Questionnaire:
    """A questionnaire of one section with these pages."""
    section = Section(slug="only", title="The only section", pages=pages)
    named: dict[str, Any] = {"url": "urn:small", "version": "1", "title": "A small form", "sections": (section,)}
    return Questionnaire(**{**named, **more})


PAIN = an_item("pain.any", ItemType.CHOICE, short_form=True)
STRENGTH = an_item("pain.strength", ItemType.INTEGER, min_value=0, max_value=10, enable_when=when("pain.any", "yes"))
NOTE = an_item("pain.note", ItemType.TEXT)
THREE = asking(a_page("any", PAIN), a_page("strength", STRENGTH), a_page("note", NOTE))

NAME = an_item("pill.name", place="")
GROUP_OF_PILL = an_item("pill.group", ItemType.CHOICE, place="", answer_options=(YES, NO))
STAR = an_item("pill.star", ItemType.BOOLEAN, place="")
PILLS = an_item(
    "pill.list",
    ItemType.GROUP,
    repeats=True,
    items=(NAME, GROUP_OF_PILL, STAR),
    rows=Rows(
        name=("pill.name",),
        add="Add a pill",
        another="Add another pill",
        unnamed="A pill without a name",
        instead="pill.none",
        star="pill.star",
        most_starred=1,
        ordered=True,
    ),
)
NO_PILLS = an_item("pill.none", ItemType.CHOICE, answer_options=(NONE,))
TICKS = an_item(
    "pill.ticks",
    ItemType.CHOICE,
    repeats=True,
    place=NOWHERE,
    answer_options=(YES, NO, NONE),
    opens_rows=OpensRows(rows="pill.list", column="pill.group", mirrors=True),
)
WITH_ROWS = asking(a_page("pills", PILLS, NO_PILLS), a_page("ticks", TICKS))

BLOCKS = (SheetBlock(code="history", title="My history", kind=BlockKind.AREAS, quota=3),)
AREAS = (Area("mind", "Mind"),)
