"""The recovery sheet: both parts together are the key, in any order and hand; one of them is nothing but chance."""

import hashlib
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import CodeMistyped, Slip
from intake.keys import recovery_sheet
from intake.keys.crockford import ALPHABET
from intake.keys.hpke import X25519_SUITE, PrivateKey, new_private_key
from intake.keys.recovery_sheet import GROUPS, RecoverySheet, key_from, sheet_of

KEYS = st.binary(min_size=32, max_size=32).map(lambda raw: PrivateKey(X25519_SUITE, raw))
CHARACTERS = 56


def slip_of(one: str, other: str) -> Slip:
    with pytest.raises(CodeMistyped) as raised:
        key_from((one, other))
    return raised.value.slip


def characters(part: str) -> str:
    return part.replace("-", "")


@given(KEYS, st.sampled_from([" ", "", "-", "\n", " – ", "\u00a0", "."]), st.booleans())
def test_the_key_comes_back_however_it_is_typed_and_in_either_order(key, separator, turned):
    typed = [
        separator.join(part.split("-")).lower().replace("0", "o").replace("1", "l") for part in sheet_of(key).parts
    ]

    assert key_from(tuple(reversed(typed)) if turned else tuple(typed)) == key


def test_a_part_is_fourteen_groups_of_four_and_each_can_be_asked_for():
    sheet = sheet_of(new_private_key())

    assert GROUPS == 14
    for part in (1, 2):
        groups = sheet.parts[part - 1].split("-")
        assert [len(group) for group in groups] == [4] * GROUPS
        assert [sheet.group(part, number) for number in range(1, GROUPS + 1)] == groups


def test_the_same_part_twice_and_parts_of_two_sheets_give_no_key():
    key = new_private_key()
    one, other = sheet_of(key), sheet_of(key)

    assert slip_of(one.parts[0], one.parts[0]) is Slip.CHECK
    assert slip_of(one.parts[1], one.parts[1]) is Slip.CHECK
    assert key_from((one.parts[0], other.parts[1])) != key


def test_a_part_with_a_number_that_is_none_is_refused():
    other = recovery_sheet._text_of(3, bytes(32))

    assert slip_of(sheet_of(new_private_key()).parts[0], other) is Slip.CHECK


def test_the_kind_of_slip_is_told():
    one, other = sheet_of(new_private_key()).parts

    assert slip_of("U" + one[1:], other) is Slip.CHARACTER
    assert slip_of(one, other[:-1]) is Slip.LENGTH
    assert slip_of(one + "0", other) is Slip.LENGTH
    assert slip_of("", "") is Slip.LENGTH
    assert slip_of(one, other * 1000) is Slip.LENGTH


def part_of(number: int, seed: int) -> str:
    """A part whose share is the same in every run."""
    return recovery_sheet._text_of(number, hashlib.sha256(bytes([number, seed])).digest())


def is_taken(typed: str) -> bool:
    try:
        recovery_sheet._share_in(typed)
    except CodeMistyped:
        return False
    return True


def with_one_wrong(part: str) -> Iterator[str]:
    """Every way to write one character wrong: 56 × 31."""
    whole = characters(part)
    for place in range(CHARACTERS):
        for wrong in ALPHABET.replace(whole[place], ""):
            yield whole[:place] + wrong + whole[place + 1 :]


def test_every_single_wrong_character_of_these_sheets_is_found():
    # Two bytes of a hash let one slip in 65,536 through on the whole; of these 17,360 it is none.
    parts = [part_of(number, seed) for seed in range(5) for number in (1, 2)]
    slips = [typed for part in parts for typed in with_one_wrong(part)]

    assert len(slips) == 17_360
    assert [typed for typed in slips if is_taken(typed)] == []


def test_all_neighbours_that_changed_places_on_these_sheets_are_found():
    for seed in range(20):
        whole = characters(part_of(1, seed))
        for at in range(CHARACTERS - 1):
            changed = whole[:at] + whole[at + 1] + whole[at] + whole[at + 2 :]
            assert changed == whole or not is_taken(changed)


def test_a_slip_that_goes_unseen_gives_another_key_and_never_the_right_one():
    key = new_private_key()
    one, other = sheet_of(key).parts
    share = bytearray(recovery_sheet._share_in(one)[1])
    share[5] ^= 8

    assert key_from((recovery_sheet._text_of(1, bytes(share)), other)) != key


@given(KEYS, KEYS)
def test_to_one_part_every_key_fits(key, any_other):
    # For each part and each key there is exactly one second part: the first one alone tells nothing of the key.
    one = sheet_of(key).parts[0]
    share = recovery_sheet._share_in(one)[1]
    fitting = bytes(a ^ b for a, b in zip(share, any_other.raw, strict=True))

    assert key_from((one, recovery_sheet._text_of(2, fitting))) == any_other


def test_each_part_looks_like_chance_whatever_the_key():
    sheets = [sheet_of(PrivateKey(X25519_SUITE, bytes(32))) for _ in range(400)]
    for part in (0, 1):
        shares = [recovery_sheet._share_in(sheet.parts[part])[1] for sheet in sheets]
        ones = Counter(bit for share in shares for bit in range(256) if share[bit // 8] >> bit % 8 & 1)

        assert len(set(shares)) == 400
        # 400 fair coins for each bit: ten standard deviations about 200 are never left.
        assert all(100 < ones[bit] < 300 for bit in range(256))


def test_the_parts_are_not_in_the_repr():
    assert repr(sheet_of(new_private_key())) == "RecoverySheet()"
    assert repr(RecoverySheet(("a", "b"))) == "RecoverySheet()"


def test_five_hundred_characters_are_read_of_what_is_typed():
    one, other = sheet_of(new_private_key()).parts

    assert key_from((one.rjust(500), other))
    assert slip_of(one.rjust(501), other) is Slip.LENGTH
