"""What stands in for characters that cannot print, such as "[U+1F600]", and what the sheet says of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from intake.exports.clusters import clusters, is_accent, is_seen
from intake.exports.fonts import Families, chosen, pinned_characters
from intake.summary.model import Summary
from intake.summary.printable import mark_of

# Texts without any of these are as they print: they have no accent that stands apart from its letter.
_WITH_ACCENTS = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u1dff\u20d0-\u20ff\u2c00-\U0010ffff]")
# More on one letter are in no language, and would reach over the lines around it.
_MOST_ACCENTS = 6
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Coverage:
    """The families that a text wants besides the pinned one, the clusters that none has whole, and what none has.

    `accents` says whether it has any, or other letters that may stand apart from those before them.
    """

    families: Families = ()
    broken: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    accents: bool = True

    @property
    def may_want_marks(self) -> bool:
        return self.accents or bool(self.broken)


def coverage_of(wanted: frozenset[str], families: Families) -> Coverage:
    picked, broken = chosen(wanted, families)
    parts = {character for cluster in broken for character in cluster if ord(character) not in pinned_characters()}
    more, missing = chosen(filter(is_seen, parts), families)
    return Coverage(tuple(dict.fromkeys(picked + more)), broken, missing)


def plain_coverage(characters: frozenset[int]) -> Coverage:
    """Of texts that the pinned family has all characters of."""
    return Coverage(accents=_WITH_ACCENTS.search("".join(map(chr, characters))) is not None)


def marked(text: str, coverage: Coverage) -> str:
    """The text with a mark for what cannot print; "[U+4F60 +3]" stands for four characters, of which this is the first.

    An accent with no letter before it gets one too: it would print on a space, and be copied with every other space.
    """
    if text.isascii() or not (coverage.broken or _WITH_ACCENTS.search(text)):
        return text
    parts = (part for cluster in clusters(text) for part in _parts(cluster, coverage))
    return "".join(
        _mark(characters) if is_marked else characters
        for is_marked, found in groupby(parts, lambda part: part[0])
        for characters in ["".join(character for _, character in found)]
    )


def remark_on(summary: Summary, printing: Summary) -> str:
    """Which answers have marks, by name; "" where all prints."""
    if printing == summary:
        return ""
    words, names = printing.words, list(dict.fromkeys(_names_with_marks(summary, printing)))
    shown, more = words.join.join(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
    return words.marks.format(names=shown) if more <= 0 else words.marks_and_more.format(names=shown, count=more)


def _names_with_marks(summary: Summary, printing: Summary) -> Iterator[str]:
    if summary.questions != printing.questions:
        yield printing.words.questions_title
    for before, after in zip_longest(summary.in_full, printing.in_full):
        yield from (new.label for old, new in zip_longest(before.answers, after.answers) if old != new)


def _parts(cluster: str, coverage: Coverage) -> Iterator[tuple[bool, str]]:
    """Each character, and whether a mark stands in for it."""
    if cluster in coverage.broken:
        parted = coverage.missing.isdisjoint(cluster)
        for number, character in enumerate(filter(is_seen, cluster)):
            yield (number > 0 if parted else character in coverage.missing, character)
    else:
        on = not is_accent(cluster[0])
        for number, character in enumerate(cluster):
            yield (is_accent(character) and is_seen(character) and (not on or number > _MOST_ACCENTS), character)


def _mark(characters: str) -> str:
    first, more = mark_of(characters[0]), len(characters) - 1
    return f"{first[:-1]} +{more}]" if more else first
