"""Rows of many patients, made by several processes: drafts and responses, each sealed under a key of its own."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from multiprocessing import get_context
from typing import Any
from uuid import UUID, uuid4

from forms.answers import Draft
from forms.codec import draft_to_bytes
from forms.ketamine import INTAKE
from intake.keys.crockford import ALPHABET
from intake.keys.derivation import CURRENT, new_salt
from intake.keys.draft_keys import new_data_key, wrap_by_token
from intake.keys.hpke import PublicKey
from intake.keys.master import Keys
from intake.keys.response_keys import VersionPlace, new_version_key
from intake.keys.sealing import seal
from intake.keys.tokens import new_token, token_hash, token_text
from intake.language import language_of
from intake.services.bindings import bind_version
from intake.store.clinic_models import STATUSES, VersionRecord
from intake.summary.build import build_summary
from intake.summary.sent import Header, form_to_bytes, form_to_send, header_to_bytes
from tests.bench.growth.layout import Layout
from tests.bench.stored import name_of
from tests.builders import BUSY, a_draft
from tests.clinics import NOW

AT_ONCE = 1_000
PLAINTEXTS = 50
ANSWERED = ("you.name", "you.birth_date", "visit.clinician", "you.filled_in_by", "reason.chief_concern", "body.height")
# In how many minutes all of them came in: fewer than a draft is kept.
MINUTES = 40_000
# Every tenth patient has a browser in which the form is open.
HAS_SESSION = 10


@dataclass(frozen=True, slots=True)
class Recipient:
    """A clinic with its newest key."""

    clinic_id: UUID
    kid: int
    public: PublicKey


@dataclass(frozen=True, slots=True)
class Making:
    """What the processes that make rows are given."""

    keys: Keys = field(repr=False)
    recipients: tuple[Recipient, ...]
    layout: Layout


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows as they are inserted, in the order in which they came in; `token` opens one of the drafts."""

    drafts: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    responses: list[dict[str, Any]]
    versions: list[dict[str, Any]]
    token: str = field(repr=False)


def chunks(making: Making, processes: int) -> Iterator[Chunk]:
    starts = range(0, making.layout.rows, AT_ONCE)
    # Forked: the keys are nobody's but these processes', and travel nowhere.
    with get_context("fork").Pool(processes, _begin, (making,)) as pool:
        yield from pool.imap(_chunk, starts)


_GIVEN: list[Making] = []


def _begin(making: Making) -> None:
    _GIVEN[:] = [making]


def _chunk(start: int) -> Chunk:
    making = _GIVEN[0]
    numbers = range(start, min(start + AT_ONCE, making.layout.rows))
    made = Chunk([], [], [], [], token_text(token := new_token()))
    for number in numbers:
        _add_draft(made, number, making.layout.rows, token if number == start else new_token())
        _add_response(made, number, making)
    return made


def _add_draft(made: Chunk, number: int, rows: int, token: bytes) -> None:
    draft_id, data_key, at = uuid4(), new_data_key(), _came_in(number, rows)
    place = "draft", str(draft_id), "body", INTAKE.canonical, 1
    made.drafts.append(
        {
            "id": draft_id,
            "questionnaire": INTAKE.canonical,
            "locator": _locator(number),
            **_lock_of_nobody(),
            "body": seal(data_key, _draft_body(number % PLAINTEXTS), bound_to=place),
            "rev": 1,
            "keep_days": 30,
            "created_at": at,
            "updated_at": at,
            "expires_at": at + timedelta(days=30),
        }
    )
    if number % HAS_SESSION == 0:
        made.sessions.append(_session(draft_id, wrap_by_token(data_key, token, str(draft_id)), token, at))


def _lock_of_nobody() -> dict[str, Any]:
    """Argon2id of a million codes would take five hours, and nobody comes back with one of them."""
    locked = {"code_verifier": secrets.token_bytes(32), "dek_by_code": secrets.token_bytes(61)}
    return {"kdf_parameters": CURRENT.text, "code_salt": new_salt(), **locked}


def _session(draft_id: UUID, wrapped_key: bytes, token: bytes, at: datetime) -> dict[str, Any]:
    return {
        "id_hash": token_hash(token),
        "kind": "patient",
        "draft_id": draft_id,
        "wrapped_key": wrapped_key,
        "created_at": at,
        "last_seen": NOW,
        "expires_at": NOW + timedelta(days=1),
    }


def _add_response(made: Chunk, number: int, making: Making) -> None:
    recipient, response_id = making.recipients[making.layout.clinic_of(number)], uuid4()
    day, at, turn = _day(number), _came_in(number, making.layout.rows), number // making.layout.thousands
    made.responses.append(
        {
            "id": response_id,
            "clinic_id": recipient.clinic_id,
            "questionnaire": INTAKE.canonical,
            "latest": 1,
            # Half of a clinic's are new, the rest in the other states.
            "status": STATUSES[0] if turn % 2 else STATUSES[turn // 2 % len(STATUSES)],
            "appointment_day": day.date(),
            "received_at": at,
            "retention_until": day + timedelta(days=91),
            "withdraw_hash": secrets.token_bytes(32),
        }
    )
    made.versions.append(_version(making.keys, recipient, response_id, number, at))


def _version(keys: Keys, recipient: Recipient, response_id: UUID, number: int, at: datetime) -> dict[str, Any]:
    place = VersionPlace(
        clinic=str(recipient.clinic_id), questionnaire=INTAKE.canonical, response=str(response_id), number=1
    )
    header, body = _header(number), _sent_body(number % PLAINTEXTS)
    sealed = new_version_key(place).sealed(recipient.public, recipient.kid, header, body)
    row = {
        "response_id": response_id,
        "number": 1,
        "kid": recipient.kid,
        "sealed_key": sealed.key,
        "header": sealed.header,
        "body": sealed.body,
        "received_at": at,
    }
    record = VersionRecord(**row)
    bind_version(keys, recipient.clinic_id, record)
    return {**row, "mac": record.mac}


def _came_in(number: int, rows: int) -> datetime:
    return NOW - timedelta(minutes=MINUTES * (rows - number) / rows)


def _day(number: int) -> datetime:
    return datetime(NOW.year, NOW.month, NOW.day, tzinfo=UTC) + timedelta(days=number % 60)


def _locator(number: int) -> str:
    """Another one for each number, in no order: an odd factor reaches every one of the 32⁶ once."""
    scattered = (number * 0x2545F491 + 0x1B873593) % 32**6
    return "".join(ALPHABET[scattered >> 5 * place & 31] for place in range(6))


def _header(number: int) -> bytes:
    born = f"{1940 + number * 7 % 60}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return header_to_bytes(Header(name_of(number), born, born, f"K{number % 100:02}-{number % 1000:03}"))


@cache
def _draft_body(number: int) -> bytes:
    return draft_to_bytes(_draft(number))


@cache
def _sent_body(number: int) -> bytes:
    draft = _draft(number)
    summary = build_summary(INTAKE, draft, language_of(), made_on=NOW.date())
    return form_to_bytes(form_to_send(INTAKE, draft, summary, "Sent to Northside Clinic."))


def _draft(number: int) -> Draft:
    """Somebody who answered little, so that a million of them fit on a disk."""
    little = {link_id: BUSY[link_id] for link_id in ANSWERED}
    return a_draft({**little, "you.name": name_of(number)})
