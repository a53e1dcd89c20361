"""Text as a reader counts it: each letter with the accents, joiners and later halves that no line may part it from."""

import re
from collections.abc import Iterator
from unicodedata import category, combining

_JOINER = "\u200d"
# What kills the vowel of a letter joins it to the next one, in the scripts of India and around it.
_KILLS_VOWEL = 9
_LATER_JAMO = re.compile("[\u1160-\u11ff\ud7b0-\ud7fb]")
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97c\uac00-\ud7fb]")
_FLAG_LETTER = re.compile("[\U0001f1e6-\U0001f1ff]")
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
# They change how others look, or where lines end, and have no look of their own.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff0-\ufff8\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|[\x00-\x1f\x7f-\x9f]"
)
# More belong together in no language; whoever types more gets a line that can still end.
_LONGEST = 24


def clusters(text: str) -> Iterator[str]:
    cluster = ""
    for character in text:
        if cluster and (len(cluster) >= _LONGEST or not _continues(cluster, character)):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def is_seen(character: str) -> bool:
    """Whether it wants a shape of its own in a font."""
    return not _UNSEEN.match(character)


def is_accent(character: str) -> bool:
    """Whether it stands on, under or around the letter before it."""
    return category(character)[0] == "M"


def _continues(cluster: str, character: str) -> bool:
    last = cluster[-1]
    if character.isascii() or last.isspace():
        return False
    if is_accent(character) or category(character) == "Cf" or _SKIN.match(character):
        return True
    if last == _JOINER or (combining(last) == _KILLS_VOWEL and category(character) == "Lo"):
        return True
    if _FLAG_LETTER.match(character):
        return bool(_FLAG_LETTER.fullmatch(cluster))
    return bool(_LATER_JAMO.match(character) and _JAMO.match(last))
