"""What the browser sent, read as answers; nothing that was typed is refused or reshaped."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from forms.answers import AnswerSet, AnswerValue, AsTyped, InMyWords, Quantity
from forms.capture.fields import FIELDS
from forms.capture.page_form import page_form, row_form
from forms.capture.validators import DATE_WANTED, MESSAGES, NUMBER_WANTED, ONE_KIND_WANTED
from forms.capture.widgets import control_of, folding_of
from forms.items import AnswerOption, ItemType, Operator
from tests.small import NO, NONE, PILLS, YES, a_page, an_item, when

KG = AnswerOption(code="kg", display="kg")
ITEMS = {
    "text": an_item("a.x", ItemType.TEXT),
    "day": an_item("a.x", ItemType.DATE),
    "scale": an_item("a.x", ItemType.INTEGER, min_value=0, max_value=10),
    "count": an_item("a.x", ItemType.INTEGER),
    "tick": an_item("a.x", ItemType.BOOLEAN),
    "buttons": an_item("a.x", ItemType.CHOICE),
    "ticks": an_item("a.x", ItemType.CHOICE, repeats=True, answer_options=(YES, NO, NONE)),
    "open": an_item("a.x", ItemType.OPEN_CHOICE),
    "size": an_item("a.x", ItemType.QUANTITY, units=(KG,)),
}


def form_of(kind: str, *typed: tuple[str, str], before: tuple[AnswerValue, ...] = ()):
    answers = AnswerSet({"a.x": before} if before else {})
    return page_form(a_page("one", ITEMS[kind]), answers, MultiDict(typed) if typed else None)


READ = [
    ("text", [("a.x", "one\r\ntwo ")], ("one\ntwo ",)),
    ("text", [("a.x", " \r\n")], ()),
    ("day", [("a.x:day", "4"), ("a.x:month", "3"), ("a.x:year", "1979")], (date(1979, 3, 4),)),
    ("day", [("a.x:day", "4"), ("a.x:month", "March"), ("a.x:year", "1979")], (date(1979, 3, 4),)),
    ("day", [("a.x:day", "31"), ("a.x:month", "2"), ("a.x:year", "1979")], (AsTyped("31/2/1979"),)),
    ("day", [("a.x:day", "4"), ("a.x:month", "3"), ("a.x:year", "79")], (AsTyped("4/3/79"),)),
    ("day", [("a.x:day", ""), ("a.x:month", ""), ("a.x:year", "1979")], (AsTyped("//1979"),)),
    ("day", [("a.x:day", "+4"), ("a.x:month", "1_0"), ("a.x:year", "1979")], (AsTyped("+4/1_0/1979"),)),
    ("day", [("a.x:day", "9" * 20), ("a.x:month", "3"), ("a.x:year", "1979")], (AsTyped(f"{'9' * 20}/3/1979"),)),
    ("day", [("a.x:day", "4"), ("a.x:month", "9" * 5000), ("a.x:year", "1979")], (AsTyped(f"4/{'9' * 5000}/1979"),)),
    ("day", [("a.x:day", " "), ("a.x:month", ""), ("a.x:year", "")], ()),
    ("scale", [("a.x", "7")], (7,)),
    ("scale", [("a.x", "")], ()),
    ("count", [("a.x", " 12 ")], (12,)),
    ("count", [("a.x", "about 3")], (AsTyped("about 3"),)),
    ("count", [("a.x", "9" * 5000)], (AsTyped("9" * 5000),)),
    ("count", [("a.x", "٣")], (AsTyped("٣"),)),
    ("tick", [("a.x", "true")], (True,)),
    ("buttons", [("a.x", "yes")], ("yes",)),
    ("ticks", [("a.x", "no"), ("a.x", "yes"), ("a.x", "no")], ("yes", "no")),
    ("open", [("a.x", "yes"), ("a.x:words", "my own")], ("yes", InMyWords("my own"))),
    ("open", [("a.x:words", "  ")], ()),
    ("size", [("a.x", "70,5"), ("a.x:unit", "kg")], (Quantity("70,5", "kg"),)),
    ("size", [("a.x", "70")], (Quantity("70", ""),)),
    ("size", [("a.x:unit", "kg")], ()),
]


@pytest.mark.parametrize(("kind", "typed", "answers"), READ)
def test_what_was_typed_is_the_answer(kind, typed, answers):
    form = form_of(kind, *typed)

    assert form.captured.all("a.x") == answers
    assert form.unknown == ()


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("scale", [("a.x", "11")]),
        ("tick", [("a.x", "perhaps")]),
        ("buttons", [("a.x", "maybe")]),
        ("buttons", [("a.x", "yes"), ("a.x", "no")]),
        ("ticks", [("a.x", "maybe")]),
        ("size", [("a.x", "70"), ("a.x:unit", "stones")]),
    ],
)
def test_option_that_does_not_exist_is_named_and_not_kept(kind, typed):
    form = form_of(kind, *typed)

    assert form.unknown == ("a.x",)
    assert "maybe" not in form.captured.all("a.x")


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("day", [("a.x:day", "31"), ("a.x:month", "2"), ("a.x:year", "1979")], DATE_WANTED),
        ("count", [("a.x", "some")], NUMBER_WANTED),
        ("size", [("a.x", "heavy"), ("a.x:unit", "kg")], NUMBER_WANTED),
        ("size", [("a.x", "5 ft 7 in")], None),
        ("size", [("a.x", "'")], NUMBER_WANTED),
        ("ticks", [("a.x", "yes"), ("a.x", "none")], ONE_KIND_WANTED),
        ("ticks", [("a.x", "none")], None),
        ("text", [("a.x", "31 February")], None),
    ],
)
def test_format_that_does_not_fit_is_said_and_kept(kind, typed, message):
    form = form_of(kind, *typed)
    form.validate()

    assert form.errors == ({"a.x": [message]} if message else {})
    assert form.captured.all("a.x")
    assert message is None or message in MESSAGES


@given(day=st.text(max_size=6), month=st.text(max_size=6), year=st.text(max_size=6))
def test_any_three_texts_are_a_day_or_kept_as_they_are(day, month, year):
    form = form_of("day", ("a.x:day", day), ("a.x:month", month), ("a.x:year", year))
    kept = form.captured.first("a.x")

    if isinstance(kept, AsTyped):
        shown = form_of("day", before=(kept,)).field("a.x")
        if "/" not in day + month:
            assert shown.shown(":year") == year.strip().replace("\r\n", "\n")


@pytest.mark.parametrize(("kind", "typed", "answers"), READ)
def test_answers_are_shown_again_and_read_back_the_same(kind, typed, answers):
    field = form_of(kind, before=answers).field("a.x")
    shown = [(field.name + part, field.shown(part)) for part in field.parts if kind not in ("buttons", "ticks", "tick")]
    for option in (*field.item.answer_options, *field.item.units):
        if field.is_chosen(option.code):
            shown = [pair for pair in shown if not pair[0].endswith(":unit") or kind != "size"]
            shown.append((field.name + (":unit" if kind == "size" else ""), option.code))
    if kind == "open":
        shown = [pair for pair in shown if pair != ("a.x", field.shown())]
    if kind == "tick":
        shown = [("a.x", "true")]

    assert form_of(kind, *(shown or [("other", "")])).captured.all("a.x") == answers


def test_buttons_of_a_scale_and_its_choice():
    field = form_of("scale", before=(7,)).field("a.x")

    assert list(field.buttons) == list(range(11))
    assert field.is_chosen(7)
    assert not field.is_chosen(3)
    assert list(form_of("count").field("a.x").buttons) == []
    assert form_of("size", before=("as stored",)).field("a.x").shown() == "as stored"


def test_foreign_names_are_found():
    form = form_of("open", ("a.x:words", "w"), ("_view", "1"), ("is_admin", "1"))

    assert form.foreign(MultiDict([("a.x:words", "w"), ("_view", "1"), ("is_admin", "1")]), frozenset({"_view"})) == (
        "is_admin",
    )


def test_row_has_a_form_of_its_columns_and_a_page_none_of_its_rows():
    assert row_form(PILLS, AnswerSet()).link_ids == ("pill.name", "pill.group", "pill.star")
    assert page_form(a_page("pills", PILLS), AnswerSet()).link_ids == ()


def test_message_is_new_only_while_the_answer_is():
    typed = [("a.x", "some")]

    assert form_of("count", *typed).is_new("a.x", AnswerSet())
    assert not form_of("count", *typed).is_new("a.x", AnswerSet({"a.x": (AsTyped("some"),)}))


def test_every_item_type_has_a_field_and_a_control():
    assert set(FIELDS) == set(ItemType) - {ItemType.GROUP}
    controls = {kind: control_of(item) for kind, item in ITEMS.items()}
    assert controls["buttons"] == "buttons"
    assert controls["ticks"] == "ticks"
    assert controls["size"] == "quantity"


def test_follow_ups_that_open_on_the_same_answers_share_a_number():
    one, two = (an_item(f"a.{name}", enable_when=when("a.x", "yes")) for name in ("one", "two"))
    three, always = an_item("a.three", enable_when=when("a.x", "no")), an_item("a.always")
    item = an_item("a.x", ItemType.CHOICE, items=(one, two, three, always))
    folding = folding_of(item)

    assert folding.number_of == {"a.one": 1, "a.two": 1, "a.three": 2}
    assert folding.opens == {"yes": "1", "no": "2"}
    assert folding_of(item) is folding


def test_free_words_open_what_they_enable():
    follow_up = an_item("a.one", enable_when=when("a.x", True, Operator.EXISTS))
    item = an_item("a.x", ItemType.OPEN_CHOICE, items=(follow_up,))

    assert folding_of(item).opens == {"yes": "1", "no": "1", ":words": "1"}
