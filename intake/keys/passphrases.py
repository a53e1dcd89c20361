"""Which passphrases may lock a key: long ones that no list of well-known passwords leads to.

zxcvbn knows 30,000 leaked passwords, names, words, keyboard runs, repeats and dates, and what is made of them. It is
loaded when a passphrase is chosen and not before: its lists take 20 ms and some megabytes.
"""

import re
import unicodedata
from collections.abc import Iterable
from importlib import import_module

from intake.errors import PassphraseRefused, PassphraseSlip

LEAST = 15
MOST = 256
# So many guesses (as powers of ten) each cost 0.15 s of a core and 64 MiB to whoever has the database and the key.
_LEAST_GUESSES = 12.0
# So many characters have to be left where the words that a stranger knows are taken away.
_LEAST_OF_ONES_OWN = 8
_BETWEEN_WORDS = re.compile(r"[\s\-_.,;:/+&'’]+")
# zxcvbn's time grows with the square of the length; what follows can only make a passphrase harder.
_JUDGED = 72
_WELL_KNOWN = (
    "correcthorsebatterystaple",
    "correct horse battery staple",
    "intake",
    "ketamine",
    "esketamine",
    "clinic",
)


def composed(passphrase: str) -> str:
    """The same characters from every keyboard (NFC); nothing else is changed, spaces included."""
    return unicodedata.normalize("NFC", passphrase)


def refuse_weak(passphrase: str, context: Iterable[str]) -> None:
    """`context`: words that a stranger knows, such as the clinic's name and the username. Raises PassphraseRefused."""
    if len(passphrase) < LEAST:
        raise PassphraseRefused(PassphraseSlip.SHORT)
    if len(passphrase) > MOST:
        raise PassphraseRefused(PassphraseSlip.LONG)
    known = {_joined(word) for text in (*_WELL_KNOWN, *context) for word in (text, *text.split())} - {""}
    if len(_without(known, _joined(passphrase))) < _LEAST_OF_ONES_OWN:
        raise PassphraseRefused(PassphraseSlip.WELL_KNOWN)
    guesses = import_module("zxcvbn").zxcvbn
    # Without what stands between words too: zxcvbn takes each space for a character that nobody would guess.
    for text in (passphrase, _joined(passphrase)):
        if guesses(text[:_JUDGED], user_inputs=sorted(known))["guesses_log10"] < _LEAST_GUESSES:
            raise PassphraseRefused(PassphraseSlip.WELL_KNOWN)


def _joined(text: str) -> str:
    return _BETWEEN_WORDS.sub("", text.casefold())


def _without(known: Iterable[str], text: str) -> str:
    for word in sorted(known, key=len, reverse=True):
        # Initials stand in every word.
        text = text.replace(word, "") if len(word) > 2 else text
    return text
