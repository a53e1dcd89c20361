"""The words of the sheet that are no answers: the same on every sheet."""

from dataclasses import asdict

from intake.language import Language
from intake.language import gettext_noop as _n
from intake.summary.model import FixedWords, HelpBox

# The one disclaimer of clinical-content §4.4, in its one place.
DISCLAIMER = _n(
    "This form collects your story and your questions. It does not decide or suggest anything about treatment. "
    "You and a qualified clinician decide together."
)

_WORDS = FixedWords(
    footer=_n("Written by the patient. Not checked by a clinician. Gives no opinion about treatment."),
    page_of=_n("page {page} of {pages}"),
    made_on=_n("Made on {day}"),
    version=_n("Form {version}"),
    first_page_title=_n("First page"),
    begun_title=_n("Continued from page 1"),
    questions_title=_n("All my questions, with space for notes"),
    in_full_title=_n("My answers in full"),
    marked_no_title=_n("Marked “no”"),
    not_answered_title=_n("Not answered"),
    not_asked_title=_n("Not asked"),
    notes_title=_n("Notes"),
    nothing=_n("Nothing printed here."),
    not_answered=_n("Not answered."),
    not_asked=_n("Not asked."),
    continues_on_page=_n("continues on page {page}"),
    continues_below=_n("continues further down"),
    part_on_page=_n("{shown} of {whole} here; all on page {page}"),
    part_below=_n("{shown} of {whole} printed here; all further down"),
    on_first_page=_n("see page 1"),
    marks=_n(
        "Marks in square brackets stand for characters that could not print. They are in: {names}. "
        "The text copy has them."
    ),
    marks_and_more=_n(
        "Marks in square brackets stand for characters that could not print. "
        "They are in: {names}; and in {count} more. The text copy has them."
    ),
    left_off=_n("The patient chose to leave some answers off this page."),
    quoted=_n("“{words}”"),
    labelled=_n("{label}: {words}"),
    with_more=_n("{words} ({more})"),
    between=_n(" · "),
    join=_n("; "),
)


def fixed_words(language: Language) -> FixedWords:
    return FixedWords(**{name: language.gettext(words) for name, words in asdict(_WORDS).items()})


def help_box(language: Language) -> HelpBox:
    say, country = language.gettext, language.country
    line = say("{name}: {how}")
    lead = say(
        "If you might act on thoughts of ending your life, or someone is in danger, call {emergency} now. "
        "This form is not watched."
    )
    return HelpBox(
        title=say("If you need help now"),
        lead=lead.format(emergency=say(country.emergency)),
        lines=tuple(line.format(name=say(each.name), how=say(each.how)) for each in country.lines),
    )
