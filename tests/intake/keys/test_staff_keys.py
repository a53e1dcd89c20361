"""The key of a member of staff: opened by their passphrase, their recovery code, or their session; by nobody else."""

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import CodeMistyped, SealBroken, Slip
from intake.keys import staff_keys
from intake.keys.crockford import characters_in
from intake.keys.derivation import FOR_PASSPHRASES, KdfParameters
from intake.keys.hpke import new_private_key
from intake.keys.sealing import unwrap
from intake.keys.staff_keys import (
    lock_by_passphrase,
    lock_by_recovery_code,
    new_recovery_code,
    unlock_by_passphrase,
    unlock_by_recovery_code,
    unwrap_by_session,
    wrap_by_session,
)
from intake.keys.tokens import new_token

KEY, CODE = new_private_key(), new_recovery_code()
PASSPHRASE, PEPPER = "four words nobody wrote", b"p" * 32
WRAPPED = lock_by_recovery_code(KEY, CODE, "anna")


@pytest.fixture
def cheap(monkeypatch):
    """What each guess costs is not what these tests are about."""
    monkeypatch.setattr(staff_keys, "FOR_PASSPHRASES", KdfParameters(64, 1, 1))


def test_the_parameters_for_passphrases_are_dearer_than_those_of_the_standard():
    lock = lock_by_passphrase(KEY, PASSPHRASE, PEPPER, "anna")

    assert lock.parameters == FOR_PASSPHRASES.text == "argon2id$m=65536,t=3,p=1"
    assert unlock_by_passphrase(lock, PASSPHRASE, PEPPER, "anna") == KEY


@pytest.mark.usefixtures("cheap")
def test_the_passphrase_opens_its_own_key_alone():
    lock = lock_by_passphrase(KEY, PASSPHRASE, PEPPER, "anna")

    assert unlock_by_passphrase(lock, PASSPHRASE, PEPPER, "anna") == KEY
    for wrong in (PASSPHRASE.upper(), PASSPHRASE + " ", "", "x" * 1024, "\ud800"):
        assert unlock_by_passphrase(lock, wrong, PEPPER, "anna") is None
    assert unlock_by_passphrase(lock, PASSPHRASE, b"q" * 32, "anna") is None
    assert unlock_by_passphrase(lock, PASSPHRASE, b"", "anna") is None


@pytest.mark.usefixtures("cheap")
def test_without_a_lock_nothing_opens_and_the_work_is_that_of_one():
    assert unlock_by_passphrase(None, PASSPHRASE, PEPPER, "anna") is None
    assert staff_keys._NOTHING.parameters == FOR_PASSPHRASES.text
    assert len(staff_keys._NOTHING.salt) == 16
    assert (len(staff_keys._NOTHING.verifier), staff_keys._NOTHING.wrapped_key) == (32, b"")


@pytest.mark.usefixtures("cheap")
def test_a_lock_that_was_moved_or_altered_does_not_open():
    lock = lock_by_passphrase(KEY, PASSPHRASE, PEPPER, "anna")
    altered = replace(lock, wrapped_key=lock.wrapped_key[:-1] + bytes([lock.wrapped_key[-1] ^ 1]))

    with pytest.raises(SealBroken):
        unlock_by_passphrase(lock, PASSPHRASE, PEPPER, "rob")
    with pytest.raises(SealBroken):
        unlock_by_passphrase(altered, PASSPHRASE, PEPPER, "anna")
    with pytest.raises(SealBroken):
        unlock_by_passphrase(replace(lock, parameters=""), PASSPHRASE, PEPPER, "anna")
    assert unlock_by_passphrase(replace(lock, salt=b"s" * 16), PASSPHRASE, PEPPER, "anna") is None
    assert unlock_by_passphrase(replace(lock, verifier=bytes(32)), PASSPHRASE, PEPPER, "anna") is None
    assert unlock_by_passphrase(replace(lock, verifier=b""), PASSPHRASE, PEPPER, "anna") is None


@pytest.mark.usefixtures("cheap")
def test_the_verifier_that_is_stored_opens_nothing():
    lock = lock_by_passphrase(KEY, PASSPHRASE, PEPPER, "anna")
    place = ("staff", "anna", "sk_by_passphrase")
    for guess in (lock.verifier, lock.salt * 2, hashlib.sha256(lock.verifier).digest(), PEPPER):
        with pytest.raises(SealBroken):
            unwrap(guess, lock.wrapped_key, bound_to=place)


@given(st.sampled_from(["-", " ", "", ".", "\u00a0"]), st.booleans())
def test_the_recovery_code_opens_however_it_is_typed(separator, small):
    typed = separator.join(CODE.split("-"))

    assert unlock_by_recovery_code(WRAPPED, typed.lower() if small else typed, "anna") == KEY


def test_another_recovery_code_and_another_persons_open_nothing():
    altered = WRAPPED[:-1] + bytes([WRAPPED[-1] ^ 1])

    assert unlock_by_recovery_code(WRAPPED, new_recovery_code(), "anna") is None
    assert unlock_by_recovery_code(WRAPPED, CODE, "rob") is None
    assert unlock_by_recovery_code(altered, CODE, "anna") is None
    assert unlock_by_recovery_code(b"", CODE, "anna") is None


@pytest.mark.parametrize(
    ("typed", "slip"),
    [("", Slip.LENGTH), (CODE[:-1], Slip.LENGTH), (CODE + "0", Slip.LENGTH), ("U" + CODE[1:], Slip.CHARACTER)],
    ids=["nothing", "too short", "too long", "a letter that is none of them"],
)
def test_what_cannot_be_a_recovery_code_is_told(typed, slip):
    with pytest.raises(CodeMistyped) as raised:
        unlock_by_recovery_code(WRAPPED, typed, "anna")
    assert raised.value.slip is slip


def test_a_megabyte_is_cut_off_before_it_is_read():
    with pytest.raises(CodeMistyped):
        unlock_by_recovery_code(WRAPPED, CODE * 40_000, "anna")


def test_recovery_codes_have_160_bits_and_do_not_repeat():
    drawn = {new_recovery_code() for _ in range(200)}

    assert len(drawn) == 200
    assert {len(characters_in(code)) for code in drawn} == {32}
    assert all([len(group) for group in code.split("-")] == [4] * 8 for code in drawn)


def test_the_token_of_a_session_opens_its_own_wrapping_alone():
    token = new_token()
    wrapped = wrap_by_session(KEY, token, "anna")

    assert unwrap_by_session(wrapped, token, "anna") == KEY
    for other_token, staff_id in ((new_token(), "anna"), (token, "rob")):
        with pytest.raises(SealBroken):
            unwrap_by_session(wrapped, other_token, staff_id)
    with pytest.raises(SealBroken):
        unwrap_by_session(b"", token, "anna")


def test_a_wrapping_for_a_session_does_not_open_as_one_for_a_code():
    with pytest.raises(SealBroken):
        unwrap_by_session(WRAPPED, new_token(), "anna")


def test_a_lock_keeps_its_secrets_out_of_the_repr():
    lock = staff_keys.PassphraseLock("parameters", b"the salt", b"the verifier", b"the key")

    assert repr(lock) == "PassphraseLock(parameters='parameters')"


def test_two_hundred_characters_are_read_of_what_is_typed():
    assert unlock_by_recovery_code(WRAPPED, CODE.rjust(200), "anna") == KEY
    with pytest.raises(CodeMistyped):
        unlock_by_recovery_code(WRAPPED, CODE.rjust(201), "anna")


@pytest.mark.usefixtures("cheap")
def test_nobody_comes_in_where_there_is_no_lock_even_if_its_verifier_is_guessed(monkeypatch):
    lock = lock_by_passphrase(KEY, PASSPHRASE, PEPPER, "anna")
    monkeypatch.setattr(staff_keys, "_NOTHING", lock)

    assert unlock_by_passphrase(None, PASSPHRASE, PEPPER, "anna") is None
