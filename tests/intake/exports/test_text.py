"""The plain text survives being pasted into a message or a note field."""

from dataclasses import asdict

import pytest
from bs4 import BeautifulSoup

from forms.ketamine import INTAKE
from forms.texts import words_of
from intake.exports.html import to_html
from intake.exports.text import to_text
from intake.language import language_of
from intake.summary.fixed_words import fixed_words
from tests.builders import BUSY, EXAMPLE, LEFT_OFF, a_draft
from tests.intake.exports.reading import summary_of
from tests.intake.exports.test_golden import PATIENTS


@pytest.mark.parametrize("name", PATIENTS)
def test_no_line_ends_in_spaces_and_none_is_set_by_tabs(name):
    text = to_text(summary_of(PATIENTS[name]))

    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    assert "\t" not in text
    assert "\n\n\n" not in text


def test_our_own_words_are_of_characters_that_old_programs_keep():
    ours = [*asdict(fixed_words(language_of())).values(), *(words.text for words in words_of(INTAKE))]

    # The characters of Windows' Western code page, less those that are not seen.
    assert [words for words in ours if words.encode("cp1252", "replace").decode("cp1252") != words] == []
    assert [words for words in ours if {"\u00a0", "\u00ad"} & set(words)] == []


def test_text_and_web_page_keep_the_order_of_the_printed_sheet():
    summary = summary_of(a_draft(BUSY, left_off=LEFT_OFF))
    words = summary.words
    titles = [
        *(block.title for block in summary.first_page),
        words.left_off,
        words.questions_title,
        words.in_full_title,
        words.marked_no_title,
        words.not_answered_title,
        words.not_asked_title,
        words.notes_title,
        summary.help_box.title,
        words.footer.partition(".")[0],
    ]

    for told in (to_text(summary), BeautifulSoup(to_html(summary), "html.parser").get_text("\n")):
        lines = [line.strip() for line in told.split("\n")]
        places = [next((at for at, line in enumerate(lines) if line.startswith(title)), title) for title in titles]
        assert [place for place in places if isinstance(place, str)] == []
        assert places == sorted(places)


def test_there_is_room_for_notes():
    text = to_text(summary_of(a_draft(EXAMPLE)))

    notes = text.split("\nNotes\n-----\n")[1].split("\n\n")[0]
    assert notes.splitlines() == ["_" * 60] * 4
