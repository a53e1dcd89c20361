"""Text made ready for a printed page: what no font has gets a mark, and what has no end gets places to break."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import partial
from typing import Any, TypeVar, cast
from unicodedata import category

from intake.summary.printable import mark_of

Told = TypeVar("Told")

BREAK = "\u200b"
_EVERY = 10
# Shorter runs are words, which a line takes or leaves whole; all of a column's width holds this many.
_LONG_RUN = re.compile(r"\S{25,}")
_LONE_ACCENT = re.compile("(?<!\\S)[\u0300-\u036f]+")


def with_texts(told: Told, change: Callable[[str], str]) -> Told:
    """The same dataclass with every text in it changed."""
    if isinstance(told, str) and not isinstance(told, Enum):
        return cast(Told, change(told))
    if isinstance(told, tuple):
        return cast(Told, tuple(with_texts(each, change) for each in told))
    if is_dataclass(told):
        changed = {field.name: with_texts(getattr(told, field.name), change) for field in fields(told)}
        return cast(Told, replace(cast(Any, told), **changed))
    return told


def characters_of(told: object) -> frozenset[int]:
    """Every character that wants a shape of its own in a font."""
    seen: set[str] = set()
    with_texts(told, partial(_note, seen))
    return frozenset(ord(character) for character in seen if category(character) not in ("Cf", "Cc"))


def _note(seen: set[str], text: str) -> str:
    seen.update(text)
    return text


def marked(text: str, missing: frozenset[int]) -> str:
    """The text with a mark such as "[U+1F600]" for each character that cannot print.

    An accent with no letter before it gets one too: it would print on a space, and be copied with every other space.
    """
    if text.isascii():
        return text
    text = _LONE_ACCENT.sub(lambda lone: "".join(map(mark_of, lone.group())), text)
    return "".join(mark_of(character) if ord(character) in missing else character for character in text)


def breakable(text: str) -> str:
    """The text with a place to break after every few characters of a run that is longer than any word."""
    return _LONG_RUN.sub(_broken, text)


def _broken(run: re.Match[str]) -> str:
    parts: list[str] = []
    since = 0
    for character in run.group():
        since += 1
        if since > _EVERY and not _joins(character) and not (parts and parts[-1] == "\u200d"):
            parts.append(BREAK)
            since = 1
        parts.append(character)
    return "".join(parts)


def _joins(character: str) -> bool:
    """Whether the character belongs to the one before it."""
    return category(character) in ("Mn", "Me", "Mc", "Cf") or 0x1F3FB <= ord(character) <= 0x1F3FF
