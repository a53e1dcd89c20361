"""Which characters a font file has a shape for, read from its table of characters and from nothing else of it."""

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from struct import Struct, error, iter_unpack, unpack_from
from typing import BinaryIO

Span = tuple[int, int]

# The kinds of table that name characters of Unicode, as (platform, encoding); the first that a font has is its whole.
_UNICODE = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3), (0, 2), (0, 1), (0, 0))
_TABLE = Struct(">4sLLL")
_LAST_SEGMENT = 0xFFFF


@dataclass(frozen=True, slots=True)
class Characters:
    """Code points as spans: `edges` are where one begins, where it has ended, where the next begins, and so on."""

    edges: "array[int]"

    def __contains__(self, code: int) -> bool:
        return bisect_right(self.edges, code) % 2 == 1

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(map(range, self.edges[::2], self.edges[1::2]))


def characters_in(path: str, index: int = 0) -> Characters:
    """The characters of a font file, or of one of the fonts in a collection; none where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return _joined(_spans(_character_table(file, index)))
    except (OSError, error, IndexError, ValueError):
        return _joined(iter(()))


def _joined(spans: Iterator[Span]) -> Characters:
    edges = array("I")
    for begins, ends in sorted(spans):
        if edges and begins <= edges[-1]:
            edges[-1] = max(ends, edges[-1])
        elif begins < ends:
            edges.extend((begins, ends))
    return Characters(edges)


def _character_table(file: BinaryIO, index: int) -> bytes:
    begins = _font_in_collection(file, index) if file.read(4) == b"ttcf" else 0
    file.seek(begins + 4)
    (count,) = unpack_from(">H", file.read(8))
    for name, _, offset, length in _TABLE.iter_unpack(file.read(count * _TABLE.size)):
        if name == b"cmap":
            file.seek(offset)
            return file.read(length)
    return b""


def _font_in_collection(file: BinaryIO, index: int) -> int:
    file.seek(12 + 4 * index)
    (begins,) = unpack_from(">L", file.read(4))
    return int(begins)


def _spans(table: bytes) -> Iterator[Span]:
    (count,) = unpack_from(">H", table, 2)
    offsets = {record[:2]: record[2] for record in iter_unpack(">HHL", table[4 : 4 + 8 * count])}
    for kind in _UNICODE:
        if kind in offsets:
            subtable = table[offsets[kind] :]
            (form,) = unpack_from(">H", subtable)
            return _FORMS.get(form, _nothing)(subtable)
    return iter(())


def _groups(subtable: bytes) -> Iterator[Span]:
    (count,) = unpack_from(">L", subtable, 12)
    for first, last, glyph in iter_unpack(">LLL", subtable[16 : 16 + 12 * count]):
        # Glyph 0 is the box that stands for a missing shape.
        yield (first if glyph else first + 1, last + 1)


def _segments(subtable: bytes) -> Iterator[Span]:
    (twice,) = unpack_from(">H", subtable, 6)
    form = f">{twice // 2}H"
    lasts, firsts, shifts, places = (unpack_from(form, subtable, 14 + twice * n + 2 * (n > 0)) for n in range(4))
    for number, (first, last, shift, place) in enumerate(zip(firsts, lasts, shifts, places, strict=True)):
        if first == _LAST_SEGMENT:
            continue
        if place:
            yield from _listed(subtable, 16 + twice * 3 + 2 * number + place, first, last)
        else:
            boxed = -shift & 0xFFFF
            yield from ((first, min(boxed, last + 1)), (max(boxed + 1, first), last + 1))


def _listed(subtable: bytes, begins: int, first: int, last: int) -> Iterator[Span]:
    for code, glyph in enumerate(unpack_from(f">{last - first + 1}H", subtable, begins), first):
        if glyph:
            yield (code, code + 1)


def _nothing(_: bytes) -> Iterator[Span]:
    return iter(())


_FORMS: dict[int, Callable[[bytes], Iterator[Span]]] = {4: _segments, 12: _groups}
