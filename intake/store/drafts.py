"""Queries on drafts. What has expired is not found, whether or not it was deleted yet."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session, defer

from intake.store.base import batched, locked
from intake.store.models import DraftRecord

# Built once: building a statement costs as much as running it, and every request runs these.
_FIND = select(DraftRecord).where(DraftRecord.id == bindparam("draft_id"), DraftRecord.expires_at > bindparam("now"))
_FIND_TO_CHANGE = locked(_FIND)
_REPLACE_BODY = (
    update(DraftRecord)
    .where(DraftRecord.id == bindparam("draft_id"), DraftRecord.rev == bindparam("read"))
    .values(
        body=bindparam("sealed"),
        rev=DraftRecord.rev + 1,
        updated_at=bindparam("now"),
        expires_at=bindparam("until"),
    )
    .returning(DraftRecord.id)
    .execution_options(synchronize_session=False)
)


class Version(NamedTuple):
    draft_id: UUID
    rev: int


def find(session: Session, draft_id: UUID, now: datetime) -> DraftRecord | None:
    return session.scalar(_FIND, {"draft_id": draft_id, "now": now})


def find_to_change(session: Session, draft_id: UUID, now: datetime) -> DraftRecord | None:
    """Locks the row where a database locks rows; SQLite's write lock is held already."""
    return session.scalar(_FIND_TO_CHANGE, {"draft_id": draft_id, "now": now})


def find_by_locator(session: Session, locator: str, now: datetime) -> DraftRecord | None:
    """Without the body, which is not read yet: reading it would take time that tells a right locator from a wrong."""
    found = select(DraftRecord).where(DraftRecord.locator == locator, DraftRecord.expires_at > now)
    return session.scalar(found.options(defer(DraftRecord.body, raiseload=True)))


def replace_body(session: Session, version: Version, body: bytes, updated_at: datetime, expires_at: datetime) -> bool:
    """False when `version` is no longer the newest; then nothing is written."""
    parameters = {"sealed": body, "now": updated_at, "until": expires_at}
    written = session.execute(_REPLACE_BODY, {"draft_id": version.draft_id, "read": version.rev, **parameters})
    return written.one_or_none() is not None


def keep(session: Session, draft_id: UUID, keep_days: int, expires_at: datetime) -> bool:
    """False when the draft is gone."""
    kept = session.scalar(
        update(DraftRecord)
        .where(DraftRecord.id == draft_id)
        .values(keep_days=keep_days, expires_at=expires_at)
        .returning(DraftRecord.id)
        .execution_options(synchronize_session=False)
    )
    return kept is not None


def expired_ids(session: Session, now: datetime) -> tuple[UUID, ...]:
    """Locked, but for those that somebody works on just now: they are left for the next time."""
    expired = select(DraftRecord.id).where(DraftRecord.expires_at <= now)
    return tuple(session.scalars(expired.with_for_update(skip_locked=True)))


def last_changes(session: Session, draft_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each of these was last changed that is there."""
    changed: dict[UUID, datetime] = {}
    for some in batched(draft_ids):
        rows = session.execute(select(DraftRecord.id, DraftRecord.updated_at).where(DraftRecord.id.in_(some)))
        changed |= {row.id: row.updated_at for row in rows}
    return changed


def delete_all(session: Session, draft_ids: Iterable[UUID]) -> None:
    """With their sessions, which the database deletes along."""
    for draft_id in draft_ids:
        session.execute(
            delete(DraftRecord).where(DraftRecord.id == draft_id).execution_options(synchronize_session=False)
        )
