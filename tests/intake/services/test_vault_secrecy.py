"""What a thief of the database, its journal, and even the master key finds: nothing that a patient wrote."""

import base64
import secrets
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intake.errors import CodeUnknown, SealBroken
from intake.keys import draft_keys, return_codes, sealing, tokens
from intake.keys.master import read_key_file
from intake.services import opening, vault
from intake.services.expiry import apply_deletions
from intake.store import sqlite as sqlite_module
from intake.store.engine import reading, writing
from intake.store.models import DraftRecord, SessionRecord
from tests.databases import ON_SQLITE

CANARY = b"CANARY-5b1c"
CANONICAL = "https://example.org/three-items|1.0.0"


def on_disk(settings) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(settings.data.rglob("*")) if path.is_file())


@pytest.fixture
def a_life(safe, address, now):
    """A draft is begun, saved, opened by its code, and an error is forced; the canary is in every body."""
    started = vault.start(safe, CANONICAL, lambda code: CANARY + code.text.encode(), address, now)
    with writing(safe.engine) as session:
        vault.save(session, vault.newest(session, started.draft, now), CANARY * 500, now)
    again = vault.open_by_code(safe, started.code, address, now)
    with suppress(SQLAlchemyError), reading(safe.engine) as session:
        session.execute(text("SELECT :x FROM nowhere"), {"x": CANARY})
    return started, again


def test_no_plaintext_code_or_token_is_on_the_disk(a_life, settings):
    started, again = a_life
    found = on_disk(settings)

    assert CANARY not in found
    for encoded in (CANARY.hex().encode(), base64.b64encode(CANARY)[:12], CANARY.decode().encode("utf-16-le")):
        assert encoded not in found
    for token in (started.token, again.token):
        assert token.encode() not in found
        assert tokens.token_from(token) not in found
    assert started.code.secret.encode() not in found
    assert started.draft.data_key not in found


@ON_SQLITE
def test_the_sweep_finds_the_canary_when_sealing_is_off(settings, safe, address, now, monkeypatch):
    monkeypatch.setattr(vault, "seal", lambda _key, plaintext, *, bound_to: plaintext)
    vault.start(safe, CANONICAL, lambda _: CANARY, address, now)

    assert CANARY in on_disk(settings)


def test_nothing_secret_is_in_a_repr(a_life):
    started, _ = a_life

    for secret in (started.token, started.code.secret, repr(started.draft.data_key), repr(started.draft.body)):
        assert secret not in repr(started)


def test_a_thief_of_database_and_master_key_opens_nothing_without_the_code(a_life, safe, settings):
    keys = read_key_file(settings.key_file).keys()
    with reading(safe.engine) as session:
        draft = session.query(DraftRecord).one()
        found_sessions = session.query(SessionRecord).all()
    stored = (draft.code_salt, draft.code_verifier, draft.dek_by_code[-32:])
    master = base64.b64decode(settings.key_file.read_text().split(":")[1])
    id_hashes = [found.id_hash for found in found_sessions]
    guesses = [*stored, keys.pepper, keys.cookie, keys.address, master, *id_hashes]
    ways = [guess for guess in guesses if len(guess) == 32]
    lock = draft_keys.CodeLock(draft.kdf_parameters, draft.code_salt, draft.code_verifier, draft.dek_by_code)
    place = ("draft", str(draft.id), "body", draft.questionnaire, draft.rev)

    for key in ways:
        with pytest.raises(SealBroken):
            sealing.unseal(key, draft.body, bound_to=place)
        with pytest.raises(SealBroken):
            sealing.unwrap(key, draft.dek_by_code, bound_to=("draft", str(draft.id), "dek_by_code"))
        for found in found_sessions:
            with pytest.raises(SealBroken):
                draft_keys.unwrap_by_token(found.wrapped_key, key, str(draft.id))
    for _ in range(5):
        guess = return_codes.ReturnCode(draft.locator, return_codes.draw().secret)
        assert draft_keys.unlock_by_code(lock, guess, keys.pepper, str(draft.id)) is None


def test_the_code_without_the_master_key_opens_nothing(a_life, safe):
    started, _ = a_life
    with reading(safe.engine) as session:
        draft = session.query(DraftRecord).one()
    lock = draft_keys.CodeLock(draft.kdf_parameters, draft.code_salt, draft.code_verifier, draft.dek_by_code)

    assert draft_keys.unlock_by_code(lock, started.code, safe.keys.pepper, str(draft.id)) == started.draft.data_key
    assert draft_keys.unlock_by_code(lock, started.code, secrets.token_bytes(32), str(draft.id)) is None


@pytest.mark.parametrize("column", ["body", "dek_by_code"])
def test_columns_that_are_exchanged_between_drafts_are_refused(safe, begin, now, address, column):
    one, other = begin(b"one"), begin(b"other")
    with writing(safe.engine) as session:
        first, second = session.query(DraftRecord).order_by(DraftRecord.locator).all()
        values = getattr(first, column), getattr(second, column)
        setattr(first, column, values[1])
        setattr(second, column, values[0])

    for started in (one, other):
        with pytest.raises(SealBroken):
            vault.open_by_code(safe, started.code, address, now)


@pytest.mark.parametrize("change", [{"rev": 7}, {"questionnaire": "https://example.org/other|2"}])
def test_a_row_that_was_altered_is_refused(safe, started, now, change):
    with writing(safe.engine) as session:
        session.query(DraftRecord).update(change)

    with pytest.raises(SealBroken):
        vault.open_by_token(safe, started.token, now)


def test_a_whole_lock_put_on_another_draft_opens_nothing(safe, begin, address, now):
    mine, victim = begin(b"mine"), begin(b"the victim's")
    columns = ("kdf_parameters", "code_salt", "code_verifier", "dek_by_code")
    with writing(safe.engine) as session:
        own = session.get_one(DraftRecord, mine.draft.draft_id)
        other = session.get_one(DraftRecord, victim.draft.draft_id)
        for column in columns:
            setattr(other, column, getattr(own, column))

    with pytest.raises(SealBroken):
        vault.open_by_code(safe, return_codes.ReturnCode(victim.code.locator, mine.code.secret), address, now)


@ON_SQLITE
@pytest.mark.parametrize("sound_from", [(3, 0, 0), (99, 0, 0)], ids=["write-ahead log", "rollback journal"])
def test_deleted_ciphertext_is_gone_from_the_files(settings, address, now, monkeypatch, sound_from):
    monkeypatch.setattr(sqlite_module, "WAL_IS_SOUND_FROM", sound_from)
    safe = opening.open_vault(settings, now)
    started = vault.start(safe, CANONICAL, lambda _: secrets.token_bytes(9000), address, now)
    with reading(safe.engine) as session:
        draft = session.get_one(DraftRecord, started.draft.draft_id)
        pieces = [draft.body[at : at + 24] for at in range(0, 9000, 500)] + [draft.dek_by_code[:24]]
    assert all(piece in on_disk(settings) for piece in pieces)
    vault.delete(safe, started.draft, now)

    assert not any(piece in on_disk(settings) for piece in pieces)
    safe.engine.dispose()


@ON_SQLITE
def test_a_deleted_draft_does_not_come_back_with_a_backup(settings, safe, begin, address, now):
    deleted, kept = begin(), begin()
    safe.engine.dispose()
    backup = (settings.data / "intake.db").read_bytes()
    vault.delete(safe, deleted.draft, now)
    safe.engine.dispose()
    (settings.data / "intake.db").write_bytes(backup)
    restored = opening.open_vault(settings, now)

    with pytest.raises(CodeUnknown):
        vault.open_by_code(restored, deleted.code, address, now)
    assert vault.open_by_code(restored, kept.code, address, now)
    assert apply_deletions(restored) == 0
    restored.engine.dispose()
