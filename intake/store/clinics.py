"""Queries on clinics and on their keys."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.store.base import locked
from intake.store.clinic_models import ClinicKeyRecord, ClinicRecord, KeyGrantRecord


def find(session: Session, clinic_id: UUID) -> ClinicRecord | None:
    return session.get(ClinicRecord, clinic_id)


def find_to_change(session: Session, clinic_id: UUID) -> ClinicRecord | None:
    return session.scalar(locked(select(ClinicRecord).where(ClinicRecord.id == clinic_id)))


def find_by_slug(session: Session, slug: str) -> ClinicRecord | None:
    return session.scalar(select(ClinicRecord).where(ClinicRecord.slug == slug))


def every(session: Session) -> tuple[ClinicRecord, ...]:
    return tuple(session.scalars(select(ClinicRecord).order_by(ClinicRecord.slug)))


def newest_key(session: Session, clinic_id: UUID) -> ClinicKeyRecord | None:
    """The key that responses are sealed to; None before a holder made the first."""
    found = select(ClinicKeyRecord).where(ClinicKeyRecord.clinic_id == clinic_id, ClinicKeyRecord.retired_at.is_(None))
    return session.scalar(found.order_by(ClinicKeyRecord.kid.desc()).limit(1))


def key_to_seal_to(session: Session, clinic_id: UUID) -> ClinicKeyRecord | None:
    """The newest key, which stays the newest until this transaction ends: a renewal misses nothing sealed to it."""
    find_to_change(session, clinic_id)
    return newest_key(session, clinic_id)


def keys_of(session: Session, clinic_id: UUID) -> tuple[ClinicKeyRecord, ...]:
    found = select(ClinicKeyRecord).where(ClinicKeyRecord.clinic_id == clinic_id)
    return tuple(session.scalars(found.order_by(ClinicKeyRecord.kid)))


def grants_to(session: Session, clinic_id: UUID, holder: str) -> tuple[KeyGrantRecord, ...]:
    found = select(KeyGrantRecord).where(KeyGrantRecord.clinic_id == clinic_id, KeyGrantRecord.holder == holder)
    return tuple(session.scalars(found.order_by(KeyGrantRecord.kid)))


def holders_of_newest(session: Session, clinic_id: UUID) -> frozenset[str]:
    """Who holds the newest key, the recovery sheet included."""
    key = newest_key(session, clinic_id)
    if key is None:
        return frozenset()
    held = select(KeyGrantRecord.holder).where(KeyGrantRecord.clinic_id == clinic_id, KeyGrantRecord.kid == key.kid)
    return frozenset(session.scalars(held))


def delete_grants_to(session: Session, clinic_id: UUID, holder: str, kids: Iterable[int] | None = None) -> int:
    """Of these keys, or of all; returns how many there were."""
    wanted = None if kids is None else frozenset(kids)
    grants = [each for each in grants_to(session, clinic_id, holder) if wanted is None or each.kid in wanted]
    for grant in grants:
        session.delete(grant)
    session.flush()
    return len(grants)
