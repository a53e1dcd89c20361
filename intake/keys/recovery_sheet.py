"""The recovery sheet: a private key on paper alone, in two parts of which neither tells anything without the other.

Each part is 14 groups of four characters: its number, 32 bytes, and two bytes of a checksum that finds slips. The parts
are the two shares of the key under exclusive or (2 of 2).
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from intake.errors import CodeMistyped, Slip
from intake.keys.crockford import ALPHABET, characters_in, decoded, encoded, groups_of, in_groups
from intake.keys.derivation import KEY_LENGTH
from intake.keys.hpke import X25519_SUITE, PrivateKey

_CHECK = 2
_LENGTH = 1 + KEY_LENGTH + _CHECK
_CHARACTERS = _LENGTH * 8 // 5
_MOST_TYPED = 500
PARTS = (1, 2)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """Both parts in words; whoever has both has the key."""

    parts: tuple[str, str] = field(repr=False)

    def group(self, part: int, number: int) -> str:
        """The group of this number, counted from 1, of part 1 or 2."""
        return groups_of(characters_in(self.parts[part - 1]))[number - 1]


GROUPS = _CHARACTERS // 4


def sheet_of(key: PrivateKey) -> RecoverySheet:
    one = secrets.token_bytes(KEY_LENGTH)
    other = bytes(a ^ b for a, b in zip(one, key.raw, strict=True))
    return RecoverySheet((_text_of(1, one), _text_of(2, other)))


def key_from(typed: tuple[str, str]) -> PrivateKey:
    """The key behind two parts as they were typed, in any order; raises `CodeMistyped`."""
    shares = dict(_share_in(part) for part in typed)
    if set(shares) != set(PARTS):
        raise CodeMistyped(Slip.CHECK)
    return PrivateKey(X25519_SUITE, bytes(a ^ b for a, b in zip(shares[1], shares[2], strict=True)))


def _text_of(number: int, share: bytes) -> str:
    numbered = bytes([number]) + share
    return in_groups(encoded(numbered + _checksum(numbered)))


def _share_in(typed: str) -> tuple[int, bytes]:
    characters = characters_in(typed[:_MOST_TYPED])
    if any(character not in ALPHABET for character in characters):
        raise CodeMistyped(Slip.CHARACTER)
    if len(characters) != _CHARACTERS:
        raise CodeMistyped(Slip.LENGTH)
    whole = decoded(characters, _LENGTH)
    numbered, check = whole[:-_CHECK], whole[-_CHECK:]
    if _checksum(numbered) != check:
        raise CodeMistyped(Slip.CHECK)
    return numbered[0], numbered[1:]


def _checksum(numbered: bytes) -> bytes:
    return hashlib.sha256(b"intake recovery sheet" + numbered).digest()[:_CHECK]
