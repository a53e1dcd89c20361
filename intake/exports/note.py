"""A reviewed response as text for a record: the patient's sheet whole, then what staff added, marked as theirs."""

from collections.abc import Iterator

from intake.exports.text import to_text
from intake.language import Language
from intake.summary.model import Summary
from intake.summary.printable import printable
from intake.summary.review import Reviewed, StaffWord


def to_note(summary: Summary, reviewed: Reviewed, language: Language) -> str:
    added = list(_added(reviewed, language))
    return to_text(summary) + ("\n" + "\n".join(added) + "\n" if added else "")


def _added(reviewed: Reviewed, language: Language) -> Iterator[str]:
    say = language.gettext
    if not (reviewed.lines or reviewed.notes or reviewed.readings):
        return
    title = say("Added by the clinic, not by the patient")
    yield from (title, "=" * len(title))
    notes = (say("Note ({by}): {text}").format(by=word.by, text=_in_one(word.text)) for word in reviewed.notes)
    # Names of people and of a list's rows were typed too.
    for line in (*reviewed.readings, *(_of_line(word, language) for word in reviewed.lines), *notes):
        yield f"- {_in_one(line)}"


def _of_line(word: StaffWord, language: Language) -> str:
    if word.now:
        told = language.gettext("{label}: the patient wrote “{was}”; in the visit: “{now}” ({by})")
        return told.format(label=word.label, was=_in_one(word.was), now=_in_one(word.now), by=word.by)
    told = language.gettext("{label}: {state} ({by})")
    return told.format(label=word.label, state=word.state, by=word.by)


def _in_one(text: str) -> str:
    return " / ".join(line.strip() for line in printable(text).split("\n") if line.strip())
