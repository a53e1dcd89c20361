"""The private key of one member of staff: locked by a passphrase, by a recovery code on paper, and by a session."""

import secrets
from dataclasses import dataclass, field

from intake.errors import CodeMistyped, SealBroken, Slip
from intake.keys.crockford import ALPHABET, characters_in, decoded, encoded, in_groups
from intake.keys.derivation import FOR_PASSPHRASES, KdfParameters, derived, new_salt, stretched
from intake.keys.hpke import X25519_SUITE, PrivateKey
from intake.keys.sealing import unwrap, wrap
from intake.keys.tokens import token_hash

# 160 bits, drawn and never chosen, so that one hash is enough (ASVS 6.5.2 asks for 112).
CODE_LENGTH = 20
_CODE_CHARACTERS = CODE_LENGTH * 8 // 5
_MOST_TYPED = 200
_WHOSE = "staff"


@dataclass(frozen=True, slots=True)
class PassphraseLock:
    """What a row stores of a passphrase: enough to know it again, not enough to open without it."""

    parameters: str
    salt: bytes = field(repr=False)
    verifier: bytes = field(repr=False)
    wrapped_key: bytes = field(repr=False)


def lock_by_passphrase(key: PrivateKey, passphrase: str, pepper: bytes, staff_id: str) -> PassphraseLock:
    """Runs Argon2id; raises `TooBusy`."""
    salt = new_salt()
    opening = stretched(passphrase, salt, pepper, FOR_PASSPHRASES, _WHOSE)
    wrapped = wrap(opening.wrapping_key(staff_id), key.raw, bound_to=_by("sk_by_passphrase", staff_id))
    return PassphraseLock(FOR_PASSPHRASES.text, salt, opening.verifier_hash(), wrapped)


def unlock_by_passphrase(
    lock: PassphraseLock | None, passphrase: str, pepper: bytes, staff_id: str
) -> PrivateKey | None:
    """None for a wrong passphrase. Without a lock the same work is done, so that the time tells nothing."""
    held = lock or _NOTHING
    opening = stretched(passphrase, held.salt, pepper, KdfParameters.from_text(held.parameters), _WHOSE)
    if not opening.matches(held.verifier) or lock is None:
        return None
    raw = unwrap(opening.wrapping_key(staff_id), lock.wrapped_key, bound_to=_by("sk_by_passphrase", staff_id))
    return PrivateKey(X25519_SUITE, raw)


def new_recovery_code() -> str:
    """XXXX-XXXX-…, eight groups; it opens the key without the passphrase and without the master key."""
    return in_groups(encoded(secrets.token_bytes(CODE_LENGTH)))


def lock_by_recovery_code(key: PrivateKey, code: str, staff_id: str) -> bytes:
    return wrap(_from_code(code, staff_id), key.raw, bound_to=_by("sk_by_recovery", staff_id))


def unlock_by_recovery_code(wrapped_key: bytes, typed: str, staff_id: str) -> PrivateKey | None:
    """None for a code that opens nothing; raises `CodeMistyped` for what cannot be one."""
    key = _from_code(typed, staff_id)
    try:
        return PrivateKey(X25519_SUITE, unwrap(key, wrapped_key, bound_to=_by("sk_by_recovery", staff_id)))
    except SealBroken:
        return None


def wrap_by_session(key: PrivateKey, token: bytes, staff_id: str) -> bytes:
    return wrap(derived(token, "session-wrap|v1"), key.raw, bound_to=_by_session(token, staff_id))


def unwrap_by_session(wrapped_key: bytes, token: bytes, staff_id: str) -> PrivateKey:
    """Raises `SealBroken`."""
    raw = unwrap(derived(token, "session-wrap|v1"), wrapped_key, bound_to=_by_session(token, staff_id))
    return PrivateKey(X25519_SUITE, raw)


def _from_code(typed: str, staff_id: str) -> bytes:
    characters = characters_in(typed[:_MOST_TYPED])
    if any(character not in ALPHABET for character in characters):
        raise CodeMistyped(Slip.CHARACTER)
    if len(characters) != _CODE_CHARACTERS:
        raise CodeMistyped(Slip.LENGTH)
    return derived(decoded(characters, CODE_LENGTH), f"staff-recovery|v1|{staff_id}")


def _by(what: str, staff_id: str) -> tuple[str, ...]:
    return "staff", staff_id, what


def _by_session(token: bytes, staff_id: str) -> tuple[str | bytes, ...]:
    return "staff_session", token_hash(token), "wrapped_key", staff_id


_NOTHING = PassphraseLock(FOR_PASSPHRASES.text, new_salt(), secrets.token_bytes(32), b"")
