"""The table of the growth bench: each operation at each size, and how much it grows from the least to the most rows."""

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from tests.bench.growth.measured import POSTGRESQL, SQLITE, Point, Wanted, points
from tests.bench.growth.operations import SEARCH, SEARCH_OF_LARGE
from tests.bench.growth.plot import draw
from tests.bench.measuring import Figure

SIZES = (1_000, 10_000)
SHORT = (60, 120)
BOTH = (SQLITE, POSTGRESQL)
FOLDER = "GROWTH_FOLDER"
# As many as the median wants: what one takes hardly varies.
MOST_REPETITIONS = 50
# "Flat or logarithmic": a thousand times the rows are ten more steps down a tree.
MOST_TIMES = 1.5
# As the bench of the clinic has it, at the same number of headers.
MOST_OF_SEARCHES = {SEARCH: 70, SEARCH_OF_LARGE: 700}


def figures(repetitions: int, sizes: Sequence[int] = SIZES, docs: Path | None = None) -> Iterator[Figure]:
    """In short: the same with few rows. `docs`: where the plot and the table of the figures are to be put."""
    with tempfile.TemporaryDirectory() as own:
        short = repetitions == 1
        folder = Path(own if short else os.environ.get(FOLDER, own))
        wanted = Wanted(folder, SHORT if short else tuple(sizes), BOTH, min(repetitions, MOST_REPETITIONS), _tell)
        found = list(points(wanted))
    for _, group in groupby(found, lambda point: (point.database, point.operation)):
        yield from _of_operation(list(group))
    if docs:
        draw(found, docs)


def _of_operation(found: list[Point]) -> Iterator[Figure]:
    for point in found:
        note = f"{point.here:.2f} here, {point.in_database:.2f} in the database; {point.wall:.2f} of waiting"
        what = f"{point.operation}, {point.rows:,} rows on {point.database}"
        yield Figure(what, "ms", point.cpu, MOST_OF_SEARCHES.get(point.operation), None, note)
    least, most = found[0], found[-1]
    if most.rows > least.rows:
        times = most.cpu / least.cpu
        what = f"{most.operation}: times as much at {most.rows:,} rows as at {least.rows:,}, {most.database}"
        yield Figure(what, "", times, MOST_TIMES, None, f"{least.cpu:.2f} ms, then {most.cpu:.2f} ms")


def _tell(words: str) -> None:
    print(f"  … {words}", file=sys.stderr, flush=True)
