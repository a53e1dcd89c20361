"""What the sheet is laid out by: the blocks of page 1, body areas, what is left off together, and its landmarks."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """How a block of page 1 is set: the strip at the top, lines by body area, rows, starred rows, or names only."""

    STRIP = "strip"
    LINES = "lines"
    AREAS = "areas"
    ROWS = "rows"
    STARRED = "starred"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBlock:
    """A block of page 1: `quota` lines or rows at most (None: it never leaves page 1), the sentence `note` below it.

    `always` are linkIds whose line stands here even unanswered; the others have a line once they are answered.
    `table` sets its rows in columns, where there is room.
    """

    code: str
    title: str
    kind: BlockKind
    quota: int | None = None
    note: str = ""
    always: tuple[str, ...] = ()
    table: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A body area of the history; the sheet keeps the questionnaire's order of areas."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Questions, or follow-ups, that one tick leaves off the sheet, with all that is added to them later."""

    code: str
    title: str
    link_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmarks:
    """The linkIds that the product itself has to find, "" where a questionnaire has none.

    `name` and `birth_date` say whose sheet it is, for a clinic's list. An invitation fills in `clinician` and
    `visit_day`. `medicines` is the list to compare with a chart's, `directions` the columns of it that say how much of
    it is taken and when.
    """

    name: str = ""
    birth_date: str = ""
    clinician: str = ""
    visit_day: str = ""
    medicines: str = ""
    directions: tuple[str, ...] = ()
