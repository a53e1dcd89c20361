"""Queries on sessions."""

from datetime import datetime, timedelta

from sqlalchemy import Update, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from intake.store.models import SessionRecord

# Built once: building a statement costs as much as running it, and every request runs this one.
_FIND = select(SessionRecord).where(SessionRecord.id_hash == bindparam("id_hash"), SessionRecord.revoked_at.is_(None))


def find(session: Session, id_hash: bytes) -> SessionRecord | None:
    """Also one that has run out: how long it may live is for the services to say."""
    return session.scalar(_FIND, {"id_hash": id_hash})


def touch(session: Session, id_hash: bytes, now: datetime) -> None:
    session.execute(
        update(SessionRecord)
        .where(SessionRecord.id_hash == id_hash)
        .values(last_seen=now)
        .execution_options(synchronize_session=False)
    )


def revoke(session: Session, id_hash: bytes, now: datetime) -> None:
    session.execute(_revoking(now).where(SessionRecord.id_hash == id_hash))


def delete_over(session: Session, now: datetime, idle: timedelta) -> None:
    """Those that ended, ran out, or lay unused."""
    session.execute(
        delete(SessionRecord)
        .where(
            or_(
                SessionRecord.revoked_at.is_not(None),
                SessionRecord.expires_at <= now,
                SessionRecord.last_seen <= now - idle,
            )
        )
        .execution_options(synchronize_session=False)
    )


def _revoking(now: datetime) -> Update:
    # The wrapped key goes too: whoever copied the cookie finds nothing left to open.
    return (
        update(SessionRecord)
        .values(revoked_at=now, wrapped_key=b"")
        .where(SessionRecord.revoked_at.is_(None))
        .execution_options(synchronize_session=False)
    )
