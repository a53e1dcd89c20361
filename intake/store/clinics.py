"""Queries on clinics and on their keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.store.clinic_models import ClinicKeyRecord, ClinicRecord, KeyGrantRecord, StaffRecord


def find(session: Session, clinic_id: UUID) -> ClinicRecord | None:
    return session.get(ClinicRecord, clinic_id)


def find_to_change(session: Session, clinic_id: UUID) -> ClinicRecord | None:
    return session.scalar(select(ClinicRecord).where(ClinicRecord.id == clinic_id).with_for_update())


def find_by_slug(session: Session, slug: str) -> ClinicRecord | None:
    return session.scalar(select(ClinicRecord).where(ClinicRecord.slug == slug))


def every(session: Session) -> tuple[ClinicRecord, ...]:
    return tuple(session.scalars(select(ClinicRecord).order_by(ClinicRecord.slug)))


def newest_key(session: Session, clinic_id: UUID) -> ClinicKeyRecord | None:
    """The key that responses are sealed to; None before a holder made the first."""
    found = select(ClinicKeyRecord).where(ClinicKeyRecord.clinic_id == clinic_id, ClinicKeyRecord.retired_at.is_(None))
    return session.scalar(found.order_by(ClinicKeyRecord.kid.desc()).limit(1))


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


def delete_grants_to(session: Session, clinic_id: UUID, holder: str) -> int:
    grants = grants_to(session, clinic_id, holder)
    for grant in grants:
        session.delete(grant)
    session.flush()
    return len(grants)


def last_departure(session: Session, clinic_id: UUID) -> datetime | None:
    """When somebody last left, or lost the key; None if nobody did."""
    left = select(func.max(StaffRecord.disabled_at)).where(StaffRecord.clinic_id == clinic_id)
    return session.scalar(left)
