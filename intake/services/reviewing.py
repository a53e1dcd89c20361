"""A response read together with the patient: opened with all that was added to it, and added to.

What staff add is only ever added: several reviewers overwrite nothing of each other.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from intake.errors import LineChanged, NoGrant, ResponseUnknown, SealBroken, StaffUnknown
from intake.keys.entry_keys import seal_entry
from intake.services.acting import Acting
from intake.services.auditing import Action
from intake.services.bindings import clinic_key_of
from intake.services.holding import entry_place, keys_held
from intake.services.members import Member
from intake.services.opening_responses import Opener
from intake.store import clinics, responses, staff
from intake.store.clinic_models import STATUSES, EntryRecord, ResponseRecord
from intake.store.engine import reading, writing
from intake.summary.sent import SentForm


class EntryKind(StrEnum):
    LINE = "line"
    NOTE = "note"
    REVIEWED = "reviewed"
    CHART = "chart"


class LineState(StrEnum):
    """What staff say of a line; NONE takes an earlier word back."""

    NONE = "none"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    TO_ASK = "to-ask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a member adds: of a line its key, the patient's words `was` and the visit's words `now`; else `text`.

    `version` is the version that it was said of.
    """

    kind: EntryKind
    version: int = 0
    key: str = ""
    state: LineState = LineState.NONE
    was: str = ""
    now: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """`said` is None where it cannot be opened."""

    id: UUID
    author: UUID
    at: datetime
    said: Said | None


@dataclass(frozen=True, slots=True)
class Version:
    """`form` is None where it cannot be opened."""

    number: int
    received_at: datetime
    form: SentForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenResponse:
    """`versions` are the newest and the one before it, the newest first. `entries` are in the order of their adding."""

    id: UUID
    status: str
    assigned_to: UUID | None
    appointment_day: date | None
    received_at: datetime
    kept_until: date
    latest: int
    versions: tuple[Version, ...]
    entries: tuple[Entry, ...]

    @property
    def form(self) -> SentForm | None:
        return self.versions[0].form

    def last_of_line(self) -> dict[str, Entry]:
        """What was said last of each line, by its key."""
        return {entry.said.key: entry for entry in self.entries if entry.said and entry.said.kind is EntryKind.LINE}

    def of_kind(self, kind: EntryKind) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.said and entry.said.kind is kind)


def open_response(by: Acting, member: Member, response_id: UUID) -> OpenResponse:
    """With a row in the audit log. Raises ResponseUnknown, NoGrant."""
    opened = peek(by, member, response_id)
    with writing(by.vault.engine) as session:
        by.tell(session, Action.OPENED, response_id)
    return opened


def peek(by: Acting, member: Member, response_id: UUID) -> OpenResponse:
    """As `open_response`, for what tells of itself by another row."""
    with reading(by.vault.engine) as session:
        record = _known(responses.find(session, member.clinic_id, response_id))
        versions = responses.versions(session, response_id)
        opener = Opener(member.clinic_id, keys_held(session, member), by.vault.keys)
        entries = _entries(session, opener, record)
    return OpenResponse(
        id=record.id,
        status=record.status,
        assigned_to=record.assigned_to,
        appointment_day=record.appointment_day,
        received_at=record.received_at,
        kept_until=record.kept_until,
        latest=record.latest,
        versions=tuple(
            Version(each.number, each.received_at, opener.form_in(record, each)) for each in versions[:-3:-1]
        ),
        entries=entries,
    )


def say(by: Acting, member: Member, response_id: UUID, said: Said, seen: str = "") -> None:
    """Add to a response. `seen`: the id of the entry about this line that was on the screen, "" for none.

    Raises LineChanged when a colleague said something else of the line meanwhile; then nothing was added.
    Raises ResponseUnknown, NoGrant, SealBroken too.
    """
    with writing(by.vault.engine) as session:
        record = _known(responses.find_to_change(session, member.clinic_id, response_id))
        opener = Opener(member.clinic_id, keys_held(session, member), by.vault.keys)
        earlier = _entries(session, opener, record)
        if said.kind is EntryKind.LINE and not _is_new(earlier, said, seen):
            return
        _add(session, by, member, record, (said, len(earlier)))
        if said.kind is EntryKind.REVIEWED:
            record.status = "reviewed"
        elif record.status == "new":
            record.status = "in-review"
        by.tell(session, _TOLD[said.kind], response_id)


def set_status(by: Acting, member: Member, response_id: UUID, status: str) -> None:
    if status not in STATUSES:
        raise ValueError(f"a response is one of {STATUSES}")
    with writing(by.vault.engine) as session:
        _known(responses.find_to_change(session, member.clinic_id, response_id)).status = status
        by.tell(session, Action.STATUS_CHANGED, response_id, detail={"state": status})


def assign(by: Acting, member: Member, response_id: UUID, to: UUID | None) -> None:
    """To a colleague of the same clinic, or to nobody. Raises StaffUnknown."""
    with writing(by.vault.engine) as session:
        record = _known(responses.find_to_change(session, member.clinic_id, response_id))
        if to is not None and staff.find(session, member.clinic_id, to) is None:
            raise StaffUnknown
        record.assigned_to = to
        by.tell(session, Action.ASSIGNED, response_id, detail={"to": str(to or "")})


_TOLD = {
    EntryKind.LINE: Action.LINE_MARKED,
    EntryKind.NOTE: Action.NOTED,
    EntryKind.REVIEWED: Action.STATUS_CHANGED,
    EntryKind.CHART: Action.COMPARED,
}


def _is_new(earlier: tuple[Entry, ...], said: Said, seen: str) -> bool:
    """False for the same said again, as when a form is sent twice; raises LineChanged if a colleague came first."""
    of_line = [entry for entry in earlier if entry.said and entry.said.key == said.key]
    last = of_line[-1] if of_line else None
    if last is None:
        return said.state is not LineState.NONE
    if last.said == said:
        return False
    if str(last.id) != seen:
        raise LineChanged(said.key)
    return True


def _add(session: Session, by: Acting, member: Member, record: ResponseRecord, what: tuple[Said, int]) -> None:
    """Sealed to the newest key, whoever's session it is: whoever left before reads nothing of it."""
    said, seq = what
    newest = clinics.key_to_seal_to(session, record.clinic_id)
    if newest is None:
        raise NoGrant
    entry = EntryRecord(id=uuid4(), response_id=record.id, seq=seq, author=member.staff_id, at=by.now)
    public, place = clinic_key_of(by.vault.keys, newest), entry_place(record.clinic_id, entry)
    sealed = seal_entry(public, newest.kid, place, json.dumps(asdict(said)).encode())
    entry.kid, entry.sealed_key, entry.body = sealed.kid, sealed.key, sealed.body
    session.add(entry)
    session.flush()


def _entries(session: Session, opener: Opener, record: ResponseRecord) -> tuple[Entry, ...]:
    found = responses.entries(session, record.id)
    return tuple(Entry(each.id, each.author, each.at, _said_in(opener, each)) for each in found)


def _said_in(opener: Opener, entry: EntryRecord) -> Said | None:
    try:
        raw = json.loads(opener.entry_in(entry))
        return Said(**{**raw, "kind": EntryKind(raw["kind"]), "state": LineState(raw["state"])})
    except (SealBroken, ValueError, TypeError, KeyError):
        # Altered, or of a later release: one entry breaks no page.
        return None


def _known(record: ResponseRecord | None) -> ResponseRecord:
    if record is None:
        raise ResponseUnknown
    return record
