"""What staff add to a response: each entry under a key of chance, sealed to the clinic's newest key.

So whoever left, and opened the response itself long ago, reads nothing that was added after the key was renewed.
"""

import secrets
from dataclasses import dataclass, field

from intake.keys.derivation import KEY_LENGTH
from intake.keys.hpke import Info, PrivateKey, PublicKey, open_with, seal_to
from intake.keys.sealing import Place, seal, unseal

_BLOCK = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPlace:
    """Where an entry stands, whose it is and from when; ids in words, `at` in ISO form."""

    clinic: str
    response: str
    entry: str
    author: str
    at: str
    seq: int

    def info(self, kid: int) -> Info:
        return "entry", "v1", self.clinic, self.response, self.entry, kid

    @property
    def bound(self) -> Place:
        return "review_entry", self.clinic, self.response, self.entry, self.author, self.at, self.seq


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """`kid` is the clinic's key that `key` is sealed to."""

    kid: int
    key: bytes = field(repr=False)
    body: bytes = field(repr=False)


def seal_entry(public: PublicKey, kid: int, place: EntryPlace, body: bytes) -> SealedEntry:
    key = secrets.token_bytes(KEY_LENGTH)
    return SealedEntry(kid, seal_to(public, key, place.info(kid)), seal(key, body, bound_to=place.bound, block=_BLOCK))


def entry_in(private: PrivateKey, sealed: SealedEntry, place: EntryPlace) -> bytes:
    """Raises SealBroken."""
    return unseal(open_with(private, sealed.key, place.info(sealed.kid)), sealed.body, bound_to=place.bound)


def sealed_anew(
    private: PrivateKey, sealed: SealedEntry, place: EntryPlace, public: PublicKey, kid: int
) -> SealedEntry:
    """To another key of the clinic; raises SealBroken."""
    key = open_with(private, sealed.key, place.info(sealed.kid))
    return SealedEntry(kid, seal_to(public, key, place.info(kid)), sealed.body)
