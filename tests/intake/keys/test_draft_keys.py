"""The key of a draft opens by the return code and by the session's token, each bound to its draft."""

import pytest

from intake.errors import SealBroken, SessionEnded
from intake.keys.draft_keys import (
    lock_by_code,
    new_data_key,
    unlock_by_code,
    unwrap_by_token,
    wrap_by_token,
)
from intake.keys.return_codes import draw
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
