"""Who works in a clinic: added by name and role, set up by their own browser, and leaving."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.errors import CodeNotTaken, LinkOver, NameMissing, NameTaken, NameTooLong, SessionEnded, StaffUnknown
from intake.keys import second_factor, staff_keys
from intake.keys.hpke import PrivateKey, new_private_key
from intake.keys.passphrases import composed, refuse_weak
from intake.keys.second_factor import BACKUP_CODES, BackupLock
from intake.keys.staff_keys import PassphraseLock
from intake.keys.tokens import new_token, token_from, token_hash, token_text
from intake.services.acting import Acting
from intake.services.auditing import NOBODY_OF_A_CLINIC, Action
from intake.services.bindings import bind_staff_key
from intake.services.clinics import by_id
from intake.services.members import HOLDS_KEYS, Colleague, Role, name_of, sealed_details
from intake.services.seeds import sealed_seed
from intake.services.vault import Vault
from intake.store import clinics, staff
from intake.store.clinic_models import BackupCodeRecord, StaffRecord
from intake.store.engine import reading, writing

LINK_LASTS = timedelta(hours=72)
# What the rows hold that say who gave a grant.
MOST_USERNAME = 40
_PLAIN_USERNAME = re.compile(r"[\w.@-]+")


@dataclass(frozen=True, slots=True)
class Welcome:
    """Whom a set-up link is for."""

    staff_id: UUID
    username: str
    name: str
    clinic_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Secrets:
    """What somebody writes down once: the way back in without the passphrase, and without the phone."""

    recovery_code: str = field(repr=False)
    backup_codes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose at their set-up: a passphrase, the seed in their app, and the app's code for it."""

    passphrase: str = field(repr=False)
    seed: bytes = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Locks:
    passphrase: PassphraseLock
    recovery: bytes
    backup: tuple[BackupLock, ...]
    secrets: Secrets


@dataclass(frozen=True, slots=True)
class NewMember:
    username: str
    name: str
    role: Role


def add(by: Acting, new: NewMember) -> str:
    """The token of the single-use link, good for 72 hours. Raises NameMissing, NameTaken, NameTooLong."""
    if not _PLAIN_USERNAME.fullmatch(new.username) or not new.name.strip():
        raise NameMissing("a name to sign in with has letters, digits and . _ - @ alone, and a person has a name")
    if new.username.casefold() in NOBODY_OF_A_CLINIC:
        # The audit log has these names for others.
        raise NameTaken(new.username)
    if len(new.username.casefold()) > MOST_USERNAME:
        raise NameTooLong(MOST_USERNAME)
    staff_id, token = uuid4(), new_token()
    made = StaffRecord(
        id=staff_id,
        clinic_id=by.clinic_id,
        username=new.username.casefold(),
        role=new.role,
        details=sealed_details(by.vault.keys, staff_id, {"name": new.name}),
        setup_hash=token_hash(token),
        setup_expires_at=by.now + LINK_LASTS,
        last_step=0,
        made_at=by.now,
    )
    try:
        with writing(by.vault.engine) as session:
            session.add(made)
            session.flush()
            _tell(session, by, Action.STAFF_ADDED, made)
    except IntegrityError:
        raise NameTaken(new.username) from None
    return token_text(token)


def renew_link(by: Acting, staff_id: UUID) -> str:
    """A new set-up link for somebody who lost every way in: new keys, so that a holder has to grant anew.

    Until the link is used the old ways in stay; `set_up` ends them. Raises StaffUnknown.
    """
    token = new_token()
    with writing(by.vault.engine) as session:
        found = _known(session, by, staff_id)
        found.setup_hash, found.setup_expires_at = token_hash(token), by.now + LINK_LASTS
        found.disabled_at = None
        _tell(session, by, Action.STAFF_RESET, found)
    return token_text(token)


def welcome(vault: Vault, link: str, now: datetime) -> Welcome:
    """Looking uses nothing up. Raises LinkOver."""
    with reading(vault.engine) as session:
        return _welcome(session, vault, _behind(session, link, now, to_change=False))


def set_up(vault: Vault, link: str, chosen: Chosen, now: datetime) -> Secrets:
    """Keys of their own, made here and nowhere kept open; the code proves that the app has the seed.

    Raises LinkOver, PassphraseRefused, CodeNotTaken, TooBusy; then the link is still good.
    """
    whom = welcome(vault, link, now)
    step = second_factor.step_of(chosen.seed, chosen.code, now, 0)
    if step is None:
        raise CodeNotTaken
    key = new_private_key()
    locks = _locked(vault, whom, key, chosen.passphrase)
    with writing(vault.engine) as session:
        found = _behind(session, link, now, to_change=True)
        found.setup_hash = found.setup_expires_at = None
        clinics.delete_grants_to(session, found.clinic_id, str(found.id))
        staff.revoke_sessions_of(session, found.id, now)
        _keep(session, found, locks)
        found.public_key, found.set_up_at, found.last_step = key.public.raw, now, step
        bind_staff_key(vault.keys, found)
        found.seed = sealed_seed(vault.keys, found.id, chosen.seed)
        _tell(session, Acting(vault, found.clinic_id, found.username, now), Action.STAFF_SET_UP, found)
    return locks.secrets


def change_secrets(by: Acting, staff_id: UUID, key: PrivateKey, passphrase: str, but: bytes = b"") -> Secrets:
    """Another passphrase and new codes for the same key; other sessions end. `but`: the one that goes on.

    Raises PassphraseRefused, TooBusy.
    """
    locks = _locked(by.vault, _whom(by.vault, staff_id), key, passphrase)
    with writing(by.vault.engine) as session:
        found = session.get_one(StaffRecord, staff_id)
        _keep(session, found, locks)
        staff.revoke_sessions_of(session, staff_id, by.now, but)
        _tell(session, by, Action.SECRETS_CHANGED, found)
    return locks.secrets


def refuse_weak_for(vault: Vault, staff_id: UUID, passphrase: str) -> None:
    """Raises PassphraseRefused for what this member cannot use."""
    whom = _whom(vault, staff_id)
    refuse_weak(composed(passphrase), (whom.username, whom.name, whom.clinic_name))


def let_go(by: Acting, staff_id: UUID) -> None:
    """Out at once: sessions end and grants go. A holder then renews the key, which they may have copied."""
    with writing(by.vault.engine) as session:
        found = _known(session, by, staff_id)
        found.disabled_at, found.setup_hash = by.now, None
        found.sk_by_passphrase = found.sk_by_recovery = found.verifier = found.seed = None
        staff.delete_backup_codes(session, staff_id)
        staff.revoke_sessions_of(session, staff_id, by.now)
        _take_key(session, found)
        _tell(session, by, Action.STAFF_LEFT, found)


def give_role(by: Acting, staff_id: UUID, role: Role) -> None:
    """An administrator's grants go: that role sees no answers."""
    with writing(by.vault.engine) as session:
        found = _known(session, by, staff_id)
        found.role = role
        staff.revoke_sessions_of(session, staff_id, by.now)
        if role not in HOLDS_KEYS:
            _take_key(session, found)
        _tell(session, by, Action.ROLE_CHANGED, found)


def colleagues(session: Session, vault: Vault, clinic_id: UUID) -> tuple[Colleague, ...]:
    holders = clinics.holders_of_newest(session, clinic_id)
    return tuple(
        Colleague(
            staff_id=found.id,
            username=found.username,
            name=name_of(vault.keys, found),
            role=Role(found.role),
            is_set_up=found.set_up_at is not None,
            has_left=found.disabled_at is not None,
            holds_key=str(found.id) in holders,
        )
        for found in staff.of_clinic(session, clinic_id)
    )


def _whom(vault: Vault, staff_id: UUID) -> Welcome:
    with reading(vault.engine) as session:
        return _welcome(session, vault, session.get_one(StaffRecord, staff_id))


def _welcome(session: Session, vault: Vault, found: StaffRecord) -> Welcome:
    clinic = by_id(session, found.clinic_id)
    return Welcome(found.id, found.username, name_of(vault.keys, found), clinic.facts.name, Role(found.role))


def _locked(vault: Vault, whom: Welcome, key: PrivateKey, passphrase: str) -> _Locks:
    """Nine derivations, outside every transaction."""
    chosen = composed(passphrase)
    refuse_weak(chosen, (whom.username, whom.name, whom.clinic_name))
    staff_id, pepper = str(whom.staff_id), vault.keys.pepper
    secrets = Secrets(staff_keys.new_recovery_code(), second_factor.new_backup_codes())
    return _Locks(
        passphrase=staff_keys.lock_by_passphrase(key, chosen, pepper, staff_id),
        recovery=staff_keys.lock_by_recovery_code(key, secrets.recovery_code, staff_id),
        backup=tuple(second_factor.lock_backup_code(code, pepper) for code in secrets.backup_codes),
        secrets=secrets,
    )


def _keep(session: Session, found: StaffRecord, locks: _Locks) -> None:
    lock = locks.passphrase
    found.kdf_parameters, found.salt = lock.parameters, lock.salt
    found.verifier, found.sk_by_passphrase = lock.verifier, lock.wrapped_key
    found.sk_by_recovery = locks.recovery
    staff.delete_backup_codes(session, found.id)
    for number, each in zip(range(1, BACKUP_CODES + 1), locks.backup, strict=True):
        session.add(BackupCodeRecord(staff_id=found.id, number=number, salt=each.salt, verifier=each.verifier))


def _behind(session: Session, link: str, now: datetime, *, to_change: bool) -> StaffRecord:
    try:
        found = staff.find_by_link(session, token_hash(token_from(link)), to_change=to_change)
    except SessionEnded:
        raise LinkOver from None
    if found is None or found.setup_expires_at is None or now >= found.setup_expires_at:
        raise LinkOver
    return found


def _take_key(session: Session, found: StaffRecord) -> None:
    """Their grants go; a key that they may have copied is due to be renewed until a holder has done so."""
    clinic = clinics.find_to_change(session, found.clinic_id)
    if clinics.delete_grants_to(session, found.clinic_id, str(found.id)) and clinic is not None:
        clinic.key_renewal_due = True


def _known(session: Session, by: Acting, staff_id: UUID) -> StaffRecord:
    found = staff.find(session, by.clinic_id, staff_id) if by.clinic_id else None
    if found is None:
        raise StaffUnknown
    return found


def _tell(session: Session, by: Acting, action: Action, found: StaffRecord) -> None:
    by.tell(session, action, found.id, detail={"username": found.username, "role": found.role})
