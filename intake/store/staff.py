"""Queries on staff, their codes on paper, and their sessions."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Update, bindparam, delete, or_, select, union_all, update
from sqlalchemy.orm import Session

from intake.store.base import locked
from intake.store.clinic_models import BackupCodeRecord, StaffRecord, StaffSessionRecord

# Built once: every request of the clinic's pages runs it.
_FIND_SESSION = select(StaffSessionRecord, StaffRecord).join(
    StaffRecord, StaffRecord.id == StaffSessionRecord.staff_id
).where(
    StaffSessionRecord.id_hash == bindparam("id_hash"),
    StaffSessionRecord.revoked_at.is_(None),
    StaffRecord.disabled_at.is_(None),
)  # fmt: skip

_NAMED = select(StaffRecord.id).where(StaffRecord.username == bindparam("username"))
# Somebody who has all that is read: the first along the index, so that it takes no longer among thousands.
_ANYBODY = (
    select(StaffRecord.id)
    .where(StaffRecord.id > UUID(int=0), StaffRecord.verifier.is_not(None))
    .order_by(StaffRecord.id)
    .limit(1)
    .subquery()
)
# Both are looked for, whoever is known.
_NAMED_OR_ANYBODY = (
    select(StaffRecord)
    .where(StaffRecord.id.in_(union_all(_NAMED, select(_ANYBODY.c.id))))
    .order_by((StaffRecord.username == bindparam("username")).desc())
    .limit(1)
)


def find(session: Session, clinic_id: UUID, staff_id: UUID) -> StaffRecord | None:
    """Of this clinic alone."""
    found = select(StaffRecord).where(StaffRecord.id == staff_id, StaffRecord.clinic_id == clinic_id)
    return session.scalar(found)


def find_by_username(session: Session, username: str) -> StaffRecord | None:
    return session.scalar(select(StaffRecord).where(StaffRecord.username == username))


def find_by_username_or_any(session: Session, username: str) -> StaffRecord | None:
    """Whoever has this name, else anybody of any clinic, so that the time does not tell whether the name is known."""
    return session.scalar(_NAMED_OR_ANYBODY, {"username": username})


def find_by_link(session: Session, token_hash: bytes, *, to_change: bool) -> StaffRecord | None:
    found = select(StaffRecord).where(StaffRecord.setup_hash == token_hash, StaffRecord.disabled_at.is_(None))
    return session.scalar(locked(found) if to_change else found)


def of_clinic(session: Session, clinic_id: UUID) -> tuple[StaffRecord, ...]:
    found = select(StaffRecord).where(StaffRecord.clinic_id == clinic_id).order_by(StaffRecord.username)
    return tuple(session.scalars(found))


def every(session: Session) -> tuple[StaffRecord, ...]:
    return tuple(session.scalars(select(StaffRecord)))


def take_step(session: Session, staff_id: UUID, step: int) -> bool:
    """False when this step, or a later one, was taken already; of parallel tries one succeeds."""
    taken = session.execute(
        update(StaffRecord)
        .where(StaffRecord.id == staff_id, StaffRecord.last_step < step)
        .values(last_step=step)
        .returning(StaffRecord.id)
        .execution_options(synchronize_session=False)
    )
    return taken.one_or_none() is not None


def find_backup_code(session: Session, staff_id: UUID, number: int) -> BackupCodeRecord | None:
    """None if there is none of this number, or it was used."""
    found = session.get(BackupCodeRecord, (staff_id, number))
    return found if found and found.used_at is None else None


def use_backup_code(session: Session, staff_id: UUID, number: int, now: datetime) -> bool:
    """False when it was used meanwhile."""
    used = session.execute(
        update(BackupCodeRecord)
        .where(
            BackupCodeRecord.staff_id == staff_id, BackupCodeRecord.number == number, BackupCodeRecord.used_at.is_(None)
        )
        .values(used_at=now)
        .returning(BackupCodeRecord.number)
        .execution_options(synchronize_session=False)
    )
    return used.one_or_none() is not None


def delete_backup_codes(session: Session, staff_id: UUID) -> None:
    session.execute(delete(BackupCodeRecord).where(BackupCodeRecord.staff_id == staff_id))


def find_session(session: Session, id_hash: bytes) -> tuple[StaffSessionRecord, StaffRecord] | None:
    """Also one that has run out: how long it may live is for the services to say."""
    found = session.execute(_FIND_SESSION, {"id_hash": id_hash}).one_or_none()
    return (found[0], found[1]) if found else None


def sessions_of(session: Session, staff_id: UUID) -> tuple[StaffSessionRecord, ...]:
    """Those that were not ended, the last used first."""
    found = select(StaffSessionRecord).where(
        StaffSessionRecord.staff_id == staff_id, StaffSessionRecord.revoked_at.is_(None)
    )
    return tuple(session.scalars(found.order_by(StaffSessionRecord.last_seen.desc())))


def touch_session(session: Session, id_hash: bytes, now: datetime) -> None:
    touched = update(StaffSessionRecord).where(StaffSessionRecord.id_hash == id_hash).values(last_seen=now)
    session.execute(touched.execution_options(synchronize_session=False))


def revoke_session(session: Session, staff_id: UUID, id_hash: bytes, now: datetime) -> bool:
    """Of this member of staff alone; False when there is none to end."""
    of_theirs = _revoking(now).where(StaffSessionRecord.staff_id == staff_id, StaffSessionRecord.id_hash == id_hash)
    return session.execute(of_theirs.returning(StaffSessionRecord.id_hash)).one_or_none() is not None


def revoke_sessions_of(session: Session, staff_id: UUID, now: datetime, but: bytes = b"") -> None:
    """All of them, but the one with this hash."""
    session.execute(_revoking(now).where(StaffSessionRecord.staff_id == staff_id, StaffSessionRecord.id_hash != but))


def delete_sessions_over(session: Session, now: datetime, idle: timedelta) -> None:
    over = or_(
        StaffSessionRecord.revoked_at.is_not(None),
        StaffSessionRecord.expires_at <= now,
        StaffSessionRecord.last_seen <= now - idle,
    )
    session.execute(delete(StaffSessionRecord).where(over).execution_options(synchronize_session=False))


def _revoking(now: datetime) -> Update:
    # The wrapped key goes too: whoever copied the cookie finds nothing left to open.
    return (
        update(StaffSessionRecord)
        .values(revoked_at=now, wrapped_key=b"")
        .where(StaffSessionRecord.revoked_at.is_(None))
        .execution_options(synchronize_session=False)
    )
