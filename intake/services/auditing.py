"""The audit log: who did what and when, without any answer; each row is bound to the one before it."""

import hmac
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from intake.errors import SealBroken
from intake.keys.audit_chain import GENESIS, Field, head_mac_of, key_name, mac_of
from intake.keys.master import Keys
from intake.keys.sealing import seal, unseal
from intake.store import audit, clinics
from intake.store.clinic_models import AuditHeadRecord, AuditRecord

# Who acts when nobody of the clinic does.
OPERATOR = "operator"
PATIENT = "patient"
SERVER = "server"
NOBODY_OF_A_CLINIC = frozenset({OPERATOR, PATIENT, SERVER})
DONE = "done"
NOT_OPENED = "not opened"
_LONGEST = 60
_BLOCK = 128
FARTHEST = 2**62
ON_A_PAGE = 100
# What reading a value raises that no row of ours ever had; SQLite keeps it, whatever the column is.
_NEVER_WRITTEN = (ArithmeticError, AttributeError, MemoryError, TypeError, ValueError)


class Action(StrEnum):
    CLINIC_ADDED = "clinic added"
    CLINIC_CHANGED = "clinic changed"
    STAFF_ADDED = "staff added"
    STAFF_RESET = "set-up link renewed"
    STAFF_SET_UP = "staff set up"
    STAFF_LEFT = "staff left"
    ROLE_CHANGED = "role changed"
    SIGNED_IN = "signed in"
    SIGNED_OUT = "signed out"
    SESSION_ENDED = "session ended"
    CONFIRMED = "passphrase confirmed"
    SECRETS_CHANGED = "passphrase or codes changed"
    KEY_MADE = "key made"
    KEY_RENEWED = "key renewed"
    GRANTED = "grant given"
    SHEET_MADE = "recovery sheet made"
    SHEET_CONFIRMED = "recovery sheet confirmed"
    RECOVERED = "key recovered from the sheet"
    MASTER_KEY_ROTATED = "master key rotated"
    MASTER_KEY_REPLACED = "master key replaced"
    INVITED = "invitation made"
    INVITATION_ENDED = "invitation taken back"
    RECEIVED = "response received"
    LISTED = "list seen"
    SEARCHED = "list searched"
    OPENED = "response opened"
    EXPORTED = "response exported"
    LINE_MARKED = "line marked"
    NOTED = "note added"
    COMPARED = "medicines compared"
    ASSIGNED = "response assigned"
    STATUS_CHANGED = "state changed"
    WITHDRAWN = "response withdrawn by the patient"
    DELETED = "response deleted by the clinic"
    EXPIRED = "response deleted on schedule"
    DELETED_AGAIN = "response deleted again after a backup"


DELETIONS = (Action.WITHDRAWN, Action.DELETED, Action.EXPIRED, Action.DELETED_AGAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened. `actor` is a username, or one of OPERATOR, PATIENT and SERVER; `detail` is sealed."""

    clinic_id: UUID | None
    actor: str
    action: Action
    object_id: str = ""
    outcome: str = DONE
    detail: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the clinic sees it."""

    seq: int
    at: datetime
    actor: str
    action: str
    object_id: str
    outcome: str
    detail: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """The last row, as it is printed and kept elsewhere: its number, and its MAC in hexadecimal."""

    seq: int
    mac: str

    @property
    def text(self) -> str:
        return f"{self.seq}:{self.mac}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`problems` name rows by number. `unread`: rows made under an earlier master key, whose chain cannot be proved."""

    rows: int
    head: Head
    problems: tuple[str, ...]
    unread: int


def record(session: Session, keys: Keys, event: Event, now: datetime) -> None:
    """In the transaction of what it tells of: neither is there without the other."""
    head = audit.head_to_change(session) or audit.new_head(session)
    before = head.mac or GENESIS
    row = AuditRecord(
        seq=head.seq + 1,
        clinic_id=event.clinic_id,
        at=now,
        actor=event.actor[:_LONGEST],
        action=event.action.value,
        object_id=event.object_id[:_LONGEST],
        outcome=event.outcome,
        detail=_sealed(keys, head.seq + 1, event.detail) if event.detail else None,
        key_name=key_name(keys.audit),
    )
    row.mac = mac_of(keys.audit, before, _fields(row))
    head.seq, head.mac, head.head_mac = row.seq, row.mac, head_mac_of(keys.audit, row.seq, row.mac)
    session.add(row)
    session.flush()


def head_of(session: Session) -> Head:
    found = audit.find_head(session)
    return Head(found.seq, found.mac.hex()) if found else Head(0, GENESIS.hex())


def verify(session: Session, keys: Keys, kept: str = "") -> Verdict:
    """Walk the whole chain. `kept`: a head that was printed earlier, which has to be part of it."""
    chain = _Chain(keys.audit)
    try:
        for row in audit.every(session):
            chain.follow(row)
        head = audit.find_head(session)
        chain.problems += _problems_of_head(keys, head, chain.seq, chain.before)
        chain.problems += _problems_of_clinics(session, chain)
    except _NEVER_WRITTEN:
        chain.problems.append(f"row {chain.seq + 1}, or one after it: cannot be read")
    chain.problems += [*chain.problem_of_key(), *_problems_of_kept(kept, chain.macs)]
    return Verdict(len(chain.macs), Head(chain.seq, chain.before.hex()), tuple(chain.problems), chain.unread)


def rows_of(
    session: Session, keys: Keys, clinic_id: UUID, actions: tuple[Action, ...] = (), before: int = FARTHEST
) -> tuple[Row, ...]:
    """A page of them: the newest first, of those before this number."""
    found = audit.of_clinic(session, clinic_id, tuple(action.value for action in actions), before, ON_A_PAGE)
    return tuple(
        Row(row.seq, row.at, row.actor, row.action, row.object_id, row.outcome, _opened(keys, row)) for row in found
    )


class _Chain:
    """The log as far as it was walked. Rows under an earlier master key stand before all others, or they are forged."""

    def __init__(self, key: bytes) -> None:
        self.before, self.seq, self.unread = GENESIS, 0, 0
        self.macs: dict[int, str] = {}
        self.problems: list[str] = []
        self.of_clinic: Counter[UUID | None] = Counter()
        self.added: set[UUID | None] = set()
        self._key, self._name = key, key_name(key)
        self._is_ours = False
        self._owed: set[UUID | None] = set()

    def follow(self, row: AuditRecord) -> None:
        if row.key_name == self._name and not self._is_ours:
            # Whoever replaces the master key says so to each clinic, in the first rows under the new one.
            self._is_ours, self._owed = True, set(self.added) or {None}
        if row.seq != self.seq + 1:
            self.problems.append(f"row {self.seq + 1}: not there")
        elif not self._is_ours:
            self.unread += 1
        elif not hmac.compare_digest(mac_of(self._key, self.before, _fields(row)), row.mac):
            self.problems.append(f"row {row.seq}: changed, or not in its place")
        if row.action == Action.MASTER_KEY_REPLACED:
            self._owed.discard(row.clinic_id)
        elif row.action == Action.CLINIC_ADDED:
            self.added.add(row.clinic_id)
        self.macs[row.seq] = row.mac.hex()
        self.before, self.seq = row.mac, row.seq
        self.of_clinic[row.clinic_id] += 1

    def problem_of_key(self) -> list[str]:
        if not self.unread or (self._is_ours and not self._owed):
            return []
        return [f"rows 1 to {self.unread}: of another master key, and no row tells each clinic that it was replaced"]


def _fields(row: AuditRecord) -> tuple[Field, ...]:
    clinic = row.clinic_id.hex if row.clinic_id else None
    told = (row.actor, row.action, row.object_id, row.outcome, row.detail, row.key_name)
    return (row.seq, clinic, row.at.isoformat(), *told)


def _sealed(keys: Keys, seq: int, detail: Mapping[str, str]) -> bytes:
    return seal(keys.config, json.dumps(dict(detail)).encode(), bound_to=("audit", seq, "detail"), block=_BLOCK)


def _opened(keys: Keys, row: AuditRecord) -> Mapping[str, str]:
    if row.detail is None or row.key_name != key_name(keys.audit):
        return {}
    try:
        opened: dict[str, str] = json.loads(unseal(keys.config, row.detail, bound_to=("audit", row.seq, "detail")))
    except SealBroken:
        # It breaks no page; `verify` says which row it is.
        return {}
    return opened


def _problems_of_head(keys: Keys, head: AuditHeadRecord | None, seq: int, mac: bytes) -> list[str]:
    if head is None:
        return [] if seq == 0 else ["the head: not there"]
    if (head.seq, head.mac) != (seq, mac):
        return [f"rows after {seq}: not there, or the head was changed"]
    return [] if hmac.compare_digest(head.head_mac, head_mac_of(keys.audit, seq, mac)) else ["the head: changed"]


def _problems_of_clinics(session: Session, chain: _Chain) -> list[str]:
    """What no chain shows: a log that was emptied and began anew, and rows that a clinic's page would not find."""
    emptied = [each.slug for each in clinics.every(session) if each.id not in chain.added]
    hidden = [each for each, rows in chain.of_clinic.items() if audit.count_of_clinic(session, each) != rows]
    return [
        *(f"clinic {slug}: the row of its adding is not there" for slug in emptied),
        *(f"clinic {each}: rows that its own page does not find" for each in hidden),
    ]


def _problems_of_kept(kept: str, macs: Mapping[int, str]) -> list[str]:
    if not kept:
        return []
    seq, _, mac = kept.strip().partition(":")
    if seq == "0" or (seq.isdecimal() and macs.get(int(seq)) == mac.lower()):
        return []
    return [f"the head {seq} that was kept: not part of this log"]
