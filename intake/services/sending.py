"""Sending, which is the patient's act: one response a clinic and visit, in versions, until the visit; and withdrawing.

All of it happens in the transaction that saves the draft, so that the receipt in the draft and what the clinic has
never differ: sending twice, going back, and a reply that was lost end at the same receipt.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from forms.answers import Appointment, Draft, Sending
from forms.items import Questionnaire
from intake.errors import LinkOver, NothingToSend, SendingClosed, SendingOver
from intake.keys.response_keys import SealedVersion, VersionPlace, new_version_key
from intake.keys.tokens import new_token, token_from, token_hash, token_text
from intake.language import Language
from intake.services import clinics as clinics_known
from intake.services import inviting
from intake.services.acting import Acting
from intake.services.auditing import PATIENT, Action
from intake.services.bindings import bind_version, clinic_key_of
from intake.services.clinics import Clinic
from intake.services.vault import Vault
from intake.store import clinics, responses
from intake.store.clinic_models import ClinicKeyRecord, InvitationRecord, ResponseRecord, VersionRecord
from intake.summary.build import build_summary
from intake.summary.model import Summary
from intake.summary.reference import digest_of
from intake.summary.sent import form_to_bytes, form_to_send, header_of, header_to_bytes, is_worth_sending


@dataclass(frozen=True, slots=True)
class Sender:
    """What a sending works with: the store, the questionnaire and language of the pages, and the moment."""

    vault: Vault
    questionnaire: Questionnaire
    language: Language
    now: datetime

    @property
    def today(self) -> date:
        """Where the installation is."""
        return self.language.day_of(self.now)


def send(session: Session, sender: Sender, draft: Draft) -> Draft:
    """The draft with its receipt; what was sent already is not sent again.

    Raises NothingToSend, SendingClosed, SendingOver, LinkOver; then nothing was sent.
    """
    appointment = draft.appointment
    if appointment is None:
        raise SendingClosed
    if not is_worth_sending(sender.questionnaire, draft):
        raise NothingToSend
    clinic = clinics_known.by_slug(session, appointment.clinic)
    summary = build_summary(sender.questionnaire, draft, sender.language, made_on=sender.today)
    earlier = sending_of(draft)
    record = _record_of(session, clinic, earlier)
    if earlier and record and earlier.digest == digest_of(summary).hex():
        return draft
    _refuse_unready(clinic, appointment.day, sender.today)
    record = record or _new_record(session, sender, draft, clinic)
    withdraw = token_from(earlier.withdraw) if earlier and earlier.response == str(record.id) else new_token()
    record.withdraw_hash = token_hash(withdraw)
    _add_version(session, sender, draft, record, summary)
    _count_notice(session, clinic)
    return with_sending(draft, _receipt(appointment, record, summary, sender.today, token_text(withdraw)))


def withdraw(session: Session, sender: Sender, draft: Draft, response: str) -> Draft:
    """What was sent is deleted at the clinic, its key with it; withdrawing twice is no error."""
    sending = next((each for each in draft.sendings if each.response == response), None)
    if sending is None or sending.withdrawn_on:
        return draft
    found = session.get(ResponseRecord, UUID(sending.response))
    if found and hmac.compare_digest(found.withdraw_hash, token_hash(token_from(sending.withdraw))):
        sender.vault.deletions.append([found.id], sender.now)
        responses.delete_all(session, [found.id])
        Acting(sender.vault, found.clinic_id, PATIENT, sender.now).tell(session, Action.WITHDRAWN, found.id)
    return with_sending(draft, replace(sending, withdrawn_on=sender.today))


def sending_of(draft: Draft) -> Sending | None:
    """What was sent for the visit that the form is for, and was not withdrawn."""
    if draft.appointment is None:
        return None
    of_visit = draft.appointment.clinic, draft.appointment.invitation
    sent = (each for each in draft.sendings if not each.withdrawn_on)
    return next((each for each in sent if (each.clinic, each.invitation) == of_visit), None)


def with_sending(draft: Draft, sending: Sending) -> Draft:
    """The receipt in the place of an earlier one for the same visit."""
    visit = sending.clinic, sending.invitation
    others = (each for each in draft.sendings if (each.clinic, each.invitation) != visit)
    return replace(draft, sendings=(*others, sending))


def kept_until(clinic: Clinic, day: date | None, today: date) -> date:
    """Until when a clinic keeps what it is sent: counted from the visit, or from today where no day is known."""
    return max(day or today, today) + timedelta(days=clinic.facts.retention_days)


def _record_of(session: Session, clinic: Clinic, earlier: Sending | None) -> ResponseRecord | None:
    return responses.find_to_change(session, clinic.id, UUID(earlier.response)) if earlier else None


def _receipt(appointment: Appointment, record: ResponseRecord, summary: Summary, today: date, withdraw: str) -> Sending:
    return Sending(
        clinic=appointment.clinic,
        clinic_name=appointment.clinic_name,
        invitation=appointment.invitation,
        response=str(record.id),
        number=record.latest,
        reference=summary.reference,
        digest=digest_of(summary).hex(),
        sent_on=today,
        kept_until=record.kept_until,
        withdraw=withdraw,
    )


def _count_notice(session: Session, clinic: Clinic) -> None:
    found = clinics.find_to_change(session, clinic.id)
    assert found is not None  # nosec B101 # noqa: S101 - it was read in this transaction
    found.notices_due += 1


def _refuse_unready(clinic: Clinic, day: date | None, today: date) -> None:
    if not clinic.readiness.is_open:
        raise SendingClosed
    if day is not None and today > day:
        raise SendingOver


def _new_record(session: Session, sender: Sender, draft: Draft, clinic: Clinic) -> ResponseRecord:
    response_id, appointment = uuid4(), draft.appointment
    assert appointment is not None  # nosec B101 # noqa: S101 - `send` refuses a draft without
    invitation = _invitation(session, sender, clinic, draft)
    if invitation is not None:
        invitation.used_by, invitation.responses = response_id, invitation.responses + 1
    record = ResponseRecord(
        id=response_id,
        clinic_id=clinic.id,
        questionnaire=sender.questionnaire.canonical,
        latest=0,
        status="new",
        appointment_day=appointment.day,
        received_at=sender.now,
        # Each version that comes in sets it further on.
        retention_until=sender.now,
        withdraw_hash=b"",
    )
    session.add(record)
    session.flush()
    return record


def _invitation(session: Session, sender: Sender, clinic: Clinic, draft: Draft) -> InvitationRecord | None:
    """The row of the invitation; None for whoever came by the clinic's public page.

    Whoever used it may use it again: after a withdrawal, or when the clinic deleted what it was sent.
    """
    link = draft.appointment.invitation if draft.appointment else ""
    if link:
        used = next((UUID(each.response) for each in draft.sendings if each.invitation == link), None)
        found = inviting.record_to_use(session, link, sender.now, used)
        if found.clinic_id != clinic.id:
            raise LinkOver
        return found
    if not clinic.facts.has_public_page:
        raise LinkOver
    return None


def _add_version(session: Session, sender: Sender, draft: Draft, record: ResponseRecord, summary: Summary) -> None:
    number, key = record.latest + 1, clinics.key_to_seal_to(session, record.clinic_id)
    assert key is not None  # nosec B101 # noqa: S101 - `_refuse_unready` refuses a clinic without
    # A questionnaire may have changed since the first version; what is sealed is bound to the first one's.
    place = VersionPlace(
        clinic=str(record.clinic_id), questionnaire=record.questionnaire, response=str(record.id), number=number
    )
    sealed = _sealed(sender, draft, summary, place, key)
    version = VersionRecord(
        response_id=record.id,
        number=number,
        kid=key.kid,
        sealed_key=sealed.key,
        header=sealed.header,
        body=sealed.body,
        received_at=sender.now,
    )
    bind_version(sender.vault.keys, record.clinic_id, version)
    session.add(version)
    # The clinic looks again at what came again.
    record.latest, record.status, record.received_at = number, "new", sender.now
    clinic = clinics_known.by_id(session, record.clinic_id)
    until = _end_of(kept_until(clinic, record.appointment_day, sender.today))
    record.retention_until = max(record.retention_until, until)
    by = Acting(sender.vault, record.clinic_id, PATIENT, sender.now)
    by.tell(session, Action.RECEIVED, record.id, detail={"version": str(number)})


def _sealed(sender: Sender, draft: Draft, summary: Summary, place: VersionPlace, key: ClinicKeyRecord) -> SealedVersion:
    questionnaire, language = sender.questionnaire, sender.language
    told = language.gettext("Sent to {clinic} on {day}.")
    clinic_name = draft.appointment.clinic_name if draft.appointment else ""
    told = told.format(clinic=clinic_name, day=language.date(sender.today))
    header = header_of(questionnaire, draft, summary, language)
    form = form_to_send(questionnaire, draft, summary, told)
    public = clinic_key_of(sender.vault.keys, key)
    return new_version_key(place).sealed(public, key.kid, header_to_bytes(header), form_to_bytes(form))


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, UTC)
