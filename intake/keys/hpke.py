"""HPKE (RFC 9180): sealing to a public key, so that only whoever has the private key opens it.

A key and everything sealed to it name their suite, so that another one can be switched on later. `info` binds what is
sealed to its place: it opens at no other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from intake.errors import SealBroken
from intake.keys.derivation import derived

Info = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class PublicKey:
    suite: int
    raw: bytes


@dataclass(frozen=True)
class PrivateKey:
    """Without slots, for `loaded`, which goes when the key goes."""

    suite: int
    raw: bytes = field(repr=False)

    @cached_property
    def loaded(self) -> Any:
        """As the library wants it; made once, for a search opens thousands with one key. Raises ValueError."""
        return _of(self.suite).private(self.raw)

    @cached_property
    def wrapping(self) -> bytes:
        """A key of its own (RFC 5869) for what its holder alone seals to themselves: no other can make or open that."""
        return derived(self.raw, "wrap|v1")

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.suite, _of(self.suite).public_of(self.raw))


@dataclass(frozen=True, slots=True)
class _Kind:
    suite: Any
    new: Callable[[], bytes]
    public_of: Callable[[bytes], bytes]
    private: Callable[[bytes], Any]
    public: Callable[[bytes], Any]


# The suite of RFC 9180 with X25519, HKDF-SHA256 and AES-256-GCM: all on ASVS 5.0's list, 48 bytes on top.
X25519_SUITE = 1
_KINDS: Mapping[int, _Kind] = {
    X25519_SUITE: _Kind(
        suite=Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM),
        new=lambda: X25519PrivateKey.generate().private_bytes_raw(),
        public_of=lambda raw: X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw(),
        private=X25519PrivateKey.from_private_bytes,
        public=X25519PublicKey.from_public_bytes,
    ),
}


def new_private_key(suite: int = X25519_SUITE) -> PrivateKey:
    return PrivateKey(suite, _of(suite).new())


def seal_to(public: PublicKey, plaintext: bytes, info: Info) -> bytes:
    kind = _of(public.suite)
    sealed: bytes = kind.suite.encrypt(plaintext, kind.public(public.raw), info=_bytes_of(info))
    return sealed


def open_with(private: PrivateKey, sealed: bytes, info: Info) -> bytes:
    """Raises `SealBroken` when a bit differs, or the key, or the place."""
    kind = _of(private.suite)
    try:
        opened: bytes = kind.suite.decrypt(sealed, private.loaded, info=_bytes_of(info))
    except (InvalidTag, ValueError):
        # Without its cause: a chained exception would carry the frames that hold the key.
        raise SealBroken("sealed to another key, or altered") from None
    return opened


def _of(suite: int) -> _Kind:
    try:
        return _KINDS[suite]
    except KeyError:
        raise SealBroken("suite unknown") from None


def _bytes_of(info: Info) -> bytes:
    """The parts with the length before each, so that no two places read the same."""
    parts = [str(part).encode() for part in ("intake", *info)]
    return b"".join(len(part).to_bytes(4) + part for part in parts)
