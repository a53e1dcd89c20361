"""Rules look at answers only."""

import pytest
from hypothesis import given

from forms.answers import AnswerSet, AsTyped, InMyWords, Row
from forms.enablement import condition_holds, enabled_answers, enabled_when_asked, is_enabled, opening_codes
from forms.items import EnableBehavior, EnableWhen, ItemType, Operator
from forms.ketamine import INTAKE
from tests.small import THREE, a_page, an_item, asking, when
from tests.strategies import drafts

NOTHING = AnswerSet()


@pytest.mark.parametrize(
    ("operator", "answer", "given", "holds"),
    [
        (Operator.EXISTS, True, (1,), True),
        (Operator.EXISTS, True, (), False),
        (Operator.EXISTS, False, (), True),
        (Operator.EQUALS, "yes", ("no", "yes"), True),
        (Operator.EQUALS, "yes", (InMyWords("yes"),), False),
        (Operator.NOT_EQUALS, "yes", ("no",), True),
        (Operator.NOT_EQUALS, "yes", (), False),
        (Operator.GREATER, 3, (4,), True),
        (Operator.GREATER, 3, (3,), False),
        (Operator.LESS, 3, (2,), True),
        (Operator.GREATER_OR_EQUAL, 3, (3,), True),
        (Operator.LESS_OR_EQUAL, 3, (4,), False),
        (Operator.GREATER, 3, (AsTyped("many"),), False),
        (Operator.GREATER, "3", (4,), False),
        (Operator.LESS, 3, (3,), False),
        (Operator.GREATER_OR_EQUAL, 3, (2,), False),
        (Operator.LESS_OR_EQUAL, 3, (3,), True),
        (Operator.NOT_EQUALS, "yes", ("yes",), False),
        (Operator.NOT_EQUALS, "yes", ("yes", "no"), True),
    ],
)
def test_condition_holds_when_one_of_the_answers_satisfies_it(operator, answer, given, holds):
    answers = AnswerSet({"a.b": given} if given else {})

    assert condition_holds(EnableWhen("a.b", operator, answer), answers) is holds


def test_any_or_all_conditions():
    both = (*when("a.b", "yes"), *when("a.c", "yes"))
    answers = AnswerSet({"a.b": ("yes",)})

    assert not is_enabled(an_item("a.d", enable_when=both), answers)
    assert is_enabled(an_item("a.d", enable_when=both, enable_behavior=EnableBehavior.ANY), answers)


def test_answer_of_a_disabled_question_does_not_count_and_enables_nothing():
    chain = asking(
        a_page("one", an_item("a.one", ItemType.CHOICE)),
        a_page("two", an_item("a.two", ItemType.CHOICE, enable_when=when("a.one", "yes"))),
        a_page("three", an_item("a.three", enable_when=when("a.two", "yes"))),
    )
    answers = AnswerSet({"a.one": ("no",), "a.two": ("yes",), "a.three": ("typed",)})

    assert set(enabled_answers(chain, answers)) == {"a.one"}
    assert set(enabled_answers(chain, answers.with_values("a.one", ("yes",)))) == {"a.one", "a.two", "a.three"}


def test_columns_are_judged_within_their_row():
    from_row = an_item("r.days", enable_when=when("r.now", "yes"), place="")
    group = an_item("r.list", ItemType.GROUP, items=(an_item("r.now", ItemType.CHOICE), from_row), rows=object())
    rows = tuple(Row(code, AnswerSet({"r.now": (code,), "r.days": ("4",)})) for code in ("yes", "no"))
    kept = enabled_answers(asking(a_page("r", group)), AnswerSet({}, {"r.list": rows}))

    assert [set(row.answers) for row in kept.rows("r.list")] == [{"r.now", "r.days"}, {"r.now"}]


def test_rows_of_a_list_that_is_not_asked_do_not_count():
    group = an_item(
        "r.list", ItemType.GROUP, items=(an_item("r.now"),), rows=object(), enable_when=when("r.any", "yes")
    )
    lists = asking(a_page("any", an_item("r.any", ItemType.CHOICE)), a_page("r", group))
    rows = {"r.list": (Row("1", AnswerSet({"r.now": ("x",)})),)}
    asked, hidden = (enabled_when_asked(lists, AnswerSet({"r.any": (any_,)}, rows)) for any_ in ("yes", "no"))

    assert asked.rows("r.list") == asked.rows("r.list") == rows["r.list"]
    assert (hidden.rows("r.list"), "r.list" in hidden) == ((), False)
    assert [len(each.groups) + len(each.values) for each in (asked, hidden)] == [2, 1]


def test_opening_codes_are_those_that_enable_the_follow_up():
    parent = an_item("a.b", ItemType.CHOICE)

    assert list(opening_codes(parent, an_item("a.c", enable_when=when("a.b", "yes")))) == ["yes"]


def test_engine_runs_on_three_items():
    assert set(enabled_answers(THREE, AnswerSet({"pain.any": ("no",), "pain.strength": (4,)}))) == {"pain.any"}


@given(draft=drafts(INTAKE, most=60))
def test_every_question_is_judged_by_what_counts_before_it(draft):
    """As the rule says it, item by item; the engine judges what it is asked for, in whatever order."""
    expected = one_by_one(INTAKE.items, draft.answers, NOTHING)

    assert enabled_answers(INTAKE, draft.answers) == expected
    assert enabled_when_asked(INTAKE, draft.answers) == expected


def test_answer_to_what_is_not_asked_does_not_count():
    assert not enabled_answers(THREE, AnswerSet({"pain.of_old": ("yes",)}, {"old.list": (Row("1", AnswerSet()),)}))


def one_by_one(items, answers, kept):
    for item in items:
        if not is_enabled(item, kept):
            continue
        if item.rows is None:
            kept = kept.with_values(item.link_id, answers.all(item.link_id))
            kept = one_by_one(item.items, answers, kept)
        else:
            rows = (Row(row.id, one_by_one(item.items, row.answers, NOTHING)) for row in answers.rows(item.link_id))
            kept = kept.with_rows(item.link_id, tuple(rows))
    return kept
