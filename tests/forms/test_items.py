"""What a questionnaire is made of: FHIR's codes, and a part that says no more than it has to asks for nothing more."""

from dataclasses import MISSING, fields

import pytest

from forms.items import (
    FOLLOWING,
    NOWHERE,
    AnswerOption,
    Citation,
    Coding,
    EnableBehavior,
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
from forms.sheet_layout import BlockKind, Landmarks, SheetBlock
from tests.small import NO, PILLS, THREE, WITH_ROWS, YES, a_page, an_item, asking

PARTS = (AnswerOption, Citation, Coding, Item, OpensRows, Page, Questionnaire, Rows, Section, SheetBlock, Landmarks)
# What is there unless somebody writes it: everything else is empty, none or not so.
SAID_UNLESS_WRITTEN = {
    "AnswerOption.heading": Heading.ANSWERED,
    "Item.enable_behavior": EnableBehavior.ALL,
    "Questionnaire.landmarks": Landmarks(),
}


def test_item_types_operators_and_behaviours_bear_the_codes_of_fhir():
    assert [kind.value for kind in ItemType] == (
        ["group", "boolean", "integer", "date", "string", "text", "choice", "open-choice", "quantity"]
    )
    assert [operator.value for operator in Operator] == ["exists", "=", "!=", ">", "<", ">=", "<="]
    assert [behaviour.value for behaviour in EnableBehavior] == ["all", "any"]


def test_headings_and_blocks_are_named_as_the_exports_name_them():
    assert [heading.value for heading in Heading] == (
        ["yes", "no", "answered", "not-sure", "in-person", "prefers-not-to-say", "not-answered", "not-asked"]
    )
    assert [kind.value for kind in BlockKind] == ["strip", "lines", "areas", "rows", "starred", "unsettled"]
    assert (FOLLOWING, NOWHERE) == ("following", "nowhere")


@pytest.mark.parametrize("part", PARTS, ids=[part.__name__ for part in PARTS])
def test_a_part_that_says_no_more_asks_for_nothing_more(part):
    usual = {f"{part.__name__}.{each.name}": each.default for each in fields(part) if each.default is not MISSING}
    said = {name: value for name, value in usual.items() if value}

    assert said == {name: value for name, value in SAID_UNLESS_WRITTEN.items() if name in usual}


def test_a_line_is_named_by_its_short_text_and_on_page_1_by_its_own():
    plain = an_item("a.b")
    short = an_item("a.b", short_text="B")

    assert (plain.label, plain.sheet_label) == ("Text of a.b?", "Text of a.b?")
    assert (short.label, short.sheet_label) == ("B", "B")
    assert an_item("a.b", short_text="B", sheet_text="of old").sheet_label == "of old"
    assert an_item("a.b", short_text="B", sheet_text="").sheet_label == ""


def test_a_page_is_headed_by_its_title_or_by_its_question():
    assert a_page("one", an_item("a.b")).heading == "Text of a.b?"
    assert a_page("one", an_item("a.b"), title="All of it").heading == "All of it"


def test_an_option_is_found_by_its_code_alone():
    asked = an_item("a.b", ItemType.CHOICE)

    assert (asked.option("yes"), asked.option("no"), asked.option("maybe")) == (YES, NO, None)


def test_everything_is_found_by_its_linkid_its_slug_or_its_page():
    pills, ticks = WITH_ROWS.pages

    assert [item.link_id for item in PILLS.with_descendants()] == ["pill.list", "pill.name", "pill.group", "pill.star"]
    assert list(WITH_ROWS.by_link_id) == (
        ["pill.list", "pill.name", "pill.group", "pill.star", "pill.none", "pill.ticks"]
    )
    assert [item.link_id for item in WITH_ROWS.items] == ["pill.list", "pill.none", "pill.ticks"]
    assert WITH_ROWS.pages_by_slug == {"pills": pills, "ticks": ticks}
    assert (WITH_ROWS.page_of["pill.star"], WITH_ROWS.page_of["pill.ticks"]) == (pills, ticks)
    assert set(WITH_ROWS.section_of.values()) == {WITH_ROWS.sections[0]}
    assert WITH_ROWS.canonical == "urn:small|1"


def test_equal_items_and_questionnaires_are_one_key_and_others_another():
    assert hash(an_item("a.b")) == hash(an_item("a.b")) != hash(an_item("a.c"))
    assert hash(THREE) == hash(WITH_ROWS) != hash(asking(a_page("any", an_item("a.b")), version="2"))
