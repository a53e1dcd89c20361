"""Whoever holds fewer keys than a colleague takes none away from them, and cannot renew what they do not hold."""

import pytest

from intake.errors import NoGrant
from intake.keys.recovery_sheet import key_from
from intake.services import holding, staffing
from intake.services.acting import operator_acting
from intake.services.holding import keys_held
from intake.services.staffing import Chosen
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


def test_whoever_sets_up_anew_is_no_holder_until_a_colleague_grants_the_keys(world):
    rob = world.north.reader
    link = staffing.renew_link(operator_acting(world.vault, world.north.id, NOW), rob.staff_id)
    staffing.set_up(world.vault, link, Chosen(rob.passphrase, rob.seed, rob.code(NOW)), NOW)

    with reading(world.vault.engine) as session:
        assert session.query(KeyGrantRecord).filter_by(holder=str(rob.staff_id)).all() == []


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
