"""Page 1 within its quotas: what stands there, what begins there, and how much of it stands on later pages.

Nothing is lost by it: the whole of every answer stands on the following pages, and a block says what it left for them.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import ceil
from unicodedata import east_asian_width

from forms.sheet_layout import BlockKind
from intake.summary.model import Block, Entry, Group

# From the declared quotas down to the fixed lines without a row.
_TIGHTEST = 24

# In characters of ordinary width: about 100 go on a line of page 1, and half as many in its narrow column.
_LINE_BREAK = 60
_SHORTEST = 40
_ENTRY = 260
_CELL = 90
_NAMES = 95
# What the blocks that never leave the page hold between them.
_KEPT = {BlockKind.STRIP: 700, BlockKind.LINES: 640, BlockKind.ROWS: 900, BlockKind.STARRED: 480}


def within_quotas(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(TRIMS[block.kind](block, 1) for block in blocks)


def tightenings(block: Block) -> dict[int, Block]:
    """The block within its quota, then with less and less of it, for a page 1 that cannot hold all quotas at once.

    By step, 0 the loosest; a step that changes nothing is left out.
    """
    found: dict[int, Block] = {}
    for step in range(_TIGHTEST + 1):
        trimmed = TRIMS[block.kind](block, 1 - step / _TIGHTEST)
        if trimmed not in found.values():
            found[step] = trimmed
    return found


def _entries(block: Block, share: float) -> Block:
    if block.quota is None:
        return replace(block, entries=_evenly(block.entries, _KEPT[block.kind] * share))
    entries = block.entries[: _count(block.quota, block.entries, share)]
    return _partial(replace(block, entries=_begun(entries, _ENTRY * _ease(share))), block.entries, entries)


def _rows(block: Block, share: float) -> Block:
    most = _many_within(block.rows, _KEPT[block.kind] * share)
    rows = block.rows[: most if block.quota is None else _count(block.quota, block.rows, share)]
    trimmed = replace(
        block,
        rows=tuple(_begun_row(row, share) for row in rows),
        entries=_begun(block.entries, _ENTRY * _ease(share)),
    )
    return _partial(trimmed, block.rows, rows)


def _starred(block: Block, share: float) -> Block:
    rows = block.rows[: block.places]
    trimmed = replace(block, rows=tuple(_begun_label(row, _KEPT[block.kind] / 3 * share) for row in rows))
    return _partial(trimmed, block.rows, rows)


def _areas(block: Block, share: float) -> Block:
    everything = _all(block)
    left = _count(len(everything) if block.quota is None else block.quota, everything, share)
    groups: list[Group] = []
    kept: list[Entry] = []
    for group in (Group("", block.entries), *block.groups):
        entries = group.entries[:left]
        left -= len(entries)
        kept += entries
        groups.append(_part_of(group, _begun(entries, _ENTRY * _ease(share))))
    trimmed = replace(block, entries=groups[0].entries, groups=tuple(groups[1:]))
    return _partial(trimmed, everything, kept)


def _unsettled(block: Block, share: float) -> Block:
    everything = _all(block)
    asked_for = sum(_length(entry.label) + 2 for entry in everything)
    room = min(asked_for, asked_for if block.quota is None else _NAMES * block.quota) * share
    groups: list[Group] = []
    kept: list[Entry] = []
    for group in block.groups:
        entries = group.entries[: _many_within(group.entries, room)]
        room -= sum(_length(entry.label) + 2 for entry in entries)
        kept += entries
        groups.append(_part_of(group, entries))
    return _partial(replace(block, groups=tuple(groups)), everything, kept)


TRIMS: dict[BlockKind, Callable[[Block, float], Block]] = {
    BlockKind.STRIP: _entries,
    BlockKind.LINES: _entries,
    BlockKind.AREAS: _areas,
    BlockKind.ROWS: _rows,
    BlockKind.STARRED: _starred,
    BlockKind.UNSETTLED: _unsettled,
}


def _count(quota: int, entries: tuple[Entry, ...], share: float) -> int:
    return ceil(min(quota, len(entries)) * share)


def _ease(share: float) -> float:
    """Texts keep their room while there are entries to leave for later."""
    return min(1, 2 * share)


def _part_of(group: Group, entries: tuple[Entry, ...]) -> Group:
    later = group.entries[len(entries) :]
    return replace(group, entries=entries, continues=bool(later), at=later[0].link_id if later else "")


def _all(block: Block) -> tuple[Entry, ...]:
    return (*block.entries, *(entry for group in block.groups for entry in group.entries))


def _partial(trimmed: Block, everything: Iterable[Entry], kept: Iterable[Entry]) -> Block:
    whole, shown = tuple(everything), tuple(kept)
    return replace(trimmed, shown=len(shown), whole=len(whole), at=whole[0].link_id if whole else "")


def _many_within(entries: tuple[Entry, ...], room: float) -> int:
    """How many entries, from the first, have their beginnings within the room."""
    many, used = 0, 0.0
    for entry in entries:
        used += min(_ENTRY, _length(entry.label) + _length(entry.words) + 2)
        if used > room:
            return many
        many += 1
    return many


def _evenly(entries: tuple[Entry, ...], room: float) -> tuple[Entry, ...]:
    """All entries, the longest of them begun only, so that together they keep within the room."""
    longest = room
    for done, length in enumerate(sorted(_length(entry.words) for entry in entries)):
        longest = room / (len(entries) - done)
        if length > longest:
            break
        room -= length
    else:
        longest = max(longest, max((_length(entry.words) for entry in entries), default=0))
    return _begun(entries, longest)


def _begun(entries: Iterable[Entry], most: float) -> tuple[Entry, ...]:
    return tuple(_begun_entry(entry, most) for entry in entries)


def _begun_entry(entry: Entry, most: float) -> Entry:
    words = beginning(entry.words, max(_SHORTEST, int(most)))
    return entry if words == entry.words else replace(entry, words=words, continues=True)


def _begun_label(entry: Entry, most: float) -> Entry:
    label = beginning(entry.label, max(_SHORTEST, int(most)))
    return entry if label == entry.label else replace(entry, label=label, continues=True)


def _begun_row(row: Entry, share: float) -> Entry:
    most = max(_SHORTEST, int(_CELL * _ease(share)))
    cells = tuple(beginning(cell, most) for cell in row.cells)
    begun = _begun_entry(_begun_label(row, most), _ENTRY * _ease(share))
    return replace(begun, cells=cells, continues=begun.continues or cells != row.cells)


def beginning(text: str, most: int) -> str:
    """The text up to a word's end within `most` characters of ordinary width; whole if it is within it already.

    An unbroken run that alone is longer breaks where the room ends. A line break takes a line's room.
    """
    if len(text) <= most and _length(text) <= most:
        return text
    end, used = 0, 0
    while end < len(text) and used + _width(text[end]) <= most:
        used += _width(text[end])
        end += 1
    if end == len(text):
        return text
    kept = text[:end].rstrip() if text[end].isspace() else _without_last_word(text[:end])
    return kept or text[:end].strip()


def _without_last_word(text: str) -> str:
    words = text.rstrip()
    gap = max(words.rfind(" "), words.rfind("\n"))
    return words[:gap].rstrip() if gap > len(words) // 2 else words


def _length(text: str) -> int:
    return len(text) if text.isascii() and "\n" not in text else sum(map(_width, text))


def _width(character: str) -> int:
    if character == "\n":
        return _LINE_BREAK
    return 2 if east_asian_width(character) in "WF" else 1
