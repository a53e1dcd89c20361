"""The blank form on the web: linked from the first page, for anyone, and no draft comes of it."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from forms.ketamine import INTAKE
from intake.country import country_of
from intake.exports.paper.making import to_paper
from intake.language import language_of
from tests.web.holding import drafts_kept

SHOWN_ALIKE = True

SIZES = {"a4": (595, 842), "letter": (612, 792)}


def test_first_page_leads_to_the_form_on_both_papers_and_the_countrys_comes_first(stranger, settings):
    links = [str(link["href"]) for link in stranger.opens("/").page.select("#paper a")]
    usual = country_of(settings.country).paper
    other = "letter" if usual == "a4" else "a4"

    assert links == [f"/paper.pdf?paper={usual}", f"/paper.pdf?paper={other}"]


def test_a_patient_with_a_draft_finds_the_links_too(patient):
    assert len(patient.opens("/").page.select("#paper a")) == 2


@pytest.mark.parametrize("paper", SIZES)
def test_form_is_served_to_whoever_asks_and_begins_no_draft(app, stranger, settings, paper):
    answer = stranger.client.get(f"/paper.pdf?paper={paper}")
    box = PdfReader(BytesIO(answer.data)).pages[0].mediabox

    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="paper-form.pdf"'
    assert "Set-Cookie" not in answer.headers
    assert (round(float(box.width)), round(float(box.height))) == SIZES[paper]
    assert answer.data == to_paper(INTAKE, paper, language_of(settings.language, settings.country))
    assert drafts_kept(app) == 0


@pytest.mark.parametrize("query", ["", "?paper=", "?paper=a3", "?paper=../../etc"])
def test_another_paper_is_the_countrys(stranger, settings, query):
    usual = country_of(settings.country).paper

    assert stranger.client.get(f"/paper.pdf{query}").data == stranger.client.get(f"/paper.pdf?paper={usual}").data


def test_form_is_the_same_with_a_draft_and_holds_nothing_of_it(patient, stranger):
    patient.opens("/form/name").answers(you__name="Marigold Quill")

    assert patient.client.get("/paper.pdf").data == stranger.client.get("/paper.pdf").data
