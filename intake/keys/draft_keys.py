"""The key of one draft, and its two wrappings: by the return code, and by the token of a session."""

import secrets
from dataclasses import dataclass, field

from intake.keys.derivation import CURRENT, KEY_LENGTH, KdfParameters, Stretched, derived, new_salt, stretched
from intake.keys.return_codes import ReturnCode
from intake.keys.sealing import unwrap, wrap
from intake.keys.tokens import token_hash


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
