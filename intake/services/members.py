"""Who somebody of a clinic is: their role, and the key that their session holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from intake.errors import SealBroken
from intake.keys.hpke import PrivateKey
from intake.keys.master import Keys
from intake.keys.sealing import seal, unseal
from intake.services.unopened import tell_unopened
from intake.store.clinic_models import StaffRecord

STAFF_IDLE = timedelta(minutes=15)
STAFF_LONGEST = timedelta(hours=12)
_BLOCK = 256


class Role(StrEnum):
    """What somebody does; an administrator sees no answer and can hold no key."""

    READER = "reader"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


HOLDS_KEYS = frozenset({Role.READER, Role.REVIEWER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of a clinic, signed in. `session_hash` is the id of this session in the database."""

    staff_id: UUID
    clinic_id: UUID
    username: str
    name: str
    role: Role
    key: PrivateKey = field(repr=False)
    session_hash: bytes = field(repr=False)
    session_ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody of a clinic, as the others see them."""

    staff_id: UUID
    username: str
    name: str
    role: Role
    is_set_up: bool
    has_left: bool
    holds_key: bool


def sealed_details(keys: Keys, staff_id: UUID, details: Mapping[str, str]) -> bytes:
    """Name and the like: sealed under the server's key, for a copied database names nobody."""
    return seal(keys.config, json.dumps(dict(details)).encode(), bound_to=_place(staff_id), block=_BLOCK)


def name_of(keys: Keys, found: StaffRecord) -> str:
    """The name in words; the username where it was sealed under a master key that is gone."""
    try:
        name: str = json.loads(unseal(keys.config, found.details, bound_to=_place(found.id)))["name"]
    except SealBroken:
        tell_unopened("staff")
        return found.username
    return name


def _place(staff_id: UUID) -> tuple[str, ...]:
    return "staff", str(staff_id), "details"
