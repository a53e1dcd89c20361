"""How often somebody may try; counted in the database, so that limits survive a restart and hold for all workers.

Only tries that were taken count, so a limit ends by itself within its time however often somebody knocks. The limit of
a locator is counted for each address apart: no stranger elsewhere can lock the owner out (docs/decisions/002).
"""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from itertools import accumulate
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from intake.errors import TooManyTries
from intake.keys.master import Keys
from intake.keys.return_codes import ReturnCode
from intake.store import throttles
from intake.store.engine import writing


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    tries: int
    within: timedelta


CODES_OF_ADDRESS = Limit("codes of an address", 10, timedelta(minutes=5))
CODES_OF_LOCATOR = Limit("codes of a locator from an address", 5, timedelta(minutes=5))
DRAFTS_OF_ADDRESS = Limit("new drafts of an address", 60, timedelta(hours=1))
SIGN_INS_OF_ADDRESS = Limit("sign-ins of an address", 10, timedelta(minutes=5))
SIGN_INS_OF_NAME = Limit("sign-ins of a name from an address", 5, timedelta(minutes=5))
# Counted only after the right passphrase, so that no stranger can use them up.
SECOND_FACTORS = Limit("second factors of a member", 5, timedelta(minutes=5))
SECOND_FACTORS_OF_HOUR = Limit("second factors of a member in an hour", 20, timedelta(hours=1))
PASSPHRASES_AGAIN = Limit("passphrases typed again by a member", 5, timedelta(minutes=5))
EXPORTS = Limit("exports of a member", 30, timedelta(hours=1))
LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Try:
    """A try under one limit. The key is a keyed hash: the database holds no address."""

    limit: Limit
    key: bytes = field(repr=False)


def tries_of_code(keys: Keys, address: str, code: ReturnCode) -> tuple[Try, ...]:
    source = source_of(address)
    return (
        _try(keys, CODES_OF_ADDRESS, source),
        _try(keys, CODES_OF_LOCATOR, f"{source}|{code.locator}"),
    )


def tries_of_new_draft(keys: Keys, address: str) -> tuple[Try, ...]:
    return (_try(keys, DRAFTS_OF_ADDRESS, source_of(address)),)


def tries_of_sign_in(keys: Keys, address: str, username: str) -> tuple[Try, ...]:
    source = source_of(address)
    return (
        _try(keys, SIGN_INS_OF_ADDRESS, source),
        _try(keys, SIGN_INS_OF_NAME, f"{source}|{username}"),
    )


def tries_of_member(keys: Keys, staff_id: UUID, *limits: Limit) -> tuple[Try, ...]:
    return tuple(_try(keys, limit, str(staff_id)) for limit in limits)


def count(engine: Engine, tries: tuple[Try, ...], now: datetime) -> None:
    """Before the work is done, so that parallel tries cannot slip through. Raises `TooManyTries`; then none counts."""
    with writing(engine) as session:
        for one in tries:
            throttles.wait_for_turn(session, one.key)
            counted = throttles.counts_between(session, one.key, now - one.limit.within, now)
            if sum(counted.values()) >= one.limit.tries:
                raise TooManyTries(_seconds_until_room(one.limit, counted, now))
            throttles.add(session, one.key, _second(now), 1)


def give_back(session: Session, tries: tuple[Try, ...], now: datetime) -> None:
    """What was right, or was not tried after all, does not count. `now` is the moment it was counted with."""
    for one in tries:
        throttles.add(session, one.key, _second(now), -1)


def source_of(address: str) -> str:
    """Who counts as one: an IPv4 address, or the /64 network that one subscriber of IPv6 is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((int(found), 64), strict=False))


def network_of(address: str) -> str:
    """The network that an address is in: enough to tell a colleague's from a stranger's, and not whose it is."""
    try:
        found = ip_address(source_of(address).partition("/")[0])
    except ValueError:
        return ""
    return str(ip_network((int(found), 48 if isinstance(found, IPv6Address) else 24), strict=False))


def _try(keys: Keys, limit: Limit, source: str) -> Try:
    return Try(limit, keys.hash_of_address(source, limit.name))


def _second(now: datetime) -> datetime:
    return now.replace(microsecond=0)


def _seconds_until_room(limit: Limit, counted: dict[datetime, int], now: datetime) -> int:
    total = sum(counted.values())
    forgotten = zip(counted, accumulate(counted.values()), strict=True)
    room_after = next(second for second, gone in forgotten if total - gone < limit.tries)
    return max(1, math.ceil((room_after + limit.within - now).total_seconds()))
