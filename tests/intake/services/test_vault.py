"""The vault: what a patient saves comes back by the code or the session, and to nobody else."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from intake.errors import (
    CodeUnknown,
    DraftChanged,
    DraftNotFound,
    DraftTooLarge,
    SessionEnded,
    StoreFault,
    StoreUnavailable,
    TooBusy,
    TooManyTries,
)
from intake.keys import derivation, draft_keys, return_codes
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

    def argon2id(**how):
        runs.append(how | {"salt": len(how["salt"])})
        return Argon2id(**how)

    monkeypatch.setattr(derivation, "Argon2id", argon2id)
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
    with (
        pytest.raises(ValueError, match=r"for one of \(30, 60, 90\) days$"),
        writing(safe.engine) as session,
    ):
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
    real = draft_keys.unlock_by_code

    def unlock_while_the_other_tab_deletes(*arguments):
        vault.delete(safe, started.draft, now)
        return real(*arguments)

    monkeypatch.setattr(draft_keys, "unlock_by_code", unlock_while_the_other_tab_deletes)
    with pytest.raises(CodeUnknown):
        vault.open_by_code(safe, started.code, address, now)


def test_a_disk_nearly_full_begins_no_draft_and_saves_those_begun(safe, started, address, now, monkeypatch):
    monkeypatch.setattr(vault, "LEAST_FREE_SPACE", 10**18)
    with pytest.raises(StoreUnavailable) as raised:
        vault.start(safe, CANONICAL, lambda _: BODY, address, now)

    assert raised.value.kind is StoreFault.FULL
    assert saved(safe, started.draft, b"more", now).body == b"more"


def test_limits_hold_where_drafts_begin_and_codes_are_tried(safe, address, now, monkeypatch):
    monkeypatch.setattr(throttling, "DRAFTS_OF_ADDRESS", replace(throttling.DRAFTS_OF_ADDRESS, tries=1))
    vault.start(safe, CANONICAL, lambda _: BODY, address, now)
    with pytest.raises(TooManyTries):
        vault.start(safe, CANONICAL, lambda _: BODY, address, now)
    for _ in range(10):
        with pytest.raises(CodeUnknown):
            vault.open_by_code(safe, return_codes.draw(), address, now)
    with pytest.raises(TooManyTries):
        vault.open_by_code(safe, return_codes.draw(), address, now)


def test_a_right_code_and_a_busy_server_cost_no_try(safe, started, address, now, monkeypatch):
    for _ in range(11):
        vault.open_by_code(safe, started.code, address, now)
    monkeypatch.setattr(derivation, "ARGON2", WaitingRoom(running=0, waiting=0))
    for _ in range(11):
        with pytest.raises(TooBusy):
            vault.open_by_code(safe, started.code, address, now)


def test_no_lock_is_held_while_argon2_runs(safe, started, address, now, monkeypatch):
    meanwhile, in_use = [], vars(derivation)["Argon2id"]

    def while_another_saves(**how):
        meanwhile.append(saved(safe, started.draft, BODY, now))
        return in_use(**how)

    monkeypatch.setattr(derivation, "Argon2id", while_another_saves)
    vault.start(safe, CANONICAL, lambda _: BODY, address, now)
    vault.open_by_code(safe, started.code, address, now)

    assert len(meanwhile) == 2
