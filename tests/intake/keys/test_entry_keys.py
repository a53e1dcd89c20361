"""What staff add has a key of its own each, sealed to the clinic's; it opens at its own place alone, as whose it is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import SealBroken
from intake.keys.entry_keys import EntryPlace, SealedEntry, entry_in, seal_entry, sealed_anew
from intake.keys.hpke import new_private_key
from intake.keys.response_keys import VersionPlace, new_version_key, open_version_key

CLINIC, NEWER = new_private_key(), new_private_key()
KID = 3
AT = "2026-11-23T12:00:00+00:00"
PLACE = EntryPlace(clinic="north", response="one", entry="e1", author="anna", at=AT, seq=0)
# These three are bound into the sealed key as well as into the text.
OTHER_IDS = {
    "clinic": replace(PLACE, clinic="south"),
    "response": replace(PLACE, response="two"),
    "entry": replace(PLACE, entry="e2"),
}
OTHER_WORDS = {
    "author": replace(PLACE, author="bea"),
    "at": replace(PLACE, at=AT.replace("23T", "24T")),
    "seq": replace(PLACE, seq=1),
}
OTHER_PLACES = OTHER_IDS | OTHER_WORDS
BLOCK = 256
# The suite's byte, the nonce and the tag.
AROUND = 1 + 12 + 16


def a_note(body: bytes = b"note") -> SealedEntry:
    return seal_entry(CLINIC.public, KID, PLACE, body)


@given(st.binary(max_size=2000))
def test_whoever_has_the_clinics_key_opens_what_was_added(body):
    assert entry_in(CLINIC, a_note(body), PLACE) == body


def test_no_other_key_opens_it():
    for opening in (
        lambda: entry_in(NEWER, a_note(), PLACE),
        lambda: entry_in(CLINIC, replace(a_note(), kid=KID + 1), PLACE),
        lambda: entry_in(CLINIC, replace(a_note(), key=a_note().key), PLACE),
        lambda: entry_in(CLINIC, replace(a_note(), body=a_note().body), PLACE),
    ):
        with pytest.raises(SealBroken):
            opening()


@pytest.mark.parametrize("place", OTHER_PLACES.values(), ids=OTHER_PLACES)
def test_it_opens_nowhere_else_and_as_nobody_elses(place):
    with pytest.raises(SealBroken):
        entry_in(CLINIC, a_note(), place)


@pytest.mark.parametrize("place", OTHER_PLACES.values(), ids=OTHER_PLACES)
def test_its_text_does_not_open_elsewhere_even_where_its_key_does(place, monkeypatch):
    monkeypatch.setattr(EntryPlace, "info", lambda self, kid: ("entry", "v1", kid))
    sealed = a_note()

    assert entry_in(CLINIC, sealed, PLACE) == b"note"
    with pytest.raises(SealBroken):
        entry_in(CLINIC, sealed, place)


def test_a_renewal_seals_the_same_key_to_another_one():
    sealed = a_note()
    again = sealed_anew(CLINIC, sealed, PLACE, NEWER.public, KID + 1)

    assert (again.kid, again.body) == (KID + 1, sealed.body)
    assert entry_in(NEWER, again, PLACE) == b"note"
    with pytest.raises(SealBroken):
        entry_in(CLINIC, again, PLACE)


@pytest.mark.parametrize("place", OTHER_IDS.values(), ids=OTHER_IDS)
def test_a_renewal_seals_nothing_anew_that_was_moved(place):
    with pytest.raises(SealBroken):
        sealed_anew(CLINIC, a_note(), place, NEWER.public, KID + 1)


def test_keys_of_versions_and_of_entries_do_not_open_as_each_other():
    of_version = VersionPlace(clinic="north", questionnaire="urn:form|1", response="one", number=1)
    version = new_version_key(of_version).sealed(CLINIC.public, KID, b"header", b"body")
    for opening in (
        lambda: open_version_key(CLINIC, KID, a_note().key, of_version),
        lambda: entry_in(CLINIC, SealedEntry(KID, version.key, version.body), PLACE),
    ):
        with pytest.raises(SealBroken):
            opening()


@given(st.integers(0, BLOCK - 1))
def test_the_length_tells_nothing_within_a_block(length):
    assert len(a_note(b"n" * length).body) == BLOCK + AROUND


def test_the_key_and_the_text_stay_out_of_the_repr():
    sealed = a_note()

    assert repr(sealed) == f"SealedEntry(kid={KID})"
    assert len({a_note().key for _ in range(20)}) == 20
