"""Return codes: the only key to a draft, made to be written down by hand and typed in again.

Six characters find the draft (the locator), fifteen open it (75 bits of chance), and one finds slips. The check
character makes the weighted sum of all 22 characters zero in the field of 32 elements, the weights being successive
powers of a generator. Weights that are not zero find every single wrong character; weights that differ find every
two that changed places, up to thirty places apart.
"""

import secrets
from dataclasses import dataclass, field
from functools import reduce
from operator import xor

from intake.errors import CodeMistyped, Slip
from intake.keys.crockford import ALPHABET, characters_in, in_groups

LOCATOR_LENGTH = 6
SECRET_LENGTH = 15
LENGTH = LOCATOR_LENGTH + SECRET_LENGTH + 1
# What is typed may bear separators; beyond this it is no code, and costs no work.
_MOST_TYPED = 200
# x^5 + x^2 + 1 is primitive over the field of two elements, so that x generates all 31 elements that are not zero.
_POLYNOMIAL = 0b100101


def _powers_of_x() -> tuple[int, ...]:
    powers = [1]
    while len(powers) < len(ALPHABET) - 1:
        doubled = powers[-1] << 1
        powers.append(doubled ^ _POLYNOMIAL if doubled >= len(ALPHABET) else doubled)
    return tuple(powers)


_POWERS = _powers_of_x()
_LOGARITHMS = {power: exponent for exponent, power in enumerate(_POWERS)}


@dataclass(frozen=True, slots=True)
class ReturnCode:
    locator: str
    secret: str = field(repr=False)

    @property
    def text(self) -> str:
        """As it is shown and written down: LLLLLL-SSSS-SSSS-SSSS-SSSC."""
        opening = self.secret + check_character(self.locator + self.secret)
        return f"{self.locator}-{in_groups(opening)}"

    def with_new_locator(self) -> "ReturnCode":
        return ReturnCode(_drawn(LOCATOR_LENGTH), self.secret)


def draw() -> ReturnCode:
    return ReturnCode(_drawn(LOCATOR_LENGTH), _drawn(SECRET_LENGTH))


def parse(typed: str) -> ReturnCode:
    """The code behind what was typed: case, separators and look-alikes (O, I, L) are forgiven.

    Raises `CodeMistyped` with the kind of slip, which never repeats what was typed.
    """
    characters = _characters(typed)
    if any(character not in ALPHABET for character in characters):
        raise CodeMistyped(Slip.CHARACTER)
    if len(characters) != LENGTH:
        raise CodeMistyped(Slip.LENGTH)
    if check_character(characters[:-1]) != characters[-1]:
        raise CodeMistyped(Slip.CHECK)
    return ReturnCode(characters[:LOCATOR_LENGTH], characters[LOCATOR_LENGTH:-1])


def check_character(characters: str) -> str:
    """The character to append; its own weight is 1, that of the character before it x, and so on."""
    weighed = (
        _times_power(ALPHABET.index(character), exponent) for exponent, character in enumerate(reversed(characters), 1)
    )
    return ALPHABET[reduce(xor, weighed, 0)]


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _characters(typed: str) -> str:
    if len(typed) > _MOST_TYPED:
        raise CodeMistyped(Slip.LENGTH)
    return characters_in(typed)


def _times_power(element: int, exponent: int) -> int:
    if element == 0:
        return 0
    return _POWERS[(_LOGARITHMS[element] + exponent) % len(_POWERS)]
