"""The summary as the data that the page's template reads: plain values, each text ready to be set."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from forms.sheet_layout import BlockKind
from intake.exports.column_widths import column_widths
from intake.exports.qr import qr_code, svg_of
from intake.summary.first_page import tightenings, within_quotas
from intake.summary.model import Answer, Block, Entry, FixedWords, Group, Summary, WayBack

Data = dict[str, Any]

# A page 1 of fewer characters has room to spare, one of more never holds them; a line's end counts as so many more.
_ROOMY, _OVERFULL, _LINE_END = 3600, 5600, 20


def is_overfull(summary: Summary) -> bool:
    """Whether page 1 has so much to hold that it is of no use to try it with every block at its quota."""
    return _length(summary.first_page) > _OVERFULL


def page_data(summary: Summary, *, measured: bool, large: bool) -> Data:
    """`measured` for a page 1 that does not hold every quota: then each block comes in every tightness."""
    words = summary.words
    return {
        "title": summary.title,
        "lang": summary.language.partition("-")[0],
        "direction": summary.direction,
        "bearer": summary.bearer,
        "words": asdict(words),
        "measured": measured,
        "large": large,
        "airy": large or _length(summary.first_page) < _ROOMY,
        "made": words.between.join(filter(None, (words.made_on, words.version, summary.reference_words))),
        "replaces": summary.replaces,
        "remarks": [words.left_off] if summary.left_off else [],
        "parts": [_part(block, zone, words, measured) for block, zone in _zoned(summary.blocks)],
        **_following(summary),
    }


def _following(summary: Summary) -> Data:
    words, begun = summary.words, _begun(summary.first_page)
    answers = [answer for section in summary.in_full for answer in section.answers]
    return {
        "begun": [_answer(answer, words) for answer in answers if answer.link_id in begun],
        "questions": [_entry(entry, words) for entry in summary.questions],
        "in_full": [
            {
                "title": section.title,
                "answers": [_answer(answer, words) for answer in section.answers if answer.link_id not in begun],
            }
            for section in summary.in_full
        ],
        "marked_no": [asdict(names) for names in summary.marked_no],
        "not_answered": [asdict(names) for names in summary.not_answered],
        "not_asked": summary.not_asked,
        "help": asdict(summary.help_box),
        "sent": summary.sent,
        "opens": _opens(summary.way_back),
    }


def _begun(blocks: Sequence[Block]) -> frozenset[str]:
    """The linkIds of what never leaves page 1 and yet is too long for it: that goes on at the head of page 2."""
    staying = [block for block in blocks if block.quota is None and block.kind is not BlockKind.STARRED]
    entries = (entry for block in staying for entry in (*block.rows, *block.entries) if entry.continues)
    return frozenset(entry.link_id for entry in entries) | {block.at for block in staying if block.is_partial}


def _opens(way: WayBack | None) -> Data | None:
    return {"svg": svg_of(qr_code(way.payload)), "alt": way.alt, "words": way.words} if way else None


def _part(block: Block, zone: str, words: FixedWords, measured: bool) -> Data:
    """A block as it can be set, the loosest way first."""
    trimmed = tightenings(block) if measured else {0: within_quotas([block])[0]}
    variants = [{"step": step, **_block(each, words)} for step, each in trimmed.items()]
    widths = column_widths((block.columns, *(row.cells for row in trimmed[0].rows))) if block.columns else []
    return {"zone": zone, "stays": 1 if block.quota is None else 0, "widths": widths, "variants": variants}


def _zoned(blocks: Sequence[Block]) -> list[tuple[Block, str]]:
    """Where each block stands, by its kind, in the order in which they are read.

    At the head: up to the questions to ask, the first block beside the others. Below: from the history on, the history
    beside the others. Between these, or where there is no such block, each has the whole width.
    """
    strip = [block for block in blocks if block.kind is BlockKind.STRIP]
    others = [block for block in blocks if block.kind is not BlockKind.STRIP]
    starred, areas = _index(others, BlockKind.STARRED), _index(others, BlockKind.AREAS)
    head = others[: starred + 1] if starred is not None else []
    rest = others[len(head) :]
    below = areas - len(head) if areas is not None and areas >= len(head) else len(rest)
    zones = {"strip": strip, "head-start": head[:1], "head-end": head[1:], "middle": rest[:below]}
    zones |= {"lower-start": rest[below : below + 1], "lower-end": rest[below + 1 :]}
    return [(block, zone) for zone, found in zones.items() for block in found]


def _length(blocks: Sequence[Block]) -> int:
    """About how much stands on page 1, in characters."""
    groups = [group for block in blocks for group in block.groups]
    rows = [row for block in blocks for row in block.rows]
    entries = [entry for block in blocks for entry in block.entries]
    entries += [entry for group in groups for entry in group.entries]
    ends = _LINE_END * (len(blocks) + len(groups) + len(rows))
    return ends + sum(len(entry.label) + len(entry.words) for entry in (*entries, *rows))


def _index(blocks: Sequence[Block], kind: BlockKind) -> int | None:
    return next((number for number, block in enumerate(blocks) if block.kind is kind), None)


def _block(block: Block, words: FixedWords) -> Data:
    return {
        "title": block.title,
        "columns": block.columns,
        "rows": [_entry(row, words) for row in block.rows],
        "entries": [_entry(entry, words) for entry in block.entries],
        "groups": [_group(group, words) for group in block.groups],
        "names": block.kind is BlockKind.UNSETTLED,
        "places": block.places,
        "empty": block.empty,
        "note": block.note,
        "at": block.at,
        "shown": block.shown,
        "whole": block.whole,
    }


def _group(group: Group, words: FixedWords) -> Data:
    entries = [_entry(entry, words) for entry in group.entries]
    return {
        "title": group.title,
        "empty": group.empty,
        "entries": entries,
        "continues": group.continues,
        "at": group.at,
    }


def _entry(entry: Entry, words: FixedWords) -> Data:
    told = words.quoted.format(words=entry.words) if entry.own_words else entry.words
    return {
        "at": entry.link_id,
        "label": entry.label,
        "words": told,
        "cells": entry.cells,
        "own_words": entry.own_words,
        "continues": entry.continues,
    }


def _answer(answer: Answer, words: FixedWords) -> Data:
    return {
        "at": answer.link_id,
        "label": answer.label,
        "words": words.quoted.format(words=answer.words) if answer.own_words else answer.words,
        "own_words": answer.own_words,
        "rows": [_entry(row, words) for row in answer.rows],
    }
