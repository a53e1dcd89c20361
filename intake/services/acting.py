"""Whoever does something for a clinic: where, under which name for the audit log, and at which moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from intake.services.auditing import DONE, OPERATOR, Action, Event, record
from intake.services.members import Member
from intake.services.vault import Vault


@dataclass(frozen=True, slots=True)
class Acting:
    """`actor` is a username, or one of OPERATOR, PATIENT and SERVER."""

    vault: Vault
    clinic_id: UUID | None
    actor: str
    now: datetime

    def tell(
        self,
        session: Session,
        action: Action,
        object_id: UUID | str = "",
        *,
        outcome: str = DONE,
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """A row of the audit log, in the transaction of what it tells of."""
        event = Event(
            clinic_id=self.clinic_id,
            actor=self.actor,
            action=action,
            object_id=str(object_id),
            outcome=outcome,
            detail=detail,
        )
        record(session, self.vault.keys, event, self.now)


def member_acting(vault: Vault, member: Member, now: datetime) -> Acting:
    return Acting(vault, member.clinic_id, member.username, now)


def operator_acting(vault: Vault, clinic_id: UUID | None, now: datetime) -> Acting:
    return Acting(vault, clinic_id, OPERATOR, now)
