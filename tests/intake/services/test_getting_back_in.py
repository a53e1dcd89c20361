"""Getting back in by the recovery code, and the passphrase typed again: with the second factor, and within limits."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import chain, repeat

import pytest

from intake.errors import PassphraseRefused, SessionEnded, SignInNotOpened, TooBusy, TooManyTries
from intake.keys import derivation, staff_keys
from intake.keys.derivation import WaitingRoom
from intake.services import auditing, factors, signing_in, staff_sessions, throttling
from intake.services.auditing import Action
from intake.store.engine import reading
from tests.clinics import NOW, comes_in

MINUTE = timedelta(minutes=1)
ELSEWHERE = "198.51.100.7"
NEW_PASSPHRASE = "ten grey stones under ice"


def sign_in(world, person, now=NOW, **changes) -> str:
    return signing_in.sign_in(world.vault, person.typed(now, **changes), now)


def told(world, *actions: Action):
    with reading(world.vault.engine) as session:
        return auditing.rows_of(session, world.vault.keys, world.north.id, actions)


def use_up(world, tries, times: int) -> None:
    for _ in range(times):
        throttling.count(world.vault.engine, tries, NOW)


def use_up_codes(world, person, times: int) -> None:
    known = factors.known_of(world.vault, person.username, "")
    use_up(world, factors.tries_of_factor(world.vault, known), times)


def recover(world, person, now=NOW, recovery_code=None, **changes):
    typed = person.typed(now, **{"passphrase": NEW_PASSPHRASE, **changes})
    return signing_in.recover_access(world.vault, typed, recovery_code or person.secrets.recovery_code, now)


def test_recovery_code_opens_nothing_without_the_second_factor(world):
    anna, wrong = world.north.reviewer, staff_keys.new_recovery_code()
    for now, tried in ((NOW, {"code": "000000"}), (NOW, {"recovery_code": wrong}), (NOW, {"recovery_code": "typo"})):
        with pytest.raises(SignInNotOpened):
            recover(world, anna, now, **tried)
    with pytest.raises(SignInNotOpened):
        recover(world, anna, username="bea")

    assert [row.outcome for row in told(world, Action.SECRETS_CHANGED)] == ["not opened"] * 3
    assert sign_in(world, anna)


def test_whoever_has_no_recovery_code_learns_nothing_of_the_second_factor_by_a_weak_passphrase(world):
    with pytest.raises(SignInNotOpened):
        recover(world, world.north.reviewer, recovery_code=staff_keys.new_recovery_code(), passphrase="password")


def test_recovery_code_brings_a_new_passphrase_for_the_same_key(world):
    anna = world.north.reviewer
    token = sign_in(world, anna)
    before = staff_sessions.member_of_token(world.vault, token, NOW)
    later = NOW + MINUTE
    anna.secrets = recover(world, anna, later)

    with pytest.raises(SessionEnded):
        staff_sessions.member_of_token(world.vault, token, later)
    last = later + MINUTE
    with pytest.raises(SignInNotOpened):
        sign_in(world, anna, last)
    after = staff_sessions.member_of_token(world.vault, sign_in(world, anna, last, passphrase=NEW_PASSPHRASE), last)
    assert after.key == before.key


def test_recovery_with_a_weak_passphrase_uses_neither_code_up(world):
    anna = world.north.reviewer
    with pytest.raises(PassphraseRefused):
        recover(world, anna, passphrase="anna example")
    anna.secrets, old = recover(world, anna), anna.secrets

    with pytest.raises(SignInNotOpened):
        recover(world, anna, NOW + MINUTE, recovery_code=old.recovery_code)


def test_whoever_found_a_recovery_code_has_no_more_tries_of_the_second_factor_than_others(world):
    use_up_codes(world, world.north.reviewer, 5)
    with pytest.raises(TooManyTries):
        recover(world, world.north.reviewer, address=ELSEWHERE)
    with pytest.raises(SignInNotOpened):
        recover(world, world.north.reviewer, address=ELSEWHERE, recovery_code=staff_keys.new_recovery_code())


def test_passphrase_is_typed_again_before_an_export_and_with_a_code_before_keys(world):
    anna = world.north.reviewer
    member = comes_in(world.vault, anna)
    signing_in.confirm(world.vault, member, anna.passphrase, NOW)
    later = NOW + MINUTE
    signing_in.confirm(world.vault, member, anna.passphrase, later, anna.code(later))

    for passphrase, code in (("not this one", None), (anna.passphrase, anna.code(later)), ("not this", "000000")):
        with pytest.raises(SignInNotOpened):
            signing_in.confirm(world.vault, member, passphrase, later, code)
    assert [row.outcome for row in told(world, Action.CONFIRMED)] == ["not opened"] * 3


def test_passphrases_typed_again_are_limited_and_those_that_open_do_not_count(world):
    anna = world.north.reviewer
    member = comes_in(world.vault, anna)
    for _ in range(6):
        signing_in.confirm(world.vault, member, anna.passphrase, NOW)
    use_up(world, throttling.tries_of_member(world.vault.keys, member.staff_id, throttling.PASSPHRASES_AGAIN), 5)
    with pytest.raises(TooManyTries):
        signing_in.confirm(world.vault, member, anna.passphrase, NOW)
    assert sign_in(world, anna, NOW + MINUTE), "signing in has limits of its own"


def test_whoever_found_an_open_session_has_no_more_tries_of_the_second_factor_than_others(world):
    anna = world.north.reviewer
    member = comes_in(world.vault, anna)
    use_up_codes(world, anna, 5)
    with pytest.raises(TooManyTries):
        signing_in.confirm(world.vault, member, anna.passphrase, NOW, "000000")
    signing_in.confirm(world.vault, member, anna.passphrase, NOW)


@contextmanager
def busy_after(monkeypatch, runs: int):
    """So many runs of Argon2id get a place, and nobody after them."""
    waiting = WaitingRoom(running=1, waiting=0)
    places = chain(repeat(waiting, runs), repeat(WaitingRoom(running=0, waiting=0)))
    with monkeypatch.context() as patched:
        patched.setattr(derivation, "ARGON2", RoomFor(places))
        yield


class RoomFor:
    def __init__(self, rooms) -> None:
        self._rooms = rooms

    def place(self):
        return next(self._rooms).place()


def test_recovery_that_finds_the_server_too_busy_does_not_count(world, monkeypatch):
    anna = world.north.reviewer
    for _ in range(6):
        with busy_after(monkeypatch, 0), pytest.raises(TooBusy):
            recover(world, anna, code=anna.secrets.backup_codes[0])

    assert recover(world, anna, code=anna.secrets.backup_codes[0])


@pytest.mark.parametrize("runs", [0, 1], ids=["at the passphrase", "at the code on paper"])
def test_passphrase_typed_again_that_finds_the_server_too_busy_does_not_count(world, monkeypatch, runs):
    anna = world.north.reviewer
    member, code = comes_in(world.vault, anna), anna.secrets.backup_codes[0]
    for _ in range(6):
        with busy_after(monkeypatch, runs), pytest.raises(TooBusy):
            signing_in.confirm(world.vault, member, anna.passphrase, NOW, code)

    signing_in.confirm(world.vault, member, anna.passphrase, NOW, code)
    assert told(world, Action.CONFIRMED) == ()


def test_sign_in_that_finds_the_server_too_busy_at_the_code_on_paper_does_not_count(world, monkeypatch):
    anna = world.north.reviewer
    for _ in range(6):
        with busy_after(monkeypatch, 1), pytest.raises(TooBusy):
            sign_in(world, anna, code=anna.secrets.backup_codes[0])

    assert sign_in(world, anna, code=anna.secrets.backup_codes[0])
