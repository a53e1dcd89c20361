"""A clinic with thousands of responses, put in at once: each sealed for real, with a key and a place of its own."""

import zlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from forms.answers import Draft
from forms.ketamine import INTAKE
from intake.keys.hpke import PublicKey
from intake.keys.master import Keys
from intake.keys.response_keys import VersionPlace, new_version_key
from intake.language import language_of
from intake.services import auditing
from intake.services.auditing import Action, Event
from intake.services.bindings import bind_version, clinic_key_of
from intake.services.vault import Vault
from intake.store import clinics
from intake.store.clinic_models import STATUSES, ResponseRecord, VersionRecord
from intake.store.engine import writing
from intake.summary.build import build_summary
from intake.summary.sent import Header, form_to_bytes, form_to_send, header_to_bytes
from tests.builders import BUSY, a_draft
from tests.clinics import NOW

PLAINTEXTS = 200
GIVEN = ("Ada", "Bo", "Chidi", "Dara", "Elif", "Femi", "Grace", "Hana", "Iris", "Jun", "Kofi", "Lena", "Mei", "Zoë")
FAMILIES = (
    *("Abara", "Berg", "Costa", "Diaz", "Evans", "Fofana", "García", "Haddad", "Ito", "Jansen", "Kaya", "Lindqvist"),
    *("Moreau", "Novak", "Okafor", "Popescu", "Quinn", "Rossi", "Sato", "Tanaka", "Usman", "Varga", "Weber", "Yilmaz"),
)


@dataclass(frozen=True, slots=True)
class Sealing:
    """To which clinic, under which of its keys; `keys` prove it to be ours."""

    keys: Keys = field(repr=False)
    clinic_id: UUID
    kid: int
    public: PublicKey


def store_responses(vault: Vault, clinic_id: UUID, number: int) -> list[UUID]:
    """So many of busy patients, in one transaction; every fifth came in a second version."""
    with writing(vault.engine) as session:
        key = clinics.newest_key(session, clinic_id)
        assert key is not None
        sealing = Sealing(vault.keys, clinic_id, key.kid, clinic_key_of(vault.keys, key))
        ids = [uuid4() for _ in range(number)]
        session.execute(insert(ResponseRecord), [_response(clinic_id, each, at) for at, each in enumerate(ids)])
        _store_versions(session, sealing, ids)
    return ids


def store_audit_rows(vault: Vault, clinic_id: UUID, number: int) -> None:
    with writing(vault.engine) as session:
        for at in range(number):
            _tell(session, vault.keys, clinic_id, at)


def name_of(number: int) -> str:
    return f"{GIVEN[number % len(GIVEN)]} {FAMILIES[number // len(GIVEN) % len(FAMILIES)]}"


def versions_of(number: int) -> int:
    """How many versions the response of this number has."""
    return 2 if number % 5 == 4 else 1


def _store_versions(session: Session, sealing: Sealing, ids: list[UUID]) -> None:
    rows = [
        _version(sealing, response_id, at, number)
        for at, response_id in enumerate(ids)
        for number in range(1, versions_of(at) + 1)
    ]
    session.execute(insert(VersionRecord), rows)


def _response(clinic_id: UUID, response_id: UUID, at: int) -> dict[str, Any]:
    day = NOW.date() + timedelta(days=at % 60)
    return {
        "id": response_id,
        "clinic_id": clinic_id,
        "questionnaire": INTAKE.canonical,
        "latest": versions_of(at),
        # Half of them new, the rest in the other states.
        "status": STATUSES[0] if at % 2 else STATUSES[at // 2 % len(STATUSES)],
        "appointment_day": day,
        "received_at": _received(at),
        "retention_until": datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=91),
        "withdraw_hash": response_id.bytes * 2,
    }


def _version(sealing: Sealing, response_id: UUID, at: int, number: int) -> dict[str, Any]:
    place = VersionPlace(
        clinic=str(sealing.clinic_id), questionnaire=INTAKE.canonical, response=str(response_id), number=number
    )
    sealed = new_version_key(place).sealed(sealing.public, sealing.kid, _header(at), _body((at + number) % PLAINTEXTS))
    row = {
        "response_id": response_id,
        "number": number,
        "kid": sealing.kid,
        "sealed_key": sealed.key,
        "header": sealed.header,
        "body": sealed.body,
        "received_at": _received(at),
    }
    record = VersionRecord(**row)
    bind_version(sealing.keys, sealing.clinic_id, record)
    return {**row, "mac": record.mac}


def _header(at: int) -> bytes:
    born = date(1940, 1, 1) + timedelta(days=at * 37 % 25_000)
    reference = f"{zlib.crc32(str(at).encode()):08X}"
    return header_to_bytes(Header(name_of(at), born.isoformat(), born.isoformat(), f"{reference[:3]}-{reference[3:6]}"))


@cache
def _body(number: int) -> bytes:
    draft = busy_draft(number)
    language = language_of()
    summary = build_summary(INTAKE, draft, language, made_on=NOW.date())
    return form_to_bytes(form_to_send(INTAKE, draft, summary, "Sent to Northside Clinic."))


def busy_draft(number: int) -> Draft:
    """A busy patient's, in other words for every number."""
    words = f"{BUSY['reason.chief_concern']} Told in other words, number {number}."
    return a_draft({**BUSY, "you.name": name_of(number), "reason.chief_concern": words})


def _received(at: int) -> datetime:
    return NOW - timedelta(minutes=at * 7 % 100_000)


def _tell(session: Session, keys: Keys, clinic_id: UUID, at: int) -> None:
    event = Event(
        clinic_id=clinic_id, actor="anna", action=Action.LISTED, detail={"state": "new", "page": str(at % 9 + 1)}
    )
    auditing.record(session, keys, event, NOW)
