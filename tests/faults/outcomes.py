"""What a fault did to an installation: what was tried, what was lost, and whether the checker can fail at all."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One line of the table.

    `caught` of `bad_tried`: how often the same checker found loss (or what else it looks for) on the setting
    `known_bad`, which is bad on purpose; a checker that finds nothing there proves nothing anywhere.
    """

    fault: str
    """As security.md numbers it, with what tells two lines apart: "F1", "F2 WAL+FULL"."""
    how: str
    tried: int
    lost: int
    """Acknowledged saves (sends, deletions) that are not there."""
    corrupted: int = 0
    """Databases that are not whole, rows that do not open."""
    known_bad: str
    caught: int
    bad_tried: int
    not_held: tuple[str, ...] = ()
    """What else the fault's figure asks for and was not so, each as a sentence without answers or names."""
    note: str = ""
    """Figures to read: times, how many were unknown."""

    @property
    def checker_fails(self) -> bool:
        """On its known-bad setting, as it has to."""
        return self.caught > 0

    @property
    def is_held(self) -> bool:
        return self.tried > 0 and self.lost == self.corrupted == 0 and not self.not_held and self.checker_fails


FaultRun = Callable[[float], Outcome]
"""Takes the scale: 1 for `make faults`, less for a short form. A run gives one line, and raises nothing by design."""


def scaled(most: int, scale: float, least: int = 1) -> int:
    """How many rounds: `most` of them at scale 1."""
    return max(least, round(most * scale))
