"""Queries on invitations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.store.base import locked
from intake.store.clinic_models import InvitationRecord


def find_by_token(session: Session, token_hash: bytes, *, to_change: bool) -> InvitationRecord | None:
    found = select(InvitationRecord).where(InvitationRecord.token_hash == token_hash)
    return session.scalar(locked(found) if to_change else found)


def find(session: Session, clinic_id: UUID, invitation_id: UUID) -> InvitationRecord | None:
    """Of this clinic alone."""
    found = select(InvitationRecord).where(
        InvitationRecord.id == invitation_id, InvitationRecord.clinic_id == clinic_id
    )
    return session.scalar(found)


def of_clinic(session: Session, clinic_id: UUID, most: int) -> tuple[InvitationRecord, ...]:
    """The newest first."""
    found = select(InvitationRecord).where(InvitationRecord.clinic_id == clinic_id)
    return tuple(session.scalars(found.order_by(InvitationRecord.created_at.desc()).limit(most)))


def delete_over(session: Session, before: datetime) -> None:
    """Those that ran out before this moment."""
    over = delete(InvitationRecord).where(InvitationRecord.expires_at < before)
    session.execute(over.execution_options(synchronize_session=False))
