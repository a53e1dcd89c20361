"""How workers add up: the Universal Scalability Law (Gunther, 1993) put through measured rates by least squares."""

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]
"""Workers, and the rate that they reach together."""


@dataclass(frozen=True, slots=True)
class Law:
    """rate(n) = one · n / (1 + queueing·(n-1) + crosstalk·n·(n-1)). With no crosstalk it is Amdahl's law."""

    one: float
    queueing: float
    crosstalk: float

    def rate(self, workers: float) -> float:
        return self.one * workers / (1 + self.queueing * (workers - 1) + self.crosstalk * workers * (workers - 1))


def law_of(points: Sequence[Point]) -> Law:
    """The first point is one worker's, and is taken as it is; neither share is less than nothing."""
    (_, one), *more = sorted(points)
    # What each worker costs beyond the first: one·n/rate - 1 = queueing·(n-1) + crosstalk·n·(n-1).
    excess = [(workers - 1, workers * (workers - 1), one * workers / rate - 1) for workers, rate in more]
    both = _least_squares(excess)
    if both and min(both) >= 0:
        return Law(one, *both)
    queueing = sum(a * y for a, _, y in excess) / (sum(a * a for a, _, _ in excess) or 1)
    return Law(one, max(queueing, 0.0), 0.0)


def _least_squares(rows: Sequence[tuple[float, float, float]]) -> tuple[float, float] | None:
    """Of y = p·a + q·b; None where the rows do not tell p from q."""
    aa, ab, bb = (sum(left * right for left, right in pairs) for pairs in _products(rows))
    ay, by = sum(a * y for a, _, y in rows), sum(b * y for _, b, y in rows)
    spread = aa * bb - ab * ab
    if spread < 1e-9:
        return None
    return (ay * bb - by * ab) / spread, (by * aa - ay * ab) / spread


def _products(rows: Sequence[tuple[float, float, float]]) -> tuple[list[Point], list[Point], list[Point]]:
    return [(a, a) for a, _, _ in rows], [(a, b) for a, b, _ in rows], [(b, b) for _, b, _ in rows]
