"""Every source that a question names stands in the bibliography, with a mark, and none is invented."""

import pytest

from forms.items import Citation
from forms.ketamine import INTAKE
from forms.ketamine.answer_sets import LOINC, RXNORM, SNOMED
from forms.ketamine.sources import BIBLIOGRAPHY, GENERAL_KNOWLEDGE

CITED = [(item.link_id, citation) for item in INTAKE.by_link_id.values() for citation in item.sources]

# The pack names nothing but general knowledge for these.
GENERAL_ONLY = {"A7", "C10", "D2", "D5", "D6", "H2"}


def test_every_citation_is_in_the_bibliography():
    assert {citation.tag for _, citation in CITED} <= set(BIBLIOGRAPHY)


def test_no_citation_claims_more_than_was_read_of_its_document():
    read = {"V1": 1, "V2": 2, "V3": 3}
    bold = [(where, c.tag) for where, c in CITED if read[c.mark] < read[BIBLIOGRAPHY[c.tag].mark]]

    assert bold == []


def test_questions_without_a_source_say_general_knowledge():
    general = {
        item.prefix
        for item in INTAKE.items
        if item.prefix and all(citation.tag == "GENERAL" for citation in item.sources)
    }

    assert general == GENERAL_ONLY
    assert BIBLIOGRAPHY["GENERAL"].title == GENERAL_KNOWLEDGE


@pytest.mark.parametrize(
    ("link_id", "cited"),
    [
        ("feelings.thoughts", ("US-PI V2", "EU-PL V1", "DAZZI14 V2")),
        ("feelings.hurt_self", ("VA-ED V2", "APA17 V3")),
        ("body.brain", ("EU-PL V1", "US-MG V2", "COHEN18 V2", "GENERAL V3")),
        ("ready.contact", ("GENERAL V3", "EU-PL V1")),
        ("questions.list", ("QPL15 V2", "QPL08 V2")),
    ],
)
def test_marks_are_those_of_the_clinical_content(link_id, cited):
    assert tuple(f"{citation.tag} {citation.mark}" for citation in INTAKE.by_link_id[link_id].sources) == cited


def test_a_note_is_part_of_a_citation():
    assert Citation("GENERAL", "V3", "seizures") in INTAKE.by_link_id["body.brain"].sources


def test_codes_are_of_the_three_systems_and_made_of_digits():
    for item in INTAKE.by_link_id.values():
        codings = [*item.codes, *(coding for option in item.answer_options for coding in option.coding)]
        for coding in codings:
            assert coding.system in {LOINC, SNOMED, RXNORM}
            assert coding.code.replace("-", "").isdigit()
            assert ("-" in coding.code) == (coding.system == LOINC)
            assert coding.system == LOINC or coding.display
