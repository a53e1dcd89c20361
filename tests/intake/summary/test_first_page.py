"""Page 1 within its quotas: what begins there begins at a word, and what is left for later is counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.sheet_layout import BlockKind
from intake.summary.first_page import TRIMS, beginning, tightenings, within_quotas
from intake.summary.model import Block, Entry, Group


def a_block(kind, many, quota=None, words="some words", **more):
    entries = tuple(Entry(link_id=f"e.{number}", label=f"Label {number}", words=words) for number in range(many))
    place: dict[str, object] = {"rows" if kind in (BlockKind.ROWS, BlockKind.STARRED) else "entries": entries}
    if kind in (BlockKind.AREAS, BlockKind.UNSETTLED):
        place = {"groups": (Group("One", entries[: many // 2], "empty"), Group("Two", entries[many // 2 :], "empty"))}
    return Block(code="b", title="B", kind=kind, quota=quota, **{**place, **more})


def test_every_kind_of_block_has_a_way_to_be_shortened():
    assert set(TRIMS) == set(BlockKind)


@given(st.text(max_size=300), st.integers(min_value=40, max_value=200))
def test_beginning_is_a_beginning_and_breaks_at_a_word(text, most):
    begun = beginning(text, most)

    assert text.strip().startswith(begun.strip())
    if begun != text and " " in text[: most // 4]:
        assert len(begun) <= most


def test_beginning_ends_at_a_word():
    assert beginning("aaaa bbbb cccc dddd", 12) == "aaaa bbbb"
    assert beginning("aaaa bbbb", 9) == "aaaa bbbb"
    assert beginning("a" * 50, 12) == "a" * 12


def test_beyond_the_quota_the_block_counts():
    (block,) = within_quotas([a_block(BlockKind.ROWS, 14, quota=12)])

    assert (len(block.rows), block.shown, block.whole, block.is_partial) == (12, 12, 14, True)
    assert block.at == "e.0"


def test_within_the_quota_nothing_is_said():
    (block,) = within_quotas([a_block(BlockKind.ROWS, 12, quota=12)])

    assert not block.is_partial


def test_long_free_text_of_a_block_that_stays_begins_there():
    why = a_block(BlockKind.LINES, 1, words="word " * 400)
    (block,) = within_quotas([why])

    assert block.entries[0].continues
    assert "word word" in block.entries[0].words
    assert len(block.entries[0].words) <= 1000
    assert not block.is_partial


def test_one_long_answer_takes_no_room_from_short_ones():
    entries = (
        Entry(link_id="e.long", label="L", words="word " * 400),
        Entry(link_id="e.short", label="S", words="yes"),
    )
    (block,) = within_quotas([Block(code="w", title="W", kind=BlockKind.LINES, entries=entries)])

    assert [entry.continues for entry in block.entries] == [True, False]


def test_group_that_leaves_entries_for_later_is_not_called_empty():
    (block,) = within_quotas([a_block(BlockKind.AREAS, 6, quota=3)])

    assert [group.continues for group in block.groups] == [False, True]
    assert block.groups[1].at == "e.3"


@pytest.mark.parametrize("kind", list(BlockKind))
@pytest.mark.parametrize("quota", [None, 5])
def test_tightening_only_ever_takes_away(kind, quota):
    steps = tightenings(a_block(kind, 30, quota=quota, words="word " * 100, places=3))
    sizes = [_size(block) for block in steps.values()]

    assert next(iter(steps)) == 0
    assert sizes == sorted(sizes, reverse=True)


def _size(block):
    groups = [entry for group in block.groups for entry in group.entries]
    return sum(len(entry.label) + len(entry.words) for entry in (*block.rows, *block.entries, *groups))
