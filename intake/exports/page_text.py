"""Text made ready for a printed page: places to break where a run has no end, and directions where they meet."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from typing import TypeVar, cast
from unicodedata import category

from intake.exports.clusters import clusters, is_seen
from intake.exports.fonts import slanted_characters

Told = TypeVar("Told")

_FIELDS: dict[type, tuple[str, ...]] = {}

# The template reads these, and prints none of them: no text of a patient's has them.
BREAK = "\u2063"
_UPRIGHT, _TALL = "\u2061", "\u2062"
_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END = "\u2066", "\u2067", "\u2069"

# A line ends anywhere between these, or where the typesetter's dictionary says.
_ENDS_ANYWHERE = (
    "\u0e01-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ece\u1000-\u103f\u1780-\u17d3"
    "\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"
)
_GLUE = "\u00a0\u2007\u202f"
# Shorter runs are words, which a line takes or leaves whole. Between signs a line may not end even at a space.
_LONGEST_WORD = 24
_LONG_RUN = re.compile(rf"(?:[^\s{_ENDS_ANYWHERE}]|[{_GLUE}]){{25,}}|(?:[^\w\n]|_){{25,}}")
# No dictionary has the same few letters over and over.
_SAME_AGAIN = re.compile(rf"([{_ENDS_ANYWHERE}]{{1,4}}?)\1{{11,}}")
_EVERY = 4
# Letters as wide as an em, or wider, for all that is known of them.
_WIDE = re.compile("[\u0e00-\U0010ffff]")
# This one prints, as nothing, and stays in the text that is copied. It is for letters that join across it, and for
# signs that hold to each other even over a space.
_HARD_BREAK = "\u200b"
_JOINED = re.compile("[\u0620-\u08ff\u1800-\u18af\ua840-\ua87f\U00010ac0-\U00010fff\U0001e900-\U0001e943]")
_MOST_SIGNS = 5

_LETTERS_FROM_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_FROM_RIGHT = re.compile(f"[{_LETTERS_FROM_RIGHT}]")
_FROM_RIGHT_ALONE = re.compile(rf"[{_LETTERS_FROM_RIGHT}]+(?: [{_LETTERS_FROM_RIGHT}]+)*")
_FIRST_LETTER = re.compile(r"[^\W\d_]")
_OTHER_SCRIPT = re.compile("[\u0590-\u1dff\u2e80-\ua63f\ua6a0-\ua71f\ua800-\uab2f\uabc0-\ufaff\ufb1d-\U0010ffff]")
# A number with its unit: "160/4.5 mg", "1,000 units", "5 %", "2 mg/kg". After a word from left to right it keeps with
# that word as it is, and a dash after a letter is no sign of the number's.
_DIGIT = "0-9½¼¾"
_AMOUNT = re.compile(
    rf"(?<![{_DIGIT}.,/A-Za-z])(?<![A-Za-z] )(?:(?<!\S)[+-])?"
    rf"[{_DIGIT}](?:[{_DIGIT}.,:/–-]{{0,14}}[{_DIGIT}])?(?![{_DIGIT}\u0300-\u036f\ufe0f\u20e3])"
    r"(?:[ \u00a0]?(?:%|[A-Za-zµμ°]{1,14}(?:/[A-Za-z0-9]{1,6})?))?"
)


def with_texts(told: Told, change: Callable[[str], str]) -> Told:
    """The same dataclass with every text in it changed."""
    # Exactly a text: the members of an enum are texts too.
    if type(told) is str:
        return cast(Told, change(str(told)))
    if isinstance(told, tuple):
        return cast(Told, tuple([with_texts(each, change) for each in told]))
    names = _fields_of(told)
    return type(told)(**{name: with_texts(getattr(told, name), change) for name in names}) if names else told


def characters_of(told: object) -> frozenset[int]:
    """Every character that wants a shape of its own in a font."""
    seen = frozenset[str]().union(*_texts_in(told))
    return frozenset(ord(character) for character in seen if is_seen(character))


def clusters_with(told: object, characters: frozenset[int]) -> frozenset[str]:
    """Every cluster that has one of the characters."""
    found = frozenset(cluster for text in _texts_in(told) for cluster in clusters(text))
    return frozenset(cluster for cluster in found if not characters.isdisjoint(map(ord, cluster)))


def _texts_in(told: object) -> Iterator[str]:
    if type(told) is str:
        yield told
    elif isinstance(told, tuple):
        for each in told:
            yield from _texts_in(each)
    else:
        for name in _fields_of(told):
            yield from _texts_in(getattr(told, name))


def _fields_of(told: object) -> tuple[str, ...]:
    kind = type(told)
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return _FIELDS[kind]


def ready(text: str) -> str:
    """The text as the template sets it: what it is made of, and the order in which that is read, stay the same."""
    if text.isascii() or slanted_characters().issuperset(map(ord, text)):
        return breakable(text)
    if not _OTHER_SCRIPT.search(text):
        return _UPRIGHT + breakable(text)
    return _TALL + _SAME_AGAIN.sub(lambda run: BREAK.join(clusters(run.group())), breakable(directed(text)))


def breakable(text: str) -> str:
    """The text with a place to break after every few letters of a run that is longer than any word."""
    if len(text) <= _LONGEST_WORD:
        return text
    return _LONG_RUN.sub(lambda run: "".join(_with_breaks(run.group())), text)


def _with_breaks(run: str) -> Iterator[str]:
    since = signs = 0
    for cluster in clusters(run):
        is_sign = not cluster[0].isalnum()
        if signs >= _MOST_SIGNS and is_sign and not (cluster.isspace() or category(cluster[0]) == "So"):
            yield _HARD_BREAK
            since = 0
        elif since >= _EVERY or (since and _WIDE.match(cluster)):
            yield _HARD_BREAK if _JOINED.match(cluster) else BREAK
            # Next to a sign a line may still not end: not after "(", nor before "."; there is another place next to it.
            since = since if is_sign or signs else 0
        yield cluster
        since += 1
        signs = signs + 1 if is_sign else 0


def directed(text: str) -> str:
    """The text with its lines from right to left marked as such, and in them each amount, which is read with its unit.

    Else the number would stand on the other side of the words before it than its unit does.
    """
    if not _FROM_RIGHT.search(text):
        return text
    return "\n".join(_directed(line) for line in text.split("\n"))


def _directed(line: str) -> str:
    if not _FROM_RIGHT.search(line) or _FROM_RIGHT_ALONE.fullmatch(line):
        return line
    first = _FIRST_LETTER.search(line)
    amounts = _AMOUNT.sub(lambda amount: f"{_LEFT_TO_RIGHT}{amount.group()}{_END}", line)
    return f"{_RIGHT_TO_LEFT}{amounts}{_END}" if first and _FROM_RIGHT.match(first.group()) else amounts
