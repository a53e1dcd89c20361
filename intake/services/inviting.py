"""Invitations: a link with the visit's day, clinician and place, which looking at never uses up."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from forms.answers import Appointment
from intake.errors import LinkOver, SealBroken, SessionEnded
from intake.keys.master import Keys
from intake.keys.sealing import seal, unseal
from intake.keys.tokens import new_token, token_from, token_hash, token_text
from intake.services import clinics
from intake.services.acting import Acting
from intake.services.auditing import Action
from intake.services.clinics import Clinic
from intake.services.unopened import tell_unopened
from intake.services.vault import Vault
from intake.store import invitations
from intake.store.clinic_models import InvitationRecord
from intake.store.engine import reading, writing

LASTS_DAYS = 60
MOST_DAYS = 366
MOST_LISTED = 200
_BLOCK = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the clinic says of the visit; "" and None for what it leaves open."""

    day: date | None = None
    clinician: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInvitation:
    visit: Visit
    single_use: bool
    lasts: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """As the clinic sees it. `link` is the token, "" where it cannot be read any more."""

    id: UUID
    visit: Visit
    link: str
    single_use: bool
    responses: int
    created_by: str
    created_at: datetime
    expires_at: datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation opens: the clinic, and the visit it is about."""

    clinic: Clinic
    appointment: Appointment


def invite(by: Acting, new: NewInvitation) -> UUID:
    invitation_id, token = uuid4(), new_token()
    with writing(by.vault.engine) as session:
        details = {**asdict(new.visit), "day": None, "link": token_text(token)}
        made = InvitationRecord(
            id=invitation_id,
            clinic_id=by.clinic_id,
            token_hash=token_hash(token),
            details=_sealed(by.vault.keys, invitation_id, details),
            appointment_day=new.visit.day,
            single_use=new.single_use,
            responses=0,
            created_by=by.actor,
            created_at=by.now,
            expires_at=by.now + new.lasts,
        )
        session.add(made)
        by.tell(session, Action.INVITED, invitation_id)
    return invitation_id


def take_back(by: Acting, invitation_id: UUID) -> None:
    """Nobody begins with it any more; what was sent stays. Raises LinkOver for another clinic's."""
    with writing(by.vault.engine) as session:
        found = invitations.find(session, _clinic_of(by), invitation_id)
        if found is None:
            raise LinkOver
        found.revoked_at = by.now
        by.tell(session, Action.INVITATION_ENDED, invitation_id)


def of_clinic(session: Session, by: Acting) -> tuple[Invitation, ...]:
    """The newest first."""
    found = invitations.of_clinic(session, _clinic_of(by), MOST_LISTED)
    return tuple(_invitation(by.vault.keys, each, by.now) for each in found)


def one_of_clinic(session: Session, by: Acting, invitation_id: UUID) -> Invitation:
    """Raises LinkOver for another clinic's."""
    found = invitations.find(session, _clinic_of(by), invitation_id)
    if found is None:
        raise LinkOver
    return _invitation(by.vault.keys, found, by.now)


def behind_link(vault: Vault, link: str, now: datetime) -> Invited:
    """What the link opens; looking, by a person or by a scanner of links, uses nothing up. Raises LinkOver."""
    with reading(vault.engine) as session:
        found = _good(_record_of(session, link, to_change=False), now, None)
        visit = _invitation(vault.keys, found, now).visit
        clinic = clinics.by_id(session, found.clinic_id)
    return Invited(clinic, _appointment(clinic, visit, link))


def of_public_page(vault: Vault, slug: str) -> Invited:
    """For whoever was not invited, if the clinic has such a page and takes answers. Raises LinkOver."""
    with reading(vault.engine) as session:
        clinic = clinics.by_slug(session, slug)
    if not (clinic.facts.has_public_page and clinic.readiness.is_open):
        raise LinkOver
    return Invited(clinic, _appointment(clinic, Visit(), ""))


def record_to_use(session: Session, link: str, now: datetime, response_id: UUID | None) -> InvitationRecord:
    """The row of a link that is good now, locked; `response_id`: what it was used for, which may be sent again."""
    return _good(_record_of(session, link, to_change=True), now, response_id)


def _record_of(session: Session, link: str, *, to_change: bool) -> InvitationRecord | None:
    try:
        return invitations.find_by_token(session, token_hash(token_from(link)), to_change=to_change)
    except SessionEnded:
        raise LinkOver from None


def _good(found: InvitationRecord | None, now: datetime, response_id: UUID | None) -> InvitationRecord:
    if found is None or found.revoked_at or now >= found.expires_at:
        raise LinkOver
    if found.single_use and found.used_by is not None and found.used_by != response_id:
        raise LinkOver
    return found


def _appointment(clinic: Clinic, visit: Visit, link: str) -> Appointment:
    return Appointment(
        clinic=clinic.slug,
        clinic_name=clinic.facts.name,
        invitation=link,
        day=visit.day,
        clinician=visit.clinician,
        place=visit.place,
    )


def _invitation(keys: Keys, found: InvitationRecord, now: datetime) -> Invitation:
    details = _details(keys, found)
    used_up = found.single_use and found.used_by is not None
    return Invitation(
        id=found.id,
        visit=Visit(day=found.appointment_day, clinician=details.get("clinician", ""), place=details.get("place", "")),
        link=details.get("link", ""),
        single_use=found.single_use,
        responses=found.responses,
        created_by=found.created_by,
        created_at=found.created_at,
        expires_at=found.expires_at,
        is_over=found.revoked_at is not None or now >= found.expires_at or used_up,
    )


def _details(keys: Keys, found: InvitationRecord) -> dict[str, str]:
    try:
        details: dict[str, str] = json.loads(unseal(keys.config, found.details, bound_to=_place(found.id)))
    except SealBroken:
        # Sealed under a master key that is gone.
        tell_unopened("invitation")
        return {}
    return details


def _sealed(keys: Keys, invitation_id: UUID, details: dict[str, object]) -> bytes:
    return seal(keys.config, json.dumps(details).encode(), bound_to=_place(invitation_id), block=_BLOCK)


def _place(invitation_id: UUID) -> tuple[str, ...]:
    return "invitation", str(invitation_id), "details"


def _clinic_of(by: Acting) -> UUID:
    assert by.clinic_id is not None  # nosec B101 # noqa: S101 - a member's clinic
    return by.clinic_id
