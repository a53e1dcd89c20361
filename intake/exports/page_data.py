"""The summary as the data that the page's template reads: plain values, each text ready to be set."""

from collections.abc import Sequence
from dataclasses import asdict
from math import sqrt
from typing import Any

from forms.sheet_layout import BlockKind
from intake.summary.first_page import tightenings, within_quotas
from intake.summary.model import Answer, Block, Entry, FixedWords, Group, Summary

Data = dict[str, Any]

# In characters: a column of shorter words than the first wants no share of the width.
_NARROW, _WIDEST = 16, 60


def page_data(summary: Summary, *, measured: bool) -> Data:
    """`measured` for a page 1 that does not hold every quota: then each block comes in every tightness."""
    words = summary.words
    return {
        "title": summary.title,
        "lang": summary.language.partition("-")[0],
        "direction": summary.direction,
        "bearer": summary.bearer,
        "words": asdict(words),
        "measured": measured,
        "parts": [_part(block, zone, words, measured) for block, zone in _zoned(summary.blocks)],
        "left_off": summary.left_off,
        "questions": [_entry(entry, words) for entry in summary.questions],
        "in_full": [
            {"title": section.title, "answers": [_answer(answer, words) for answer in section.answers]}
            for section in summary.in_full
        ],
        "marked_no": [asdict(names) for names in summary.marked_no],
        "not_answered": [asdict(names) for names in summary.not_answered],
        "not_asked": summary.not_asked,
        "help": asdict(summary.help_box),
        "sent": summary.sent,
    }


def _part(block: Block, zone: str, words: FixedWords, measured: bool) -> Data:
    """A block as it can be set, the loosest way first."""
    trimmed = tightenings(block) if measured else {0: within_quotas([block])[0]}
    variants = [{"step": step, **_block(each, words)} for step, each in trimmed.items()]
    return {"zone": zone, "stays": 1 if block.quota is None else 0, "variants": variants}


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


def _index(blocks: Sequence[Block], kind: BlockKind) -> int | None:
    return next((number for number, block in enumerate(blocks) if block.kind is kind), None)


def _block(block: Block, words: FixedWords) -> Data:
    return {
        "title": block.title,
        "columns": block.columns,
        "widths": _widths(block),
        "rows": [_entry(row, words) for row in block.rows],
        "entries": [_entry(entry, words) for entry in block.entries],
        "groups": [_group(group, words) for group in block.groups],
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
        "run": words.labelled.format(label=entry.label, words=told) if told else entry.label,
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


def _widths(block: Block) -> list[int]:
    """The columns' shares of the width, by how long their texts mostly are; 0: as wide as its words, all short."""
    columns = [
        [len(cell) for cell in cells] for cells in zip(block.columns, *(r.cells for r in block.rows), strict=True)
    ]
    longest = max(map(max, columns), default=0)
    return [0 if max(column) <= min(_NARROW, longest - 1) else _usual(column) for column in columns]


def _usual(lengths: list[int]) -> int:
    return max(_NARROW, round(sqrt(sum(min(length, _WIDEST) ** 2 for length in lengths) / len(lengths))))
