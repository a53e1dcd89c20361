"""Signing in with name, passphrase and second factor, at once: no session is ever half open.

Whatever is wrong, the same is said, and each try that did not open stands in the audit log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from intake.errors import SignInNotOpened, TooBusy
from intake.keys.hpke import PrivateKey
from intake.services import factors, staffing, throttling
from intake.services.acting import Acting
from intake.services.auditing import DONE, NOT_OPENED, Action
from intake.services.factors import Factor, Known
from intake.services.members import Member
from intake.services.staff_sessions import open_session
from intake.services.staffing import Secrets
from intake.services.throttling import Try
from intake.services.vault import Vault
from intake.store.engine import writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed to sign in, and where from. `code`: of the app, or one on paper."""

    username: str
    passphrase: str = field(repr=False)
    code: str = field(repr=False)
    address: str


def sign_in(vault: Vault, typed: Typed, now: datetime) -> str:
    """The token for the cookie. Raises SignInNotOpened, TooManyTries, TooBusy, StoreUnavailable."""
    tries = _counted(vault, typed, now)
    known = factors.known_of(vault, typed.username, typed.code)
    by = _acting(vault, known, now)
    key, factor, tries = _proved(vault, known, typed, tries, now)
    with writing(vault.engine) as session:
        opens = key is not None and factors.take(session, known, factor, now)
        outcome = DONE if opens else NOT_OPENED
        by.tell(session, Action.SIGNED_IN, outcome=outcome, detail=_told_from(typed.address))
        if key is not None and opens:
            throttling.give_back(session, tries, now)
            token = open_session(session, known.staff_id, key, now)
    if not opens:
        raise SignInNotOpened
    return token


def recover_access(vault: Vault, typed: Typed, recovery_code: str, now: datetime) -> Secrets:
    """A new passphrase (`typed.passphrase`) by the recovery code; the second factor is wanted all the same.

    Raises SignInNotOpened, PassphraseRefused, TooManyTries, TooBusy.
    """
    tries = _counted(vault, typed, now)
    known = factors.known_of(vault, typed.username, typed.code)
    by = _acting(vault, known, now)
    key = factors.key_by_recovery_code(known, recovery_code)
    if key is not None:
        tries = _counted_again(vault, known, tries, now)
    with _given_back_if_busy(vault, tries, now):
        factor = factors.factor_in(vault, known, typed.code, now)
    if key is not None and factor is not None:
        # Before the code is used up.
        staffing.refuse_weak_for(vault, known.staff_id, typed.passphrase)
    with writing(vault.engine) as session:
        opens = key is not None and factors.take(session, known, factor, now)
        if opens:
            throttling.give_back(session, tries, now)
        else:
            by.tell(session, Action.SECRETS_CHANGED, outcome=NOT_OPENED, detail=_told_from(typed.address))
    if key is None or not opens:
        raise SignInNotOpened
    return staffing.change_secrets(by, known.staff_id, key, typed.passphrase)


def confirm(vault: Vault, member: Member, passphrase: str, now: datetime, code: str | None = None) -> None:
    """The passphrase typed again, before an export; with a code too, before anything about keys.

    Raises SignInNotOpened, TooManyTries, TooBusy.
    """
    tries = throttling.tries_of_member(vault.keys, member.staff_id, throttling.PASSPHRASES_AGAIN)
    throttling.count(vault.engine, tries, now)
    known = factors.known_of(vault, member.username, code or "")
    by = _acting(vault, known, now)
    with _given_back_if_busy(vault, tries, now):
        key = factors.key_by_passphrase(vault, known, passphrase)
    if key is not None and code is not None:
        tries = _counted_again(vault, known, tries, now)
    with _given_back_if_busy(vault, tries, now):
        factor = factors.factor_in(vault, known, code, now) if code is not None else None
    with writing(vault.engine) as session:
        opens = key is not None and (code is None or factors.take(session, known, factor, now))
        if opens:
            throttling.give_back(session, tries, now)
        else:
            by.tell(session, Action.CONFIRMED, outcome=NOT_OPENED)
    if not opens:
        raise SignInNotOpened


def _counted(vault: Vault, typed: Typed, now: datetime) -> tuple[Try, ...]:
    tries = throttling.tries_of_sign_in(vault.keys, typed.address, typed.username.casefold())
    throttling.count(vault.engine, tries, now)
    return tries


def _proved(
    vault: Vault, known: Known, typed: Typed, tries: tuple[Try, ...], now: datetime
) -> tuple[PrivateKey | None, Factor | None, tuple[Try, ...]]:
    """The key, the factor, and every try that was counted on the way."""
    with _given_back_if_busy(vault, tries, now):
        key = factors.key_by_passphrase(vault, known, typed.passphrase)
    if key is not None:
        tries = _counted_again(vault, known, tries, now)
    with _given_back_if_busy(vault, tries, now):
        return key, factors.factor_in(vault, known, typed.code, now), tries


@contextmanager
def _given_back_if_busy(vault: Vault, tries: tuple[Try, ...], now: datetime) -> Iterator[None]:
    """A try that nobody had the time for does not count."""
    try:
        yield
    except TooBusy:
        with writing(vault.engine) as session:
            throttling.give_back(session, tries, now)
        raise


def _counted_again(vault: Vault, known: Known, tries: tuple[Try, ...], now: datetime) -> tuple[Try, ...]:
    """A try of the second factor, wherever it comes from. Only whoever has the first can use this limit up."""
    second = factors.tries_of_factor(vault, known)
    throttling.count(vault.engine, second, now)
    return tries + second


def _acting(vault: Vault, known: Known, now: datetime) -> Acting:
    return Acting(vault, known.clinic_id, known.username, now)


def _told_from(address: str) -> dict[str, str]:
    return {"from": throttling.network_of(address)}
