"""Follow-ups on paper: each condition in words, for whoever asks which questions are theirs."""

from dataclasses import replace

import pytest

from forms.enablement import is_enabled
from forms.items import EnableBehavior, EnableWhen, Item, ItemType, Operator, Questionnaire
from forms.ketamine import INTAKE
from intake.exports.paper.build import build_paper_form
from intake.exports.paper.conditions import COMPARED, PATTERNS, LeadIns, Told
from intake.exports.paper.form import Part
from intake.exports.paper.order import Order
from intake.language import language_of
from tests.builders import a_draft
from tests.intake.exports.paper.reading import GB
from tests.small import NONE, PILLS, YES, a_page, an_item, asking

FOUR = tuple(replace(YES, code=f"c{number}", display=f"C {number}") for number in range(1, 5))
ASKED = {
    "yes or no": an_item("q.one", ItemType.CHOICE),
    "four or none": an_item("q.one", ItemType.CHOICE, answer_options=(*FOUR, NONE)),
    "open": an_item("q.one", ItemType.OPEN_CHOICE),
    "tick": an_item("q.one", ItemType.BOOLEAN),
    "number": an_item("q.one", ItemType.INTEGER),
    "words": an_item("q.one", ItemType.TEXT),
    "list": replace(PILLS, link_id="q.one"),
}
ANY, ALL = EnableBehavior.ANY, EnableBehavior.ALL
IS, IS_NOT, EXISTS = Operator.EQUALS, Operator.NOT_EQUALS, Operator.EXISTS


def lead_in(asked: Item, behavior: EnableBehavior, *conditions: tuple[Operator, str | int | bool]) -> str:
    whens = tuple(EnableWhen("q.one", operator, answer) for operator, answer in conditions)
    after = an_item("q.two", enable_when=whens, enable_behavior=behavior)
    return _lead_ins(asking(a_page("one", asked), a_page("two", after))).before(after)


@pytest.mark.parametrize(
    ("asked", "behavior", "conditions", "words"),
    [
        ("yes or no", ANY, [(IS, "yes")], "If you ticked “Yes” in question 1:"),
        ("yes or no", ANY, [(IS, "yes"), (IS, "no")], "If you gave an answer in question 1:"),
        ("yes or no", ALL, [(IS_NOT, "no")], "If you ticked anything but “No” in question 1:"),
        ("yes or no", ALL, [(EXISTS, True)], "If you gave an answer in question 1:"),
        ("yes or no", ALL, [(EXISTS, False)], "If you left question 1 blank:"),
        ("four or none", ANY, [(IS, "c1"), (IS, "c3")], "If you ticked “C 1” or “C 3” in question 1:"),
        (
            "four or none",
            ANY,
            [(IS, f"c{n}") for n in range(1, 5)],
            "If you ticked anything but “None of these” in question 1:",
        ),
        (
            "four or none",
            ALL,
            [(IS_NOT, "c1"), (IS_NOT, "c2")],
            "If you ticked anything but “C 1” or “C 2” in question 1:",
        ),
        ("open", ANY, [(IS, "yes"), (IS, "no")], "If you ticked “Yes” or “No” in question 1:"),
        ("tick", ALL, [(IS, True)], "If you gave an answer in question 1:"),
        ("tick", ALL, [(IS_NOT, True)], "If you left question 1 blank:"),
        ("number", ANY, [(IS, 3), (IS, 5)], "If your answer in question 1 is 3 or 5:"),
        ("number", ALL, [(IS_NOT, 3)], "If your answer in question 1 is anything but 3:"),
        ("number", ALL, [(Operator.GREATER, 3)], "If your answer in question 1 is more than 3:"),
        ("number", ALL, [(Operator.LESS, 3)], "If your answer in question 1 is less than 3:"),
        ("number", ALL, [(Operator.GREATER_OR_EQUAL, 3)], "If your answer in question 1 is 3 or more:"),
        ("number", ALL, [(Operator.LESS_OR_EQUAL, 3)], "If your answer in question 1 is 3 or less:"),
        ("words", ALL, [(EXISTS, True)], "If you gave an answer in question 1:"),
        ("list", ALL, [(EXISTS, True)], "If you wrote in the list of question 1:"),
    ],
)
def test_condition_in_words(asked, behavior, conditions, words):
    assert lead_in(ASKED[asked], behavior, *conditions) == words


def test_several_conditions_say_whether_one_is_enough():
    both = [(Operator.GREATER, 3), (Operator.LESS, 8)]

    assert lead_in(ASKED["number"], ALL, *both) == (
        "If all of these are so: Your answer in question 1 is more than 3. Your answer in question 1 is less than 8."
    )
    assert lead_in(ASKED["number"], ANY, *both).startswith("If any of these is so: ")


def test_a_follow_up_right_below_its_question_does_not_name_the_number():
    after = an_item("q.two", place="", enable_when=(EnableWhen("q.one", IS, "yes"),))
    above = an_item("q.one", ItemType.CHOICE, items=(after,))

    assert _lead_ins(asking(a_page("one", above))).before(after, "q.one") == "If you ticked “Yes”:"


def test_a_column_names_the_column_that_opens_it():
    column = INTAKE.by_link_id["treatment.sessions"]

    assert _lead_ins(INTAKE).before(column) == "If you ticked “Talking therapy” in “Kind”:"


def test_an_item_without_conditions_is_for_everyone():
    assert _lead_ins(INTAKE).before(INTAKE.by_link_id["you.name"]) == ""


def test_what_only_a_steering_tick_opens_is_for_everyone_on_paper():
    assert _lead_ins(INTAKE).before(INTAKE.by_link_id["you.pronouns"]) == ""
    assert _lead_ins(INTAKE).before(INTAKE.by_link_id["questions.cost"]) == ""
    assert _lead_ins(INTAKE).before(INTAKE.by_link_id["ready.at_home"]).startswith("If you ticked “Lozenge")


def test_questions_that_one_answer_opens_stand_together_and_say_where_others_go_on():
    pain = next(part for part in _parts() if part.title.endswith("Pain"))
    together = pain.passages[1]
    following = pain.passages[-1].questions[-1]

    assert together.lead_in == "If you ticked “Yes” or “Not sure” in question 28:"
    assert [question.kind for question in together.questions] == ["question"] * 7
    assert together.onward == "If not, go on with question 36."
    assert following.kind == "guide"


def test_every_item_that_is_not_for_everyone_says_so_before_it():
    lead_ins, empty = _lead_ins(INTAKE), a_draft({}).answers
    hidden = [item for item in INTAKE.by_link_id.values() if item.enable_when and not is_enabled(item, empty)]
    untold = {item.link_id for item in hidden if not lead_ins.before(item)}
    opened = {link_id for leads in lead_ins.order.guides.values() for found in leads.values() for link_id in found}

    assert len(hidden) > 90
    assert untold <= opened


def test_tables_are_complete():
    assert set(PATTERNS) == set(Told)
    assert set(COMPARED) == set(Operator) - {Operator.EXISTS}


def test_answers_are_joined_as_the_language_does():
    french = LeadIns(Order.of(INTAKE), language_of("fr", "FR"))

    assert french.any_of(["un", "deux", "trois"]) == "un, deux ou trois"


def _lead_ins(questionnaire: Questionnaire) -> LeadIns:
    return LeadIns(Order.of(questionnaire), GB)


def _parts() -> tuple[Part, ...]:
    return build_paper_form(INTAKE, GB).parts
