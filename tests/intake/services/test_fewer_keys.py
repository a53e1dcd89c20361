"""Whoever holds fewer keys than a colleague takes none away from them, and cannot renew what they do not hold."""

import pytest

from intake.errors import NoGrant
from intake.keys.recovery_sheet import key_from
from intake.services import holding
from intake.services.holding import keys_held
from intake.store.clinic_models import KeyGrantRecord
from intake.store.engine import reading, writing
from tests.clinics import NOW, acting, comes_in


@pytest.fixture
def anna(world):
    """After a renewal: she and Rob hold both keys."""
    member = comes_in(world.vault, world.north.reviewer)
    holding.renew_key(acting(world.vault, member), member)
    return member


def loses(world, member, kid: int) -> None:
    with writing(world.vault.engine) as session:
        session.delete(session.get_one(KeyGrantRecord, (world.north.id, kid, str(member.staff_id))))


def kids(world, member) -> set[int]:
    with reading(world.vault.engine) as session:
        return set(keys_held(session, member))


def test_a_grant_of_fewer_keys_leaves_the_others_in_place(world, anna):
    rob = comes_in(world.vault, world.north.reader)
    assert kids(world, rob) == {1, 2}
    loses(world, anna, 1)
    holding.grant(acting(world.vault, anna), anna, rob.staff_id)

    assert kids(world, rob) == {1, 2}
    holding.grant(acting(world.vault, rob), rob, anna.staff_id)
    assert kids(world, anna) == {1, 2}


def test_a_sheet_of_fewer_keys_takes_none_away_from_whoever_uses_it(world, anna):
    loses(world, anna, 1)
    sheet = holding.make_sheet(acting(world.vault, anna), anna)
    rob = comes_in(world.vault, world.north.reader)

    assert holding.recover(acting(world.vault, rob), rob, key_from(sheet.parts)) == 1
    assert kids(world, rob) == {1, 2}


def test_a_key_is_renewed_by_whoever_holds_the_newest(world, anna):
    loses(world, anna, 2)

    with pytest.raises(NoGrant):
        holding.renew_key(acting(world.vault, anna, NOW), anna)
