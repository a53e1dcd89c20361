"""Crockford's base32: letters and digits that people write down and type in again without mistaking them."""

import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4
_ALIKE = str.maketrans("OIL", "011")
_SEPARATORS = frozenset(" \t\r\n-._\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u200b")
_BITS = 5


def characters_in(typed: str) -> str:
    """What was typed without separators; case and look-alikes (O, I, L) are forgiven, other characters stay."""
    # Compatibility forms: keyboards and copying bring full-width letters and no-break spaces.
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(character for character in plain if character not in _SEPARATORS).translate(_ALIKE)


def encoded(data: bytes) -> str:
    """Five bits a character, the highest first; the last one is filled up with zeros."""
    length = -(-len(data) * 8 // _BITS)
    number = int.from_bytes(data) << (length * _BITS - len(data) * 8)
    return "".join(ALPHABET[number >> (_BITS * place) & 31] for place in reversed(range(length)))


def decoded(characters: str, length: int) -> bytes:
    """The bytes behind so many characters; raises ValueError for other characters, lengths, or bits left over."""
    number = 0
    for character in characters:
        number = number << _BITS | ALPHABET.index(character)
    spare = len(characters) * _BITS - length * 8
    if not 0 <= spare < _BITS or number & ((1 << spare) - 1):
        raise ValueError("not so many bytes")
    return (number >> spare).to_bytes(length)


def in_groups(characters: str) -> str:
    """As it is shown and written down: XXXX-XXXX-…"""
    return "-".join(groups_of(characters))


def groups_of(characters: str) -> tuple[str, ...]:
    return tuple(characters[start : start + GROUP] for start in range(0, len(characters), GROUP))
