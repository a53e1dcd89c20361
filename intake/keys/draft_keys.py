"""The key of one draft, and its two wrappings: by the return code, and by the token of a session."""

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass, field

from intake.errors import SessionEnded
from intake.keys.derivation import CURRENT, KEY_LENGTH, KdfParameters, Stretched, derived, new_salt, stretched
from intake.keys.return_codes import ReturnCode
from intake.keys.sealing import unwrap, wrap

TOKEN_LENGTH = 32


@dataclass(frozen=True, slots=True)
class CodeLock:
    """What a draft's row stores of its return code: enough to know it again, not enough to open without it."""

    parameters: str
    salt: bytes = field(repr=False)
    verifier: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)


def new_data_key() -> bytes:
    return secrets.token_bytes(KEY_LENGTH)


def lock_by_code(data_key: bytes, code: ReturnCode, pepper: bytes, draft_id: str) -> CodeLock:
    """Runs Argon2id; raises `TooBusy`. The locator is no part of it and can be drawn again."""
    salt = new_salt()
    opening = stretched(code.secret, salt, pepper)
    wrapped = wrap(opening.wrapping_key(draft_id), data_key, bound_to=_by_code(draft_id))
    return CodeLock(CURRENT.text, salt, opening.verifier_hash(), wrapped)


def unlock_by_code(lock: CodeLock | None, code: ReturnCode, pepper: bytes, draft_id: str) -> bytes | None:
    """The data key; None for a wrong code. Without a lock the same work is done, so that the time tells nothing."""
    salt, parameters, verifier = _NOTHING if lock is None else (lock.salt, lock.parameters, lock.verifier)
    opening: Stretched = stretched(code.secret, salt, pepper, KdfParameters.from_text(parameters))
    if not opening.matches(verifier) or lock is None:
        return None
    return unwrap(opening.wrapping_key(draft_id), lock.wrapped_key, bound_to=_by_code(draft_id))


def new_token() -> bytes:
    return secrets.token_bytes(TOKEN_LENGTH)


def token_text(token: bytes) -> str:
    """As the cookie holds it."""
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode()


def token_from(text: str) -> bytes:
    """Raises `SessionEnded` for what no session can have given out."""
    try:
        token = base64.b64decode(text.encode() + b"=", altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise SessionEnded from None
    if len(token) != TOKEN_LENGTH:
        raise SessionEnded
    return token


def token_hash(token: bytes) -> bytes:
    """The session's id in the database; the token itself is only in the browser."""
    return hashlib.sha256(token).digest()


def wrap_by_token(data_key: bytes, token: bytes, draft_id: str) -> bytes:
    return wrap(derived(token, "session-wrap|v1"), data_key, bound_to=_by_token(token, draft_id))


def unwrap_by_token(wrapped_key: bytes, token: bytes, draft_id: str) -> bytes:
    """Raises `SealBroken`."""
    return unwrap(derived(token, "session-wrap|v1"), wrapped_key, bound_to=_by_token(token, draft_id))


def _by_code(draft_id: str) -> tuple[str, ...]:
    return "draft", draft_id, "dek_by_code"


def _by_token(token: bytes, draft_id: str) -> tuple[str | bytes, ...]:
    return "session", token_hash(token), "wrapped_key", draft_id


_NOTHING = (new_salt(), CURRENT.text, secrets.token_bytes(32))
