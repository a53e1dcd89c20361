"""Sealing: AES-256-GCM bound to the place where the sealed text stands, so that it opens nowhere else.

A sealed text is one byte for the suite, twelve of a random nonce, then the ciphertext with its tag. The nonce is drawn
and never counted: a restored backup would repeat a counter.
"""

import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.errors import SealBroken

Place = tuple[str | int | bytes, ...]

SUITE = b"\x01"
NONCE_LENGTH = 12
TAG_LENGTH = 16
BLOCK = 1024
_PADDING_STARTS = b"\x80"


def seal(key: bytes, plaintext: bytes, *, bound_to: Place, block: int = BLOCK) -> bytes:
    """Padded to a multiple of `block` bytes first, so that the length tells little of what was written."""
    padded = plaintext + _PADDING_STARTS
    return wrap(key, padded.ljust(-(-len(padded) // block) * block, b"\0"), bound_to=bound_to)


def unseal(key: bytes, sealed: bytes, *, bound_to: Place) -> bytes:
    """Raises `SealBroken` when a bit differs, or the key, or the place."""
    plaintext, _, _ = unwrap(key, sealed, bound_to=bound_to).rpartition(_PADDING_STARTS)
    return plaintext


def wrap(key: bytes, plaintext: bytes, *, bound_to: Place) -> bytes:
    """As `seal` without padding: for keys, whose length everybody knows."""
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return SUITE + nonce + AESGCM(key).encrypt(nonce, plaintext, _associated(bound_to))


def unwrap(key: bytes, sealed: bytes, *, bound_to: Place) -> bytes:
    """Raises `SealBroken`."""
    suite, nonce, ciphertext = sealed[:1], sealed[1 : 1 + NONCE_LENGTH], sealed[1 + NONCE_LENGTH :]
    if suite != SUITE or not ciphertext:
        raise SealBroken("suite unknown")
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, _associated(bound_to))
    except InvalidTag:
        # Without its cause: a chained exception would carry the frames that hold the key.
        raise SealBroken("seal does not open") from None


def _associated(place: Place) -> bytes:
    """The place with the length before each part, so that no two places read the same."""
    return b"".join([_framed(part) for part in (SUITE, *place)])


# A search asks thousands of times for nearly the same.
@lru_cache(maxsize=256, typed=True)
def _framed(part: str | int | bytes) -> bytes:
    text = part if isinstance(part, bytes) else str(part).encode()
    return len(text).to_bytes(4) + text
