"""The PDF: page 1 is one page, whatever was written; hostile text is text; the sheet can be read aloud."""

import pytest

from intake.errors import SheetNotPrinted
from intake.exports import typesetting
from intake.exports.marks import Coverage, marked
from intake.exports.page_text import BREAK, breakable
from intake.exports.pdf import to_pdf
from intake.summary.model import Summary
from tests.builders import BUSY, EXAMPLE, a_draft
from tests.intake.exports.reading import answered_everywhere, pages_of, squeezed, summary_of
from tests.intake.exports.test_golden import PATIENTS

FULL = {
    "five hundred words": answered_everywhere("word " * 500, rows=1),
    "a word of ten thousand characters": a_draft({**BUSY, "reason.chief_concern": "W" * 10_000, "you.name": "W" * 300}),
    "three hundred lines": answered_everywhere("x\n" * 300, rows=1),
    "long names in every row": answered_everywhere("a long name of twelve words " * 3, rows=30),
}


def _is_one_page(summary: Summary, pages: list[str]) -> bool:
    first, second = squeezed(pages[0]), squeezed(pages[1])
    words = summary.words
    behind = [squeezed(title) for title in (words.begun_title, words.questions_title)]
    return (
        any(title in second for title in behind)
        and not any(title in first for title in behind)
        and squeezed(words.page_of.format(page=2, pages="")) in second
        and all(squeezed(block.title) in first for block in summary.first_page[1:])
    )


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", PATIENTS)
def test_first_page_is_one_page_for_every_patient(name, paper):
    summary = summary_of(PATIENTS[name])

    assert _is_one_page(summary, pages_of(to_pdf(summary, paper), 2))


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", FULL)
def test_first_page_is_one_page_however_much_was_written(name, paper):
    summary = summary_of(FULL[name])

    assert _is_one_page(summary, pages_of(to_pdf(summary, paper), 2))


def test_markup_of_typst_is_not_run():
    typed = '#panic("no") = Heading $x^2$ #include "/etc/passwd" {page} {shown} @ref <label>'
    summary = summary_of(a_draft({**EXAMPLE, "you.name": typed, "reason.chief_concern": typed}))
    pages = pages_of(to_pdf(summary, "a4"))

    assert squeezed(typed) in squeezed(pages[0])


def test_what_no_font_has_prints_as_a_mark_and_the_sheet_says_so():
    name = "\U000f0000 Kim"
    pages = pages_of(to_pdf(summary_of(a_draft({**EXAMPLE, "you.name": name})), "a4"))

    assert "[U+F0000] Kim" in pages[0]
    assert "could not print" in pages[0]
    assert "could not print" not in pages_of(to_pdf(summary_of(a_draft(EXAMPLE)), "a4"))[0]


def test_failure_is_a_named_one_and_quotes_nothing(monkeypatch):
    monkeypatch.setattr(typesetting, "characters_of", lambda summary: frozenset())
    with pytest.raises(SheetNotPrinted) as failure:
        to_pdf(summary_of(a_draft({"you.name": "\U000f0000 Kim"})), "a4")

    assert "Kim" not in str(failure.value)
    assert failure.value.__cause__ is None


def test_same_answers_give_the_same_bytes():
    first = to_pdf(summary_of(a_draft(EXAMPLE)), "a4")
    to_pdf(summary_of(a_draft(BUSY)), "letter")

    assert to_pdf(summary_of(a_draft(EXAMPLE)), "a4") == first


def test_ordinary_sheet_is_small():
    assert len(to_pdf(summary_of(a_draft(EXAMPLE)), "a4")) <= 120_000


def test_following_pages_are_headed_by_whose_they_are():
    pages = pages_of(to_pdf(summary_of(a_draft(EXAMPLE)), "a4"))

    for number, page in enumerate(pages[1:], 2):
        assert "Name: Example Patient · Born: March 4, 1979" in page
        assert f"page {number} of {len(pages)}" in page
        assert "Gives no opinion about treatment." in page


def test_help_stands_on_the_second_page_of_every_sheet():
    for draft in PATIENTS.values():
        assert "If you need help now" in pages_of(to_pdf(summary_of(draft), "a4"))[1]


def test_long_runs_get_places_to_break_and_words_do_not():
    assert breakable("hydrochlorothiazide 160/4.5") == "hydrochlorothiazide 160/4.5"
    broken = breakable("W" * 100)
    assert broken.replace(BREAK, "") == "W" * 100
    assert max(map(len, broken.split(BREAK))) <= 10


def test_accent_without_a_letter_gets_a_mark():
    assert marked("\u0301 na\u0301", Coverage()) == "[U+0301] na\u0301"
