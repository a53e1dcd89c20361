"""Who holds a clinic's key: made in a holder's own session, granted by a holder, renewed, and found again on paper.

No key of a clinic is ever stored but sealed to somebody; the operator, who has the database and the master key, is
nobody's holder.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import Session

from intake.errors import NoGrant, SealBroken, StaffUnknown
from intake.keys import clinic_keys, recovery_sheet
from intake.keys.clinic_keys import RECOVERY, GrantPlace
from intake.keys.entry_keys import EntryPlace, SealedEntry, sealed_anew
from intake.keys.hpke import PrivateKey, PublicKey, new_private_key
from intake.keys.recovery_sheet import RecoverySheet
from intake.keys.response_keys import VersionPlace, open_version_key
from intake.services.acting import Acting
from intake.services.auditing import Action
from intake.services.bindings import bind_clinic_key, bind_recovery_key, recovery_key_of, staff_key_of
from intake.services.members import HOLDS_KEYS, Member, Role
from intake.services.vault import Vault
from intake.store import clinics, responses, staff
from intake.store.clinic_models import ClinicKeyRecord, ClinicRecord, EntryRecord, KeyGrantRecord
from intake.store.engine import reading, unhurried, writing

HeldKeys = dict[int, PrivateKey]


class Holder(NamedTuple):
    """A member of staff by id, or the recovery sheet, with the public key to seal a grant to."""

    name: str
    key: PublicKey


@dataclass(frozen=True, slots=True)
class Renewed:
    """`left_as_it_was`: versions and entries that opened with no key that is held, and stay sealed to their old one."""

    kid: int
    sealed_anew: int
    left_as_it_was: int


def keys_held(session: Session, member: Member) -> HeldKeys:
    """By number; a grant that does not open is passed over. Raises NoGrant if none does."""
    return _granted(session, member.clinic_id, str(member.staff_id), member.key)


def make_first_key(by: Acting, member: Member) -> RecoverySheet:
    """The clinic's first key, with a grant to its maker and one to a new recovery sheet.

    Raises NoGrant where there is a key already, or this role can hold none.
    """
    sheet_key = new_private_key()
    with writing(by.vault.engine) as session:
        clinic = _clinic(session, member)
        if member.role not in HOLDS_KEYS or clinics.newest_key(session, clinic.id):
            raise NoGrant
        holders = Holder(str(member.staff_id), member.key.public), Holder(RECOVERY, sheet_key.public)
        _add_key(session, by, clinic, 1, holders)
        _note_sheet(by, clinic, sheet_key)
        by.tell(session, Action.KEY_MADE, "1")
        by.tell(session, Action.SHEET_MADE)
    return recovery_sheet.sheet_of(sheet_key)


def make_sheet(by: Acting, member: Member) -> RecoverySheet:
    """A new recovery sheet for every key that is held; the old sheet opens nothing of the database any more."""
    sheet_key = new_private_key()
    with writing(by.vault.engine) as session:
        clinic = _clinic(session, member)
        held = keys_held(session, member)
        clinics.delete_grants_to(session, clinic.id, RECOVERY)
        for kid, key in held.items():
            _grant(session, by, kid, key, Holder(RECOVERY, sheet_key.public))
        _note_sheet(by, clinic, sheet_key)
        by.tell(session, Action.SHEET_MADE)
    return recovery_sheet.sheet_of(sheet_key)


def confirm_sheet(by: Acting, member: Member) -> None:
    """The groups that were asked for were typed back from paper."""
    with writing(by.vault.engine) as session:
        _clinic(session, member).recovery_confirmed_at = by.now
        by.tell(session, Action.SHEET_CONFIRMED)


def grant(by: Acting, member: Member, staff_id: UUID) -> None:
    """Every key that the member holds, to a colleague who can hold keys.

    Raises NoGrant, StaffUnknown, and SealBroken where the colleague's key was put there by others.
    """
    with writing(by.vault.engine) as session:
        _clinic(session, member)
        held = keys_held(session, member)
        found = staff.find(session, member.clinic_id, staff_id)
        if found is None or found.public_key is None or found.disabled_at or Role(found.role) not in HOLDS_KEYS:
            raise StaffUnknown
        clinics.delete_grants_to(session, member.clinic_id, str(staff_id), held)
        for kid, key in held.items():
            _grant(session, by, kid, key, Holder(str(staff_id), staff_key_of(by.vault.keys, found)))
        by.tell(session, Action.GRANTED, staff_id, detail={"username": found.username})


def renew_key(by: Acting, member: Member) -> Renewed:
    """A new key for all who hold the newest, and every version sealed to it anew: after somebody left.

    One transaction: after a crash all is as it was. Raises NoGrant.
    """
    with writing(by.vault.engine) as session:
        unhurried(session)
        clinic = _clinic(session, member)
        held = keys_held(session, member)
        newest = clinics.newest_key(session, clinic.id)
        if newest is None or newest.kid not in held:
            # What is sealed to the newest key could not be sealed anew.
            raise NoGrant
        holders = _holders(session, by, clinic)
        newest.retired_at, clinic.key_renewal_due = by.now, False
        session.flush()
        kid = newest.kid + 1
        public = _add_key(session, by, clinic, kid, holders)
        renewed = _seal_anew(session, clinic, held, kid, public)
        by.tell(session, Action.KEY_RENEWED, str(kid), detail={"sealed anew": str(renewed.sealed_anew)})
    return renewed


def recover(by: Acting, member: Member, sheet_key: PrivateKey) -> int:
    """Grants for a member from both parts of the recovery sheet: works without any holder and any master key.

    Returns how many keys came back. Raises NoGrant if the sheet is not this clinic's, or not its newest.
    """
    if member.role not in HOLDS_KEYS:
        raise NoGrant
    with writing(by.vault.engine) as session:
        _clinic(session, member)
        found = _granted(session, member.clinic_id, RECOVERY, sheet_key)
        clinics.delete_grants_to(session, member.clinic_id, str(member.staff_id), found)
        for kid, key in found.items():
            _grant(session, by, kid, key, Holder(str(member.staff_id), member.key.public))
        by.tell(session, Action.RECOVERED, member.staff_id)
    return len(found)


def holds_newest(vault: Vault, member: Member) -> bool:
    with reading(vault.engine) as session:
        return str(member.staff_id) in clinics.holders_of_newest(session, member.clinic_id)


def _granted(session: Session, clinic_id: UUID, holder: str, key: PrivateKey) -> HeldKeys:
    """What the grants of this holder hold, as far as the key opens them."""
    held: HeldKeys = {}
    for each in clinics.grants_to(session, clinic_id, holder):
        with suppress(SealBroken):
            held[each.kid] = clinic_keys.clinic_key_in(each.sealed_key, key, _place_of(each))
    if not held:
        raise NoGrant
    return held


def _add_key(session: Session, by: Acting, clinic: ClinicRecord, kid: int, holders: Iterable[Holder]) -> PublicKey:
    key = new_private_key()
    public = key.public
    record = ClinicKeyRecord(clinic_id=clinic.id, kid=kid, suite=public.suite, public_key=public.raw, made_at=by.now)
    bind_clinic_key(by.vault.keys, record)
    session.add(record)
    session.flush()
    for holder in holders:
        _grant(session, by, kid, key, holder)
    return public


def _grant(session: Session, by: Acting, kid: int, key: PrivateKey, to: Holder) -> None:
    assert by.clinic_id is not None  # nosec B101 # noqa: S101 - a member's clinic
    place = GrantPlace(str(by.clinic_id), kid, to.name)
    session.add(
        KeyGrantRecord(
            clinic_id=by.clinic_id,
            kid=kid,
            holder=to.name,
            sealed_key=clinic_keys.grant(key, to.key, place),
            granted_by=by.actor,
            granted_at=by.now,
        )
    )
    session.flush()


def _holders(session: Session, by: Acting, clinic: ClinicRecord) -> list[Holder]:
    """All who hold the newest key and did not leave; the sheet with them."""
    holders = clinics.holders_of_newest(session, clinic.id)
    people = [each for each in staff.of_clinic(session, clinic.id) if str(each.id) in holders and not each.disabled_at]
    found = [Holder(str(each.id), staff_key_of(by.vault.keys, each)) for each in people if each.public_key]
    if RECOVERY in holders and clinic.recovery_public:
        found.append(Holder(RECOVERY, recovery_key_of(by.vault.keys, clinic)))
    return found


def _seal_anew(session: Session, clinic: ClinicRecord, held: HeldKeys, kid: int, public: PublicKey) -> Renewed:
    done = left = 0
    for version, questionnaire in responses.versions_of_clinic(session, clinic.id):
        place = VersionPlace(
            clinic=str(clinic.id),
            questionnaire=questionnaire,
            response=str(version.response_id),
            number=version.number,
        )
        try:
            opened = open_version_key(held[version.kid], version.kid, version.sealed_key, place)
        except (KeyError, SealBroken):
            left += 1
            continue
        version.kid, version.sealed_key = kid, opened.sealed_to(public, kid)
        done += 1
    entries_left = _seal_entries_anew(session, clinic, held, kid, public)
    return Renewed(kid, done, left + entries_left)


def _seal_entries_anew(session: Session, clinic: ClinicRecord, held: HeldKeys, kid: int, public: PublicKey) -> int:
    """What staff added, too; returns how many entries opened with no key that is held."""
    left = 0
    for entry in responses.entries_of_clinic(session, clinic.id):
        place = entry_place(clinic.id, entry)
        try:
            renewed = sealed_anew(held[entry.kid], SealedEntry(entry.kid, entry.sealed_key, b""), place, public, kid)
        except (KeyError, SealBroken):
            left += 1
            continue
        entry.kid, entry.sealed_key = renewed.kid, renewed.key
    return left


def entry_place(clinic_id: UUID, entry: EntryRecord) -> EntryPlace:
    return EntryPlace(
        clinic=str(clinic_id),
        response=str(entry.response_id),
        entry=str(entry.id),
        author=str(entry.author),
        at=entry.at.astimezone(UTC).isoformat(),
        seq=entry.seq,
    )


def _clinic(session: Session, member: Member) -> ClinicRecord:
    """Locked: changes to a clinic's keys follow one another, and what is sealed meanwhile waits."""
    found = clinics.find_to_change(session, member.clinic_id)
    assert found is not None  # nosec B101 # noqa: S101 - a member's clinic cannot go before the member
    return found


def _note_sheet(by: Acting, clinic: ClinicRecord, sheet_key: PrivateKey) -> None:
    clinic.recovery_public, clinic.recovery_confirmed_at = sheet_key.public.raw, None
    bind_recovery_key(by.vault.keys, clinic)


def _place_of(grant: KeyGrantRecord) -> GrantPlace:
    return GrantPlace(str(grant.clinic_id), grant.kid, grant.holder)
