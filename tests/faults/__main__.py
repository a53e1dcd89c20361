"""`make faults`: causes every fault, prints one table, and ends with 1 where a figure is not held."""

import argparse
import platform
import re
import sqlite3
import sys
import time
import traceback

from tests.faults.outcomes import FaultRun, Outcome
from tests.faults.registry import RUNS

LINE = "{fault:<18} {tried:>7} {lost:>6} {corrupted:>9}  {held:<8} {caught:<19} {seconds:>8}  {how}"
HEAD = LINE.format(
    fault="fault",
    tried="tried",
    lost="lost",
    corrupted="corrupted",
    held="held",
    caught="checker fails on it",
    seconds="seconds",
    how="how · known-bad setting · figures",
)


def main() -> int:
    asked = _parser().parse_args()
    say(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}.")
    say(f"{HEAD}\n{'-' * len(HEAD)}")
    wanted = {name: run for name, run in RUNS.items() if not asked.faults or name in asked.faults}
    held = [show(name, run, asked.scale) for name, run in wanted.items()]
    say(f"{sum(held)} of {len(held)} held, each by a checker that fails on its known-bad setting.")
    return int(not all(held))


def show(name: str, run: FaultRun, scale: float) -> bool:
    """Runs one fault and prints its line; whether its figure is held."""
    begun = time.monotonic()
    try:
        outcome = run(scale)
    except Exception:  # A run that breaks off is a figure that is not held, and the others still run.
        say(f"{name:<18} broke off after {time.monotonic() - begun:.0f} s\n{traceback.format_exc()}")
        return False
    say(line_of(outcome, time.monotonic() - begun))
    return outcome.is_held


def line_of(outcome: Outcome, seconds: float) -> str:
    caught = "yes" if outcome.checker_fails else "NO"
    line = LINE.format(
        fault=outcome.fault,
        tried=outcome.tried,
        lost=outcome.lost,
        corrupted=outcome.corrupted,
        held="yes" if outcome.is_held else "NOT HELD",
        caught=f"{caught}, {outcome.caught} of {outcome.bad_tried}",
        seconds=f"{seconds:.1f}",
        how=" · ".join(part for part in (outcome.how, outcome.known_bad, outcome.note) if part),
    )
    return "\n".join([line, *(f"{'':18} not held: {each}" for each in outcome.not_held)])


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    names = list(RUNS)
    parser.add_argument("faults", nargs="*", choices=[*names, []], help="these only; else all")
    parser.add_argument("--scale", type=_scale, default=1.0, help="of the number of rounds (1)")
    return parser


def _scale(text: str) -> float:
    if not re.fullmatch(r"[0-9]*\.?[0-9]+", text):
        raise argparse.ArgumentTypeError("a number such as 0.1")
    return float(text)


if __name__ == "__main__":
    sys.exit(main())
