"""Whoever writes answers by hand is told each problem whole: where it is, what it is, and what to write instead."""

import json
from datetime import date

import pytest

from forms.answers import AnswerSet, AsTyped, Extent, InMyWords, Quantity, SheetChoices, SheetMade
from forms.answers_file import WANTED, AnswersFileUnreadable, read_answers_file
from forms.items import AnswerOption, ItemType
from forms.sheet_layout import Topic
from tests.small import PILLS, a_page, an_item, asking

KG = AnswerOption(code="kg", display="kg")
FORM = asking(
    a_page("text", an_item("a.text", ItemType.TEXT)),
    a_page("word", an_item("a.word")),
    a_page("day", an_item("a.day", ItemType.DATE)),
    a_page("count", an_item("a.count", ItemType.INTEGER)),
    a_page("flag", an_item("a.flag", ItemType.BOOLEAN)),
    a_page("open", an_item("a.open", ItemType.OPEN_CHOICE, repeats=True)),
    a_page("one", an_item("a.one", ItemType.CHOICE)),
    a_page("size", an_item("a.size", ItemType.QUANTITY, units=(KG,))),
    a_page("pills", PILLS),
    topics=(
        Topic(code="pills", title="My pills", link_ids=("pill.list",)),
        Topic(code="texts", title="My texts", link_ids=("a.text",)),
    ),
)
SHEETS = '"sheets" is a list of sheets such as {"made_on": "2026-11-23", "reference": "K7F-3MQ"}.'
DICTS = 'use {"words": …}, {"as_typed": …} or {"value": …}.'
HEADS = [
    ({"extent": "long"}, '"extent" is "short" or "full".'),
    ({"shown": "x"}, '"shown" is a list of texts.'),
    ({"left_off": [1]}, '"left_off" is a list of texts.'),
    ({"private": {"a.text": 1}}, '"private" is a list of texts.'),
    ({"made_on": "today"}, '"made_on" is a day such as "2026-11-23".'),
    ({"made_on": 20261123}, '"made_on" is a day such as "2026-11-23".'),
    ({"choices": []}, '"choices" is an object such as {"reference": true}.'),
    ({"choices": {"without": ["pils"]}}, '"choices", "without": a list of any of: pills, texts.'),
    ({"choices": {"without": [1]}}, '"choices", "without": a list of any of: pills, texts.'),
    (
        {"choices": {"qr": True}},
        "\"choices\": there is no 'qr'. Use any of: reference, return_code, way_back, without, without_private.",
    ),
    ({"choices": {"reference": "yes"}}, '"choices", "reference": \'yes\' is not true or false.'),
    ({"sheets": "K7F-3MQ"}, SHEETS),
    ({"sheets": {"made_on": "2026-11-03", "reference": "K7F-3MQ"}}, SHEETS),
    ({"sheets": [{"made_on": "2026-11-03"}]}, SHEETS),
    ({"sheets": [{"made_on": "2026-11-03", "reference": "K7F-3MQ", "more": 1}]}, SHEETS),
    ({"sheets": [{"made_on": "yesterday", "reference": "K7F-3MQ"}]}, SHEETS),
    ({"sheets": [{"made_on": "2026-11-03", "reference": "K7F-3MQ9"}]}, SHEETS),
    ({"sheets": [{"made_on": "2026-11-03", "reference": 7}]}, SHEETS),
    ({"questionnaire": "other|1"}, '"questionnaire" is other|1, this is urn:small|1.'),
]
ANSWERS = [
    ({"a.txt": "x"}, "a.txt: there is no such question. Is it a.text?"),
    ({"zzzz": "x"}, "zzzz: there is no such question."),
    ({"a.open": "maybe"}, "a.open: there is no option 'maybe'. Use one of: yes, no."),
    ({"a.one": 3}, "a.one: there is no option 3. Use one of: yes, no."),
    ({"a.text": 3}, "a.text: 3 is not a text."),
    ({"a.word": True}, "a.word: True is not a text."),
    ({"a.day": 3}, 'a.day: 3 is not a day such as "2026-11-23".'),
    ({"a.flag": "yes"}, "a.flag: 'yes' is not true or false."),
    ({"a.count": True}, 'a.count: True is not a whole number; for other words use {"as_typed": "…"}.'),
    ({"a.size": "70"}, 'a.size: \'70\' is not a quantity such as {"value": "70", "unit": "kg"}.'),
    ({"a.size": {"kilos": "1"}}, f"a.size: {DICTS}"),
    ({"a.open": {"words": 1}}, f"a.open: {DICTS}"),
    ({"a.open": {"unit": "kg"}}, f"a.open: {DICTS}"),
    ({"pill.list": [{}, {"a.text": "x"}]}, "pill.list, row 2: a.text: there is no such question."),
    ({"pill.list": [{"pill.list": []}]}, "pill.list, row 1: pill.list: there is no such question. Is it pill.star?"),
    ({"pill.list": [{"pill.name": 3}]}, "pill.list, row 1: pill.name: 3 is not a text."),
]


def problems_of(written: object) -> tuple[str, ...]:
    with pytest.raises(AnswersFileUnreadable) as refused:
        read_answers_file(FORM, json.dumps(written))
    return refused.value.problems


@pytest.mark.parametrize(("head", "said"), HEADS, ids=[str(head) for head, _ in HEADS])
def test_problem_of_a_head_is_said_whole(head, said):
    assert problems_of({"answers": {}, **head}) == (said,)


@pytest.mark.parametrize(("answers", "said"), ANSWERS, ids=[str(answers) for answers, _ in ANSWERS])
def test_problem_of_an_answer_is_said_whole(answers, said):
    assert problems_of({"answers": answers}) == (said,)


@pytest.mark.parametrize("written", [[], {}, {"answers": []}, "answers"], ids=str)
def test_what_holds_no_answers_says_what_is_wanted(written):
    assert problems_of(written) == ('The file wants an object with "answers": {linkId: answer, …}.',)


def test_what_is_no_json_says_where_it_ends():
    with pytest.raises(AnswersFileUnreadable, match=r"^This is not JSON: .*\(char 1\)\. Mend the file there\.$"):
        read_answers_file(FORM, "{")


def test_several_problems_are_told_at_once_and_in_the_order_of_the_file():
    written = {"answers": {"a.flag": 1, "a.text": [2, "x"]}, "extent": "long"}

    with pytest.raises(AnswersFileUnreadable) as refused:
        read_answers_file(FORM, json.dumps(written))
    assert refused.value.problems == (
        '"extent" is "short" or "full".',
        "a.flag: 1 is not true or false.",
        "a.text: 2 is not a text.",
    )
    assert str(refused.value) == "; ".join(refused.value.problems)


SOUND = {
    "questionnaire": "urn:small|1",
    "extent": "short",
    "shown": ["text"],
    "left_off": ["a.text"],
    "private": ["a.day"],
    "made_on": "2026-11-23",
    "choices": {"without": ["texts"], "reference": False},
    "sheets": [{"made_on": "2026-11-03", "reference": "K7F-3MQ"}],
    "answers": {
        "a.count": 3,
        "a.flag": True,
        "a.open": ["yes", {"words": "else"}],
        "a.size": {"value": "70"},
        "pill.list": [{"id": "p", "pill.name": "x", "pill.star": True}],
    },
}


def test_sound_file_is_read_with_its_heads_and_every_kind_of_answer():
    draft = read_answers_file(FORM, json.dumps(SOUND))

    assert (draft.extent, draft.shown, draft.left_off, draft.private) == (
        Extent.SHORT, frozenset({"text"}), frozenset({"a.text"}), frozenset({"a.day"})
    )  # fmt: skip
    assert draft.choices == SheetChoices(without=frozenset({"texts"}), reference=False)
    assert (draft.made_on, draft.sheets) == (date(2026, 11, 23), (SheetMade(date(2026, 11, 3), "K7F-3MQ"),))
    assert draft.answers.values == {
        "a.count": (3,), "a.flag": (True,), "a.open": ("yes", InMyWords("else")), "a.size": (Quantity("70", ""),)
    }  # fmt: skip
    (row,) = draft.answers.rows("pill.list")
    assert (row.id, row.answers) == ("p", AnswerSet({"pill.name": ("x",), "pill.star": (True,)}))


def test_a_group_takes_rows_and_no_answer_of_its_own():
    group = an_item("a.group", ItemType.GROUP)

    assert WANTED[ItemType.GROUP](group, "x") == "a.group: 'x' is not an answer: a group has none of its own."


@pytest.mark.parametrize(
    ("link_id", "written", "read"),
    [
        ("a.count", {"as_typed": "about 3"}, AsTyped("about 3")),
        ("a.day", {"as_typed": "in spring"}, AsTyped("in spring")),
        ("a.open", {"words": "else"}, InMyWords("else")),
        ("a.size", {"value": "70"}, Quantity("70", "")),
        ("a.size", {"value": "70", "unit": "kg"}, Quantity("70", "kg")),
    ],
    ids=str,
)
def test_other_words_than_those_asked_for_are_read_as_what_they_say_they_are(link_id, written, read):
    assert read_answers_file(FORM, json.dumps({"answers": {link_id: written}})).answers.all(link_id) == (read,)


def test_every_topic_may_be_left_off_and_no_topic_at_all():
    for without in (["pills", "texts"], ["texts"], []):
        draft = read_answers_file(FORM, json.dumps({"answers": {}, "choices": {"without": without}}))

        assert draft.choices.without == set(without)


def test_each_row_that_is_none_is_named_and_those_after_it_too():
    first, second = problems_of({"answers": {"pill.list": ["x", {"pill.size": "x"}]}})

    assert first.startswith('pill.list, row 1: a row is an object such as {"pill.')
    assert first.endswith('": "…"}.')
    assert second == "pill.list, row 2: pill.size: there is no such question. Is it pill.star?"
