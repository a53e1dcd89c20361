"""What was answered changes no heading, no order, and no look of the sheet."""

from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms.ketamine import INTAKE
from intake.exports.html import to_html
from intake.exports.pdf import to_pdf
from tests.builders import BUSY, EXAMPLE, a_draft
from tests.intake.exports.reading import bookmarks_of, colours_in, styles_of, summary_of
from tests.strategies import drafts

TITLES = [block.title for block in INTAKE.blocks if block.code != "strip"]
GROUPS = [area.title for area in INTAKE.areas if area.code != "anaesthetics"] + ["Not sure", "In person"]
words = st.text(st.characters(min_codepoint=0x61, max_codepoint=0x7A), min_size=1, max_size=20)


def _headings_in_html(draft):
    page = BeautifulSoup(to_html(summary_of(draft)), "html5lib")
    return [heading.get_text() for heading in page.select("h1, h2")]


def _first_page_titles(draft):
    first = summary_of(draft).first_page
    return [(block.title, [group.title for group in block.groups], block.columns, block.note) for block in first]


@given(drafts(INTAKE, words), drafts(INTAKE, words))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_two_patients_have_the_same_headings(one, other):
    assert _first_page_titles(one) == _first_page_titles(other)
    assert _headings_in_html(one) == _headings_in_html(other)


def test_headings_of_the_pdf_stand_in_one_order_for_everyone():
    for draft in (a_draft({}), a_draft(EXAMPLE), a_draft(BUSY)):
        headings = bookmarks_of(to_pdf(summary_of(draft), "a4"))
        assert [title for _, title in headings][1 : len(TITLES) + 1] == TITLES


def test_font_and_size_do_not_depend_on_what_was_answered():
    yes = {"feelings.senses": "yes", "body.heart": ["attack"], "feelings.thoughts": "yes", "substance.worry": "yes"}
    no = {"feelings.senses": "no", "body.heart": ["none"], "feelings.thoughts": "no", "substance.worry": "no"}
    unsure = {"feelings.senses": "not-sure", "body.heart": ["not-sure"], "feelings.thoughts": "in-person"}
    seen = [styles_of(to_pdf(summary_of(a_draft(answers)), "a4"), TITLES + GROUPS) for answers in (yes, no, unsure)]

    assert seen[0] == seen[1] == seen[2]
    assert set(seen[0]) == set(TITLES + GROUPS)
    assert all(("SourceSansPro-Semibold-Identity-H", 10.0) in styles for styles in seen[0].values())
    assert all(len(seen[0][group]) == 1 for group in GROUPS)


def test_there_is_no_colour_but_black():
    assert colours_in(to_pdf(summary_of(a_draft(BUSY)), "a4")) == {"0"}
