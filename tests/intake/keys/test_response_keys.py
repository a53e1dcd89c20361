"""The key of a version seals its header and its body; each opens at its own place alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import SealBroken
from intake.keys.hpke import new_private_key
from intake.keys.response_keys import HEADER_BLOCK, VersionPlace, is_wrapped, new_version_key, open_version_key
from intake.keys.sealing import BLOCK

CLINIC = new_private_key()
KID = 3
PLACE = VersionPlace(clinic="north", questionnaire="urn:form|1", response="one", number=1)
OTHER_PLACES = [
    replace(PLACE, clinic="south"),
    replace(PLACE, questionnaire="urn:form|2"),
    replace(PLACE, response="two"),
    replace(PLACE, number=2),
]
# The suite's byte, the nonce and the tag.
AROUND = 1 + 12 + 16


# How the key of a version is stored: as it came in, and by a member who opened it.
STORED = {
    "came in": lambda key: key.sealed_to(CLINIC.public, KID),
    "wrapped": lambda key: key.wrapped_by(CLINIC, KID),
}


@pytest.fixture(params=STORED.values(), ids=list(STORED))
def stored_as(request):
    return request.param


@pytest.mark.parametrize("stored_as", STORED.values(), ids=list(STORED))
@given(header=st.binary(max_size=600), body=st.binary(max_size=3000))
def test_whoever_has_the_clinics_key_opens_header_and_body(stored_as, header, body):
    key = new_version_key(PLACE)
    sealed = key.sealed(CLINIC.public, KID, header, body)
    opened = open_version_key(CLINIC, KID, stored_as(key), PLACE)

    assert opened.header_in(sealed.header) == header
    assert opened.body_in(sealed.body) == body


@pytest.mark.parametrize("place", OTHER_PLACES, ids=str)
def test_a_key_moved_to_another_place_does_not_open(place, stored_as):
    with pytest.raises(SealBroken):
        open_version_key(CLINIC, KID, stored_as(new_version_key(PLACE)), place)


def test_a_key_under_another_number_of_the_clinics_key_does_not_open(stored_as):
    with pytest.raises(SealBroken):
        open_version_key(CLINIC, KID + 1, stored_as(new_version_key(PLACE)), PLACE)


def test_another_clinics_key_opens_none(stored_as):
    with pytest.raises(SealBroken):
        open_version_key(new_private_key(), KID, stored_as(new_version_key(PLACE)), PLACE)


@pytest.mark.parametrize("at", range(61))
def test_a_wrapped_key_opens_with_no_byte_changed(at):
    wrapped = bytearray(new_version_key(PLACE).wrapped_by(CLINIC, KID))
    wrapped[at] ^= 1

    assert len(wrapped) == 61
    with pytest.raises(SealBroken):
        open_version_key(CLINIC, KID, bytes(wrapped), PLACE)


def test_a_wrapped_key_is_told_from_one_that_came_in():
    key = new_version_key(PLACE)

    assert [is_wrapped(stored(key)) for stored in STORED.values()] == [False, True]


@pytest.mark.parametrize("place", OTHER_PLACES, ids=str)
def test_texts_moved_to_another_place_do_not_open_even_under_the_same_key(place):
    key = new_version_key(PLACE)
    sealed = key.sealed(CLINIC.public, KID, b"header", b"body")
    moved = replace(key, place=place)

    for opening in (lambda: moved.header_in(sealed.header), lambda: moved.body_in(sealed.body)):
        with pytest.raises(SealBroken):
            opening()


def test_header_and_body_do_not_open_as_each_other():
    key = new_version_key(PLACE)
    sealed = key.sealed(CLINIC.public, KID, b"header", b"body")

    for opening in (lambda: key.header_in(sealed.body), lambda: key.body_in(sealed.header)):
        with pytest.raises(SealBroken):
            opening()


def test_a_rotation_seals_the_same_key_to_another_one(stored_as):
    key, new = new_version_key(PLACE), new_private_key()
    sealed = key.sealed(CLINIC.public, KID, b"header", b"body")
    again = open_version_key(CLINIC, KID, stored_as(key), PLACE).sealed_to(new.public, KID + 1)

    assert open_version_key(new, KID + 1, again, PLACE).body_in(sealed.body) == b"body"
    with pytest.raises(SealBroken):
        open_version_key(CLINIC, KID + 1, again, PLACE)


@given(st.integers(0, HEADER_BLOCK - 1), st.integers(0, BLOCK - 1))
def test_the_length_tells_nothing_within_a_block(header, body):
    sealed = new_version_key(PLACE).sealed(CLINIC.public, KID, b"h" * header, b"b" * body)

    assert (len(sealed.header), len(sealed.body)) == (HEADER_BLOCK + AROUND, BLOCK + AROUND)
    assert HEADER_BLOCK == 256


def test_every_version_has_a_key_of_its_own_that_stays_out_of_the_repr():
    keys = [new_version_key(PLACE) for _ in range(50)]

    assert len({key._raw for key in keys}) == 50
    assert not any(repr(key._raw)[2:-1] in repr(key) for key in keys)
