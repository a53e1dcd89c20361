"""The chain: no two rows read the same, and whoever has not the key makes no link of it."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from intake.keys.audit_chain import GENESIS, HEAD_LENGTH, head_mac_of, key_name, mac_of

KEY = b"k" * 32
FIELDS = st.lists(st.none() | st.text(max_size=9) | st.integers() | st.binary(max_size=9), max_size=5).map(tuple)


@given(FIELDS, FIELDS)
def test_rows_that_differ_have_different_macs(one, other):
    # A number and its text are the same to the log; everything else that differs, differs.
    read = [tuple(str(field) if isinstance(field, int) else field for field in fields) for fields in (one, other)]

    assert (mac_of(KEY, GENESIS, one) == mac_of(KEY, GENESIS, other)) is (read[0] == read[1])


def test_what_moves_from_one_field_to_the_next_changes_the_mac():
    rows = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("abc", None), (b"abc",), (None, "abc"), ("", "abc")]

    assert len({mac_of(KEY, GENESIS, row) for row in rows}) == len(rows)


def test_key_and_row_before_count():
    mac = mac_of(KEY, GENESIS, ("row",))

    assert len(mac) == HEAD_LENGTH
    assert mac_of(b"q" * 32, GENESIS, ("row",)) != mac
    assert mac_of(KEY, b"\1" + GENESIS[1:], ("row",)) != mac
    assert mac_of(KEY, b"", ("row",)) != mac


def test_the_head_says_which_row_is_the_last():
    mac = mac_of(KEY, GENESIS, ("row",))
    heads = {head_mac_of(KEY, 1, mac), head_mac_of(KEY, 2, mac), head_mac_of(KEY, 1, GENESIS), mac}

    assert len(heads) == 4


def test_a_head_cannot_be_taken_for_a_row():
    # A row has nine fields and a head two, so that no row was ever made with the MAC of a head.
    row = (1, "clinic", "at", "actor", "action", "object", "outcome", None, "name")

    assert head_mac_of(KEY, 1, GENESIS) != mac_of(KEY, GENESIS, row)


def test_the_name_of_a_key_is_short_and_tells_nothing_of_it():
    assert len(key_name(KEY)) == 8
    assert key_name(KEY) == key_name(KEY) != key_name(b"q" * 32)
    assert key_name(KEY) not in (KEY.hex()[:8], hashlib.sha256(KEY).hexdigest()[:8])
