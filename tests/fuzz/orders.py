"""Whether saves that ran side by side could have run one after the other, each by somebody who had seen the last.

Of a page each window knows what it saved, in its own order, and for each save all that it had shown until then. If
there is no order in which every save takes the place of something that its window had shown, and which ends with what
is there now, then a save gave way in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Save:
    """An acknowledged save: what it says, and what its window had shown before."""

    words: str
    shown: frozenset[str]


def could_be(first: str, windows: Sequence[Sequence[Save]], last: str) -> bool:
    """`first` and `last`: what the page holds before and after all these saves."""

    @cache
    def leads_to_last(done: tuple[int, ...], now: str) -> bool:
        if all(count == len(saves) for count, saves in zip(done, windows, strict=True)):
            return now == last
        return any(
            leads_to_last((*done[:number], count + 1, *done[number + 1 :]), saves[count].words)
            for number, (count, saves) in enumerate(zip(done, windows, strict=True))
            if count < len(saves) and now in saves[count].shown
        )

    return leads_to_last((0,) * len(windows), first)
