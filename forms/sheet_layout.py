"""What the sheet is laid out by: the blocks of page 1, the body areas of the history, what is left off together."""

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
