"""How many rows in how many clinics: what a size stands for.

A thousand responses are a clinic of a few years. So a million are a thousand clinics, and not one clinic with a
million; one of them has ten times as many as the others, for the search, which opens every header of its clinic.
"""

from dataclasses import dataclass

IN_A_CLINIC = 1_000
# Among fewer, a clinic of ten thousand would be nearly all there is.
LARGE_FROM = 100_000
THOUSANDS_OF_THE_LARGE = 10
# On both databases together, with their indexes: a draft, a response, its version and two rows of the log.
BYTES_A_ROW = 25_000
FEWEST_BYTES = 500_000_000

SMALL, LARGE, OTHERS = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Layout:
    """So many drafts and so many responses. Clinic 0 has a thousand, clinic 1 is the large one, the others follow."""

    rows: int

    @property
    def thousands(self) -> int:
        return max(self.rows // IN_A_CLINIC, 1)

    @property
    def has_large(self) -> bool:
        return self.rows >= LARGE_FROM

    @property
    def others(self) -> int:
        return self.thousands - 1 - (THOUSANDS_OF_THE_LARGE if self.has_large else 0)

    @property
    def bytes_wanted(self) -> int:
        return FEWEST_BYTES + self.rows * BYTES_A_ROW

    def clinic_of(self, number: int) -> int:
        """Whose the response of this number is: they come in by turns."""
        turn = number % self.thousands
        if turn == 0:
            return SMALL
        if not self.has_large:
            return turn + LARGE
        return LARGE if turn <= THOUSANDS_OF_THE_LARGE else turn - THOUSANDS_OF_THE_LARGE + LARGE
