"""Forgetting what clinics received: on schedule, by the clinic, and again after a backup came back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from intake.errors import ResponseUnknown
from intake.services.acting import Acting
from intake.services.auditing import SERVER, Action
from intake.services.members import STAFF_IDLE, Member
from intake.services.vault import Vault
from intake.store import invitations, responses, staff
from intake.store.engine import wipe_freed, writing


def delete(by: Acting, member: Member, response_id: UUID) -> None:
    """At once and for good: the row goes, and with it the key of every version. Raises ResponseUnknown."""
    with writing(by.vault.engine) as session:
        if responses.find_to_change(session, member.clinic_id, response_id) is None:
            raise ResponseUnknown
        by.vault.deletions.append([response_id], by.now)
        responses.delete_all(session, [response_id])
        by.tell(session, Action.DELETED, response_id)
    wipe_freed(by.vault.engine)


def delete_expired(session: Session, vault: Vault, now: datetime) -> int:
    """In the transaction of the expiry; returns how many responses."""
    expired = responses.expired(session, now)
    vault.deletions.append((response_id for response_id, _ in expired), now)
    responses.delete_all(session, [response_id for response_id, _ in expired])
    for response_id, clinic_id in expired:
        Acting(vault, clinic_id, SERVER, now).tell(session, Action.EXPIRED, response_id)
    staff.delete_sessions_over(session, now, STAFF_IDLE)
    invitations.delete_over(session, now)
    return len(expired)


def delete_brought_back(session: Session, vault: Vault, logged: dict[UUID, datetime]) -> int:
    """What the log of deletions has and a restored backup brought back; returns how many responses."""
    changed = responses.last_changes(session, logged)
    back = {each: clinic for each, (clinic, at) in changed.items() if each in logged and at <= logged[each]}
    responses.delete_all(session, back)
    for response_id, clinic_id in back.items():
        Acting(vault, clinic_id, SERVER, logged[response_id]).tell(session, Action.DELETED_AGAIN, response_id)
    return len(back)
