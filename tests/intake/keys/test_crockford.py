"""Crockford's base32: what is written down comes back from every keyboard, and nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.keys.crockford import ALPHABET, characters_in, decoded, encoded, groups_of, in_groups

FULL_WIDTH = 0xFEE0


@given(st.binary(max_size=80))
def test_bytes_come_back_from_their_characters(data):
    assert decoded(encoded(data), len(data)) == data


@given(st.binary(min_size=1, max_size=80))
def test_there_are_as_few_characters_as_five_bits_each_allow(data):
    characters = encoded(data)

    assert set(characters) <= set(ALPHABET)
    assert len(characters) == -(-len(data) * 8 // 5)


def test_the_first_character_holds_the_first_bits_and_the_last_one_is_filled_up():
    assert (encoded(b""), encoded(b"\xff"), encoded(b"\x00"), encoded(b"\x08")) == ("", "ZW", "00", "10")


@pytest.mark.parametrize(
    ("characters", "length"),
    [("Z", 1), ("ZZZ", 1), ("", 1), ("ZX", 1), ("ZZ", 1), ("U0", 1), ("z0", 1), ("0" * 56, 34), ("0" * 57, 35)],
)
def test_other_characters_lengths_and_bits_left_over_are_refused(characters, length):
    with pytest.raises(ValueError, match=r"^(not so many bytes|substring not found)$"):
        decoded(characters, length)


@given(st.text(ALPHABET, min_size=1, max_size=60), st.sampled_from([" ", "-", ".", "–", "\u00a0", "\u200b", "\u2212"]))
def test_case_and_separators_are_forgiven(characters, separator):
    assert characters_in(separator.join(characters.lower())) == characters


@given(st.text(ALPHABET, max_size=60))
def test_full_width_letters_and_look_alikes_are_forgiven(characters):
    wide = "".join(chr(ord(character) + FULL_WIDTH) for character in characters)

    assert characters_in(wide) == characters
    assert characters_in(characters.replace("0", "o").replace("1", "l")) == characters
    assert characters_in(characters.replace("0", "O").replace("1", "i")) == characters


def test_other_characters_stay_so_that_they_are_refused_and_not_passed_over():
    assert characters_in("AU*B") == "AU*B"


@given(st.text(ALPHABET, max_size=60))
def test_groups_of_four_hold_every_character_in_order(characters):
    groups = groups_of(characters)

    assert "".join(groups) == characters
    assert in_groups(characters) == "-".join(groups)
    assert all(len(group) == 4 for group in groups[:-1])
