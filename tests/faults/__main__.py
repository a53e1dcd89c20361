"""`make faults`: causes every fault, prints one table, and ends with 1 where a figure is not held."""

import argparse
import platform
import re
import sqlite3
import sys
import time
import traceback
from pathlib import Path

from tests.checkout import ROOT
from tests.faults.outcomes import FaultRun
from tests.faults.registry import RUNS
from tests.faults.table import HEAD, line_of, markdown_line_of, renewed
from tests.measured_pages import made_in, put_into

PAGE = ROOT / "docs" / "faults.md"


def main() -> int:
    asked = _parser().parse_args()
    say(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}.")
    say(f"{HEAD}\n{'-' * len(HEAD)}")
    wanted = {name: run for name, run in RUNS.items() if not asked.faults or name in asked.faults}
    page = PAGE if asked.write else None
    held = [show(name, run, asked.scale, page) for name, run in wanted.items()]
    say(f"{sum(held)} of {len(held)} held, each by a checker that fails on its known-bad setting.")
    return int(not all(held))


def show(name: str, run: FaultRun, scale: float, page: Path | None = None) -> bool:
    """Runs one fault, prints its line and puts it on the page at once; whether its figure is held."""
    begun = time.monotonic()
    try:
        outcome = run(scale)
    except Exception:  # A run that breaks off is a figure that is not held, and the others still run.
        say(f"{name:<18} broke off after {time.monotonic() - begun:.0f} s\n{traceback.format_exc()}")
        return False
    seconds = time.monotonic() - begun
    say(line_of(outcome, seconds))
    if page:
        put_into(page, renewed(made_in(page), [markdown_line_of(outcome, seconds)]))
    return outcome.is_held


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    names = list(RUNS)
    parser.add_argument("faults", nargs="*", choices=[*names, []], help="these only; else all")
    parser.add_argument("--scale", type=_scale, default=1.0, help="of the number of rounds (1)")
    parser.add_argument("--write", action="store_true", help="each line into docs/faults.md too")
    return parser


def _scale(text: str) -> float:
    if not re.fullmatch(r"[0-9]*\.?[0-9]+", text):
        raise argparse.ArgumentTypeError("a number such as 0.1")
    return float(text)


if __name__ == "__main__":
    sys.exit(main())
