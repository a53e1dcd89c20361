"""No verdict at the clinic: two patients who answer the same questions differently look alike but for their words.

What may differ is the words of the answers, in which group a line stands, and what is gathered to be asked: that lists
the gaps of a form, and a "not sure" is one.
"""

import csv
import io
import json
import re
from dataclasses import replace
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from hypothesis import Phase, assume, given, settings
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import delete

from forms.answers import AnswerSet, Draft
from forms.ketamine import INTAKE
from intake.folders import templates_folder
from intake.language import language_of
from intake.services import noticing
from intake.services.exporting import Exported, Maker, export
from intake.store.engine import writing
from intake.store.models import ThrottleRecord
from intake.summary import lines
from intake.summary.sent import is_worth_sending
from tests.strategies import twins
from tests.web.clinic.desks import Office
from tests.web.fixed_text import fixed_words_of, headings_of_page, headings_of_text, words_in, words_said
from tests.web.test_no_verdict import NO, YES

# Many examples of what other tests reach with one.
pytestmark = pytest.mark.no_cover
SHOWN_ALIKE = True

LANGUAGE = language_of()
_STATE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|name=\"_token\" value=\"[^\"]*\"|data-token=\"[^\"]*\"")
PAGES = {"response": "", "sheet": "/sheet", "medicines": "/medicines", "delete": "/delete"}


def differences(office: Office, pair: tuple[Draft, Draft]) -> list[str]:
    """What the clinic's pages and files of two patients differ in, beyond the words of their answers."""
    north = office.world.north
    # The same bearer: whose answers they are is no answer of theirs to a question.
    sent = [_sent(office, north, draft) for draft in pair]
    anna = office.staff(north.reviewer)
    found = []
    for name, what in PAGES.items():
        one, other = (anna.opens(f"/clinic/responses/{each}{what}").page for each in sent)
        found += [f"{name}: {part}" for part in _differing(told(one, pair), told(other, pair))]
    files = [_files(office, each) for each in sent]
    found += [f"file: {part}" for part in _differing(*(told_by(made, pair) for made in files))]
    rows = [_row(anna.opens("/clinic/responses?by=received").page, each, pair) for each in sent]
    return found + ([] if rows[0] == rows[1] else ["list: row"])


def _files(office: Office, response: str) -> dict[str, Exported]:
    """Past the page, which asks for a passphrase each time."""
    with writing(office.vault.engine) as session:
        session.execute(delete(ThrottleRecord))
    by, member = office.member(office.world.north.reviewer)
    maker = Maker(LANGUAGE, "a4")
    return {kind: export(by, member, (UUID(response),), kind, maker) for kind in ("text", "csv", "json")}


def _sent(office, north, draft: Draft) -> str:
    visit = office.draft(north).appointment
    return office.sent_draft(Draft(answers=draft.answers, extent=draft.extent, appointment=visit)).sendings[0].response


def _differing(one: dict[str, object], other: dict[str, object]) -> list[str]:
    return [what for what in one if one[what] != other[what]]


def told(page: BeautifulSoup, pair: tuple[Draft, Draft]) -> dict[str, object]:
    """All of a page that is no word of an answer."""
    gathered = page.find(id="to-ask")
    if gathered is not None:
        gathered.parent.decompose()
    kept = [heading for heading in headings_of_page(page) if heading[0] in ("h2", "h3")]
    said = words_said(pair[0], LANGUAGE) | words_said(pair[1], LANGUAGE)
    return {
        "title": page.title.get_text(),
        "headings": [(name, frozenset(words_in(text)) - said) for name, text in kept],
        "words": fixed_words_of(page.get_text(" "), pair, LANGUAGE) - _own(pair),
        "classes": {name for element in page.find_all(True) for name in element.get_attribute_list("class")},
        "looks of lines": [_looks(line) for line in page.select("article.line")],
        "buttons and links": [_STATE.sub("", str(each.get("href"))) for each in page.select("header a, .actions a")],
        "state": page.select_one("main > .state + .state") and page.select_one("footer").get_text(),
    }


def _looks(line) -> tuple[object, ...]:
    # Own words stand between quotation marks, chosen ones do not.
    return tuple((e.name.replace("q", "span"), *e.get("class", [])) for e in line.find_all(True) if e.name != "input")


def _own(pair: tuple[Draft, Draft]) -> frozenset[str]:
    """A row's heading is what the patient typed into it; a form without a name says so."""
    return frozenset(word for word in ("no", "name", "given") if any("you.name" in draft.answers for draft in pair))


def told_by(made: dict[str, Exported], pair: tuple[Draft, Draft]) -> dict[str, object]:
    text = made["text"].content.decode()
    rows = list(csv.DictReader(io.StringIO(made["csv"].content.decode("utf-8-sig"), newline="")))
    # The names of rows stand in the labels of their lines.
    said = words_said(pair[0], LANGUAGE) | words_said(pair[1], LANGUAGE)
    whole = json.loads(made["json"].content)
    return {
        "headings of the text": headings_of_text(text),
        "words of the text": fixed_words_of(text, pair, LANGUAGE),
        "columns": [list(row) for row in rows[:1]],
        "questions": [(row["Section"], frozenset(words_in(row["Question"])) - said) for row in rows],
        "said in the visit": [(row["Said in the visit"], row["Changed to"], row["By"]) for row in rows],
        "parts of the JSON": sorted(set(whole) | set(whole["answers"])),
        "kinds of files": [each.kind for each in made.values()],
    }


def _row(page: BeautifulSoup, response: str, pair: tuple[Draft, Draft]) -> tuple[object, ...]:
    (row,) = [each for each in page.select("tbody tr") if response in str(each)]
    return _looks(row), row.get("class"), frozenset(fixed_words_of(row.get_text(" "), pair, LANGUAGE))


def test_what_was_answered_changes_no_fixed_text_at_the_clinic(office):
    @settings(max_examples=8, deadline=None, phases=[Phase.generate])
    @given(twins(INTAKE))
    def holds(pair):
        assume(all(is_worth_sending(INTAKE, draft) for draft in pair))
        assert differences(office, pair) == []

    holds()


def test_yes_and_no_look_alike_at_the_clinic(office):
    assert differences(office, (YES, NO)) == []


# In which template, after which words of it, what is put.
IF_YES = "{% if opened.form and 'Yes' in opened.form.summary.sections | map(attribute='lines') | sum(start=()) | map(attribute='words') | list %} seen{% endif %}"  # fmt: skip  # noqa: E501
IF_LINE = '{% if line.words == "Yes" %} seen{% endif %}'
BREAKS = {
    "a class of a line": (
        "macros/review.html",
        '<article class="line',
        '{% if line.words == "Yes" %} strong{% endif %}',
    ),
    "a word beside a line": (
        "macros/review.html",
        "<h3>{{ line.label }}",
        '{% if line.words == "Yes" %} !seen{% endif %}',
    ),
    "a word on the page": ("clinic/response.html", "{{ form.summary.words.footer }}", IF_YES),
    "a word on the medicines": ("clinic/medicines.html", '{{ _("Back to the review") }}', IF_YES),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_template_of_the_clinic_that_tells_answers_apart_is_found(own_office, name):
    template, words, more = BREAKS[name]
    source = (templates_folder() / template).read_text(encoding="utf-8")
    assert words in source
    env = own_office.app.jinja_env
    env.bytecode_cache = None
    env.loader = ChoiceLoader([DictLoader({template: source.replace(words, words + more, 1)}), env.loader])

    assert differences(own_office, (YES, NO)) != []


def test_a_word_for_one_answer_in_a_file_is_found(own_office, monkeypatch):
    worded = lines.LineMaker.line_of

    def line_of(self, item, answers):
        line = worded(self, item, answers)
        if "yes" not in answers.all(item.link_id):
            return line
        return replace(line, label=f"{line.label} noted")

    monkeypatch.setattr(lines.LineMaker, "line_of", line_of)

    assert {"file: words of the text", "file: questions"} <= set(differences(own_office, (YES, NO)))


def test_a_notice_and_a_log_say_the_same_of_every_form(own_office, caplog):
    caplog.set_level("DEBUG", logger="intake")
    north = own_office.world.north
    of_self_harm = {item.link_id: (item.answer_options[0].code,) for item in INTAKE.items if item.hint_if_sent}
    for draft in (YES, NO, Draft(answers=AnswerSet(of_self_harm))):
        _sent(own_office, north, draft)
    due = noticing.due(own_office.vault)
    mails = [noticing.notice(one, own_office.world.settings, LANGUAGE).get_content() for one in due]

    assert mails == ["3 new intakes\n"]
    assert caplog.messages == []
