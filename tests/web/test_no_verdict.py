"""No verdict: which fixed text appears depends on which questions were answered, never on what was answered.

Two patients answer the same questions differently. What may differ between their pages is the words of the answers,
the group in which a line stands, and counts of what stands elsewhere: all else is the same.
"""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from jinja2 import ChoiceLoader, DictLoader

from forms.answers import AnswerSet, Draft
from forms.items import Heading, ItemType
from forms.ketamine import INTAKE
from intake.folders import templates_folder
from intake.language import language_of
from intake.summary import lines
from tests.drivers import Patient
from tests.strategies import twins
from tests.web.fixed_text import (
    fixed_words_of,
    headings_of_page,
    headings_of_pdf,
    headings_of_text,
    lines_of_check_page,
    text_of_pdf,
)
from tests.web.holding import holder, token_of

# Many examples of what other tests reach with one.
pytestmark = pytest.mark.no_cover
SHOWN_ALIKE = True

LANGUAGE = language_of()
STEERS = {when.question for item in INTAKE.items for when in item.enable_when}
YES = Draft(answers=AnswerSet({"feelings.senses": ("yes",), "anaesthetic.problem": ("yes",)}))
NO = Draft(answers=AnswerSet({"feelings.senses": ("no",), "anaesthetic.problem": ("no",)}))
WHOLE = ("/", "/form", "/next", "/delete", "/help", "/form/senses", "/form/heart", "/form/alcohol")


def differences(app, pair: tuple[Draft, Draft]) -> list[str]:
    """What the pages and sheets of two patients differ in, beyond the words of their answers."""
    one, other = (holder(app, draft) for draft in pair)
    found = [path for path in WHOLE if whole(one, path) != whole(other, path)]
    found += [f"check: {what}" for what in _differing(checks(one, pair), checks(other, pair))]
    found += [f"sheet: {what}" for what in _differing(sheets(one, pair), sheets(other, pair))]
    return found


def _differing(one: dict[str, object], other: dict[str, object]) -> list[str]:
    return [what for what in one if one[what] != other[what]]


def whole(patient: Patient, path: str) -> str:
    """The page as it is but for tokens, ids of views, and what stands in its fields."""
    text = re.sub(r'name="(_token|_view|_held)" value="[^"]*"|data-token="[^"]*"| checked', "", _got(patient, path))
    return re.sub(r'( name="[^"]+") value="[^"]*" ?(autocomplete|placeholder)', r"\1 \2", text)


def checks(patient: Patient, pair: tuple[Draft, Draft]) -> dict[str, object]:
    page = BeautifulSoup(_got(patient, "/check"), "html.parser")
    return {
        "title": page.title,
        "headings": headings_of_page(page),
        "lines and their looks": lines_of_check_page(page),
        "words": fixed_words_of(page.get_text(" "), pair, LANGUAGE),
        "foot": page.footer,
        "classes": {name for element in page.find_all(True) for name in element.get_attribute_list("class")},
    }


def sheets(patient: Patient, pair: tuple[Draft, Draft]) -> dict[str, object]:
    page = BeautifulSoup(_got(patient, "/sheet"), "html.parser")
    text, pdf = _got(patient, "/sheet.txt"), patient.client.get("/sheet.pdf").data
    return {
        "title": page.title,
        "headings": headings_of_page(page),
        "headings of the text": headings_of_text(text),
        "headings of the PDF": headings_of_pdf(pdf),
        "words": fixed_words_of(page.get_text(" "), pair, LANGUAGE),
        "words of the text": fixed_words_of(text, pair, LANGUAGE),
        "words of the PDF": fixed_words_of(text_of_pdf(pdf), pair, LANGUAGE),
        "end of the text": text[text.rindex("If you") :],
    }


def _got(patient: Patient, path: str) -> str:
    answer = patient.client.get(path)
    assert answer.status_code in (200, 404), path
    return answer.get_data(as_text=True)


def test_what_was_answered_changes_no_fixed_text(app):
    @settings(max_examples=25, deadline=None)
    @given(twins(INTAKE))
    def holds(pair):
        assert differences(app, pair) == []

    holds()


def test_yes_and_no_look_alike(app):
    assert differences(app, (YES, NO)) == []


@pytest.mark.parametrize("answer", [YES, NO], ids=["yes", "no"])
def test_a_word_for_one_answer_is_found(app, monkeypatch, answer):
    worded = lines.LineMaker.line_of
    told = answer.answers.first("feelings.senses")

    def line_of(self, item, answers):
        line = worded(self, item, answers)
        if told not in answers.all(item.link_id):
            return line
        return replace(line, label=f"{line.label} noted", words=f"{line.words} noted", said=f"{line.said} noted")

    monkeypatch.setattr(lines.LineMaker, "line_of", line_of)
    found = differences(app, (YES, NO))

    assert {"check: lines and their looks", "sheet: words of the text", "sheet: words of the PDF"} <= set(found)


IF_YES = "{% if 'yes' in visit.flow.answers.all('feelings.senses') %} seen{% endif %}"
# In which template, after which words of it, what is put.
BREAKS = {
    "a class": ("macros/summary.html", '<p class="answer', '{% if line.words == "Yes" %} strong{% endif %}'),
    "a heading": ("exports/sheet.html", "{{ words.in_full_title }}", "{% if summary.marked_no %}!{% endif %}"),
    "a word on the check page": ("patient/check.html", "{{ section.title }}", IF_YES),
    "a word on the list of sections": ("patient/sections.html", "{{ section.title }}", IF_YES),
    "a word on a page": ("patient/page.html", "{{ page.heading }}", IF_YES),
    "the foot": ("base.html", "{{ kept_words() }}", IF_YES),
    "the title": ("base.html", "<title>", IF_YES),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_template_that_tells_answers_apart_is_found(app, name):
    template, words, more = BREAKS[name]
    source = (templates_folder() / template).read_text(encoding="utf-8")
    assert words in source
    app.jinja_env.bytecode_cache = None
    broken = DictLoader({template: source.replace(words, words + more)})
    app.jinja_env.loader = ChoiceLoader([broken, app.jinja_env.loader])

    assert differences(app, (YES, NO)) != []


def options_of_everything():
    """Every question of one choice or of ticks that opens no other page, with a few of its options."""
    for item in INTAKE.items:
        if item.type in (ItemType.CHOICE, ItemType.OPEN_CHOICE) and item.link_id not in STEERS:
            codes = [option.code for option in item.answer_options]
            yes_and_no = [each.code for each in item.answer_options if each.heading in (Heading.YES, Heading.NO)]
            yield item, list(dict.fromkeys([codes[0], codes[-1], *yes_and_no]))


def test_after_a_save_the_same_page_comes_whatever_was_answered(app):
    patient = holder(app, Draft(answers=AnswerSet({"pain.long_term": ("yes",), "pain.opioids": ("yes",)})))
    token = token_of(patient.client)
    asked = 0
    for item, codes in options_of_everything():
        path = f"/form/{INTAKE.page_of[item.link_id].slug}"
        if patient.client.get(path).status_code == 404:
            continue
        asked += 1
        answers = [patient.client.post(path, data={"_token": token, item.link_id: code}) for code in codes]
        assert {answer.status_code for answer in answers} == {303}, item.link_id
        assert len({answer.location for answer in answers}) == 1, item.link_id
        assert len({answer.data for answer in answers}) == 1, item.link_id
    assert asked >= 45
