"""The fixed words of the paper form, and what paper says where the screen's words speak of the screen."""

from collections.abc import Mapping

from forms.items import Questionnaire
from forms.texts import reworded
from intake.exports.paper.form import Fact, PaperWords
from intake.language import Language, gettext_noop
from intake.summary.fixed_words import DISCLAIMER, fixed_words

ON_PAPER: Mapping[str, str] = {
    gettext_noop("Tick all that apply. Each tick starts a line that you can fill in next."): gettext_noop(
        "Tick all that apply. You can say more about each one in the next question."
    ),
    gettext_noop("Tick what you use, even now and then. Each tick starts a line in your list."): gettext_noop(
        "Tick all that apply, even what you use only now and then. Your list of medicines has room to say more."
    ),
    gettext_noop("A tick on the pages of groups fills this in."): gettext_noop("If you know no name, this is enough."),
    gettext_noop("Shall we start a line for it in your list of medicines?"): gettext_noop(
        "You can write it in your list of medicines."
    ),
    gettext_noop("Yes, start a line"): gettext_noop("My list of medicines"),
    gettext_noop("You can fill it in later, on the page of medicines."): gettext_noop("You can do that later."),
    gettext_noop("Your answer prints on your summary. It is not sent to anyone."): gettext_noop(
        "Your answer stays on this paper. It is not sent to anyone."
    ),
    gettext_noop(
        "This is asked of everyone. It is about planning care with you, not judging. "
        "You can leave this section off the printed page."
    ): gettext_noop(
        "This is asked of everyone. It is about planning care with you, not judging. You can leave this part blank."
    ),
    gettext_noop(
        "Tick what interests you. You then see questions to pick from. You can also write your own."
    ): gettext_noop("Each of these has questions to pick from. You can also write your own."),
    gettext_noop("Tick the ones to take with you. They go into your list."): gettext_noop(
        "Tick all that apply. Then fill in the star beside your top 3 of all these lists."
    ),
    gettext_noop("Pick up to 8 to show first, and star up to 3. You can move them up and down."): gettext_noop(
        "The ones that you ticked are in your list already. Write here what is not in the lists."
    ),
}
"""The screen's words with those of the paper. Each is a whole text of the questionnaire, as it is written there."""


def on_paper(questionnaire: Questionnaire, language: Language) -> Questionnaire:
    """The questionnaire, which is in the language already, in the words of the paper form."""
    said = {language.gettext(screen): language.gettext(paper) for screen, paper in ON_PAPER.items()}
    return reworded(questionnaire, lambda text: said.get(text, text))


def facts(language: Language) -> tuple[Fact, ...]:
    say = language.gettext
    return (
        Fact(
            title=say("What it is"),
            text=say(
                "Questions that clinics often ask before a talk about ketamine or esketamine. "
                "It helps you get ready for your visit."
            ),
        ),
        Fact(title=say("What it is not"), text=say(DISCLAIMER)),
        Fact(
            title=say("How to fill it in"),
            text=say(
                "You can skip any question. Where there are circles, tick one. Where there are squares, tick all that "
                "apply. Where there is too little room, go on at the end, with the number of the question."
            ),
        ),
        Fact(
            title=say("Who sees it"),
            text=say("Only you, and those you show it to. Nothing is sent to anyone. Bring it to your visit."),
        ),
    )


def paper_words(language: Language, version: str) -> PaperWords:
    say, of_sheet = language.gettext, fixed_words(language)
    return PaperWords(
        form=say("A form to fill in with a pen"),
        version=of_sheet.version.format(version=version),
        name=say("Name"),
        birth_date=say("Date of birth"),
        footer=of_sheet.footer,
        page_of=of_sheet.page_of,
        notes_title=say("More room for my answers"),
        notes_hint=say("Begin with the number of the question."),
        clinician_title=say("Notes of the clinician"),
        clinician_hint=say("The patient leaves this blank."),
    )
