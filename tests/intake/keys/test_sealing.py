"""Sealing: what was sealed opens with its key at its place, and nowhere else, and not with one bit changed."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import SealBroken
from intake.keys.sealing import BLOCK, seal, unseal, unwrap, wrap

KEY = bytes(range(32))
PLACE = ("draft", "1f", "body", "https://example.org/q|1.0.0", 3)


@given(st.binary(max_size=3000))
def test_what_was_sealed_comes_back(plaintext):
    assert unseal(KEY, seal(KEY, plaintext, bound_to=PLACE), bound_to=PLACE) == plaintext


@given(st.binary(max_size=100))
def test_what_was_wrapped_comes_back(plaintext):
    assert unwrap(KEY, wrap(KEY, plaintext, bound_to=PLACE), bound_to=PLACE) == plaintext


@given(st.integers(0, 2 * BLOCK))
def test_lengths_are_told_in_blocks_only(length):
    overhead = len(seal(KEY, b"", bound_to=PLACE)) - BLOCK
    sealed = len(seal(KEY, b"x" * length, bound_to=PLACE)) - overhead

    assert sealed % BLOCK == 0
    assert 0 < sealed - length <= BLOCK


def test_two_thousand_changed_bits_are_refused():
    sealed = seal(KEY, b"what the patient wrote" * 40, bound_to=PLACE)
    for _ in range(2000):
        bit = secrets.randbelow(len(sealed) * 8)
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            unseal(KEY, bytes(changed), bound_to=PLACE)


@pytest.mark.parametrize("part", range(len(PLACE)))
def test_another_place_is_refused(part):
    sealed = seal(KEY, b"words", bound_to=PLACE)

    with pytest.raises(SealBroken):
        unseal(KEY, sealed, bound_to=(*PLACE[:part], "elsewhere", *PLACE[part + 1 :]))


def test_places_that_read_alike_when_joined_are_told_apart():
    sealed = seal(KEY, b"words", bound_to=("ab", "c"))

    with pytest.raises(SealBroken):
        unseal(KEY, sealed, bound_to=("a", "bc"))


def test_another_key_is_refused():
    with pytest.raises(SealBroken):
        unseal(KEY[::-1], seal(KEY, b"words", bound_to=PLACE), bound_to=PLACE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" * 13, b"\x01" * 14, b"\x02" * 60])
def test_what_is_not_sealed_is_refused(sealed):
    with pytest.raises(SealBroken):
        unseal(KEY, sealed, bound_to=PLACE)


def test_sealing_twice_looks_different():
    assert seal(KEY, b"words", bound_to=PLACE) != seal(KEY, b"words", bound_to=PLACE)


def test_what_does_not_open_says_of_which_kind_it_is_and_nothing_else():
    sealed = wrap(KEY, b"words", bound_to=PLACE)

    for broken, said in ((b"\x02" + sealed[1:], "suite unknown"), (sealed + b"x", "seal does not open")):
        with pytest.raises(SealBroken, match=f"^{said}$"):
            unwrap(KEY, broken, bound_to=PLACE)


def test_a_text_is_filled_up_with_zeros_to_blocks_of_a_kilobyte():
    padded = unwrap(KEY, seal(KEY, b"words", bound_to=PLACE), bound_to=PLACE)

    assert padded == b"words\x80" + bytes(1024 - 6)
