"""The root of all keys: the master key itself at first, later sealed under the master key of the day."""

from dataclasses import fields

import pytest

from intake.errors import SealBroken
from intake.keys.master import Keys, Master, keys_from

FIRST, SECOND = Master(b"1" * 32), Master(b"2" * 32)
DERIVED = [each.name for each in fields(Keys) if each.name != "fingerprint"]


def test_the_first_master_key_is_the_root():
    assert FIRST.root_in(None) == b"1" * 32
    assert FIRST.keys() == keys_from(b"1" * 32)


def test_another_master_key_yields_the_same_keys_from_the_sealed_root():
    rotated = SECOND.keys(SECOND.seal_root(FIRST.root_in(None)))

    assert [getattr(rotated, name) for name in DERIVED] == [getattr(FIRST.keys(), name) for name in DERIVED]
    assert rotated.fingerprint == SECOND.fingerprint != FIRST.fingerprint


def test_the_root_opens_under_its_own_master_key_alone():
    sealed = SECOND.seal_root(b"1" * 32)

    for master, altered in ((FIRST, sealed), (SECOND, sealed[:-1] + bytes([sealed[-1] ^ 1])), (SECOND, b"")):
        with pytest.raises(SealBroken):
            master.keys(altered)


def test_every_key_is_one_of_its_own_and_none_is_the_root_or_in_a_repr():
    keys = FIRST.keys()
    made = [getattr(keys, name) for name in DERIVED]

    assert len({*made, b"1" * 32, FIRST.seal_root(b"1" * 32)}) == len(DERIVED) + 2
    assert repr(FIRST) == "Master()"
    assert repr(keys) == f"Keys(fingerprint={FIRST.fingerprint!r})"
