"""Whether a name or a code is known, the same work is done before it is refused: the time tells nothing (S8).

How long it took is measured by `python -m tests.bench timing`; here the work is counted.
"""

from itertools import count

import pytest

from intake.errors import CodeUnknown, SignInNotOpened
from intake.keys import return_codes, staff_keys
from intake.keys.derivation import CURRENT, FOR_PASSPHRASES
from intake.services import signing_in, vault
from intake.services.signing_in import Typed
from tests.clinics import NOW
from tests.intake.services.work_done import Work, counted

WRONG = "not this one, not at all"
ADDRESSES = (f"198.18.{number // 250}.{number % 250}" for number in count())
OF_PASSPHRASE = (FOR_PASSPHRASES.memory_kib, FOR_PASSPHRASES.passes, FOR_PASSPHRASES.lanes)
OF_CODE = (CURRENT.memory_kib, CURRENT.passes, CURRENT.lanes)
CODES = {"app": "123456", "paper": "3-AAAAA-AAAAA", "nothing": "", "no code": "x" * 50}


def sign_in(world, username: str, code: str) -> Work:
    """The work of a try that is refused."""
    typed = Typed(username=username, passphrase=WRONG, code=code, address=next(ADDRESSES))
    with counted(world.vault.engine) as work, pytest.raises(SignInNotOpened):
        signing_in.sign_in(world.vault, typed, NOW)
    return work


def recover(world, username: str, code: str, recovery_code: str) -> Work:
    typed = Typed(username=username, passphrase=WRONG, code=code, address=next(ADDRESSES))
    with counted(world.vault.engine) as work, pytest.raises(SignInNotOpened):
        signing_in.recover_access(world.vault, typed, recovery_code, NOW)
    return work


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_sign_in_does_the_same_work_for_a_name_that_is_known_and_one_that_is_not(shared_world, code):
    known = sign_in(shared_world, "anna", code)
    unknown = sign_in(shared_world, "anne", code)

    assert known == unknown
    assert known.derivations == [OF_PASSPHRASE, *([OF_CODE] if code == CODES["paper"] else [])]
    assert known.keys == len(known.derivations)


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
@pytest.mark.parametrize("recovery_code", [staff_keys.new_recovery_code(), "typo", ""], ids=["code", "typo", "nothing"])
def test_recovery_does_the_same_work_for_a_name_that_is_known_and_one_that_is_not(shared_world, code, recovery_code):
    assert recover(shared_world, "anna", code, recovery_code) == recover(shared_world, "anne", code, recovery_code)


def test_return_code_costs_the_same_whether_its_locator_is_known(shared_world):
    safe = shared_world.vault
    started = vault.start(safe, "urn:form|1", lambda _: b"written", next(ADDRESSES), NOW)

    def work_of(code) -> Work:
        with counted(safe.engine) as work, pytest.raises(CodeUnknown):
            vault.open_by_code(safe, code, next(ADDRESSES), NOW)
        return work

    known = work_of(return_codes.ReturnCode(started.code.locator, return_codes.draw().secret))
    assert known == work_of(return_codes.draw())
    assert known.derivations == [OF_CODE]
    assert known.keys == 1


def test_nobody_signs_in_where_nobody_works(safe):
    typed = Typed(username="anna", passphrase=WRONG, code="123456", address=next(ADDRESSES))
    with counted(safe.engine) as work, pytest.raises(SignInNotOpened):
        signing_in.sign_in(safe, typed, NOW)

    assert work.derivations == [OF_PASSPHRASE]


def test_recovery_code_of_somebody_else_opens_nothing_for_a_name_that_is_not_known(shared_world):
    # What is read for an unknown name is another one's, whoever that is.
    houses = shared_world.north, shared_world.south
    codes = [person.secrets.recovery_code for house in houses for person in house.people.values()]

    assert {recover(shared_world, "anne", CODES["app"], code).keys for code in codes} == {1}


def test_work_differs_where_nothing_is_done_without_a_lock(shared_world, monkeypatch):
    real = staff_keys.unlock_by_passphrase

    def naive(lock, *more):
        return real(lock, *more) if lock else None

    monkeypatch.setattr(staff_keys, "unlock_by_passphrase", naive)
    known, unknown = (sign_in(shared_world, name, CODES["app"]) for name in ("anna", "anne"))

    assert (len(known.derivations), len(unknown.derivations)) == (1, 0)
