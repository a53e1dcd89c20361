"""The key of a draft opens by the return code and by the session's token, each bound to its draft."""

import pytest

from intake.errors import SealBroken, SessionEnded
from intake.keys import draft_keys
from intake.keys.derivation import CURRENT, stretched
from intake.keys.draft_keys import (
    CodeLock,
    lock_by_code,
    new_data_key,
    unlock_by_code,
    unwrap_by_token,
    wrap_by_token,
)
from intake.keys.return_codes import ReturnCode, draw
from intake.keys.tokens import new_token, token_from, token_hash, token_text

PEPPER = b"pepper"


def test_the_code_opens_its_draft_alone():
    data_key, code = new_data_key(), draw()
    lock = lock_by_code(data_key, code, PEPPER, "one")

    assert unlock_by_code(lock, code.with_new_locator(), PEPPER, "one") == data_key
    assert unlock_by_code(lock, draw(), PEPPER, "one") is None
    assert unlock_by_code(lock, code, b"another pepper", "one") is None
    assert unlock_by_code(None, code, PEPPER, "one") is None
    with pytest.raises(SealBroken):
        unlock_by_code(lock, code, PEPPER, "two")


def test_the_token_opens_its_session_alone():
    data_key, token = new_data_key(), new_token()
    wrapped = wrap_by_token(data_key, token, "one")

    assert unwrap_by_token(wrapped, token, "one") == data_key
    with pytest.raises(SealBroken):
        unwrap_by_token(wrapped, new_token(), "one")
    with pytest.raises(SealBroken):
        unwrap_by_token(wrapped, token, "two")


def test_a_token_comes_back_from_the_cookie():
    token = new_token()

    assert token_from(token_text(token)) == token
    assert token_hash(token) != token


@pytest.mark.parametrize("text", ["", "x", "ä" * 43, "A" * 42, "A" * 44, "A" * 43 + "\n", "%" * 43, "A" * 100_000])
def test_what_is_no_token_is_an_ended_session(text):
    with pytest.raises(SessionEnded):
        token_from(text)


def test_a_lock_keeps_its_secrets_out_of_the_repr():
    assert repr(CodeLock("parameters", b"the salt", b"the verifier", b"the key")) == "CodeLock(parameters='parameters')"


def test_without_a_draft_the_work_is_that_of_one():
    salt, parameters, verifier = draft_keys._NOTHING

    assert (len(salt), parameters, len(verifier)) == (16, CURRENT.text, 32)


def test_a_lock_of_nothing_opens_for_nobody_even_if_its_verifier_is_guessed(monkeypatch):
    opening = stretched("0123456789GHJKM", b"s" * 16, PEPPER)
    monkeypatch.setattr(draft_keys, "_NOTHING", (b"s" * 16, CURRENT.text, opening.verifier_hash()))

    assert unlock_by_code(None, ReturnCode("ABCDEF", "0123456789GHJKM"), PEPPER, "one") is None
