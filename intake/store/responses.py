"""Queries on responses, their versions and what staff added. Every one of a clinic's is asked for by the clinic."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, and_, bindparam, delete, func, select, update
from sqlalchemy.orm import Session, defer

from intake.store.base import batched, locked
from intake.store.clinic_models import EntryRecord, ResponseRecord, VersionRecord


class Order(StrEnum):
    """By what a list is sorted: never by anything that was answered."""

    APPOINTMENT = "appointment"
    RECEIVED = "received"
    ASSIGNED = "assigned"


class SealedHeader(NamedTuple):
    """The newest header of a response: all that a search reads of thousands."""

    id: UUID
    questionnaire: str
    number: int
    kid: int
    sealed_key: bytes
    header: bytes


class Listed(NamedTuple):
    """A response and where it stands."""

    sealed: SealedHeader
    status: str
    assigned_to: UUID | None
    appointment_day: date | None
    received_at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> "Listed":
        return cls(SealedHeader._make(row[: len(_HEADER)]), *row[len(_HEADER) :])


class Rewrapped(NamedTuple):
    """A version whose key is stored as `was`, and could as well be stored `wrapped`."""

    of_response: UUID
    of_number: int
    was: bytes
    wrapped: bytes


_HEADER = (
    ResponseRecord.id,
    ResponseRecord.questionnaire,
    VersionRecord.number,
    VersionRecord.kid,
    VersionRecord.sealed_key,
    VersionRecord.header,
)
_STANDING = (
    ResponseRecord.status,
    ResponseRecord.assigned_to,
    ResponseRecord.appointment_day,
    ResponseRecord.received_at,
)
_NEWEST = and_(VersionRecord.response_id == ResponseRecord.id, VersionRecord.number == ResponseRecord.latest)
_HEADERS: Select[Any] = select(*_HEADER).join(VersionRecord, _NEWEST)  # type: ignore[assignment]
_LISTING: Select[Any] = _HEADERS.add_columns(*_STANDING)
_WITH_RESPONSE = ResponseRecord, ResponseRecord.id == VersionRecord.response_id
# Whatever is not known yet comes first. It is asked for apart: where it stands in an index differs by database.
_MAYBE_UNKNOWN = {
    Order.APPOINTMENT: ResponseRecord.appointment_day,
    Order.ASSIGNED: ResponseRecord.assigned_to,
}


def listed(session: Session, clinic_id: UUID, status: str, order: Order, page: slice) -> tuple[Listed, ...]:
    """Those in one state; `page` counts from 0."""
    found = _listing(clinic_id).where(ResponseRecord.status == status)
    if order is Order.RECEIVED:
        return _of_page(session, found.order_by(ResponseRecord.received_at.desc()), page)
    sorts = _MAYBE_UNKNOWN[order]
    found = found.order_by(sorts, ResponseRecord.received_at)
    rows = _of_page(session, found.where(sorts.is_(None)), page)
    if len(rows) == page.stop - page.start:
        return rows
    # How many unknown ones there are: the last of them stands on this page, or they have to be counted.
    is_known = bool(rows) or page.start == 0
    unknown = page.start + len(rows) if is_known else _unknown(session, clinic_id, status, order)
    known = slice(max(page.start - unknown, 0), page.stop - unknown)
    return rows + _of_page(session, found.where(sorts.is_not(None)), known)


def newest_first(session: Session, clinic_id: UUID) -> tuple[UUID, ...]:
    """All of the clinic's."""
    found = select(ResponseRecord.id).where(ResponseRecord.clinic_id == clinic_id)
    return tuple(session.scalars(found.order_by(ResponseRecord.received_at.desc())))


def headers(session: Session, clinic_id: UUID, ids: Iterable[UUID]) -> Iterator[SealedHeader]:
    """In the order of `ids`, without those that are gone meanwhile."""
    return map(SealedHeader._make, _these(session, _HEADERS, clinic_id, ids))


def these(session: Session, clinic_id: UUID, ids: Iterable[UUID]) -> Iterator[Listed]:
    """As `headers`."""
    return map(Listed.of, _these(session, _LISTING, clinic_id, ids))


def rewrap(session: Session, versions: Iterable[Rewrapped]) -> None:
    """One or more; those that nobody has sealed anew meanwhile."""
    this_one = and_(
        VersionRecord.response_id == bindparam("of_response"),
        VersionRecord.number == bindparam("of_number"),
        VersionRecord.sealed_key == bindparam("was"),
    )
    renewing = update(VersionRecord).where(this_one).values(sealed_key=bindparam("wrapped"))
    # By the connection: the session would take many at once for rows named by their primary keys alone.
    session.connection().execute(renewing, [each._asdict() for each in versions])


def counts(session: Session, clinic_id: UUID) -> dict[str, int]:
    """How many are in each state."""
    grouped = select(ResponseRecord.status, func.count()).where(ResponseRecord.clinic_id == clinic_id)
    return dict(iter(session.execute(grouped.group_by(ResponseRecord.status))))


def find(session: Session, clinic_id: UUID, response_id: UUID) -> ResponseRecord | None:
    """Of this clinic alone; locked where a database locks rows."""
    found = select(ResponseRecord).where(ResponseRecord.id == response_id, ResponseRecord.clinic_id == clinic_id)
    return session.scalar(found)


def find_to_change(session: Session, clinic_id: UUID, response_id: UUID) -> ResponseRecord | None:
    found = select(ResponseRecord).where(ResponseRecord.id == response_id, ResponseRecord.clinic_id == clinic_id)
    return session.scalar(locked(found))


def versions(session: Session, response_id: UUID) -> tuple[VersionRecord, ...]:
    """The first one first."""
    found = select(VersionRecord).where(VersionRecord.response_id == response_id)
    return tuple(session.scalars(found.order_by(VersionRecord.number)))


def versions_of_clinic(session: Session, clinic_id: UUID) -> Iterator[tuple[VersionRecord, str]]:
    """Every version with its questionnaire, for a rotation; without the answers, which would fill the memory."""
    found = select(VersionRecord, ResponseRecord.questionnaire).join(*_WITH_RESPONSE)
    found = found.where(ResponseRecord.clinic_id == clinic_id)
    rows = session.execute(found.options(defer(VersionRecord.header), defer(VersionRecord.body)))
    return ((row[0], row[1]) for row in rows)


def whole_versions_of_clinic(session: Session, clinic_id: UUID) -> Iterator[VersionRecord]:
    """Every version with the answers, a few at a time."""
    found = select(VersionRecord).join(*_WITH_RESPONSE).where(ResponseRecord.clinic_id == clinic_id)
    return iter(session.scalars(found.execution_options(yield_per=100)))


def entries_of_clinic(session: Session, clinic_id: UUID) -> Iterator[EntryRecord]:
    """For a rotation; without what was written."""
    found = select(EntryRecord).join(ResponseRecord, ResponseRecord.id == EntryRecord.response_id)
    return iter(session.scalars(found.where(ResponseRecord.clinic_id == clinic_id).options(defer(EntryRecord.body))))


def entries(session: Session, response_id: UUID) -> tuple[EntryRecord, ...]:
    """In the order in which they were added."""
    found = select(EntryRecord).where(EntryRecord.response_id == response_id)
    return tuple(session.scalars(found.order_by(EntryRecord.seq)))


def expired(session: Session, now: datetime) -> tuple[tuple[UUID, UUID], ...]:
    """Response and clinic of each whose time is over, locked, but for those that somebody works on just now."""
    found = select(ResponseRecord.id, ResponseRecord.clinic_id).where(ResponseRecord.retention_until <= now)
    rows = session.execute(found.with_for_update(skip_locked=True))
    return tuple((row.id, row.clinic_id) for row in rows)


def last_changes(session: Session, response_ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, datetime]]:
    """The clinic of each of these that is there, and when it came in last."""
    changed: dict[UUID, tuple[UUID, datetime]] = {}
    columns = select(ResponseRecord.id, ResponseRecord.clinic_id, ResponseRecord.received_at)
    for some in batched(response_ids):
        rows = session.execute(columns.where(ResponseRecord.id.in_(some)))
        changed |= {row.id: (row.clinic_id, row.received_at) for row in rows}
    return changed


def delete_all(session: Session, response_ids: Iterable[UUID]) -> None:
    """With their versions, keys and entries, which the database deletes along."""
    for response_id in response_ids:
        gone = delete(ResponseRecord).where(ResponseRecord.id == response_id)
        session.execute(gone.execution_options(synchronize_session=False))


def _these(session: Session, found: Select[Any], clinic_id: UUID, ids: Iterable[UUID]) -> Iterator[Row[Any]]:
    """In the order of `ids`."""
    # Said with `=`, SQLite would take the clinic for the smaller set and read all of it for each few.
    of_clinic = ResponseRecord.clinic_id.between(clinic_id, clinic_id)
    for some in batched(ids):
        rows = {row.id: row for row in session.execute(found.where(ResponseRecord.id.in_(some), of_clinic))}
        yield from (rows[each] for each in some if each in rows)


def _of_page(session: Session, found: Select[Any], page: slice) -> tuple[Listed, ...]:
    of_page = found.offset(page.start).limit(page.stop - page.start)
    return tuple(map(Listed.of, session.execute(of_page)))


def _unknown(session: Session, clinic_id: UUID, status: str, order: Order) -> int:
    counted = select(func.count()).select_from(ResponseRecord).where(ResponseRecord.clinic_id == clinic_id)
    counted = counted.where(ResponseRecord.status == status, _MAYBE_UNKNOWN[order].is_(None))
    return session.scalar(counted) or 0


def _listing(clinic_id: UUID) -> Select[Any]:
    return _LISTING.where(ResponseRecord.clinic_id == clinic_id)
