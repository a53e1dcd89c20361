"""Whatever was typed prints as text, runs nothing, and every glyph of it lies inside the margins."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Pdf, Stream

from forms.answers import Draft
from intake.exports.pdf import to_pdf
from intake.exports.text import to_text
from intake.summary.printable import printable
from tests.builders import BUSY, EXAMPLE, a_draft, a_medicine, an_allergy
from tests.intake.exports.glyphs import glyphs_of, outside_margins, text_of_pages
from tests.intake.exports.reading import answered_everywhere, squeezed, summary_of
from tests.intake.exports.test_every_answer import SMALL
from tests.intake.exports.test_scripts import WRITTEN
from tests.strategies import HOSTILE

# Many examples of what other tests reach with one.
pytestmark = pytest.mark.no_cover
PAPERS = ("a4", "letter")
RUNS = ("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/URI", "/EmbeddedFiles", "/RichMedia", "/SubmitForm")

# Runs without a place to end a line, each for another reason: no space, signs that hold to their neighbours even over
# one, glue, letters that join, vowels that were killed, joiners, glyphs as wide as a column.
ENDLESS = {
    "letters": "W" * 150,
    "full stops": "a." * 100,
    "brackets": "( " * 100,
    "slashes": "/ " * 100,
    "dashes": "— " * 100,
    "full stops of Han": "。" * 100,
    "glue": "a\u00a0" * 100,
    "word joiners": "a\u2060" * 100,
    "accents": "a" + "\u0301" * 150,
    "Arabic": "ب" * 150,
    "Hebrew": "שלוםעולם" * 40,
    "amounts in Arabic": "م 1234567890123 mg" * 20,
    "Devanagari": "क्" * 100,
    "Thai": "ก" * 150,
    "Thai digits": "๑๒๓" * 100,
    "Jamo": "\u1100" * 150,
    "a family": "👩\u200d" * 100,
    "flags": "🇺🇳" * 100,
    "wide letters": "﷽⸻" * 8,
    "tall words": "﷽ " * 150,
}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_field_stays_inside_the_margins_and_runs_nothing(text, paper):
    pdf = to_pdf(summary_of(answered_everywhere(text, rows=1)), paper)

    assert outside_margins(pdf) == []
    assert _names_in(pdf).isdisjoint(RUNS)


@pytest.mark.parametrize("large", [False, True])
def test_all_hostile_texts_at_once_stay_inside_the_margins_and_run_nothing(large):
    pdf = to_pdf(summary_of(answered_everywhere(" ".join(HOSTILE), rows=1)), "letter", large=large)

    assert outside_margins(pdf) == []
    assert _names_in(pdf).isdisjoint(RUNS)


@pytest.mark.parametrize("name", ENDLESS)
def test_a_run_without_an_end_stays_inside_the_margins(name):
    assert outside_margins(to_pdf(summary_of(answered_everywhere(ENDLESS[name], rows=1)), "a4")) == []


def _endless(word: str) -> Draft:
    """Where the sheet gives little room: the name, a medicine's cells, an allergy, a question, a line of page 1."""
    return a_draft(
        {
            **BUSY,
            "you.name": word,
            "you.language": word,
            "reason.chief_concern": word,
            "reason.goal": word,
            "medication.list": [a_medicine("m1", word, word, word, "once-a-day", reason=word, note=word)],
            "allergy.list": [an_allergy("a1", {"words": word})],
            "questions.list": [{"id": "own1", "questions.own": word, "questions.star": True}],
        }
    )


@pytest.mark.parametrize("large", [False, True])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_word_of_ten_thousand_letters_is_whole_and_inside_the_margins(paper, large):
    pdf = to_pdf(summary_of(_endless("W" * 10_000)), paper, large=large)

    assert outside_margins(pdf) == []
    assert sum(glyph.character == "W" for page in glyphs_of(pdf) for glyph in page) >= 90_000


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1, max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_text_prints_without_a_box_inside_the_margins(text):
    pdf = to_pdf(summary_of(a_draft({"pain.note": text, "pain.any": "yes"}, SMALL), SMALL), "a4")

    assert "\x00" not in {glyph.character for page in glyphs_of(pdf) for glyph in page}
    assert outside_margins(pdf) == []


@given(words=st.lists(st.sampled_from([word for each in WRITTEN.values() for word in each.split()]), min_size=1))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_words_of_all_scripts_print_beside_each_other(words):
    summary = summary_of(a_draft({"reason.chief_concern": " ".join(words)}))

    assert "[U+" not in "".join(text_of_pages(to_pdf(summary, "a4")))
    assert outside_margins(to_pdf(summary, "letter")) == []


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("NUL\x00", "NUL[NUL]"),
        ("BEL\x07", "BEL[BEL]"),
        ("ESC\x1b[31m", "ESC[ESC][31m"),
        ("C1\x9b", "C1[U+009B]"),
        ("\u202eevil\u202c", "[RLO]evil[PDF]"),
        ("\u2066in\u2069", "[LRI]in[PDI]"),
        ("in\u2061vi\u2062si\u2063ble", "in[U+2061]vi[U+2062]si[U+2063]ble"),
        ("\ufeffBOM\uffff", "[BOM]BOM[U+FFFF]"),
        ("\u2028line", "[LS]line"),
    ],
)
def test_what_cannot_be_seen_prints_by_its_name(typed, seen):
    summary = summary_of(a_draft({**EXAMPLE, "you.name": typed, "reason.chief_concern": typed}))
    first = squeezed(text_of_pages(to_pdf(summary, "a4"))[0])

    assert first.count(seen) == 2
    assert printable(typed) in to_text(summary)


def test_code_of_the_typesetter_prints_as_it_was_typed():
    typed = (
        '#panic("no") #include "/etc/passwd" #read("/etc/passwd") = Head $x^2$ {{7*7}} {page} @ref <label> \\u{2063}'
    )
    summary = summary_of(answered_everywhere(typed, rows=1))
    pages = squeezed("".join(text_of_pages(to_pdf(summary, "a4"))))

    assert pages.count(squeezed(typed)) >= 50
    assert "root:" not in pages


def _names_in(pdf: bytes) -> set[str]:
    with Pdf.open(BytesIO(pdf)) as document:
        return {name for each in document.objects if isinstance(each, Dictionary | Stream) for name in each.keys()}  # noqa: SIM118
