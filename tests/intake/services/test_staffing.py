"""People of a clinic: added by name, set up in their own browser by a link that is good once, and let go."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from intake.errors import (
    CodeNotTaken,
    LinkOver,
    NoGrant,
    PassphraseRefused,
    SessionEnded,
    SignInNotOpened,
    StaffUnknown,
)
from intake.keys.master import keys_from
from intake.services import auditing, holding, signing_in, staff_sessions, staffing
from intake.services.acting import operator_acting
from intake.services.auditing import Action
from intake.services.members import Role, name_of
from intake.services.staffing import LINK_LASTS, Chosen, NewMember
from intake.store.clinic_models import BackupCodeRecord, StaffRecord
from intake.store.engine import reading
from tests.clinics import NOW, Person, acting, comes_in
from tests.intake.services.side_by_side import at_once

MINUTE = timedelta(minutes=1)


@pytest.fixture
def nora():
    return Person("nora", Role.READER, "nine quiet boats before noon")


def chosen(person, now=NOW, **changes) -> Chosen:
    usual = {"passphrase": person.passphrase, "seed": person.seed, "code": person.code(now)}
    return Chosen(**{**usual, **changes})


def added(world, person) -> str:
    by = operator_acting(world.vault, world.north.id, NOW)
    return staffing.add(by, NewMember(person.username, "Nora Newcomer", person.role))


def people_of(world, house):
    with reading(world.vault.engine) as session:
        found = staffing.colleagues(session, world.vault, house.id)
    return {each.username: each for each in found}


def in_session(world, person, now=NOW):
    member = comes_in(world.vault, person, now)
    return acting(world.vault, member, now), member


def holds_a_key(world, member) -> bool:
    try:
        with reading(world.vault.engine) as session:
            return bool(holding.keys_held(session, member))
    except NoGrant:
        return False


def test_set_up_link_is_good_for_72_hours(world, nora):
    link = added(world, nora)
    assert timedelta(hours=72) == LINK_LASTS
    assert staffing.welcome(world.vault, link, NOW + LINK_LASTS - timedelta(seconds=1)).name == "Nora Newcomer"
    for use in (
        lambda: staffing.welcome(world.vault, link, NOW + LINK_LASTS),
        lambda: staffing.set_up(world.vault, link, chosen(nora, NOW + LINK_LASTS), NOW + LINK_LASTS),
    ):
        with pytest.raises(LinkOver):
            use()


def test_looking_and_slips_use_no_link_up_and_setting_up_does(world, nora):
    link = added(world, nora)
    for _ in range(3):
        assert staffing.welcome(world.vault, link, NOW).clinic_name == "Northside Clinic"
    with pytest.raises(CodeNotTaken):
        staffing.set_up(world.vault, link, chosen(nora, code="000000x"), NOW)
    with pytest.raises(PassphraseRefused):
        staffing.set_up(world.vault, link, chosen(nora, passphrase="nora newcomer"), NOW)
    assert not people_of(world, world.north)["nora"].is_set_up

    secrets = staffing.set_up(world.vault, link, chosen(nora), NOW)
    assert len(set(secrets.backup_codes)) == 8
    assert people_of(world, world.north)["nora"].is_set_up
    with pytest.raises(LinkOver):
        staffing.welcome(world.vault, link, NOW)
    with pytest.raises(LinkOver):
        staffing.set_up(world.vault, link, chosen(nora), NOW)


def test_two_browsers_that_set_up_by_one_link_at_once_are_one(world, nora):
    link = added(world, nora)
    outcomes = at_once(*[lambda: staffing.set_up(world.vault, link, chosen(nora), NOW)] * 2)

    assert sorted(type(each).__name__ for each in outcomes) == ["LinkOver", "Secrets"]


@pytest.mark.parametrize("link", ["", "x", "ü", "A" * 43])
def test_link_that_was_never_given_out_opens_nothing(shared_world, link):
    with pytest.raises(LinkOver):
        staffing.welcome(shared_world.vault, link, NOW)


def test_code_of_the_set_up_is_used_up_by_it(world, nora):
    staffing.set_up(world.vault, added(world, nora), chosen(nora), NOW)
    with pytest.raises(SignInNotOpened):
        comes_in(world.vault, nora)

    assert comes_in(world.vault, nora, NOW + MINUTE).role is Role.READER


@pytest.mark.parametrize(
    "passphrase",
    ["fourteen chars", "x" * 257, "ketamine ketamine ketamine", "Northside Clinic 1", "Anna Example anna", "a" * 40],
)
def test_passphrase_that_a_stranger_could_guess_is_refused(shared_world, passphrase):
    with pytest.raises(PassphraseRefused):
        staffing.refuse_weak_for(shared_world.vault, shared_world.north.reviewer.staff_id, passphrase)


def test_new_link_ends_the_old_ways_in_only_when_it_is_used(world):
    rob = world.north.reader
    _, before = in_session(world, rob)
    token = signing_in.sign_in(world.vault, rob.typed(NOW + MINUTE), NOW + MINUTE)
    ada, _ = in_session(world, world.north.administrator)
    first, link = (staffing.renew_link(ada, rob.staff_id) for _ in range(2))
    with pytest.raises(LinkOver):
        staffing.welcome(world.vault, first, NOW)
    assert staff_sessions.member_of_token(world.vault, token, NOW + MINUTE).staff_id == rob.staff_id
    assert holds_a_key(world, before)

    old, rob.passphrase = rob.passphrase, "seven slow herons in the fog"
    staffing.set_up(world.vault, link, chosen(rob, NOW + 2 * MINUTE), NOW + 2 * MINUTE)
    with pytest.raises(SessionEnded):
        staff_sessions.member_of_token(world.vault, token, NOW + 2 * MINUTE)
    later = NOW + 3 * MINUTE
    with pytest.raises(SignInNotOpened):
        signing_in.sign_in(world.vault, rob.typed(later, passphrase=old), later)
    _, after = in_session(world, rob, later)
    assert after.key != before.key
    assert not holds_a_key(world, after)


def test_whoever_leaves_is_out_at_once_and_holds_nothing(world):
    rob = world.north.reader
    token = signing_in.sign_in(world.vault, rob.typed(NOW), NOW)
    member = staff_sessions.member_of_token(world.vault, token, NOW)
    assert holds_a_key(world, member)
    ada, _ = in_session(world, world.north.administrator)
    staffing.let_go(ada, rob.staff_id)

    with pytest.raises(SessionEnded):
        staff_sessions.member_of_token(world.vault, token, NOW)
    assert not holds_a_key(world, member)
    assert people_of(world, world.north)["rob"].has_left
    later = NOW + MINUTE
    with pytest.raises(SignInNotOpened):
        signing_in.sign_in(world.vault, rob.typed(later), later)
    with pytest.raises(SignInNotOpened):
        signing_in.recover_access(world.vault, rob.typed(later), rob.secrets.recovery_code, later)
    with reading(world.vault.engine) as session:
        found = session.get_one(StaffRecord, rob.staff_id)
        of_rob = select(func.count()).where(BackupCodeRecord.staff_id == rob.staff_id)
        assert session.scalar(of_rob) == 0
    assert (found.sk_by_passphrase, found.sk_by_recovery, found.verifier, found.seed) == (None,) * 4


def test_open_set_up_link_of_somebody_who_leaves_ends_too(world, nora):
    link = added(world, nora)
    ada, _ = in_session(world, world.north.administrator)
    staffing.let_go(ada, people_of(world, world.north)["nora"].staff_id)
    with pytest.raises(LinkOver):
        staffing.set_up(world.vault, link, chosen(nora), NOW)


def test_whoever_comes_back_begins_anew_without_a_grant(world):
    rob = world.north.reader
    ada, _ = in_session(world, world.north.administrator)
    staffing.let_go(ada, rob.staff_id)
    link = staffing.renew_link(ada, rob.staff_id)
    assert not people_of(world, world.north)["rob"].has_left
    staffing.set_up(world.vault, link, chosen(rob), NOW)

    _, back = in_session(world, rob, NOW + MINUTE)
    assert not holds_a_key(world, back)


def test_administrator_has_no_grant_left(world):
    rob = world.north.reader
    token = signing_in.sign_in(world.vault, rob.typed(NOW), NOW)
    ada, _ = in_session(world, world.north.administrator)
    staffing.give_role(ada, rob.staff_id, Role.ADMINISTRATOR)

    with pytest.raises(SessionEnded):
        staff_sessions.member_of_token(world.vault, token, NOW)
    _, member = in_session(world, rob, NOW + MINUTE)
    assert member.role is Role.ADMINISTRATOR
    assert not holds_a_key(world, member)
    assert not people_of(world, world.north)["rob"].holds_key


def test_reader_who_becomes_a_reviewer_keeps_the_grant_and_signs_in_again(world):
    rob = world.north.reader
    token = signing_in.sign_in(world.vault, rob.typed(NOW), NOW)
    ada, _ = in_session(world, world.north.administrator)
    staffing.give_role(ada, rob.staff_id, Role.REVIEWER)

    with pytest.raises(SessionEnded):
        staff_sessions.member_of_token(world.vault, token, NOW)
    _, member = in_session(world, rob, NOW + MINUTE)
    assert (member.role, holds_a_key(world, member)) == (Role.REVIEWER, True)


def test_people_of_another_clinic_are_as_if_they_were_not_there(world):
    bo, _ = in_session(world, world.south.administrator)
    stranger = world.north.reader.staff_id
    nowhere = operator_acting(world.vault, None, NOW)

    for by in (bo, nowhere):
        for use in (
            lambda by=by: staffing.let_go(by, stranger),
            lambda by=by: staffing.renew_link(by, stranger),
            lambda by=by: staffing.give_role(by, stranger, Role.ADMINISTRATOR),
        ):
            with pytest.raises(StaffUnknown):
                use()
    assert people_of(world, world.north)["rob"].holds_key
    assert sorted(people_of(world, world.south)) == ["bea", "bo", "sam"]


def test_colleagues_are_listed_with_who_holds_the_key(shared_world):
    people = people_of(shared_world, shared_world.north)

    assert {name: (each.role, each.holds_key) for name, each in people.items()} == {
        "ada": (Role.ADMINISTRATOR, False),
        "anna": (Role.REVIEWER, True),
        "rob": (Role.READER, True),
    }


def test_new_passphrase_and_codes_end_every_other_session(world):
    anna = world.north.reviewer
    other = signing_in.sign_in(world.vault, anna.typed(NOW), NOW)
    later = NOW + MINUTE
    token = signing_in.sign_in(world.vault, anna.typed(later), later)
    member = staff_sessions.member_of_token(world.vault, token, later)
    new = staffing.change_secrets(
        acting(world.vault, member, later),
        member.staff_id,
        member.key,
        "ten grey stones under ice",
        member.session_hash,
    )

    with pytest.raises(SessionEnded):
        staff_sessions.member_of_token(world.vault, other, later)
    assert staff_sessions.member_of_token(world.vault, token, later).key == member.key
    last = NOW + 2 * MINUTE
    old = anna.typed(last)
    anna.passphrase = "ten grey stones under ice"
    for typed in (old, anna.typed(last, code=anna.secrets.backup_codes[0])):
        with pytest.raises(SignInNotOpened):
            signing_in.sign_in(world.vault, typed, last)
    assert signing_in.sign_in(world.vault, anna.typed(last, code=new.backup_codes[0]), last)


def test_name_is_sealed_and_the_username_stands_in_once_the_master_key_is_gone(shared_world):
    with reading(shared_world.vault.engine) as session:
        anna = session.get_one(StaffRecord, shared_world.north.reviewer.staff_id)

    assert name_of(shared_world.vault.keys, anna) == "Anna Example"
    assert name_of(keys_from(b"\x01" * 32), anna) == "anna"
    assert all(b"Anna Example" not in path.read_bytes() for path in shared_world.settings.data.iterdir())


def test_every_change_of_the_team_is_in_the_log(world):
    ada, _ = in_session(world, world.north.administrator)
    staffing.give_role(ada, world.north.reader.staff_id, Role.REVIEWER)
    staffing.renew_link(ada, world.north.reader.staff_id)
    staffing.let_go(ada, world.north.reader.staff_id)
    with reading(world.vault.engine) as session:
        rows = auditing.rows_of(session, world.vault.keys, world.north.id)[:3]

    assert [row.action for row in rows] == ["staff left", "set-up link renewed", "role changed"]
    assert {(row.actor, row.object_id) for row in rows} == {("ada", str(world.north.reader.staff_id))}
    assert all(row.detail == {"username": "rob", "role": "reviewer"} for row in rows)


def test_whoever_sets_up_is_in_the_log_by_their_own_name(shared_world):
    anna = shared_world.north.reviewer
    with reading(shared_world.vault.engine) as session:
        rows = auditing.rows_of(session, shared_world.vault.keys, shared_world.north.id)

    (row,) = [row for row in rows if row.action == Action.STAFF_SET_UP and row.actor == "anna"]
    assert (row.object_id, row.detail) == (str(anna.staff_id), {"username": "anna", "role": "reviewer"})
