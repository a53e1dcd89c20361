"""How wide the columns of a table are, reckoned in characters."""

from collections.abc import Iterable
from math import ceil

# What the columns hold side by side, the space between two, and the narrowest.
_LINE, _GAP, _NARROWEST = 102, 2, 9


def column_widths(rows: Iterable[tuple[str, ...]]) -> list[int]:
    """The shares that the columns have of the line, so that the rows take few lines; the first row are the titles.

    From each column's longest text on, the column gives way that frees most of the line for each line that it costs.
    """
    columns = [[*map(len, cells)] for cells in zip(*rows, strict=True)]
    widths = [max(_NARROWEST, *lengths) for lengths in columns]
    while sum(widths) > _LINE:
        ways = [
            (_gain(lengths, width, narrower), number, narrower)
            for number, (lengths, width) in enumerate(zip(columns, widths, strict=True))
            for narrower in _narrower(lengths, width)
        ]
        if not ways:
            break
        _, number, widths[number] = max(ways)
    return [width + _GAP for width in widths]


def _lines(length: int, width: int) -> int:
    # A line ends where a word does, so it holds a little less than its width.
    return 1 if length <= width else ceil(1.08 * length / width)


def _narrower(lengths: list[int], width: int) -> set[int]:
    """The narrower widths at which one of the texts just fits its lines."""
    fitting = {ceil(1.08 * length / lines) for length in lengths for lines in (2, 3, 4)}.union(lengths)
    return {each for each in fitting if _NARROWEST <= each < width}


def _gain(lengths: list[int], width: int, narrower: int) -> float:
    more = sum(_lines(length, narrower) - _lines(length, width) for length in lengths)
    return (width - narrower) / (more + 0.01)
