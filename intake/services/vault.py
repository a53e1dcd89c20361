"""The vault: start a draft, come back to it, save, keep, delete. Bodies are bytes; what they mean is decided above.

Argon2id always runs outside a transaction, so nobody waits for the write lock behind it.
"""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.errors import (
    CodeUnknown,
    DraftBroken,
    DraftChanged,
    DraftNotFound,
    DraftTooLarge,
    SealBroken,
    SessionEnded,
    StoreFault,
    StoreUnavailable,
    TooBusy,
)
from intake.keys import draft_keys, return_codes, tokens
from intake.keys.draft_keys import CodeLock
from intake.keys.master import Keys
from intake.keys.return_codes import ReturnCode
from intake.keys.sealing import Place, seal, unseal
from intake.services import throttling
from intake.services.unopened import tell_unopened
from intake.store import drafts, sessions
from intake.store.deletion_log import DeletionLog
from intake.store.drafts import Version
from intake.store.engine import reading, wipe_freed, writing
from intake.store.models import KEEP_DAYS, DraftRecord, SessionRecord

MOST_BODY = 4 * 1024 * 1024
# Below this no draft is begun, so that those already begun can still be saved.
LEAST_FREE_SPACE = 200 * 1000 * 1000
_TOUCH_AFTER = timedelta(minutes=1)
_LOCATOR_DRAWS = 5


@dataclass(frozen=True, slots=True)
class Vault:
    """What the use cases work with. A session ends when it lay unused for `idle`, and after `longest` in any case."""

    engine: Engine
    keys: Keys
    deletions: DeletionLog
    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDraft:
    """A draft as it was when it was opened. `session_ends_at` is the moment if nothing more is asked for."""

    draft_id: UUID
    questionnaire: str
    data_key: bytes = field(repr=False)
    body: bytes = field(repr=False)
    rev: int
    keep_days: int
    updated_at: datetime
    expires_at: datetime
    session_ends_at: datetime


@dataclass(frozen=True, slots=True)
class Started:
    """A draft with a new session; `token` is for the cookie, and nothing else may keep it."""

    draft: OpenDraft
    code: ReturnCode
    token: str = field(repr=False)


def start(
    vault: Vault, questionnaire: str, body_of: Callable[[ReturnCode], bytes], address: str, now: datetime
) -> Started:
    """A new draft; `body_of` makes its body, which holds the return code, and may be called again with another one.

    Takes about 30 ms of a core. Raises `TooManyTries`, `TooBusy`, `DraftTooLarge`, `StoreUnavailable`.
    """
    if shutil.disk_usage(vault.deletions.path.parent).free < LEAST_FREE_SPACE:
        raise StoreUnavailable(StoreFault.FULL)
    throttling.count(vault.engine, throttling.tries_of_new_draft(vault.keys, address), now)
    draft_id, data_key, code = uuid4(), draft_keys.new_data_key(), return_codes.draw()
    lock = draft_keys.lock_by_code(data_key, code, vault.keys.pepper, str(draft_id))
    record = _new_record(draft_id, questionnaire, lock, now)
    with writing(vault.engine) as session:
        code, body = _insert(session, record, data_key, code, body_of)
        token, ends_at = _open_session(session, vault, draft_id, data_key, now)
    return Started(_opened(record, data_key, body, ends_at), code, token)


def open_by_code(vault: Vault, code: ReturnCode, address: str, now: datetime) -> Started:
    """The same answer after the same work whether the locator, the secret or both are wrong: `CodeUnknown`.

    Raises `TooManyTries`, `TooBusy`, `SealBroken`, `StoreUnavailable` besides.
    """
    tries = throttling.tries_of_code(vault.keys, address, code)
    throttling.count(vault.engine, tries, now)
    try:
        draft_id, data_key = _unlocked(vault, code, now)
    except TooBusy:
        with writing(vault.engine) as session:
            throttling.give_back(session, tries, now)
        raise
    with writing(vault.engine) as session:
        record = drafts.find_to_change(session, draft_id, now)
        if record is None:
            raise CodeUnknown
        throttling.give_back(session, tries, now)
        token, ends_at = _open_session(session, vault, draft_id, data_key, now)
        return Started(_opened(record, data_key, _body_in(record, data_key), ends_at), code, token)


def open_by_token(vault: Vault, token_text: str, now: datetime) -> OpenDraft:
    """Raises `SessionEnded`. A session in use is extended once a minute at most, so that reading stays cheap."""
    token = tokens.token_from(token_text)
    id_hash = tokens.token_hash(token)
    with reading(vault.engine) as session:
        found = sessions.find(session, id_hash)
        if found is None or _is_over(vault, found, now):
            raise SessionEnded
        record = drafts.find(session, found.draft_id, now)
        if record is None:
            raise SessionEnded
        data_key = _key_of_session(found, token, record)
        ends_at = min(found.expires_at, found.last_seen + vault.idle)
        opened = _opened(record, data_key, _body_in(record, data_key), ends_at)
        longest, stale = found.expires_at, now - found.last_seen >= _TOUCH_AFTER
    # Reading goes on while the store cannot be written; the next request extends the session.
    with suppress(StoreUnavailable):
        if stale:
            with writing(vault.engine, waits=False) as session:
                sessions.touch(session, id_hash, now)
            opened = replace(opened, session_ends_at=min(longest, now + vault.idle))
    return opened


def _key_of_session(found: SessionRecord, token: bytes, record: DraftRecord) -> bytes:
    try:
        return draft_keys.unwrap_by_token(found.wrapped_key, token, str(record.id))
    except SealBroken:
        tell_unopened("session")
        raise SessionEnded from None


def newest(session: Session, opened: OpenDraft, now: datetime) -> OpenDraft:
    """What to merge into, within the transaction that saves; nobody else writes meanwhile. Raises `DraftNotFound`."""
    record = drafts.find_to_change(session, opened.draft_id, now)
    if record is None:
        raise DraftNotFound
    return _opened(record, opened.data_key, _body_in(record, opened.data_key), opened.session_ends_at)


def save(session: Session, opened: OpenDraft, body: bytes, now: datetime) -> OpenDraft:
    """`opened` comes from `newest` of the same transaction. Raises `DraftChanged` if it is not the newest any more."""
    expires_at = now + timedelta(days=opened.keep_days)
    saved = replace(opened, body=body, rev=opened.rev + 1, updated_at=now, expires_at=expires_at)
    sealed = _sealed(opened.data_key, body, _place(opened.draft_id, opened.questionnaire, saved.rev))
    if not drafts.replace_body(session, Version(opened.draft_id, opened.rev), sealed, now, expires_at):
        raise DraftChanged
    return saved


def keep_for(session: Session, opened: OpenDraft, days: int, now: datetime) -> OpenDraft:
    """`days`: one of KEEP_DAYS, counted from now and again from each later change. Raises `DraftNotFound`."""
    if days not in KEEP_DAYS:
        raise ValueError(f"a draft is kept for one of {KEEP_DAYS} days")
    expires_at = now + timedelta(days=days)
    if not drafts.keep(session, opened.draft_id, days, expires_at):
        raise DraftNotFound
    return replace(opened, keep_days=days, expires_at=expires_at)


def delete(vault: Vault, opened: OpenDraft, now: datetime) -> None:
    """At once and for good, with every session of it; deleting twice is no error."""
    with writing(vault.engine) as session:
        vault.deletions.append([opened.draft_id], now)
        drafts.delete_all(session, [opened.draft_id])
    wipe_freed(vault.engine)


def end_session(vault: Vault, token_text: str, now: datetime) -> None:
    """This browser is out; the token opens nothing any more, even where it was copied. Unknown tokens are no error."""
    with suppress(SessionEnded), writing(vault.engine) as session:
        sessions.revoke(session, tokens.token_hash(tokens.token_from(token_text)), now)


def _new_record(draft_id: UUID, questionnaire: str, lock: CodeLock, now: datetime) -> DraftRecord:
    return DraftRecord(
        id=draft_id,
        questionnaire=questionnaire,
        kdf_parameters=lock.parameters,
        code_salt=lock.salt,
        code_verifier=lock.verifier,
        dek_by_code=lock.wrapped_key,
        rev=1,
        keep_days=KEEP_DAYS[0],
        created_at=now,
        updated_at=now,
        expires_at=now + timedelta(days=KEEP_DAYS[0]),
    )


def _insert(
    session: Session, record: DraftRecord, data_key: bytes, code: ReturnCode, body_of: Callable[[ReturnCode], bytes]
) -> tuple[ReturnCode, bytes]:
    """The locator is drawn again while another draft has it; the secret, and what Argon2id made of it, stay."""
    for _ in range(_LOCATOR_DRAWS):
        body = body_of(code)
        record.locator = code.locator
        record.body = _sealed(data_key, body, _place(record.id, record.questionnaire, record.rev))
        try:
            with session.begin_nested():
                session.add(record)
        except IntegrityError:
            code = code.with_new_locator()
        else:
            return code, body
    raise TooBusy


def _unlocked(vault: Vault, code: ReturnCode, now: datetime) -> tuple[UUID, bytes]:
    with reading(vault.engine) as session:
        record = drafts.find_by_locator(session, code.locator, now)
        draft_id = uuid4() if record is None else record.id
        lock = None if record is None else _lock_of(record)
    data_key = draft_keys.unlock_by_code(lock, code, vault.keys.pepper, str(draft_id))
    if data_key is None:
        raise CodeUnknown
    return draft_id, data_key


def _lock_of(record: DraftRecord) -> CodeLock:
    return CodeLock(record.kdf_parameters, record.code_salt, record.code_verifier, record.dek_by_code)


def _open_session(
    session: Session, vault: Vault, draft_id: UUID, data_key: bytes, now: datetime
) -> tuple[str, datetime]:
    token = tokens.new_token()
    session.add(
        SessionRecord(
            id_hash=tokens.token_hash(token),
            kind="patient",
            draft_id=draft_id,
            wrapped_key=draft_keys.wrap_by_token(data_key, token, str(draft_id)),
            created_at=now,
            last_seen=now,
            expires_at=now + vault.longest,
        )
    )
    return tokens.token_text(token), now + min(vault.idle, vault.longest)


def _is_over(vault: Vault, found: SessionRecord, now: datetime) -> bool:
    # A clock that was set back far ends sessions too, or they would outlive their time.
    return now >= found.expires_at or abs(now - found.last_seen) >= vault.idle


def _opened(record: DraftRecord, data_key: bytes, body: bytes, session_ends_at: datetime) -> OpenDraft:
    return OpenDraft(
        draft_id=record.id,
        questionnaire=record.questionnaire,
        data_key=data_key,
        body=body,
        rev=record.rev,
        keep_days=record.keep_days,
        updated_at=record.updated_at,
        expires_at=record.expires_at,
        session_ends_at=session_ends_at,
    )


def _body_in(record: DraftRecord, data_key: bytes) -> bytes:
    try:
        return unseal(data_key, record.body, bound_to=_place(record.id, record.questionnaire, record.rev))
    except SealBroken:
        tell_unopened("draft")
        raise DraftBroken from None


def _sealed(data_key: bytes, body: bytes, place: Place) -> bytes:
    if len(body) > MOST_BODY:
        raise DraftTooLarge
    return seal(data_key, body, bound_to=place)


def _place(draft_id: UUID, questionnaire: str, rev: int) -> Place:
    return "draft", str(draft_id), "body", questionnaire, rev
