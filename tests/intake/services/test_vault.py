"""The vault: what a patient saves comes back by the code or the session, and to nobody else."""

import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from intake.errors import (
    CodeUnknown,
    DraftChanged,
    DraftNotFound,
    DraftTooLarge,
    SessionEnded,
    StoreFault,
    StoreUnavailable,
    TooBusy,
)
from intake.keys import derivation, return_codes
from intake.keys.derivation import WaitingRoom
from intake.keys.return_codes import ReturnCode
from intake.services import throttling, vault
from intake.services.vault import MOST_BODY
from intake.store.engine import writing
from intake.store.models import DraftRecord, SessionRecord

BODY = b"what the patient wrote"
CANONICAL = "https://example.org/three-items|1.0.0"
MINUTE = timedelta(minutes=1)


def saved(safe, opened, body, now):
    with writing(safe.engine) as session:
        return vault.save(session, vault.newest(session, opened, now), body, now)


def rows(safe, model):
    with writing(safe.engine) as session:
        return session.query(model).all()


def test_a_draft_comes_back_by_its_session(safe, started, now):
    opened = vault.open_by_token(safe, started.token, now)

    assert opened == started.draft
    assert (opened.body, opened.rev, opened.questionnaire, opened.keep_days) == (BODY, 1, CANONICAL, 30)
    assert opened.expires_at == now + timedelta(days=30)
    assert opened.session_ends_at == now + timedelta(minutes=30)


def test_a_draft_comes_back_by_its_code_on_another_device(safe, started, address, now):
    again = vault.open_by_code(safe, return_codes.parse(started.code.text.lower()), address, now)

    assert (again.draft.body, again.code) == (BODY, started.code)
    assert again.token != started.token
    assert vault.open_by_token(safe, again.token, now).body == vault.open_by_token(safe, started.token, now).body


def test_the_body_holds_the_code_that_opens_it(safe, address, now):
    started = vault.start(safe, CANONICAL, lambda code: code.text.encode(), address, now)

    assert started.draft.body.decode() == started.code.text
    assert vault.open_by_code(safe, started.code, address, now).draft.body.decode() == started.code.text


def test_a_wrong_code_and_an_unknown_one_are_told_alike(safe, started, address, now):
    wrong_secret = ReturnCode(started.code.locator, return_codes.draw().secret)
    for code in (wrong_secret, started.code.with_new_locator(), return_codes.draw()):
        with pytest.raises(CodeUnknown) as raised:
            vault.open_by_code(safe, code, address, now)
        assert str(raised.value) == ""


def test_an_unknown_locator_costs_the_same_work(safe, started, address, now, monkeypatch):
    runs = []
    real = derivation.Argon2id
    monkeypatch.setattr(
        derivation, "Argon2id", lambda **how: runs.append(how | {"salt": len(how["salt"])}) or real(**how)
    )
    for code in (ReturnCode(started.code.locator, return_codes.draw().secret), return_codes.draw()):
        with pytest.raises(CodeUnknown):
            vault.open_by_code(safe, code, address, now)

    assert runs[0] == runs[1]


def test_a_locator_that_is_taken_is_drawn_again(safe, started, address, now, monkeypatch):
    taken = ReturnCode(started.code.locator, return_codes.draw().secret)
    monkeypatch.setattr(return_codes, "draw", lambda: taken)
    second = vault.start(safe, CANONICAL, lambda code: code.text.encode(), address, now)

    assert second.code.locator != taken.locator
    assert second.draft.body.decode() == second.code.text
    assert vault.open_by_code(safe, second.code, address, now).draft.draft_id == second.draft.draft_id


def test_when_no_free_locator_is_drawn_nothing_is_begun(safe, started, address, now, monkeypatch):
    taken = ReturnCode(started.code.locator, return_codes.draw().secret)
    monkeypatch.setattr(return_codes, "draw", lambda: taken)
    monkeypatch.setattr(ReturnCode, "with_new_locator", lambda code: code)
    with pytest.raises(TooBusy):
        vault.start(safe, CANONICAL, lambda _: BODY, address, now)

    assert len(rows(safe, DraftRecord)) == 1


def test_saving_keeps_the_draft_longer(safe, started, now):
    later = now + timedelta(days=3)
    opened = saved(safe, started.draft, b"more", later)
    again = vault.open_by_token(safe, started.token, now)

    assert (again.body, again.rev, again.updated_at) == (b"more", 2, later)
    assert again.expires_at == later + timedelta(days=30)
    assert replace(again, session_ends_at=opened.session_ends_at) == opened


def test_what_another_tab_saved_is_never_written_over_unseen(safe, started, now):
    saved(safe, started.draft, b"of the other tab", now)
    with pytest.raises(DraftChanged), writing(safe.engine) as session:
        vault.save(session, started.draft, b"of this tab", now)

    assert vault.open_by_token(safe, started.token, now).body == b"of the other tab"


def test_tabs_that_save_at_once_lose_nothing(safe, started, now):
    def add(letter: bytes) -> None:
        for _ in range(5):
            with writing(safe.engine) as session:
                newest = vault.newest(session, started.draft, now)
                vault.save(session, newest, newest.body + letter, now)

    tabs = [threading.Thread(target=add, args=(letter,)) for letter in (b"x", b"y", b"z")]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    opened = vault.open_by_token(safe, started.token, now)

    assert sorted(opened.body.removeprefix(BODY)) == sorted(b"xyz" * 5)
    assert opened.rev == 16


def test_a_body_too_large_is_refused_and_the_last_one_stays(safe, started, address, now):
    with pytest.raises(DraftTooLarge):
        saved(safe, started.draft, bytes(MOST_BODY + 1), now)
    with pytest.raises(DraftTooLarge):
        vault.start(safe, CANONICAL, lambda _: bytes(MOST_BODY + 1), address, now)

    assert vault.open_by_token(safe, started.token, now).body == BODY
    assert saved(safe, started.draft, bytes(MOST_BODY), now).rev == 2


@pytest.mark.parametrize("days", [30, 60, 90])
def test_the_patient_chooses_how_long_it_is_kept(safe, started, now, days):
    with writing(safe.engine) as session:
        kept = vault.keep_for(session, started.draft, days, now)
    opened = saved(safe, started.draft, BODY, now + MINUTE)

    assert (kept.keep_days, kept.expires_at) == (days, now + timedelta(days=days))
    assert (opened.keep_days, opened.expires_at) == (days, now + MINUTE + timedelta(days=days))


def test_other_numbers_of_days_are_refused(safe, started, now):
    with pytest.raises(ValueError, match="30, 60, 90"), writing(safe.engine) as session:
        vault.keep_for(session, started.draft, 365, now)


def test_an_expired_draft_is_not_found_even_before_it_is_deleted(safe, started, address, now):
    after = now + timedelta(days=30)
    fresh = vault.open_by_code(safe, started.code, address, after - MINUTE)

    with pytest.raises(CodeUnknown):
        vault.open_by_code(safe, started.code, address, after)
    with pytest.raises(SessionEnded):
        vault.open_by_token(safe, fresh.token, after)
    with pytest.raises(DraftNotFound):
        saved(safe, started.draft, BODY, after)


def test_a_deleted_draft_is_gone_by_every_way(safe, started, address, now):
    vault.delete(safe, started.draft, now)
    vault.delete(safe, started.draft, now)

    with pytest.raises(CodeUnknown):
        vault.open_by_code(safe, started.code, address, now)
    with pytest.raises(SessionEnded):
        vault.open_by_token(safe, started.token, now)
    with pytest.raises(DraftNotFound), writing(safe.engine) as session:
        vault.keep_for(session, started.draft, 60, now)
    assert rows(safe, SessionRecord) == rows(safe, DraftRecord) == []
    assert safe.deletions.entries() == {started.draft.draft_id: now}


def test_a_draft_deleted_while_its_code_is_tried_is_unknown(safe, started, address, now, monkeypatch):
    real = vault.draft_keys.unlock_by_code

    def unlock_while_the_other_tab_deletes(*arguments):
        vault.delete(safe, started.draft, now)
        return real(*arguments)

    monkeypatch.setattr(vault.draft_keys, "unlock_by_code", unlock_while_the_other_tab_deletes)
    with pytest.raises(CodeUnknown):
        vault.open_by_code(safe, started.code, address, now)


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


def test_reading_goes_on_while_the_store_cannot_be_written(safe, started, now, settings, monkeypatch):
    holder = sqlite3.connect(settings.data / "intake.db", isolation_level=None, timeout=0)
    safe.engine.dispose()
    monkeypatch.setattr(vault, "writing", _that_does_not_wait)
    holder.execute("BEGIN IMMEDIATE")
    opened = vault.open_by_token(safe, started.token, now + 5 * MINUTE)
    holder.close()

    assert opened.body == BODY
    assert opened.session_ends_at == now + 30 * MINUTE


def _that_does_not_wait(engine):
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    return writing(engine)


def test_an_ended_session_opens_nothing_when_it_is_replayed(safe, started, now):
    vault.end_session(safe, started.token, now)
    vault.end_session(safe, started.token, now)
    vault.end_session(safe, "no token", now)

    with pytest.raises(SessionEnded):
        vault.open_by_token(safe, started.token, now)
    assert rows(safe, SessionRecord)[0].wrapped_key == b""


def test_all_sessions_end_together_and_the_code_still_opens(safe, started, begin, address, now):
    other, second = begin(), vault.open_by_code(safe, started.code, address, now)
    vault.end_all_sessions(safe, started.draft, now)

    for token in (started.token, second.token):
        with pytest.raises(SessionEnded):
            vault.open_by_token(safe, token, now)
    assert vault.open_by_token(safe, other.token, now)
    assert vault.open_by_code(safe, started.code, address, now)


def test_a_disk_nearly_full_begins_no_draft_and_saves_those_begun(safe, started, address, now, monkeypatch):
    monkeypatch.setattr(vault, "LEAST_FREE_SPACE", 10**18)
    with pytest.raises(StoreUnavailable) as raised:
        vault.start(safe, CANONICAL, lambda _: BODY, address, now)

    assert raised.value.kind is StoreFault.FULL
    assert saved(safe, started.draft, b"more", now).body == b"more"


def test_limits_hold_where_drafts_begin_and_codes_are_tried(safe, address, now, monkeypatch):
    monkeypatch.setattr(throttling, "DRAFTS_OF_ADDRESS", replace(throttling.DRAFTS_OF_ADDRESS, tries=1))
    vault.start(safe, CANONICAL, lambda _: BODY, address, now)
    with pytest.raises(throttling.TooManyTries):
        vault.start(safe, CANONICAL, lambda _: BODY, address, now)
    for _ in range(10):
        with pytest.raises(CodeUnknown):
            vault.open_by_code(safe, return_codes.draw(), address, now)
    with pytest.raises(throttling.TooManyTries):
        vault.open_by_code(safe, return_codes.draw(), address, now)


def test_a_right_code_and_a_busy_server_cost_no_try(safe, started, address, now, monkeypatch):
    for _ in range(11):
        vault.open_by_code(safe, started.code, address, now)
    monkeypatch.setattr(derivation, "ARGON2", WaitingRoom(running=0, waiting=0))
    for _ in range(11):
        with pytest.raises(TooBusy):
            vault.open_by_code(safe, started.code, address, now)


def test_no_lock_is_held_while_argon2_runs(safe, started, address, now, monkeypatch):
    real, meanwhile = derivation.Argon2id, []

    def while_another_saves(**how):
        meanwhile.append(saved(safe, started.draft, BODY, now))
        return real(**how)

    monkeypatch.setattr(derivation, "Argon2id", while_another_saves)
    vault.start(safe, CANONICAL, lambda _: BODY, address, now)
    vault.open_by_code(safe, started.code, address, now)

    assert len(meanwhile) == 2
