"""Each field by itself: what it takes for a number or a day, and what it shows where nothing was typed."""

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from forms.answers import AnswerSet, AnswerValue, AsTyped, InMyWords, Quantity
from forms.capture.page_form import page_form
from forms.capture.validators import MESSAGES, NUMBER_WANTED
from forms.capture.widgets import control_of, folding_of
from forms.items import AnswerOption, EnableBehavior, Item, ItemType
from tests.small import NO, NONE, YES, a_page, an_item, when

KG = AnswerOption(code="kg", display="kg")
MONTHS = [
    ("January", 1), ("february", 2), ("MARCH", 3), ("apr", 4), ("May", 5), ("june", 6),
    ("Jul", 7), ("aug", 8), ("Sept", 9), ("october", 10), ("Nov", 11), ("december", 12),
]  # fmt: skip
EMPTY = {
    "text": (an_item("a.x", ItemType.TEXT), {"": ""}),
    "string": (an_item("a.x"), {"": ""}),
    "count": (an_item("a.x", ItemType.INTEGER), {"": ""}),
    "day": (an_item("a.x", ItemType.DATE), {":day": "", ":month": "", ":year": ""}),
    "size": (an_item("a.x", ItemType.QUANTITY, units=(KG,)), {"": "", ":unit": ""}),
}


def field_of(item: Item, *typed: tuple[str, str], before: tuple[AnswerValue, ...] = ()):
    form = page_form(
        a_page("one", item), AnswerSet({"a.x": before} if before else {}), MultiDict(typed) if typed else None
    )
    return form.field("a.x")


def a_day(day: str, month: str, year: str):
    typed = (("a.x:day", day), ("a.x:month", month), ("a.x:year", year))
    return field_of(EMPTY["day"][0], *typed).data[0]


@pytest.mark.parametrize(("name", "number"), MONTHS)
def test_a_month_is_taken_by_its_name(name, number):
    assert a_day("3", name, "1979") == date(1979, number, 3)


def test_a_day_that_is_none_is_kept_in_the_order_in_which_it_was_typed():
    assert a_day("3", "Mai", "1979") == AsTyped("3/Mai/1979")
    assert a_day("", "May", "1979") == AsTyped("/May/1979")
    assert a_day("3", "May", "01979") == AsTyped("3/May/01979")


@pytest.mark.parametrize(("item", "shown"), EMPTY.values(), ids=EMPTY)
def test_nothing_is_shown_where_nothing_was_typed(item, shown):
    field = field_of(item)

    assert field.data == ()
    assert {part: field.shown(part) for part in shown} == shown


def test_each_part_of_a_day_and_of_an_amount_is_shown_in_its_own_place():
    day = field_of(EMPTY["day"][0], before=(date(1979, 3, 4),))
    typed = field_of(EMPTY["day"][0], before=(AsTyped("31/2/1979/80"),))

    assert [day.shown(part) for part in day.parts] == ["4", "3", "1979"]
    assert [typed.shown(part) for part in typed.parts] == ["31", "2", "1979/80"]
    assert field_of(EMPTY["size"][0], before=(Quantity("70,5", "kg"),)).shown() == "70,5"


def test_a_number_is_taken_up_to_fifteen_digits():
    count = EMPTY["count"][0]

    assert field_of(count, ("a.x", "9" * 15)).data == (999_999_999_999_999,)
    assert field_of(count, ("a.x", "9" * 16)).data == (AsTyped("9" * 16),)
    assert field_of(count, ("a.x", "-1")).data == (AsTyped("-1"),)


def test_eleven_numbers_are_asked_by_buttons_and_twelve_in_a_box():
    few = an_item("a.x", ItemType.INTEGER, min_value=0, max_value=10)
    more = an_item("a.x", ItemType.INTEGER, min_value=0, max_value=11)
    open_ended = an_item("a.x", ItemType.INTEGER, min_value=1)

    assert (list(field_of(few).buttons), list(field_of(more).buttons)) == (list(range(11)), [])
    assert list(field_of(open_ended).buttons) == []
    assert field_of(few, ("a.x", "0")).data == (0,)
    assert field_of(few, ("a.x", "some")).unknown == ("some",)


def test_a_number_that_no_button_has_takes_nothing_away_from_what_stood_before():
    few = an_item("a.x", ItemType.INTEGER, min_value=0, max_value=10)

    assert field_of(few, ("a.x", "11"), before=(4,)).data == (4,)
    assert field_of(few, ("a.x", " "), before=(4,)).data == ()


def test_a_tick_is_one_whatever_else_is_sent_with_it():
    tick = an_item("a.x", ItemType.BOOLEAN)

    assert (field_of(tick, ("a.x", "true")).data, field_of(tick, ("a.x", "")).data) == ((True,), ())
    assert field_of(tick, ("a.x", "on")).unknown == ("on",)


def test_a_unit_is_chosen_only_where_it_was():
    chosen = field_of(EMPTY["size"][0], before=(Quantity("70", "kg"),))

    assert (chosen.is_chosen("kg"), chosen.is_chosen("lb")) == (True, False)
    assert not field_of(EMPTY["size"][0], before=("as stored",)).is_chosen("kg")
    assert field_of(EMPTY["size"][0], ("a.x", "70"), ("a.x:unit", "lb")).data == (Quantity("70", ""),)


@pytest.mark.parametrize(
    ("item", "control"),
    [
        (an_item("a.x", ItemType.BOOLEAN), "tick"),
        (EMPTY["string"][0], "line"),
        (EMPTY["text"][0], "lines"),
        (EMPTY["day"][0], "date"),
        (EMPTY["count"][0], "scale"),
        (EMPTY["size"][0], "quantity"),
        (an_item("a.x", ItemType.CHOICE), "buttons"),
        (an_item("a.x", ItemType.OPEN_CHOICE), "buttons"),
        (an_item("a.x", ItemType.CHOICE, repeats=True, answer_options=(YES, NO, NONE)), "ticks"),
    ],
    ids=lambda each: each if isinstance(each, str) else each.type.value,
)
def test_each_kind_of_question_has_its_control(item, control):
    assert control_of(item) == control


def test_words_of_ones_own_stand_beside_the_option():
    asked = an_item("a.x", ItemType.OPEN_CHOICE)
    field = field_of(asked, ("a.x", "yes"), ("a.x:words", " my own "))

    assert field.data == ("yes", InMyWords(" my own "))
    assert field_of(asked, before=field.data).shown(":words") == " my own "


@pytest.mark.parametrize(
    ("typed", "is_number"),
    [
        ("70", True), ("70.5", True), ("70,5", True), ("1,200.5", True), ("5 7", True), ("5'7", True), ("5' 7\"", True),
        ("5ft7in", True), ("5 ft 7 in", True), ("70 kg", False), ("heavy", False), ("'", False), (".", False),
    ],
)  # fmt: skip
def test_an_amount_is_one_number_or_feet_and_inches(typed, is_number):
    form = page_form(a_page("one", EMPTY["size"][0]), AnswerSet(), MultiDict([("a.x", typed)]))
    form.validate()

    assert form.errors == ({} if is_number else {"a.x": [NUMBER_WANTED]})


def test_a_whole_number_and_a_day_of_the_calendar_need_no_message():
    for kind, typed in (
        ("count", [("a.x", "12")]),
        ("day", [("a.x:day", "3"), ("a.x:month", "5"), ("a.x:year", "1979")]),
    ):
        form = page_form(a_page("one", EMPTY[kind][0]), AnswerSet(), MultiDict(typed))

        assert form.validate()


def test_each_message_says_what_to_do():
    assert MESSAGES == (
        "Enter a day, a month and a year, such as 27 3 1979. Or go on, and it prints as you typed it.",
        "Enter a number, such as 70. Or go on, and it prints as you typed it.",
        "You ticked answers that do not go together. Take a tick away, or go on, and all of them print.",
        "Choose one of the answers on this page.",
    )


def test_a_scale_that_begins_below_zero_has_as_many_buttons_as_numbers():
    assert list(field_of(an_item("a.x", ItemType.INTEGER, min_value=-5, max_value=5)).buttons) == list(range(-5, 6))
    assert list(field_of(an_item("a.x", ItemType.INTEGER, min_value=-10, max_value=10)).buttons) == []


def test_a_field_is_labelled_by_its_question_and_words_that_are_no_day_stand_in_its_first_part():
    typed = field_of(EMPTY["day"][0], before=(AsTyped("in spring"),))

    assert typed.label.text == "Text of a.x?"
    assert [typed.shown(part) for part in typed.parts] == ["in spring", "", ""]


def test_an_option_that_opens_two_follow_ups_names_both():
    one = an_item("a.one", enable_when=when("a.x", "yes"))
    either = an_item("a.two", enable_when=(*when("a.x", "yes"), *when("a.x", "no")), enable_behavior=EnableBehavior.ANY)

    assert folding_of(an_item("a.x", ItemType.CHOICE, items=(one, either))).opens == {"yes": "1 2", "no": "2"}
