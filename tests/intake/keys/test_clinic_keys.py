"""Grants: a clinic's key opens for the one whom it was granted to, as the key of that number of that clinic."""

from dataclasses import replace

import pytest

from intake.errors import SealBroken
from intake.keys.clinic_keys import RECOVERY, GrantPlace, clinic_key_in, grant
from intake.keys.hpke import X25519_SUITE, new_private_key, seal_to

CLINIC_KEY, ANNA, ROB = new_private_key(), new_private_key(), new_private_key()
PLACE = GrantPlace("north", 1, "anna")


def test_whoever_was_granted_the_key_has_it():
    sealed = grant(CLINIC_KEY, ANNA.public, PLACE)

    assert clinic_key_in(sealed, ANNA, PLACE) == CLINIC_KEY
    with pytest.raises(SealBroken):
        clinic_key_in(sealed, ROB, PLACE)


@pytest.mark.parametrize("change", [{"clinic": "south"}, {"kid": 2}, {"holder": "rob"}, {"holder": RECOVERY}], ids=str)
def test_a_grant_that_was_moved_opens_nothing(change):
    with pytest.raises(SealBroken):
        clinic_key_in(grant(CLINIC_KEY, ANNA.public, PLACE), ANNA, replace(PLACE, **change))


def test_a_grant_without_a_key_is_refused():
    # Whoever can write to the database can seal to a public key; that breaks no list.
    with pytest.raises(SealBroken, match="^not a key$"):
        clinic_key_in(seal_to(ANNA.public, b"", PLACE.info), ANNA, PLACE)
    with pytest.raises(SealBroken, match="^not a key$"):
        clinic_key_in(seal_to(ANNA.public, bytes([X25519_SUITE]), PLACE.info), ANNA, PLACE)
