"""The blank form: every question stands on paper with its hint, its reason, its answers, and room for a pen."""

from collections import Counter
from dataclasses import replace

import pytest

from forms.items import Section
from forms.ketamine import INTAKE
from forms.wording import findings_in
from intake.exports.paper.build import build_paper_form
from intake.exports.paper.making import to_paper
from intake.exports.paper.order import Order
from intake.exports.paper.spaces import SPACES
from intake.exports.paper.words import ON_PAPER, on_paper
from tests.forms.test_reading_age import HIGHEST_GRADE, LONGEST_SENTENCE, grade, sentences
from tests.intake.exports.paper.forms import EVERY_TYPE, NOT_GROUPS, PAPERS, QUESTIONNAIRES, SIZES, made, told
from tests.intake.exports.paper.reading import GB, US, fields_of, passages_of, questions_of, rows_of, tags_in, words_at
from tests.intake.exports.reading import pages_of, squeezed
from tests.small import THREE, a_page, an_item


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_every_question_stands_by_its_number_with_its_hint_reason_and_answers(name, paper):
    questionnaire = QUESTIONNAIRES[name]
    passages = passages_of(questionnaire, made(name, paper))

    assert [
        (link_id, words)
        for link_id, passage in passages.items()
        for words in words_at(questionnaire, link_id)
        if squeezed(words) not in passage
    ] == []


@pytest.mark.parametrize("paper", SIZES)
def test_every_text_of_the_questionnaire_is_on_paper(paper):
    worded = on_paper(INTAKE, GB)
    items = [item for item in worded.by_link_id.values() if item.link_id != "questions.prompt"]
    texts = [text for item in items for text in (item.text, item.hint, item.why)]
    texts += [text for item in items for option in item.answer_options for text in (option.display, option.hint)]
    texts += [text for section in worded.sections for text in (section.title, section.intro)]

    assert [text for text in texts if squeezed(text) not in told("intake", paper)] == []


def test_what_only_steers_the_screen_is_told_with_the_questions_it_leads_to():
    worded = on_paper(INTAKE, GB)
    order = Order.of(worded)
    for link_id, leads in order.guides.items():
        item = worded.by_link_id[link_id]
        assert squeezed(item.text + item.hint) in told("intake", "a4")
        for option in item.answer_options:
            numbers = sorted({order.numbers[each] for each in leads[option.code]})
            places = ", ".join(f"question {number}" for number in numbers)
            assert squeezed(f"{option.display}: {places}") in told("intake", "a4")


@pytest.mark.parametrize("paper", SIZES)
def test_who_is_meant_and_where_others_go_on_stands_on_paper(paper):
    passages = [passage for part in build_paper_form(INTAKE, GB).parts for passage in part.passages]
    words = [words for passage in passages for words in (passage.lead_in, passage.onward)]
    words += [branch.lead_in for question in questions_of(INTAKE) for branch in question.branches]

    assert [each for each in words if squeezed(each) not in told("intake", paper)] == []


def test_every_item_has_a_number_or_leads_to_one_or_stands_with_one():
    order = Order.of(INTAKE)

    assert {item.link_id for item in INTAKE.items} == {*order.numbers, *order.guides}
    assert set(order.guides) == {
        "you.more", "feelings.more", "pain.opioids_add", "substance.more", "ready.more", "questions.themes",
    }  # fmt: skip


def test_rows_are_enough_for_most():
    counts = {item.link_id: rows_of(INTAKE, item.link_id).count for item in INTAKE.items if item.rows}

    assert counts == {
        "people.list": 4, "result.list": 4, "treatment.list": 6, "medication.list": 10, "allergy.list": 4,
        "procedure.list": 4, "questions.list": 4,
    }  # fmt: skip


@pytest.mark.parametrize("paper", SIZES)
def test_a_list_is_drawn_as_often_as_it_has_rows(paper):
    passages = passages_of(INTAKE, made("intake", paper))
    tags = Counter(tags_in(made("intake", paper)))

    # Once in the key, and once in each card.
    assert passages["treatment.list"].count("Highestdose") == 1 + 6
    assert passages["medication.list"].count("Prescribedby") == 1 + 10
    assert passages["allergy.list"].count("Toldit") == 1 + 4
    # The rows of a table are numbered, and those of these two have nothing else in them yet.
    assert "12345678910" in passages["medication.list"]
    assert passages["result.list"].endswith("1234")
    # People, results, medicines, operations and own questions are tables, each with a head.
    assert tags["/Table"] == 5
    assert tags["/TR"] == 5 + 4 + 4 + 10 + 4 + 4


def test_every_column_of_a_medicine_has_a_place_in_its_row():
    rows = rows_of(INTAKE, "medication.list")
    columns = [found for item in INTAKE.by_link_id["medication.list"].items for found in item.with_descendants()]

    assert {field.label for line in (*rows.lines, *rows.more) for field in line} == {item.label for item in columns}


def test_every_item_type_has_its_space():
    assert set(SPACES) == set(NOT_GROUPS)


def test_every_kind_of_space_can_be_drawn_below_a_question_after_one_and_in_a_row():
    kinds = {question.space.kind for question in questions_of(EVERY_TYPE)}

    assert kinds == {"ticks", "lines", "day", "measure", "mark", "rows"}
    assert {field.space.kind for field in fields_of(EVERY_TYPE)} == kinds - {"rows"}


@pytest.mark.parametrize("paper", SIZES)
def test_first_page_says_what_it_is_and_where_to_get_help(paper):
    first = squeezed(pages_of(made("intake", paper))[0])
    help_box = build_paper_form(INTAKE, dict(PAPERS)[paper]).help_box

    assert squeezed("It does not decide or suggest anything about treatment.") in first
    assert squeezed("You can skip any question.") in first
    assert squeezed("Only you, and those you show it to.") in first
    assert all(squeezed(line) in first for line in (help_box.title, help_box.lead, *help_box.lines))


def test_dates_and_units_stand_in_the_order_of_the_country():
    assert "DayMonthYear" in told("intake", "a4")
    assert "MonthDayYear" in told("intake", "letter")
    assert "cmfeetandinches" in told("intake", "a4")
    assert "feetandinchescm" in told("intake", "letter")


def test_two_countries_and_two_papers_are_four_forms():
    assert len({to_paper(THREE, paper, language) for paper in ("a4", "letter") for language in (GB, US)}) == 4


def test_a_character_that_no_font_has_prints_as_a_mark():
    odd = replace(THREE, title="A form with \U000f0000 in it")

    assert "[U+F0000]" in pages_of(to_paper(odd, "a4", GB))[0]


def test_words_of_the_screen_that_paper_replaces_are_there_and_their_twins_are_as_plain():
    texts = {text for item in INTAKE.by_link_id.values() for text in (item.text, item.hint)}
    texts |= {option.display for item in INTAKE.items for option in item.answer_options}
    texts |= {section.intro for section in INTAKE.sections}

    assert set(ON_PAPER) - texts == set()
    assert [twin for twin in ON_PAPER.values() if grade(twin) > HIGHEST_GRADE and len(twin.split()) > 4] == []
    assert [
        part for twin in ON_PAPER.values() for part in sentences(twin) if len(part.split()) > LONGEST_SENTENCE
    ] == []
    assert findings_in(on_paper(INTAKE, GB)) == ()


def test_help_box_stands_where_the_section_has_one():
    needs = Section(slug="other", title="Other", pages=(a_page("other", an_item("o.o")),), help_box=True)
    with_box = replace(THREE, sections=(*THREE.sections, needs))

    assert squeezed("".join(pages_of(to_paper(with_box, "a4", GB)))).count("Ifyouneedhelpnow") == 2
    assert told("three", "a4").count("Ifyouneedhelpnow") == 1
