"""Exports: what was received as files, one or a zip of several, each told to the audit log."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from intake.country import Paper
from intake.errors import ResponseUnknown
from intake.exports.note import to_note
from intake.exports.pdf import to_pdf
from intake.exports.spreadsheet import to_csv
from intake.language import Language
from intake.language import gettext_noop as _n
from intake.services import throttling
from intake.services.acting import Acting
from intake.services.auditing import Action
from intake.services.members import Member
from intake.services.reviewing import LineState, OpenResponse, peek
from intake.services.wording_review import names_in, reviewed_of
from intake.store.engine import writing
from intake.summary.review import Reviewed, review_sections
from intake.summary.sent import SentForm

MOST_AT_ONCE = 50

COLUMNS = (
    _n("Reference"),
    _n("Whose"),
    _n("Received"),
    _n("Appointment"),
    _n("Section"),
    _n("Question"),
    _n("Answer of the patient"),
    _n("Said in the visit"),
    _n("Changed to"),
    _n("By"),
)


@dataclass(frozen=True, slots=True)
class Exported:
    """A file; its name tells nothing of the patient but the sheet's reference."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A response that opens, with what staff added to it in words."""

    response: OpenResponse
    form: SentForm
    reviewed: Reviewed
    names: Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Maker:
    language: Language
    paper: Paper


def export(by: Acting, member: Member, response_ids: tuple[UUID, ...], kind: str, maker: Maker) -> Exported:
    """`kind`: one of KINDS. Raises ResponseUnknown for what is not this clinic's or does not open; TooManyTries."""
    tries = throttling.tries_of_member(by.vault.keys, member.staff_id, throttling.EXPORTS)
    throttling.count(by.vault.engine, tries, by.now)
    opened = tuple(_opened(by, member, response_id, maker) for response_id in response_ids[:MOST_AT_ONCE])
    made = _one_table(opened, maker) if kind == "csv" else _files(opened, kind, maker)
    with writing(by.vault.engine) as session:
        for each in opened:
            by.tell(session, Action.EXPORTED, each.response.id, detail={"as": kind})
    return made


def _opened(by: Acting, member: Member, response_id: UUID, maker: Maker) -> Opened:
    response = peek(by, member, response_id)
    if response.form is None:
        raise ResponseUnknown
    names = names_in(by.vault, member)
    return Opened(response, response.form, reviewed_of(response, names, maker.language), names)


def _files(opened: tuple[Opened, ...], kind: str, maker: Maker) -> Exported:
    make, content_type = KINDS[kind]
    made = [(f"intake-{each.form.summary.reference}.{_ENDINGS[kind]}", make(each, maker)) for each in opened]
    if len(made) == 1:
        return Exported(made[0][0], content_type, made[0][1])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, content) in enumerate(made, 1):
            # Two sheets may bear the same reference.
            archive.writestr(f"{number:02}-{name}", content)
    return Exported("intakes.zip", "application/zip", packed.getvalue())


def _pdf(each: Opened, maker: Maker) -> bytes:
    return to_pdf(each.form.summary, maker.paper)


def _text(each: Opened, maker: Maker) -> bytes:
    return to_note(each.form.summary, each.reviewed, maker.language).encode("utf-8", "replace")


def _json(each: Opened, _: Maker) -> bytes:
    """The answers in the shape of a file of answers, and what staff added beside them."""
    response = each.response
    whole = {
        "questionnaire": each.form.questionnaire,
        "reference": each.form.summary.reference,
        "received_at": response.received_at.isoformat(),
        "appointment_day": response.appointment_day.isoformat() if response.appointment_day else None,
        "version": response.latest,
        "answers": each.form.answers_as_json,
        "added_by_the_clinic": [
            {"at": entry.at.isoformat(), "by": each.names.get(entry.author, str(entry.author)), **_plain(entry.said)}
            for entry in response.entries
            if entry.said
        ],
    }
    return json.dumps(whole, indent=2).encode()


def _plain(said: object) -> dict[str, object]:
    fields = ("kind", "version", "key", "state", "was", "now", "text")
    return {name: value for name in fields if (value := getattr(said, name)) not in ("", LineState.NONE)}


KINDS: Mapping[str, tuple[Callable[[Opened, Maker], bytes], str]] = {
    "pdf": (_pdf, "application/pdf"),
    "text": (_text, "text/plain; charset=utf-8"),
    "json": (_json, "application/json"),
}
_ENDINGS = {"pdf": "pdf", "text": "txt", "json": "json"}
NAMES = ("pdf", "text", "csv", "json")


def _one_table(opened: tuple[Opened, ...], maker: Maker) -> Exported:
    say = maker.language.gettext
    rows = (row for each in opened for row in _rows(each, maker.language))
    return Exported("intakes.csv", "text/csv; charset=utf-8", to_csv([say(column) for column in COLUMNS], rows))


def _rows(each: Opened, language: Language) -> Iterator[tuple[str, ...]]:
    summary, response = each.form.summary, each.response
    said = {word.key: word for word in each.reviewed.lines}
    day = response.appointment_day
    head = (
        summary.reference,
        "; ".join(summary.bearer),
        response.received_at.date().isoformat(),
        day.isoformat() if day else "",
    )
    for section in review_sections(summary, language):
        for line in section.lines:
            word = said.get(line.key)
            added = (word.state, word.now, word.by) if word else ("", "", "")
            yield (*head, section.title, line.label, line.words, *added)
