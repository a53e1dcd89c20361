"""What was found, as lines: of the table that is printed, and of the one in docs/faults.md."""

from collections.abc import Iterable
from datetime import UTC, datetime

from tests.faults.outcomes import Outcome

_LINE = "{fault:<18} {tried:>7} {lost:>6} {corrupted:>9}  {held:<8} {caught:<19} {seconds:>8}  {how}"
HEAD = _LINE.format(
    fault="fault",
    tried="tried",
    lost="lost",
    corrupted="corrupted",
    held="held",
    caught="checker fails on it",
    seconds="seconds",
    how="how · known-bad setting · figures",
)
MARKDOWN_HEAD = """| Fault | Tried | Lost | Corrupted | Held | Checker fails on it | Seconds | Figures | Measured |
|---|---:|---:|---:|---|---:|---:|---|---|"""


def line_of(outcome: Outcome, seconds: float) -> str:
    caught = "yes" if outcome.checker_fails else "NO"
    line = _LINE.format(
        fault=outcome.fault,
        tried=outcome.tried,
        lost=outcome.lost,
        corrupted=outcome.corrupted,
        held=_held(outcome),
        caught=f"{caught}, {outcome.caught} of {outcome.bad_tried}",
        seconds=f"{seconds:.1f}",
        how=" · ".join(part for part in (outcome.how, outcome.known_bad, outcome.note) if part),
    )
    return "\n".join([line, *(f"{'':18} not held: {each}" for each in outcome.not_held)])


def markdown_line_of(outcome: Outcome, seconds: float) -> str:
    caught = f"{outcome.caught:,} of {outcome.bad_tried:,}"
    counts = f"{outcome.tried:,} | {outcome.lost} | {outcome.corrupted}"
    told = f"{_held(outcome)} | {caught} | {seconds:.0f} | {outcome.note} | {datetime.now(UTC):%Y-%m-%d}"
    return f"| {outcome.fault} | {counts} | {told} |"


def renewed(table: str, lines: Iterable[str]) -> str:
    """The table in Markdown with these lines in the place of those of the same faults, or after them."""
    by_fault = {_fault_in(line): line for line in [*table.splitlines()[2:], *lines]}
    return "\n".join([MARKDOWN_HEAD, *by_fault.values()])


def _held(outcome: Outcome) -> str:
    return "yes" if outcome.is_held else "NOT HELD"


def _fault_in(line: str) -> str:
    return line.split(" | ")[0]
