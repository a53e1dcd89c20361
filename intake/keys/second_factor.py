"""The second factor: codes of an authenticator app (TOTP, RFC 6238), each good once, and a few on paper instead."""

import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from intake.keys.crockford import ALPHABET, characters_in
from intake.keys.derivation import new_salt, stretched

# What every authenticator app understands; SHA-1 is sound within HMAC (RFC 6238 §1.2, RFC 6194 §3.3).
DIGITS = 6
STEP = 30
SEED_LENGTH = 20
# A phone's clock may be one step off, either way (RFC 6238 §5.2).
_STEPS_OFF = (0, -1, 1)

BACKUP_CODES = 8
_BACKUP_CHARACTERS = 10
_WHOSE = "backup"


@dataclass(frozen=True, slots=True)
class BackupLock:
    """What is stored of one code on paper: 50 bits, so salted and slow (ASVS 6.5.2)."""

    salt: bytes = field(repr=False)
    verifier: bytes = field(repr=False)


def new_seed() -> bytes:
    return secrets.token_bytes(SEED_LENGTH)


def seed_text(seed: bytes) -> str:
    """As it is typed into an app: base32 (RFC 4648), in groups of four."""
    text = b32encode(seed).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address_of(seed: bytes, username: str, issuer: str) -> str:
    """What the QR code for an app holds."""
    label = quote(f"{issuer}:{username}", safe="")
    secret = b32encode(seed).decode()
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer, safe='')}&digits={DIGITS}&period={STEP}"


def step_of(seed: bytes, typed: str, now: datetime, used: int) -> int | None:
    """The time step whose code this is, if it is later than `used`, the last step that was taken; else None."""
    code, this = "".join(typed.split()), step_at(now)
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        return None
    found = [this + off for off in _STEPS_OFF if hmac.compare_digest(code_of(seed, this + off), code)]
    return next((step for step in found if step > used), None)


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP


def code_of(seed: bytes, step: int) -> str:
    """What an app shows during this step."""
    totp = TOTP(seed, DIGITS, SHA1(), STEP, enforce_key_length=False)  # nosec B303 # noqa: S303 - sound within HMAC
    return totp.generate(step * STEP).decode()


def new_backup_codes() -> tuple[str, ...]:
    """Each begins with its own number, so that one derivation is enough to try one: "3-XXXXX-XXXXX"."""
    drawn = ("".join(secrets.choice(ALPHABET) for _ in range(_BACKUP_CHARACTERS)) for _ in range(BACKUP_CODES))
    return tuple(f"{number}-{code[:5]}-{code[5:]}" for number, code in enumerate(drawn, 1))


def backup_number(typed: str) -> int | None:
    """Which of the codes this can be; None for what is none of them."""
    characters = characters_in(typed[:40])
    known = {str(number) for number in range(1, BACKUP_CODES + 1)}
    if len(characters) != 1 + _BACKUP_CHARACTERS or characters[0] not in known:
        return None
    return int(characters[0])


def lock_backup_code(code: str, pepper: bytes) -> BackupLock:
    """Runs Argon2id; raises `TooBusy`."""
    salt = new_salt()
    return BackupLock(salt, stretched(characters_in(code), salt, pepper, whose=_WHOSE).verifier_hash())


def opens_backup_lock(lock: BackupLock, typed: str, pepper: bytes) -> bool:
    return stretched(characters_in(typed[:40]), lock.salt, pepper, whose=_WHOSE).matches(lock.verifier)
