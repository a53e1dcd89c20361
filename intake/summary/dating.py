"""Which sheet this is: its reference, the day it was made on, and the sheet that it replaces."""

from dataclasses import replace
from datetime import date

from forms.answers import Draft
from intake.language import Language
from intake.summary.model import Summary
from intake.summary.reference import reference_of


def dated(summary: Summary, draft: Draft, language: Language, made_on: date) -> Summary:
    """The summary as the sheet of its day.

    What prints as the last sheet does is that sheet, of its own day; all else is a new one, made on `made_on`.
    """
    reference = reference_of(summary)
    last = draft.sheets[-1] if draft.sheets else None
    is_last = last is not None and last.reference == reference
    day = last.made_on if last and is_last else made_on
    words = replace(summary.words, made_on=summary.words.made_on.format(day=language.date(day)))
    return replace(
        summary,
        words=words,
        made_on=day.isoformat(),
        reference=reference,
        reference_words=language.gettext("Reference {reference}").format(reference=reference)
        if draft.choices.reference
        else "",
        replaces=_replaces(draft, language, is_last=is_last),
    )


def _replaces(draft: Draft, language: Language, *, is_last: bool) -> str:
    earlier = draft.sheets[:-1] if is_last else draft.sheets
    if not earlier:
        return ""
    day = language.date(earlier[-1].made_on)
    if not draft.choices.reference:
        return language.gettext("Replaces the sheet of {day}.").format(day=day)
    words = language.gettext("Replaces the sheet of {day} ({reference}).")
    return words.format(day=day, reference=earlier[-1].reference)
