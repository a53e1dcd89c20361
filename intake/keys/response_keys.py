"""What a clinic receives, sealed: a key of chance for each version, sealed to the clinic's key, seals all the rest.

The clinic's key id is bound into the sealed key alone, so that a rotation seals 32 bytes anew and no answers.

Whoever sends has the clinic's public key alone, so that a version's key comes in sealed by HPKE. A member who opened it
may leave it *wrapped* in its place: by AES-256-GCM under a key that only the clinic's private key gives. It opens ten
times faster, and a search opens thousands.
"""

import secrets
from dataclasses import dataclass, field

from intake.keys.derivation import KEY_LENGTH, derived
from intake.keys.hpke import Info, PrivateKey, PublicKey, open_with, seal_to
from intake.keys.sealing import NONCE_LENGTH, SUITE, TAG_LENGTH, Place, seal, unseal, unwrap, wrap

# A name, a day of birth and a reference fit in one block nearly always, so that their length tells nothing.
HEADER_BLOCK = 256
# HPKE's are longer with every suite: a public key stands in each.
_WRAPPED_LENGTH = len(SUITE) + NONCE_LENGTH + KEY_LENGTH + TAG_LENGTH


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPlace:
    """Where one version of a response stands; ids in words."""

    clinic: str
    questionnaire: str
    response: str
    number: int

    def info(self, kid: int) -> Info:
        return "dek", "v1", self.clinic, self.questionnaire, self.response, self.number, kid

    def bound(self, what: str) -> Place:
        return "response", self.clinic, self.questionnaire, self.response, self.number, what


@dataclass(frozen=True, slots=True)
class SealedVersion:
    key: bytes
    header: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class VersionKey:
    """The opened key of one version."""

    _raw: bytes = field(repr=False)
    place: VersionPlace

    def header_in(self, sealed: bytes) -> bytes:
        """Raises `SealBroken`, as all that opens here does."""
        return unseal(self._derived("hdr"), sealed, bound_to=self.place.bound("header"))

    def body_in(self, sealed: bytes) -> bytes:
        return unseal(self._derived("body"), sealed, bound_to=self.place.bound("body"))

    def sealed_to(self, public: PublicKey, kid: int) -> bytes:
        return seal_to(public, self._raw, self.place.info(kid))

    def wrapped_by(self, private: PrivateKey, kid: int) -> bytes:
        return wrap(private.wrapping, self._raw, bound_to=self.place.info(kid))

    def sealed(self, public: PublicKey, kid: int, header: bytes, body: bytes) -> SealedVersion:
        return SealedVersion(
            key=self.sealed_to(public, kid),
            header=seal(self._derived("hdr"), header, bound_to=self.place.bound("header"), block=HEADER_BLOCK),
            body=seal(self._derived("body"), body, bound_to=self.place.bound("body")),
        )

    def _derived(self, label: str) -> bytes:
        return derived(self._raw, f"response-{label}|v1")


def new_version_key(place: VersionPlace) -> VersionKey:
    return VersionKey(secrets.token_bytes(KEY_LENGTH), place)


def open_version_key(private: PrivateKey, kid: int, sealed_key: bytes, place: VersionPlace) -> VersionKey:
    """As it came in, or wrapped; raises `SealBroken`."""
    if is_wrapped(sealed_key):
        return VersionKey(unwrap(private.wrapping, sealed_key, bound_to=place.info(kid)), place)
    return VersionKey(open_with(private, sealed_key, place.info(kid)), place)


def is_wrapped(sealed_key: bytes) -> bool:
    return len(sealed_key) == _WRAPPED_LENGTH
