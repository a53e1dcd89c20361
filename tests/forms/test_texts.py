"""Every string of the content is a text for people or a code, and says which."""

from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest

from forms import items
from forms.items import AnswerOption, Item, ItemType, Page, Questionnaire, Section
from forms.sheet_layout import Area
from forms.texts import CODE_FIELDS, TEXT_FIELDS, Words, reworded, words_of

CONTENT = [kind for kind in vars(items).values() if isinstance(kind, type) and is_dataclass(kind)]

QUESTIONNAIRE = Questionnaire(
    url="https://example.org/q",
    version="1",
    title="Your form",
    areas=(Area("heart", "Heart"),),
    sections=(
        Section(
            slug="you",
            title="You",
            pages=(
                Page(
                    slug="colour",
                    intro="Skip what you like.",
                    items=(
                        Item(
                            link_id="you.colour",
                            text="Which colour?",
                            type=ItemType.CHOICE,
                            suggestions=("red", "blue"),
                            answer_options=(AnswerOption(code="red", display="Red"),),
                        ),
                    ),
                ),
            ),
        ),
    ),
)


@pytest.mark.parametrize("kind", CONTENT, ids=lambda kind: kind.__name__)
def test_every_field_that_can_hold_a_string_is_a_text_or_a_code(kind):
    texts, codes = TEXT_FIELDS.get(kind, frozenset()), CODE_FIELDS.get(kind, frozenset())
    hints = get_type_hints(kind)

    assert texts | codes == {field.name for field in fields(kind) if _holds_strings(hints[field.name])}
    assert not texts & codes


def test_the_texts_come_in_order_each_with_its_nearest_name():
    assert list(words_of(QUESTIONNAIRE)) == [
        Words("https://example.org/q", "title", "Your form"),
        Words("you", "title", "You"),
        Words("you.colour", "text", "Which colour?"),
        Words("you.colour", "display", "Red"),
        Words("you.colour", "suggestions", "red"),
        Words("you.colour", "suggestions", "blue"),
        Words("colour", "intro", "Skip what you like."),
        Words("heart", "title", "Heart"),
    ]


def test_rewording_changes_every_text_and_nothing_else():
    loud = reworded(QUESTIONNAIRE, str.upper)

    assert [words.text for words in words_of(loud)] == [words.text.upper() for words in words_of(QUESTIONNAIRE)]
    assert [words.where for words in words_of(loud)] == [words.where for words in words_of(QUESTIONNAIRE)]
    assert loud.by_link_id["you.colour"].option("red") == AnswerOption(code="red", display="RED")


def _holds_strings(hint: Any) -> bool:
    return hint is str or any(_holds_strings(part) for part in get_args(hint) if not isinstance(part, str))
