"""From answers to words: every item type, and nothing that was typed is reworded."""

from datetime import date

import pytest

from forms.answers import AsTyped, InMyWords, Quantity
from forms.items import AnswerOption, Heading, Item, ItemType
from intake.language import language_of
from intake.summary.wording import WORDINGS, heading_of, in_line, in_words
from tests.small import an_item

NOT_SURE = AnswerOption(code="not-sure", display="Not sure", heading=Heading.NOT_SURE)
YES = AnswerOption(code="yes", display="Yes", heading=Heading.YES)
NO = AnswerOption(code="no", display="No", heading=Heading.NO)
TICKS = an_item("t.ticks", ItemType.OPEN_CHOICE, repeats=True, answer_options=(YES, NO, NOT_SURE))
WEIGHT = an_item("t.weight", ItemType.QUANTITY, units=(AnswerOption(code="kg", display="kg"),))


def test_every_question_type_has_words():
    assert set(WORDINGS) == set(ItemType) - {ItemType.GROUP}


@pytest.mark.parametrize(
    ("item", "value", "words"),
    [
        (an_item("t.day", ItemType.DATE), date(1979, 3, 4), "March 4, 1979"),
        (an_item("t.day", ItemType.DATE), AsTyped("spring 2022"), "spring 2022"),
        (an_item("t.many", ItemType.INTEGER), 7, "7"),
        (an_item("t.star", ItemType.BOOLEAN), True, "Yes"),
        (an_item("t.star", ItemType.BOOLEAN), False, "No"),
        (an_item("t.dose"), "0,5 – half", "0,5 – half"),
        (TICKS, "not-sure", "Not sure"),
        (TICKS, "of-another-version", "of-another-version"),
        (TICKS, InMyWords("yes\x07"), "yes[BEL]"),
        (WEIGHT, Quantity("70,50", "kg"), "70,50 kg"),
        (WEIGHT, Quantity("11 stone", ""), "11 stone"),
        (WEIGHT, AsTyped("about 70"), "about 70"),
    ],
)
def test_words_of_a_value(item, value, words):
    assert in_words(item, value, language_of()) == words


def test_dates_follow_the_country():
    assert in_words(an_item("t.day", ItemType.DATE), date(1979, 3, 4), language_of("en", "GB")) == "4 March 1979"


@pytest.mark.parametrize(
    ("values", "heading"),
    [
        ((), Heading.NOT_ANSWERED),
        (("yes", "not-sure"), Heading.YES),
        (("no",), Heading.NO),
        ((InMyWords("no"),), Heading.ANSWERED),
        (("not-sure", "no"), Heading.NOT_SURE),
    ],
)
def test_heading_is_the_one_its_options_declare(values, heading):
    assert heading_of(TICKS, values) is heading


def test_answer_among_others_stands_in_its_phrase_or_after_its_label():
    days: Item = an_item("t.days", phrase="about {} of the last 14 days")

    assert in_line(days, "4", language_of()) == "about 4 of the last 14 days"
    assert in_line(an_item("t.days", short_text="Days"), "{}", language_of()) == "Days: {}"
    assert in_line(an_item("t.note", ItemType.TEXT, short_text="Note"), "hm", language_of()) == "Note: “hm”"
