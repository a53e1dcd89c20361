"""Expiry: what is over goes, what is not stays, and a clock that jumped deletes nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from intake.errors import ClockDoubted, CodeUnknown, StoreUnavailable
from intake.services import throttling, vault
from intake.services.expiry import apply_deletions, expire
from intake.store.deletion_log import DeletionLog
from intake.store.engine import writing
from intake.store.models import DraftRecord, SessionRecord, ThrottleRecord

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def how_many(safe, model) -> int:
    with writing(safe.engine) as session:
        return int(session.query(model).count())


def run_daily(safe, now, days) -> list[int]:
    return [expire(safe, now + day * DAY).drafts for day in range(1, days + 1)]


def test_a_draft_is_deleted_thirty_days_after_its_last_change(safe, started, now):
    assert run_daily(safe, now, 31) == [0] * 29 + [1, 0]
    assert how_many(safe, DraftRecord) == 0
    assert list(safe.deletions.entries()) == [started.draft.draft_id]


def test_a_draft_that_is_kept_longer_stays(safe, started, begin, now):
    begin()
    with writing(safe.engine) as session:
        vault.keep_for(session, started.draft, 60, now)

    assert sum(run_daily(safe, now, 59)) == 1
    assert expire(safe, now + 60 * DAY).drafts == 1


def test_sessions_that_are_over_go_and_the_others_stay(safe, begin, now):
    begin()
    ended = begin()
    fresh = begin(at=now + HOUR)
    vault.end_session(safe, ended.token, now)
    expire(safe, now + HOUR)

    assert how_many(safe, SessionRecord) == 1
    assert vault.open_by_token(safe, fresh.token, now + HOUR)
    assert how_many(safe, DraftRecord) == 3


def test_counted_tries_go_after_the_longest_limit(safe, now):
    throttling.count(safe.engine, throttling.tries_of_new_draft(safe.keys, "192.0.2.1"), now)
    expire(safe, now + HOUR - timedelta(seconds=1))
    assert how_many(safe, ThrottleRecord) == 1
    expire(safe, now + HOUR)

    assert how_many(safe, ThrottleRecord) == 0


def test_a_clock_that_jumped_ten_years_deletes_nothing(safe, started, address, now):
    with pytest.raises(ClockDoubted, match="2036.*Nothing was deleted.*intake expire --clock-is-right"):
        expire(safe, now + 3650 * DAY)

    assert how_many(safe, DraftRecord) == 1
    assert vault.open_by_code(safe, started.code, address, now).draft == started.draft
    assert expire(safe, now + DAY).drafts == 0


def test_a_clock_that_stands_is_believed_after_a_day(safe, started, address, now):
    back = now + 40 * DAY
    for hour in range(24):
        with pytest.raises(ClockDoubted):
            expire(safe, back + hour * HOUR)
    with pytest.raises(CodeUnknown):
        vault.open_by_code(safe, started.code, address, back)

    assert expire(safe, back + 24 * HOUR).drafts == 1
    assert expire(safe, back + 25 * HOUR).drafts == 0


def test_a_second_jump_starts_the_wait_again(safe, started, now):
    with pytest.raises(ClockDoubted):
        expire(safe, now + 3650 * DAY)
    for hour in range(24):
        with pytest.raises(ClockDoubted):
            expire(safe, now + 40 * DAY + hour * HOUR)

    assert expire(safe, now + 41 * DAY).drafts == 1


def test_the_operator_can_say_that_the_clock_is_right(safe, started, now):
    assert expire(safe, now + 40 * DAY, clock_is_right=True).drafts == 1


def test_the_operator_can_take_a_wrong_clock_back(safe, begin, now):
    expire(safe, now + 3650 * DAY, clock_is_right=True)
    begin()
    expire(safe, now + HOUR, clock_is_right=True)

    with pytest.raises(ClockDoubted):
        expire(safe, now + 40 * DAY)


def test_a_clock_set_back_deletes_nothing_and_is_no_trouble(safe, started, now):
    assert expire(safe, now - DAY).drafts == 0
    assert expire(safe, now + 47 * HOUR).drafts == 0


def test_nothing_is_deleted_that_cannot_be_logged(safe, started, now, tmp_path):
    mute = replace(safe, deletions=DeletionLog(tmp_path / "nowhere" / "log"))
    with pytest.raises(StoreUnavailable):
        expire(mute, now + 30 * DAY, clock_is_right=True)
    with pytest.raises(StoreUnavailable):
        vault.delete(mute, started.draft, now)

    assert how_many(safe, DraftRecord) == 1


def test_a_deletion_that_was_logged_and_never_committed_spares_what_was_saved_since(safe, started, now):
    safe.deletions.append([started.draft.draft_id], now + HOUR)
    with writing(safe.engine) as session:
        vault.save(session, vault.newest(session, started.draft, now), b"still here", now + 2 * HOUR)

    assert apply_deletions(safe) == 0
    assert vault.open_by_token(safe, started.token, now).body == b"still here"
