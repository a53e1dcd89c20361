"""The words of the sheet that are no answers: the same on every sheet."""

from intake.language import Language
from intake.summary.model import FixedWords, HelpBox


def fixed_words(language: Language) -> FixedWords:
    say = language.gettext
    return FixedWords(
        footer=say("Written by the patient. Not checked by a clinician. Gives no opinion about treatment."),
        page_of=say("page {page} of {pages}"),
        made_on=say("Made on {day}"),
        version=say("Form {version}"),
        first_page_title=say("First page"),
        questions_title=say("All my questions, with space for notes"),
        in_full_title=say("My answers in full"),
        marked_no_title=say("Marked “no”"),
        not_answered_title=say("Not answered"),
        not_asked_title=say("Not asked"),
        notes_title=say("Notes"),
        nothing=say("Nothing printed here."),
        not_answered=say("Not answered."),
        not_asked=say("Not asked."),
        continues_on_page=say("continues on page {page}"),
        continues_below=say("continues further down"),
        part_on_page=say("{shown} of {whole} printed here; all on page {page}"),
        part_below=say("{shown} of {whole} printed here; all further down"),
        on_first_page=say("see page 1"),
        marks=say("Marks in square brackets stand for characters that could not print. The text copy has them."),
        left_off=say("The patient chose to leave some answers off this page."),
        quoted=say("“{words}”"),
        labelled=say("{label}: {words}"),
        with_more=say("{words} ({more})"),
        between=say(" · "),
        join=say("; "),
    )


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
