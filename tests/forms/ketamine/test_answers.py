"""The answers that are offered: the same sets everywhere, in their groups, and conditions that can come true."""

import pytest

from forms.answers import AnswerSet, InMyWords
from forms.enablement import is_enabled, opening_codes
from forms.items import EnableWhen, Heading, Item, ItemType, Operator
from forms.ketamine import INTAKE
from forms.ketamine.answer_sets import CLOSING, YNU, YNU_P, opened_by

ALL = tuple(INTAKE.by_link_id.values())
CHOICES = tuple(item for item in ALL if item.answer_options)
TICKS = tuple(item for item in CHOICES if item.repeats)
PARENTS = tuple(item for item in CHOICES if item.items)

SHARED_HEADINGS = {
    "not-sure": Heading.NOT_SURE,
    "prefer-not": Heading.PREFERS_NOT_TO_SAY,
    "in-person": Heading.IN_PERSON,
}
YES_NO = {
    *("C2", "C3", "C5", "C6", "C7", "D1", "D7", "F4", "F5", "F7", "H4"),
}
WITH_IN_PERSON = {"C2", "C3", "C5", "C6", "C7", "D7", "H4"}


def test_yes_and_no_have_the_four_answers_and_personal_ones_a_fifth():
    assert [option.code for option in YNU] == ["yes", "no", "not-sure", "prefer-not"]
    assert [option.code for option in YNU_P] == ["yes", "no", "not-sure", "prefer-not", "in-person"]
    asked = {item.prefix: item.answer_options for item in INTAKE.items if item.prefix in YES_NO}
    assert asked == {prefix: YNU_P if prefix in WITH_IN_PERSON else YNU for prefix in YES_NO}


@pytest.mark.parametrize("item", CHOICES, ids=lambda item: item.link_id)
def test_each_shared_answer_stands_in_its_group(item):
    for option in item.answer_options:
        if option.code in SHARED_HEADINGS:
            assert option.heading is SHARED_HEADINGS[option.code]
        elif option.heading is not Heading.ANSWERED:
            assert (option.code, option.heading) in {("yes", Heading.YES), ("no", Heading.NO)}


@pytest.mark.parametrize("item", CHOICES, ids=lambda item: item.link_id)
def test_a_question_that_groups_a_no_also_groups_a_yes(item):
    headings = {option.heading for option in item.answer_options}

    assert (Heading.YES in headings) == (Heading.NO in headings)


@pytest.mark.parametrize("item", TICKS, ids=lambda item: item.link_id)
def test_what_goes_with_no_other_tick_is_exclusive(item):
    alone = {"none", "no", "nothing", "not-sure", "prefer-not", "in-person", "no-name", "does-not-apply", "still-using"}
    alone |= {"not-known-yet", "none-of-these"}

    assert {option.code for option in item.answer_options if option.exclusive} == alone & {
        option.code for option in item.answer_options
    }


@pytest.mark.parametrize("item", CHOICES, ids=lambda item: item.link_id)
def test_free_words_are_no_option_of_their_own(item):
    words = {option.display.lower() for option in item.answer_options}

    assert not words & {"other", "something else", "something else, in my words"}


@pytest.mark.parametrize("item", PARENTS, ids=lambda item: item.link_id)
def test_a_closing_answer_never_opens_a_follow_up(item):
    quiet = {"prefer-not", "in-person", "none", "never", "not-at-all", "nothing", "no-name"}
    for follow_up in item.items:
        if follow_up.enable_when:
            assert not quiet & set(opening_codes(item, follow_up)), follow_up.link_id


@pytest.mark.parametrize("item", PARENTS, ids=lambda item: item.link_id)
def test_every_follow_up_can_be_opened(item):
    for follow_up in item.items:
        if follow_up.enable_when and follow_up.enable_when[0].question == item.link_id:
            assert opening_codes(item, follow_up), follow_up.link_id


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.link_id)
def test_a_condition_names_an_earlier_question_and_an_answer_of_it(item):
    order = list(INTAKE.by_link_id)
    for condition in item.enable_when:
        assert order.index(condition.question) < order.index(item.link_id)
        asked = INTAKE.by_link_id[condition.question]
        assert condition.operator is Operator.EXISTS or asked.option(str(condition.answer))


def test_free_words_open_follow_ups_as_a_tick_does():
    other = INTAKE.by_link_id["body.other"]
    (more,) = other.items

    assert is_enabled(more, AnswerSet({"body.other": (InMyWords("a rare one"),)}))
    assert not is_enabled(more, AnswerSet({"body.other": ("none",)}))


def test_free_words_open_follow_ups_where_no_answer_closes_them():
    harder = INTAKE.by_link_id["reason.harder"]

    assert not CLOSING & {option.code for option in harder.answer_options}
    assert is_enabled(harder.items[0], AnswerSet({"reason.harder": (InMyWords("cooking"),)}))


def test_without_options_any_answer_opens():
    asked = Item(link_id="a.number", text="How many?", type=ItemType.INTEGER)

    assert opened_by(asked)[0] == (EnableWhen("a.number", Operator.EXISTS, True),)


def test_home_medicine_is_asked_about_only_with_the_tick_and_the_lozenge():
    at_home = INTAKE.by_link_id["ready.at_home"]

    assert not is_enabled(at_home, AnswerSet({"ready.more": ("at-home",)}))
    assert not is_enabled(at_home, AnswerSet({"reason.form": ("lozenge",)}))
    assert is_enabled(at_home, AnswerSet({"ready.more": ("at-home",), "reason.form": ("drip", "lozenge")}))


def test_opioid_medicine_and_the_group_of_painkillers_open_the_same_row():
    (line,) = INTAKE.by_link_id["pain.opioids_add"].answer_options

    assert line.code in {option.code for option in INTAKE.by_link_id["medication.groups"].answer_options}
