"""linkIds of a released version never change: a changed meaning is a new version, with a list of its own."""

import re
from pathlib import Path

from forms.items import FOLLOWING, NOWHERE
from forms.ketamine import INTAKE

FROZEN = Path(__file__).parent / f"link_ids_{INTAKE.version}.txt"
SHAPE = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")


def test_linkids_are_those_of_this_version():
    assert list(INTAKE.by_link_id) == FROZEN.read_text(encoding="utf-8").split()


def test_linkids_have_the_shape_of_section_and_item_and_are_used_once():
    found = [item.link_id for top in INTAKE.items for item in top.with_descendants()]

    assert [link_id for link_id in found if not SHAPE.fullmatch(link_id)] == []
    assert len(found) == len(set(found))


def test_every_answer_has_a_place_on_the_sheet():
    places = {*(block.code for block in INTAKE.blocks), FOLLOWING, NOWHERE}

    assert {item.link_id for item in INTAKE.items if item.place not in places} == set()
    assert {item.link_id for item in INTAKE.items for inner in item.items if inner.place} == set()


def test_ketamine_before_always_stands_under_tried_before():
    assert INTAKE.by_link_id["reason.had_before"].place == "tried-before"


def test_codes_that_can_stand_in_an_address_say_nothing_of_health():
    for item in INTAKE.items:
        if item.opens_rows:
            codes = [option.code for option in item.answer_options if not option.exclusive]
            assert [code for code in codes if not re.fullmatch(r"(group|shop|kind|q)-\d+", code)] == []
