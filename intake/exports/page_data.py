"""The summary as the data that the page's template reads: plain values, each text ready to be set."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from forms.items import BlockKind
from intake.summary.model import Answer, Block, Entry, FixedWords, Group, Summary

Data = dict[str, Any]

_NARROWEST, _WIDEST = 9, 34


def page_data(summary: Summary, first_page: Sequence[Block]) -> Data:
    """`first_page` are the summary's blocks, within the quotas with which page 1 is tried."""
    words = summary.words
    return {
        "title": summary.title,
        "lang": summary.language.partition("-")[0],
        "direction": summary.direction,
        "bearer": summary.bearer,
        "words": asdict(words),
        **_zones(first_page, words),
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


def _zones(blocks: Sequence[Block], words: FixedWords) -> Data:
    """Where each block stands, by its kind, in the order in which they are read.

    Above: up to the questions to ask, these beside what comes before them. Below: from the history to the names that
    close it, beside all that comes after. Between them and without them, blocks have the whole width.
    """
    strip = [block for block in blocks if block.kind is BlockKind.STRIP]
    others = [block for block in blocks if block.kind is not BlockKind.STRIP]
    starred, areas = _index(others, BlockKind.STARRED), _index(others, BlockKind.AREAS)
    head, rest = (others[: starred + 1], others[starred + 1 :]) if starred is not None else ([], others)
    below = areas - len(head) if areas is not None and areas >= len(head) else len(rest)
    middle, lower = rest[:below], rest[below:]
    unsettled = _index(lower, BlockKind.UNSETTLED)
    side = len(lower) if unsettled is None else unsettled + 1
    return {
        "strip": _block(strip[0], words) if strip else None,
        "head": {"start": _blocks(head[:-1], words), "end": _blocks(head[-1:], words)},
        "middle": _blocks(middle, words),
        "lower": {"start": _blocks(lower[:side], words), "end": _blocks(lower[side:], words)},
    }


def _index(blocks: Sequence[Block], kind: BlockKind) -> int | None:
    return next((number for number, block in enumerate(blocks) if block.kind is kind), None)


def _blocks(blocks: Iterable[Block], words: FixedWords) -> list[Data]:
    return [_block(block, words) for block in blocks]


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
    return {"title": group.title, "empty": group.empty, "entries": entries}


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
    """The columns' shares of the width, by the longest words in them."""
    cells = zip(block.columns, *(row.cells for row in block.rows), strict=True)
    return [max(_NARROWEST, min(_WIDEST, max(map(len, column)))) for column in cells]
