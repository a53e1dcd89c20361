"""The short reference of a sheet: made of what prints alone, so that it tells nothing about what is left off."""

from collections.abc import Iterator
from hashlib import sha256

from intake.summary.model import Names, Summary

# Neither 0, O, 1, I nor L, which look alike in handwriting; no vowels either, so that it spells no word.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
_HALF = 3
# Between texts, and after a list of them: neither can stand in what prints (summary.printable).
_NEXT, _END = "\x1f", "\x1e"


def reference_of(summary: Summary) -> str:
    """Six characters such as "K7F-3MQ": the same for sheets that print the same answers, whenever they are made."""
    number = int.from_bytes(digest_of(summary)[:8])
    characters = ""
    for _ in range(2 * _HALF):
        number, place = divmod(number, len(ALPHABET))
        characters += ALPHABET[place]
    return f"{characters[:_HALF]}-{characters[_HALF:]}"


def digest_of(summary: Summary) -> bytes:
    """SHA-256 over what prints of the answers, and over nothing else."""
    return sha256(_NEXT.join(_printed(summary)).encode("utf-8", "surrogatepass")).digest()


def _printed(summary: Summary) -> Iterator[str]:
    """Every answer as the following pages have it, and every name that stands in a list there."""
    yield summary.words.version
    for entry in summary.questions:
        yield from (entry.label, entry.words)
    yield _END
    for section in summary.in_full:
        yield section.title
        for answer in section.answers:
            yield from (answer.label, answer.words)
            for row in answer.rows:
                yield from (row.label, row.words)
            yield _END
        yield _END
    yield from _named(summary.marked_no)
    yield from _named(summary.not_answered)
    yield from summary.not_asked
    yield _END if summary.left_off else ""


def _named(groups: tuple[Names, ...]) -> Iterator[str]:
    for group in groups:
        yield from (group.title, *group.names, _END)
    yield _END
