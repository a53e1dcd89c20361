"""Sessions of staff: they end unused after 15 minutes, at the latest after 12 hours, and whenever somebody says so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.errors import SessionEnded
from intake.keys import tokens
from intake.services import auditing, signing_in, staff_sessions, staffing
from intake.services.acting import operator_acting
from intake.services.auditing import Action
from intake.store.clinic_models import StaffSessionRecord
from intake.store.engine import engine_of, reading, writing
from tests.clinics import NOW, acting, comes_in
from tests.databases import ON_SQLITE

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def token(world) -> str:
    return signing_in.sign_in(world.vault, world.north.reviewer.typed(NOW), NOW)


def member_at(world, token, now=NOW):
    return staff_sessions.member_of_token(world.vault, token, now)


def is_over(world, token, now=NOW) -> bool:
    try:
        member_at(world, token, now)
    except SessionEnded:
        return True
    return False


def another(world, person, now=NOW + MINUTE) -> str:
    return signing_in.sign_in(world.vault, person.typed(now), now)


def listed(world, member, now=NOW + MINUTE):
    with reading(world.vault.engine) as session:
        return staff_sessions.sessions_of(session, member, now)


def test_session_ends_after_a_quarter_of_an_hour_unused(world, token):
    assert member_at(world, token).session_ends_at == NOW + 15 * MINUTE
    assert not is_over(world, token, NOW + 15 * MINUTE - SECOND)
    assert not is_over(world, token, NOW + 30 * MINUTE - 2 * SECOND), "it was extended"

    assert is_over(world, token, NOW + 45 * MINUTE)


def test_sessions_of_somebody_who_left_stay_over_when_they_are_asked_back(world, token):
    by = operator_acting(world.vault, world.north.id, NOW)
    staffing.let_go(by, world.north.reviewer.staff_id)
    assert is_over(world, token)
    staffing.renew_link(by, world.north.reviewer.staff_id)

    assert is_over(world, token)


def test_session_ends_after_twelve_hours_in_any_case(world, token):
    now = NOW
    while (now := now + 14 * MINUTE) < NOW + 12 * HOUR:
        assert member_at(world, token, now).session_ends_at <= NOW + 12 * HOUR

    assert is_over(world, token, NOW + 12 * HOUR)


def test_session_is_extended_once_a_minute_at_most(world, token):
    member_at(world, token, NOW + MINUTE - SECOND)
    assert is_over(world, token, NOW + 15 * MINUTE)

    member_at(world, token, NOW + MINUTE)
    assert not is_over(world, token, NOW + 15 * MINUTE)


def test_clock_set_back_by_an_hour_ends_sessions_and_by_a_minute_does_not(world, token):
    assert not is_over(world, token, NOW - MINUTE)
    assert is_over(world, token, NOW - HOUR)


@pytest.mark.parametrize("token", ["", "x", "ü", "A" * 43])
def test_token_that_was_never_given_out_opens_nothing(shared_world, token):
    assert is_over(shared_world, token)


@ON_SQLITE
def test_reading_goes_on_while_the_store_cannot_be_written(world, token):
    impatient = replace(world.vault, engine=engine_of(world.settings.database_url, busy_seconds=0.01))
    later = NOW + 10 * MINUTE
    with writing(world.vault.engine):
        found = staff_sessions.member_of_token(impatient, token, later)
    impatient.engine.dispose()

    assert (found.username, found.session_ends_at) == ("anna", NOW + 15 * MINUTE)


def test_a_page_hardly_waits_for_others_to_extend_its_session(world, token, monkeypatch):
    waits = []

    def noted(engine, **asked):
        waits.append(asked["waits"])
        return writing(engine, **asked)

    monkeypatch.setattr(staff_sessions, "writing", noted)
    assert member_at(world, token, NOW + 2 * MINUTE).session_ends_at == NOW + 17 * MINUTE
    assert waits == [False]


def test_whoever_signs_out_leaves_nothing_that_the_token_opens(world, token):
    staff_sessions.sign_out(world.vault, member_at(world, token), NOW)

    assert is_over(world, token)
    with reading(world.vault.engine) as session:
        found = session.get_one(StaffSessionRecord, tokens.token_hash(tokens.token_from(token)))
        assert (found.wrapped_key, found.revoked_at) == (b"", NOW)
        rows = auditing.rows_of(session, world.vault.keys, world.north.id, (Action.SIGNED_OUT,))
    assert [row.actor for row in rows] == ["anna"]


def test_sessions_are_listed_without_their_tokens_and_one_can_be_ended(world, token):
    other = another(world, world.north.reviewer)
    member = member_at(world, other, NOW + MINUTE)
    this, first, *_ = listed(world, member)

    assert (this.is_this_one, first.is_this_one) == (True, False)
    assert (first.created_at, first.last_seen) == (NOW, NOW)
    staff_sessions.end_session(world.vault, member, first.number, NOW + MINUTE)
    assert is_over(world, token, NOW + MINUTE)
    assert not is_over(world, other, NOW + MINUTE)
    assert first not in listed(world, member)


def test_session_that_ran_out_is_not_listed(world, token):
    late = NOW + HOUR
    member = member_at(world, another(world, world.north.reviewer, late), late)

    assert [each.is_this_one for each in listed(world, member, late)] == [True]


def test_nobody_ends_a_session_of_somebody_else_by_its_number(world, token):
    anna, rob = member_at(world, token), comes_in(world.vault, world.north.reader)
    number = next(each.number for each in listed(world, anna) if each.is_this_one)
    staff_sessions.end_session(world.vault, rob, number, NOW)
    staff_sessions.end_session(world.vault, rob, "0" * 16, NOW)

    assert not is_over(world, token)


def test_sessions_of_a_colleague_can_be_ended_and_those_of_another_clinic_cannot(world, token):
    anna = world.north.reviewer.staff_id
    bo = comes_in(world.vault, world.south.administrator)
    staff_sessions.end_sessions_of(world.vault, bo, anna, NOW)
    assert not is_over(world, token)

    ada = comes_in(world.vault, world.north.administrator)
    staff_sessions.end_sessions_of(world.vault, ada, anna, NOW)
    assert is_over(world, token)
    with reading(world.vault.engine) as session:
        rows = auditing.rows_of(session, world.vault.keys, world.north.id, (Action.SESSION_ENDED,))
    assert [(row.actor, row.object_id) for row in rows] == [("ada", str(anna))]
    assert acting(world.vault, ada).actor == "ada"
