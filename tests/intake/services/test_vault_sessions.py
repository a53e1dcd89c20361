"""Sessions: they end when unused, at their longest, and when told to; then they open nothing more."""

import sqlite3
from datetime import timedelta

import pytest

from intake.errors import SessionEnded
from intake.services import vault
from intake.store.engine import writing
from intake.store.models import SessionRecord
from tests.databases import ON_SQLITE

BODY = b"what the patient wrote"
MINUTE = timedelta(minutes=1)


def rows(safe, model):
    with writing(safe.engine) as session:
        return session.query(model).all()


def test_a_session_ends_after_lying_unused(safe, started, now):
    assert vault.open_by_token(safe, started.token, now + 29 * MINUTE)
    assert vault.open_by_token(safe, started.token, now + 58 * MINUTE)
    with pytest.raises(SessionEnded):
        vault.open_by_token(safe, started.token, now + 88 * MINUTE)


def test_a_session_in_use_ends_after_its_longest_time(safe, started, now):
    end = now + timedelta(hours=24)
    at = now
    while at + 20 * MINUTE < end:
        at += 20 * MINUTE
        assert vault.open_by_token(safe, started.token, at).session_ends_at <= end
    with pytest.raises(SessionEnded):
        vault.open_by_token(safe, started.token, end)


def test_a_clock_set_back_by_a_minute_ends_no_session_and_by_a_day_does(safe, started, now):
    assert vault.open_by_token(safe, started.token, now - MINUTE)
    with pytest.raises(SessionEnded):
        vault.open_by_token(safe, started.token, now - timedelta(days=1))


def test_reading_writes_once_a_minute_at_most(safe, started, now):
    vault.open_by_token(safe, started.token, now + timedelta(seconds=59))
    assert rows(safe, SessionRecord)[0].last_seen == now
    opened = vault.open_by_token(safe, started.token, now + MINUTE)

    assert rows(safe, SessionRecord)[0].last_seen == now + MINUTE
    assert opened.session_ends_at == now + 31 * MINUTE


@ON_SQLITE
def test_reading_goes_on_while_the_store_cannot_be_written(safe, started, now, settings):
    holder = sqlite3.connect(settings.data / "intake.db", isolation_level=None, timeout=0)
    safe.engine.dispose()
    holder.execute("BEGIN IMMEDIATE")
    opened = vault.open_by_token(safe, started.token, now + 5 * MINUTE)
    holder.close()

    assert opened.body == BODY
    assert opened.session_ends_at == now + 30 * MINUTE


def test_an_ended_session_opens_nothing_when_it_is_replayed(safe, started, now):
    vault.end_session(safe, started.token, now)
    vault.end_session(safe, started.token, now)
    vault.end_session(safe, "no token", now)

    with pytest.raises(SessionEnded):
        vault.open_by_token(safe, started.token, now)
    assert rows(safe, SessionRecord)[0].wrapped_key == b""
