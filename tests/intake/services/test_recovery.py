"""The recovery sheet: both parts of it open everything of its own clinic, without any holder and any master key."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.errors import NoGrant
from intake.keys.clinic_keys import RECOVERY
from intake.keys.hpke import new_private_key
from intake.keys.master import keys_from
from intake.keys.recovery_sheet import key_from
from intake.services import auditing, clinics, holding, listing, staffing
from intake.services.acting import member_acting
from intake.services.holding import keys_held
from intake.services.listing import Wanted
from intake.services.members import Role
from intake.store.clinic_models import KeyGrantRecord
from intake.store.clinics import grants_to
from intake.store.engine import reading, writing
from intake.store.responses import Order
from tests.clinics import NOW, Person, acting, comes_in, joins
from tests.clinics import a_sent_draft as a_response

MINUTE = timedelta(minutes=1)


def in_session(world, person, now=NOW):
    member = comes_in(world.vault, person, now)
    return acting(world.vault, member, now), member


def kids(world, member) -> list[int]:
    with reading(world.vault.engine) as session:
        return sorted(keys_held(session, member))


def headers(vault, member):
    page = listing.page_of(member_acting(vault, member, NOW), member, Wanted("new", Order.RECEIVED))
    return [row.header and row.header.name for row in page.rows]


def test_sheet_opens_all_again_when_everybody_is_gone(world):
    a_response(world.vault, world.north)
    by, anna = in_session(world, world.north.reviewer)
    holding.renew_key(by, anna)
    for person in (world.north.reader, world.north.reviewer):
        staffing.let_go(by, person.staff_id)
    nora = joins(world.vault, world.north.id, Person("nora", Role.REVIEWER, "nine quiet boats before noon"), NOW)
    by, newcomer = in_session(world, nora, NOW + MINUTE)
    typed = tuple(part.lower().replace("-", " ") for part in reversed(world.north.sheet.parts))

    assert holding.recover(by, newcomer, key_from(typed)) == 2
    assert headers(world.vault, newcomer) == ["Example Patient"]
    with reading(world.vault.engine) as session:
        row = auditing.rows_of(session, world.vault.keys, world.north.id)[1]
    assert (row.actor, row.action) == ("nora", "key recovered from the sheet")


def test_sheet_works_when_the_master_key_is_gone(world):
    a_response(world.vault, world.north)
    world.settings.key_file.unlink()
    elsewhere = replace(world.vault, keys=keys_from(b"\x07" * 32))
    nora = joins(elsewhere, world.north.id, Person("nora", Role.READER, "nine quiet boats before noon"), NOW)
    newcomer = comes_in(elsewhere, nora, NOW + MINUTE)

    assert holding.recover(acting(elsewhere, newcomer), newcomer, key_from(world.north.sheet.parts)) == 1
    assert headers(elsewhere, newcomer) == ["Example Patient"]


def test_one_part_or_another_clinics_sheet_gives_nothing(world):
    by, anna = in_session(world, world.north.reviewer)
    mixed = world.north.sheet.parts[0], world.south.sheet.parts[1]
    for key in (key_from(world.south.sheet.parts), key_from(mixed), new_private_key()):
        with pytest.raises(NoGrant):
            holding.recover(by, anna, key)

    assert kids(world, anna) == [1]


def test_new_sheet_voids_the_old_one(world):
    by, anna = in_session(world, world.north.reviewer)
    holding.renew_key(by, anna)
    new = holding.make_sheet(by, anna)
    with pytest.raises(NoGrant):
        holding.recover(by, anna, key_from(world.north.sheet.parts))

    assert holding.recover(by, anna, key_from(new.parts)) == 2
    with reading(world.vault.engine) as session:
        assert not clinics.by_id(session, world.north.id).readiness.sheet_confirmed


def test_administrator_recovers_nothing_even_with_the_sheet(world):
    by, ada = in_session(world, world.north.administrator)
    with pytest.raises(NoGrant):
        holding.recover(by, ada, key_from(world.north.sheet.parts))
    with reading(world.vault.engine) as session:
        assert grants_to(session, world.north.id, str(ada.staff_id)) == ()


def test_recovery_passes_over_a_grant_that_is_broken(world):
    by, anna = in_session(world, world.north.reviewer)
    holding.renew_key(by, anna)
    with writing(world.vault.engine) as session:
        session.get_one(KeyGrantRecord, (world.north.id, 1, RECOVERY)).sealed_key = b"broken"
        session.get_one(KeyGrantRecord, (world.north.id, 1, str(anna.staff_id))).sealed_key = b"broken"

    assert kids(world, anna) == [2]
    assert holding.recover(by, anna, key_from(world.north.sheet.parts)) == 1
