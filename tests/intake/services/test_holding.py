"""Who holds a clinic's key: whoever made it, whom a holder grants it to, and whoever has both parts of the sheet."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from intake.errors import NoGrant, SealBroken, StaffUnknown
from intake.keys import clinic_keys, response_keys
from intake.keys.clinic_keys import RECOVERY, GrantPlace
from intake.keys.recovery_sheet import key_from
from intake.services import auditing, clinics, holding, listing, staffing
from intake.services.acting import member_acting, operator_acting
from intake.services.auditing import Action
from intake.services.clinics import ClinicFacts
from intake.services.holding import Renewed, keys_held
from intake.services.listing import Wanted
from intake.services.members import Role
from intake.services.opening import open_vault
from intake.services.staffing import NewMember
from intake.store.clinic_models import ClinicKeyRecord, KeyGrantRecord, VersionRecord
from intake.store.engine import reading, writing
from intake.store.responses import Order
from tests.clinics import FACTS, NOW, Person, acting, comes_in, joins
from tests.clinics import a_sent_draft as a_response
from tests.databases import ON_SQLITE

MINUTE = timedelta(minutes=1)


def in_session(world, person, now=NOW):
    member = comes_in(world.vault, person, now)
    return acting(world.vault, member, now), member


def kids(world, member) -> list[int]:
    with reading(world.vault.engine) as session:
        return sorted(keys_held(session, member))


def headers(vault, member, now=NOW):
    """What the list shows to a member, by the patient's name; None for what cannot be opened."""
    page = listing.page_of(member_acting(vault, member, now), member, Wanted("new", Order.RECEIVED))
    return [row.header and row.header.name for row in page.rows]


def all_of(world, model):
    with reading(world.vault.engine) as session:
        return session.query(model).all()


def test_first_key_is_made_once(world):
    by, anna = in_session(world, world.north.reviewer)
    before = [each.public_key for each in all_of(world, ClinicKeyRecord)]
    with pytest.raises(NoGrant):
        holding.make_first_key(by, anna)

    assert [each.public_key for each in all_of(world, ClinicKeyRecord)] == before


def test_that_the_first_key_was_made_is_told_to_the_log_once(world):
    with reading(world.vault.engine) as session:
        rows = auditing.rows_of(session, world.vault.keys, world.north.id, (Action.KEY_MADE,))

    assert [(row.actor, row.object_id) for row in rows] == [("anna", "1")]


def test_administrator_can_make_no_first_key_and_a_reader_can(world):
    clinic = clinics.add(world.vault, ClinicFacts(name="Eastside", **FACTS), "", NOW)
    for role in (Role.ADMINISTRATOR, Role.READER):
        person = joins(world.vault, clinic.id, Person(f"e-{role}", role, f"eleven {role} kites in march"), NOW)
        by, member = in_session(world, person, NOW + MINUTE)
        assert not holding.holds_newest(world.vault, member)
        if role is Role.ADMINISTRATOR:
            with pytest.raises(NoGrant):
                holding.make_first_key(by, member)
            assert len(all_of(world, ClinicKeyRecord)) == 2
    holding.make_first_key(by, member)

    assert holding.holds_newest(world.vault, member)


@ON_SQLITE
def test_key_of_a_clinic_stands_nowhere_but_in_grants(world):
    _, anna = in_session(world, world.north.reviewer)
    with reading(world.vault.engine) as session:
        key = keys_held(session, anna)[1]
    on_disk = b"".join(path.read_bytes() for path in world.settings.data.iterdir())

    assert key.public.raw in on_disk
    assert key.raw not in on_disk
    assert anna.key.raw not in on_disk
    assert key_from(world.north.sheet.parts).raw not in on_disk


def test_grant_gives_every_key_that_is_held(world):
    by, anna = in_session(world, world.north.reviewer)
    holding.renew_key(by, anna)
    nora = joins(world.vault, world.north.id, Person("nora", Role.READER, "nine quiet boats before noon"), NOW)
    _, newcomer = in_session(world, nora, NOW + MINUTE)
    with pytest.raises(NoGrant):
        kids(world, newcomer)
    a_response(world.vault, world.north)
    for _ in range(2):
        holding.grant(by, anna, newcomer.staff_id)

    assert kids(world, newcomer) == [1, 2]
    assert headers(world.vault, newcomer) == ["Example Patient"]
    with reading(world.vault.engine) as session:
        told = auditing.rows_of(session, world.vault.keys, world.north.id, (Action.GRANTED,))
    assert dict(told[0].detail) == {"username": "nora"}


def test_nobody_is_granted_a_key_who_can_hold_none(world):
    by, anna = in_session(world, world.north.reviewer)
    ada = world.north.administrator.staff_id
    staffing.add(operator_acting(world.vault, world.north.id, NOW), NewMember("nora", "Nora", Role.READER))
    with reading(world.vault.engine) as session:
        people = {each.username: each.staff_id for each in staffing.colleagues(session, world.vault, world.north.id)}
    staffing.let_go(by, world.north.reader.staff_id)

    for whom in (ada, people["nora"], people["rob"], world.south.reviewer.staff_id):
        with pytest.raises(StaffUnknown):
            holding.grant(by, anna, whom)
    assert {each.holder for each in all_of(world, KeyGrantRecord) if each.clinic_id == world.north.id} == {
        RECOVERY,
        str(anna.staff_id),
    }


def test_whoever_holds_no_key_gives_none(world):
    by, ada = in_session(world, world.north.administrator)
    for use in (
        lambda: holding.grant(by, ada, world.north.reader.staff_id),
        lambda: holding.renew_key(by, ada),
        lambda: holding.make_sheet(by, ada),
        lambda: listing.page_of(by, ada, Wanted("new", Order.RECEIVED)),
        lambda: listing.search(by, ada, "Example", ("day", "month", "year")),
    ):
        with pytest.raises(NoGrant):
            use()


def test_grant_put_into_another_clinics_row_opens_nothing(world):
    _, anna = in_session(world, world.north.reviewer)
    with writing(world.vault.engine) as session:
        session.execute(delete(KeyGrantRecord).where(KeyGrantRecord.clinic_id == world.south.id))
        moved = update(KeyGrantRecord).where(KeyGrantRecord.holder == str(anna.staff_id))
        session.execute(moved.values(clinic_id=world.south.id))

    foreign = replace(anna, clinic_id=world.south.id)
    with pytest.raises(NoGrant):
        kids(world, foreign)


def test_renewal_seals_every_version_to_the_new_key(world):
    for _ in range(2):
        a_response(world.vault, world.north)
    a_response(world.vault, world.south)
    by, anna = in_session(world, world.north.reviewer)
    _, rob = in_session(world, world.north.reader)
    renewed = holding.renew_key(by, anna)

    assert renewed == Renewed(kid=2, sealed_anew=2, left_as_it_was=0)
    assert sorted(each.kid for each in all_of(world, VersionRecord)) == [1, 2, 2], "that of the south is its own"
    for member in (anna, rob):
        assert kids(world, member) == [1, 2]
        assert headers(world.vault, member) == ["Example Patient"] * 2
    a_response(world.vault, world.north)
    assert headers(world.vault, anna) == ["Example Patient"] * 3


def test_copy_of_the_database_that_somebody_took_along_opens_nothing_new(world):
    a_response(world.vault, world.north)
    _, rob = in_session(world, world.north.reader)
    with reading(world.vault.engine) as session:
        taken = keys_held(session, rob)
    by, anna = in_session(world, world.north.reviewer)
    staffing.let_go(by, rob.staff_id)
    holding.renew_key(by, anna)
    a_response(world.vault, world.north)

    opened = 0
    grants = [each for each in all_of(world, KeyGrantRecord) if each.clinic_id == world.north.id]
    for each in grants:
        for key in (rob.key, *taken.values()):
            try:
                clinic_keys.clinic_key_in(each.sealed_key, key, GrantPlace(str(each.clinic_id), each.kid, each.holder))
            except SealBroken:
                continue
            opened += 1
    assert opened == 0
    assert {each.kid for each in all_of(world, VersionRecord)} == {2}
    assert 2 not in taken


def test_version_that_does_not_open_is_left_and_counted(world):
    for _ in range(3):
        a_response(world.vault, world.north)
    broken, foreign, _ = all_of(world, VersionRecord)
    with writing(world.vault.engine) as session:
        session.get_one(VersionRecord, (broken.response_id, 1)).sealed_key = broken.sealed_key[:-1] + b"\x00"
        session.get_one(VersionRecord, (foreign.response_id, 1)).kid = 9
    by, anna = in_session(world, world.north.reviewer)

    assert holding.renew_key(by, anna) == Renewed(kid=2, sealed_anew=1, left_as_it_was=2)
    assert sorted(each.kid for each in all_of(world, VersionRecord)) == [1, 2, 9]
    assert sorted(headers(world.vault, anna), key=str) == ["Example Patient", None, None]


def test_renewal_that_is_interrupted_leaves_all_as_it_was(world, monkeypatch):
    for _ in range(3):
        a_response(world.vault, world.north)
    by, anna = in_session(world, world.north.reviewer)
    before = [(each.kid, each.sealed_key) for each in all_of(world, VersionRecord)]
    calls = iter(range(3))

    def cut_off(sealed, kid, key, place, opened=response_keys.open_version_key):
        if next(calls) == 2:
            raise KeyboardInterrupt
        return opened(sealed, kid, key, place)

    with monkeypatch.context() as patched:
        patched.setattr(holding, "open_version_key", cut_off)
        with pytest.raises(KeyboardInterrupt):
            holding.renew_key(by, anna)

    assert [(each.kid, each.sealed_key) for each in all_of(world, VersionRecord)] == before
    assert (kids(world, anna), len(all_of(world, ClinicKeyRecord))) == ([1], 2)
    assert holding.renew_key(by, anna).sealed_anew == 3


def test_whoever_left_gets_no_renewed_key_and_the_sheet_does(world):
    by, anna = in_session(world, world.north.reviewer)
    staffing.let_go(by, world.north.reader.staff_id)
    holding.renew_key(by, anna)
    holders = {each.holder for each in all_of(world, KeyGrantRecord) if each.kid == 2}

    assert holders == {str(anna.staff_id), RECOVERY}


def test_renewal_without_a_sheet_is_for_the_people_alone(world):
    by, anna = in_session(world, world.north.reviewer)
    with writing(world.vault.engine) as session:
        session.execute(delete(KeyGrantRecord).where(KeyGrantRecord.holder == RECOVERY))
    holding.renew_key(by, anna)

    assert {each.holder for each in all_of(world, KeyGrantRecord) if each.kid == 2} == {
        str(anna.staff_id),
        str(world.north.reader.staff_id),
    }


@ON_SQLITE
def test_copied_database_of_another_day_is_opened_by_its_own_grants(world, tmp_path):
    a_response(world.vault, world.north)
    shutil.copytree(world.settings.data, tmp_path / "backup")
    by, anna = in_session(world, world.north.reviewer)
    holding.renew_key(by, anna)
    restored = open_vault(replace(world.settings, database_url=f"sqlite:///{tmp_path}/backup/intake.db"), NOW)

    assert headers(restored, anna) == ["Example Patient"]
    restored.engine.dispose()
