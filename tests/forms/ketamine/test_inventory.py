"""The content asks what the clinical content lists: every question, follow-up, group and prompt, and no other."""

import pytest

from forms.items import NOWHERE, ItemType
from forms.ketamine import INTAKE
from forms.ketamine.medicine_groups import GROUPS, SHOP_BOUGHT
from forms.ketamine.prompts import PROMPTS, THEMES
from forms.lint import problems

CHECK_PAGE = "J3"

# J3 is the page on which the answers are checked; the web layer makes it.
CORE = (
    *("A1", "A2", "A3", "A4", "A5", "A6"),
    *("B1", "B2", "B3", "B4", "B5", "B6", "B7"),
    *("C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"),
    "D1",
    *("E1", "E2", "E3"),
    *("F1", "F2", "F3", "F4", "F5", "F6", "F7"),
    *("G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8", "G9", "G10", "G11", "G12"),
    *("H1", "H2", "H3", "H4"),
    *("I1", "I2", "I3", "I4", "I5", "I6"),
    *("J1", "J2", CHECK_PAGE),
)

SHORT = (
    *("A1", "A2", "A3", "A4", "A5", "B1", "B2", "B7", "C1", "C3", "C6", "D1", "E2", "F1", "F2", "F6", "F7"),
    *("G2", "G3", "G4", "G5", "G6", "G7", "G8", "G11", "H3", "I3", "J1", "J2", CHECK_PAGE),
)

BRANCH = ("D2", "D3", "D4", "D5", "D6", "D7")
OPTIONAL = ("A7", "C9", "C10", "H5", "I7", "I8", "I9")

FOLLOW_UPS = {
    "A4": ("you.helper_name", "you.helper_link"),
    "A5": ("you.language",),
    "A6": ("person.share",),
    "A7": ("you.contact_number", "you.contact_time"),
    "B2": ("reason.named_by", "reason.named_when"),
    "B4": ("reason.harder_words",),
    "B6": ("reason.form_told",),
    "B7": (
        *("reason.had_form", "reason.had_when", "reason.had_times", "reason.had_like", "reason.had_helped"),
        *("reason.had_problem", "reason.had_ended"),
    ),
    "C1": ("feelings.told_when", "feelings.told_who", "feelings.told_hospital", "feelings.told_active"),
    "C2": ("feelings.high_energy_length", "feelings.high_energy_when", "feelings.high_energy_treated"),
    "C3": ("feelings.senses_when", "feelings.senses_linked"),
    "C4": ("feelings.unreal_words",),
    "C5": ("feelings.take_care_words",),
    "C6": (),
    "C7": ("feelings.hurt_self_when",),
    "C8": ("feelings.family_who",),
    "D3": ("pain.called_by", "pain.called_when"),
    "D4": ("pain.strength_worst",),
    "E3": ("treatment.therapist_name", "treatment.therapist_involved"),
    "F4": ("medication.changes_what", "medication.changes_when", "medication.changes_why"),
    "F5": ("medication.different_how", "medication.different_because"),
    "F7": ("anaesthetic.what",),
    "G1": ("body.height", "body.weight"),
    "G2": (
        *("body.blood_pressure_reading", "body.blood_pressure_date", "body.blood_pressure_monitor"),
        "body.blood_pressure_treated",
    ),
    "G3": ("body.heart_when", "body.heart_who"),
    "G4": ("body.vessels_where", "body.vessels_when", "body.vessels_treated"),
    "G5": ("body.brain_when",),
    "G6": ("body.breathing_cpap",),
    "G7": ("body.liver_kidney_test",),
    "G8": ("body.bladder_when", "body.bladder_called"),
    "G9": ("body.other_words",),
    "G10": ("body.falls",),
    "G11": ("body.contraception",),
    "G12": ("procedure.device",),
    "H1": ("substance.alcohol_amount", "substance.alcohol_last"),
    "H2": ("substance.cannabis_form", "substance.cannabis_prescribed", "substance.cannabis_last"),
    "H3": ("substance.not_prescribed_often", "substance.not_prescribed_last", "substance.not_prescribed_how"),
    "H4": ("substance.worry_helps", "substance.worry_support"),
    "H5": ("substance.tobacco_amount",),
    "I2": ("ready.worries_words",),
    "I3": ("ready.way_home_who",),
    "I5": ("ready.contact_name", "ready.contact_link", "ready.contact_phone", "ready.contact_tell"),
    "I6": ("ready.insurer", "ready.prior_approval"),
}

BY_PREFIX = {item.prefix: item for item in INTAKE.items if item.prefix}


def test_the_questionnaire_has_no_problems():
    assert problems(INTAKE) == ()


def test_each_question_of_the_clinical_content_is_asked_once_and_in_order():
    asked = [item.prefix for item in INTAKE.items if item.prefix]

    assert sorted(asked, key=_in_order) == asked
    assert set(asked) == {*CORE, *BRANCH, *OPTIONAL} - {CHECK_PAGE}
    assert len(asked) == len(set(asked))


def test_57_questions_are_core():
    assert len(CORE) == 57
    assert [item.prefix for item in INTAKE.items if item.prefix and not item.optional and not item.enable_when] == [
        *CORE[:-1]
    ]


def test_30_questions_are_asked_in_the_short_form_and_pain_goes_on_when_there_is_pain():
    assert len(SHORT) == 30
    assert {item.prefix for item in INTAKE.items if item.prefix and item.short_form} == {
        *SHORT[:-1],
        *BRANCH,
    }


def test_optional_questions_are_opened_by_a_tick_and_never_asked_in_the_short_form():
    optional = [item for item in INTAKE.items if item.optional]

    assert {item.prefix for item in optional if item.prefix} == set(OPTIONAL)
    for item in optional:
        opener = INTAKE.by_link_id[item.enable_when[0].question]
        assert opener.place == NOWHERE
        assert not item.short_form
        assert not opener.short_form


def test_what_stands_beside_a_question_is_asked_in_the_same_form():
    for page in INTAKE.pages:
        assert len({item.short_form for item in page.items}) == 1, page.slug


@pytest.mark.parametrize("prefix", FOLLOW_UPS)
def test_every_follow_up_is_there(prefix):
    below = {item.link_id for item in BY_PREFIX[prefix].with_descendants()}

    assert set(FOLLOW_UPS[prefix]) <= below


def test_no_question_about_thoughts_of_suicide_goes_further():
    assert BY_PREFIX["C6"].items == ()


@pytest.mark.parametrize("prefix", sorted(BY_PREFIX))
def test_every_question_says_why_it_is_asked_and_where_that_is_from(prefix):
    assert BY_PREFIX[prefix].why
    assert BY_PREFIX[prefix].sources


def test_the_18_groups_open_a_medicine_each():
    groups = INTAKE.by_link_id["medication.groups"]

    assert len(GROUPS) == 18
    assert groups.answer_options[:18] == GROUPS
    assert [option.code for option in groups.answer_options[18:]] == ["none", "not-sure"]
    assert INTAKE.by_link_id["medication.group"].answer_options == (*GROUPS, *SHOP_BOUGHT)


def test_the_five_first_columns_of_a_medicine_come_before_more_detail():
    columns = INTAKE.by_link_id["medication.list"].items

    assert [item.link_id.removeprefix("medication.") for item in columns if not item.more_detail] == [
        *("name", "strength", "dose", "frequency", "reason")
    ]
    assert all(item.more_detail for item in columns[5:])
    assert {item.type for item in columns[1:3]} == {ItemType.STRING}


def test_about_a_hundred_names_are_offered_once_each():
    names = INTAKE.by_link_id["medication.name"].suggestions

    assert 90 <= len(names) <= 140
    assert len({name.lower() for name in names}) == len(names)


def test_the_64_prompts_are_numbered_as_in_the_clinical_content():
    assert [prompt.code for prompt in PROMPTS] == [f"q-{number}" for number in range(1, 65)]
    assert len({prompt.display for prompt in PROMPTS}) == 64
    assert INTAKE.by_link_id["questions.prompt"].answer_options == PROMPTS


def test_each_theme_has_a_page_of_its_own():
    for theme in THEMES:
        (item,) = INTAKE.pages_by_slug[theme.slug].items
        assert item.answer_options == theme.prompts
        assert item.opens_rows is not None
        assert item.opens_rows.mirrors


def test_up_to_three_questions_bear_a_star():
    rows = INTAKE.by_link_id["questions.list"].rows

    assert rows is not None
    assert (rows.star, rows.most_starred, rows.ordered) == ("questions.star", 3, True)


def test_only_the_section_about_feelings_keeps_the_help_box():
    assert [section.slug for section in INTAKE.sections if section.help_box] == ["feelings"]


def _in_order(prefix: str) -> tuple[str, int]:
    return prefix[0], int(prefix[1:])
