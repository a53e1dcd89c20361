"""Tokens: drawn from 256 bits of chance, held as text, and known by their hash."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import SessionEnded
from intake.keys.tokens import TOKEN_LENGTH, new_token, token_from, token_hash, token_text


@given(st.binary(min_size=TOKEN_LENGTH, max_size=TOKEN_LENGTH))
def test_a_token_comes_back_from_its_text(token):
    text = token_text(token)

    assert token_from(text) == token
    assert text.replace("-", "").replace("_", "").isalnum()
    assert len(text) == 43


def test_tokens_do_not_repeat_and_have_a_bit_of_chance_for_each_of_256():
    drawn = {new_token() for _ in range(1000)}

    assert len(drawn) == 1000
    assert {len(token) for token in drawn} == {32}


@given(st.text(max_size=60).filter(lambda text: len(text) != 43))
def test_what_is_no_token_is_an_ended_session(text):
    with pytest.raises(SessionEnded):
        token_from(text)


@given(st.binary(max_size=100).filter(lambda token: len(token) != TOKEN_LENGTH))
def test_a_token_of_another_length_is_an_ended_session(token):
    with pytest.raises(SessionEnded):
        token_from(token_text(token))


def test_the_database_knows_a_token_by_its_hash_alone():
    token = new_token()

    assert token_hash(token) == hashlib.sha256(token).digest()
    assert token_hash(token_text(token).encode()) != token_hash(token)
