"""Clinics: what patients are told about each, and whether it takes answers yet."""

import re
import unicodedata
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from itertools import count
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.errors import ClinicUnknown, NameMissing, NameTaken, NameTooLong, SealBroken
from intake.keys.clinic_keys import RECOVERY
from intake.keys.master import Keys
from intake.keys.sealing import seal, unseal
from intake.services.auditing import OPERATOR, Action, Event, record
from intake.services.unopened import tell_unopened
from intake.services.vault import Vault
from intake.store import clinics
from intake.store.clinic_models import ClinicRecord
from intake.store.engine import writing

RETENTION_DAYS = 90
MOST_RETENTION_DAYS = 3650
MOST_NAME = 200
_LONGEST_SLUG = 60
NO_LETTERS = "clinic"
_PLAIN_ADDRESS = re.compile(r"[\w.!#$%&'*+/^`{|}~-]{1,64}@[\w.-]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicFacts:
    """What patients are told, in the clinic's own words.

    `readers` read what is sent, `read_within` what time; `watched` says whether anybody watches before that.
    `self_harm_readers` read the answers about thoughts of suicide and self-harm (C6, C7), within `self_harm_within`.
    Answers are kept for `retention_days` after the appointment. `country` is two capital letters.
    """

    name: str
    address: str = ""
    country: str = "US"
    readers: str = ""
    read_within: str = ""
    watched: str = ""
    self_harm_readers: str = ""
    self_harm_within: str = ""
    retention_days: int = RETENTION_DAYS
    has_public_page: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """What has to hold before a clinic is sent anything (security.md §2.7)."""

    has_key: bool
    two_hold_it: bool
    sheet_confirmed: bool
    tells_who_reads: bool
    tells_of_self_harm: bool

    @property
    def is_open(self) -> bool:
        holders = self.two_hold_it or self.sheet_confirmed
        return self.has_key and holders and self.tells_who_reads and self.tells_of_self_harm


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic as its pages have it. `slug` is its name in addresses."""

    id: UUID
    slug: str
    facts: ClinicFacts
    readiness: Readiness
    key_renewal_due: bool
    """Somebody who held the newest key holds it no more, and may have copied it."""


def add(vault: Vault, facts: ClinicFacts, notify: str, now: datetime) -> Clinic:
    """Raises NameMissing, NameTaken, NameTooLong. `notify`: the e-mail address for notices, or ""."""
    _refuse_odd(facts.name)
    clinic_id = uuid4()
    made = ClinicRecord(id=clinic_id, made_at=now, notices_due=0, key_renewal_due=False, **asdict(facts))
    made.notify = _sealed(vault.keys, clinic_id, notify)
    try:
        with writing(vault.engine) as session:
            made.slug = _new_slug(session, facts.name)
            session.add(made)
            session.flush()
            event = Event(clinic_id=clinic_id, actor=OPERATOR, action=Action.CLINIC_ADDED)
            record(session, vault.keys, event, now)
            return _clinic(session, made)
    except IntegrityError:
        raise NameTaken(made.slug) from None


def change(vault: Vault, slug: str, changes: dict[str, object], actor: str, now: datetime) -> Clinic:
    """`changes`: fields of ClinicFacts, and `notify`. The name in addresses stays.

    Raises ClinicUnknown, NameMissing, NameTooLong.
    """
    if "name" in changes:
        _refuse_odd(str(changes["name"]))
    with writing(vault.engine) as session:
        found = _known(session, slug)
        for name, value in changes.items():
            setattr(found, name, _sealed(vault.keys, found.id, str(value)) if name == "notify" else value)
        session.flush()
        told = {"fields": ", ".join(sorted(changes))}
        event = Event(clinic_id=found.id, actor=actor, action=Action.CLINIC_CHANGED, detail=told)
        record(session, vault.keys, event, now)
        return _clinic(session, found)


def _refuse_odd(name: str) -> None:
    if not name.strip():
        raise NameMissing("a clinic has a name; write it")
    if len(name) > MOST_NAME:
        raise NameTooLong(MOST_NAME)


def by_slug(session: Session, slug: str) -> Clinic:
    """Raises ClinicUnknown."""
    return _clinic(session, _known(session, slug))


def by_id(session: Session, clinic_id: UUID) -> Clinic:
    """Raises ClinicUnknown."""
    found = clinics.find(session, clinic_id)
    if found is None:
        raise ClinicUnknown
    return _clinic(session, found)


def every(session: Session) -> tuple[Clinic, ...]:
    return tuple(_clinic(session, found) for found in clinics.every(session))


def notify_address(keys: Keys, found: ClinicRecord) -> str:
    """Where notices go to; "" for nowhere, and for what does not open, which can be written anew."""
    try:
        return unseal(keys.config, found.notify, bound_to=_place(found.id)).decode() if found.notify else ""
    except SealBroken:
        tell_unopened("clinic")
        return ""


def is_plain_address(address: str) -> bool:
    """Whether it stands in a header as it was typed: no names, lists, comments or encoded words."""
    return _PLAIN_ADDRESS.fullmatch(address) is not None


def slug_of(name: str) -> str:
    """The name in addresses: small letters, digits and hyphens; `NO_LETTERS` for a name that has none of them."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or NO_LETTERS


def _new_slug(session: Session, name: str) -> str:
    """Names in other scripts have a number, for one address cannot be told from another's. Raises NameTaken."""
    known = {each.slug: each.name for each in clinics.every(session)}
    for slug, taken in known.items():
        if taken == name:
            raise NameTaken(slug)
    slug = slug_of(name)
    if slug != NO_LETTERS or slug not in known:
        return slug
    return next(slug for number in count(2) if (slug := f"{NO_LETTERS}-{number}") not in known)


def _known(session: Session, slug: str) -> ClinicRecord:
    found = clinics.find_by_slug(session, slug)
    if found is None:
        raise ClinicUnknown(slug)
    return found


def _clinic(session: Session, found: ClinicRecord) -> Clinic:
    facts = ClinicFacts(**{each.name: getattr(found, each.name) for each in fields(ClinicFacts)})
    key, holders = clinics.newest_key(session, found.id), clinics.holders_of_newest(session, found.id)
    readiness = Readiness(
        has_key=key is not None and bool(holders - {RECOVERY}),
        two_hold_it=len(holders - {RECOVERY}) >= 2,
        sheet_confirmed=found.recovery_confirmed_at is not None and RECOVERY in holders,
        tells_who_reads=bool(facts.readers and facts.read_within),
        tells_of_self_harm=bool(facts.self_harm_readers and facts.self_harm_within),
    )
    return Clinic(found.id, found.slug, facts, readiness, found.key_renewal_due)


def _sealed(keys: Keys, clinic_id: UUID, notify: str) -> bytes | None:
    return seal(keys.config, notify.encode(), bound_to=_place(clinic_id), block=256) if notify else None


def _place(clinic_id: UUID) -> tuple[str, ...]:
    return "clinic", str(clinic_id), "notify"
