"""Queries on the audit log, which is only ever added to."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.store.base import locked
from intake.store.clinic_models import AuditHeadRecord, AuditRecord
from intake.store.engine import in_turn

_ONLY = 1


def head_to_change(session: Session) -> AuditHeadRecord | None:
    """Locked, so that rows are added one after the other; None before the first."""
    head = locked(select(AuditHeadRecord).where(AuditHeadRecord.id == _ONLY))
    found = session.scalar(head)
    if found is None:
        # Two who both find none would both make the first.
        in_turn(session, "audit")
        found = session.scalar(head)
    return found


def find_head(session: Session) -> AuditHeadRecord | None:
    return session.get(AuditHeadRecord, _ONLY)


def new_head(session: Session) -> AuditHeadRecord:
    head = AuditHeadRecord(id=_ONLY, seq=0, mac=b"", head_mac=b"")
    session.add(head)
    return head


def every(session: Session) -> Iterator[AuditRecord]:
    """The oldest first."""
    rows = session.scalars(select(AuditRecord).order_by(AuditRecord.seq).execution_options(yield_per=1000))
    return iter(rows)


def of_clinic(
    session: Session, clinic_id: UUID, actions: tuple[str, ...], before: int, most: int
) -> tuple[AuditRecord, ...]:
    """The newest first, of those before this number; of these actions, or of all where none is named."""
    found = select(AuditRecord).where(AuditRecord.clinic_id == clinic_id, AuditRecord.seq < before)
    if actions:
        found = found.where(AuditRecord.action.in_(actions))
    return tuple(session.scalars(found.order_by(AuditRecord.seq.desc()).limit(most)))


def count_of_clinic(session: Session, clinic_id: UUID | None) -> int:
    """How many rows a clinic's page finds; None: those that are of no clinic."""
    counted = select(func.count()).select_from(AuditRecord).where(AuditRecord.clinic_id == clinic_id)
    return session.scalar(counted) or 0
