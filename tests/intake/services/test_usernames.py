"""Names to sign in with: plain, and one in the whole installation."""

import pytest

from intake.errors import NameMissing, NameTaken
from intake.services import staffing
from intake.services.acting import operator_acting
from intake.services.members import Role
from intake.services.staffing import NewMember
from tests.clinics import NOW


@pytest.mark.parametrize("username", ["anna", "ANNA", "bea"])
def test_username_is_one_in_the_whole_installation(shared_world, username):
    by = operator_acting(shared_world.vault, shared_world.south.id, NOW)
    with pytest.raises(NameTaken):
        staffing.add(by, NewMember(username, "Another", Role.READER))


@pytest.mark.parametrize(
    ("username", "name"), [("", "Nora"), ("nora berg", "Nora"), ("nora\n", "Nora"), ("nora:", "Nora"), ("nora", " ")]
)
def test_whoever_is_added_has_a_plain_username_and_a_name(shared_world, username, name):
    by = operator_acting(shared_world.vault, shared_world.south.id, NOW)
    with pytest.raises(NameMissing):
        staffing.add(by, NewMember(username, name, Role.READER))
