"""Which words of a medicine that was written down are its names; by whole words, never by a likeness."""

import re
from collections.abc import Iterator, Sequence

from intake.summary.direction_codes import AMOUNT, NAME, RELEASE, TIME, coded
from intake.summary.medicine_words import FORMS, IDLE, METALS, NO_NAMES, SALTS, UNITS

# What stands between two ingredients.
PARTING = frozenset({"/", "+", "and", "with", "plus", "-", ","})
_SIGNS = frozenset("()|%#") | PARTING
_NO_NAMES = NO_NAMES | FORMS | UNITS
_BEFORE_NO_SALT = METALS | IDLE | _NO_NAMES
_STRENGTH = re.compile(r"=[\d.~]+(?:mcg|unit|meq|mmol|%)(?:/.+)?")


def begins_a_medicine(text: str) -> bool:
    """True where a name comes first and its strength directly after it."""
    tokens = coded(text)
    named = frozenset(named_in(tokens, brackets_of(tokens)))
    strength = next((at for at, word in enumerate(tokens) if _STRENGTH.fullmatch(word)), 0)
    between = (word for at, word in enumerate(tokens[:strength]) if at not in named)
    return any(at < strength for at in named) and all(word in FORMS or not _closes(word) for word in between)


def names_nothing(text: str) -> bool:
    """True for directions without a name."""
    tokens = coded(text)
    return not list(named_in(tokens, brackets_of(tokens)))


def brackets_of(tokens: Sequence[str]) -> list[int]:
    """For each word the number of the bracket that it stands in, 0 outside."""
    found, opened, depth = [], 0, 0
    for word in tokens:
        opened += word == "("
        depth = max(0, depth + (word == "(") - (word == ")"))
        found.append(opened if depth else 0)
    return found


def named_in(tokens: Sequence[str], brackets: Sequence[int]) -> Iterator[int]:
    """The positions of the words of names: up to the first word that is none, and "hydrocodone" in "… / hydrocodone".

    A form ends the name too, but a bracket after it may hold another one: "lidocaine patch (Lidoderm)".
    """
    words = [at for at in range(len(tokens)) if may_name(tokens, at)]
    closing = [at for at in range(words[0], len(tokens)) if _closes(tokens[at])] if words else []
    end = closing[0] if closing else len(tokens)
    end_in_brackets = next((at for at in closing if tokens[at] not in FORMS), len(tokens))
    last = next((at for at in closing if tokens[at] == "|" or tokens[at].startswith(TIME)), len(tokens))
    for at in words:
        if at < (end_in_brackets if brackets[at] else end) or (at < last and _goes_on(tokens, at)):
            yield at


def _goes_on(tokens: Sequence[str], at: int) -> bool:
    """True for a further ingredient after the strength of the one before."""
    after = next((each for each in range(at + 1, len(tokens)) if not is_salt(tokens, each)), at)
    return tokens[at - 1] in ("/", "+", "-") or _STRENGTH.fullmatch(tokens[after]) is not None


def is_code(word: str) -> bool:
    return word.startswith((AMOUNT, TIME))


def _is_word(word: str) -> bool:
    return not (is_code(word) or word in _SIGNS or word[0].isdigit())


def may_name(tokens: Sequence[str], at: int) -> bool:
    word = tokens[at]
    return _is_word(word) and word not in IDLE and word not in _NO_NAMES and not is_salt(tokens, at)


def _closes(word: str) -> bool:
    """True for what ends a name. A number does, a release form, a salt and a sign between ingredients do not."""
    if is_code(word):
        return not word.startswith((RELEASE, NAME))
    return word in _NO_NAMES or word[0].isdigit() or word == "|"


def is_salt(tokens: Sequence[str], at: int) -> bool:
    """A salt goes with the word before it; "calcium carbonate" and "potassium chloride" are whole names."""
    word, before = tokens[at], tokens[at - 1] if at else ""
    if word not in METALS:
        return word in SALTS and bool(before) and (before not in METALS or is_salt(tokens, at - 1))
    if before and _is_word(before) and before not in _BEFORE_NO_SALT:
        return len(before) > len("d3") and not before.startswith(("vitamin", "multi"))
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    return word == "sodium" and not before and bool(after) and _is_word(after) and after not in SALTS
