"""What staff added to a response, in words: for its page and for the exports."""

from collections.abc import Mapping
from uuid import UUID

from intake.language import Language
from intake.language import gettext_noop as _n
from intake.services.members import Member, name_of
from intake.services.reviewing import Entry, EntryKind, LineState, OpenResponse
from intake.services.vault import Vault
from intake.store import staff
from intake.store.engine import reading
from intake.summary.review import Reviewed, StaffWord, review_sections

STATES: dict[LineState, str] = {
    LineState.NONE: "",
    LineState.CONFIRMED: _n("confirmed with the patient"),
    LineState.CHANGED: _n("changed in the visit"),
    LineState.TO_ASK: _n("to ask"),
}


def names_in(vault: Vault, member: Member) -> dict[UUID, str]:
    """Everybody of the clinic by id, those who left too."""
    with reading(vault.engine) as session:
        return {found.id: name_of(vault.keys, found) for found in staff.of_clinic(session, member.clinic_id)}


def by_words(entry: Entry, names: Mapping[UUID, str], language: Language) -> str:
    """Who and when."""
    told = language.gettext("{name}, {day}")
    return told.format(name=names.get(entry.author, "?"), day=language.moment(entry.at))


def reviewed_of(response: OpenResponse, names: Mapping[UUID, str], language: Language) -> Reviewed:
    """`names`: those of `names_in`."""
    labels = _labels(response, language)
    told = [entry for entry in response.last_of_line().values() if entry.said and entry.said.state]
    lines = tuple(_line(entry, labels, by_words(entry, names, language), language) for entry in told)
    notes = tuple(
        StaffWord(text=entry.said.text, by=by_words(entry, names, language))
        for entry in response.of_kind(EntryKind.NOTE)
        if entry.said
    )
    return Reviewed(
        lines=tuple(line for line in lines if line.state), notes=notes, readings=readings_of(response, names, language)
    )


def readings_of(response: OpenResponse, names: Mapping[UUID, str], language: Language) -> tuple[str, ...]:
    """ "Reviewed by … on …", once for each time."""
    told = language.gettext("Reviewed by {name} on {day} (version {version})")
    return tuple(
        told.format(name=names.get(entry.author, "?"), day=language.moment(entry.at), version=entry.said.version)
        for entry in response.of_kind(EntryKind.REVIEWED)
        if entry.said
    )


def _labels(response: OpenResponse, language: Language) -> dict[str, str]:
    if response.form is None:
        return {}
    sections = review_sections(response.form.summary, language)
    return {line.key: line.label for section in sections for line in section.lines}


def _line(entry: Entry, labels: dict[str, str], by: str, language: Language) -> StaffWord:
    assert entry.said is not None  # nosec B101 # noqa: S101 - whoever calls has looked
    said = entry.said
    state = language.gettext(STATES[said.state])
    return StaffWord(key=said.key, label=labels.get(said.key, said.key), state=state, was=said.was, now=said.now, by=by)
