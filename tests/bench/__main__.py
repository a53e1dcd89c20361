"""Prints the budget table. A figure over its budget is said, and is no fault of the run: machines differ."""

import argparse
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from types import MappingProxyType

from tests.bench import browser, clinic, growth, pages, peers, rows, server, sheets, timing
from tests.bench.measuring import Figure

GROUPS: MappingProxyType[str, Callable[[int], Iterator[Figure]]] = MappingProxyType(
    {
        "pages": pages.figures,
        "sheets": sheets.figures,
        "peers": peers.figures,
        "rows": rows.figures,
        "growth": growth.figures,
        "clinic": clinic.figures,
        "timing": timing.figures,
        "server": server.figures,
        "browser": browser.figures,
    }
)
LINE = "{what:<62} {most:>8} {here:>9} {floor:>8}  {note}"


def main() -> int:
    asked = _parser().parse_args()
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}.")
    print("CPU of this process in the median, through the WSGI application itself: no server, no test client.")
    print(
        "Floor: a bare page of Flask, WTForms and SQLite with the same durable settings, in the same run, in turns.\n"
    )
    print(LINE.format(what="what", most="budget", here="measured", floor="floor", note="").rstrip())
    for name in asked.groups or GROUPS:
        for figure in GROUPS[name](asked.repetitions):
            print(line_of(figure), flush=True)
    return 0


def line_of(figure: Figure) -> str:
    most = "–" if figure.most is None else f"≤ {figure.most:g}"
    floor = "–" if figure.floor is None else f"{figure.floor:.2f}"
    what = f"{figure.what}, {figure.unit}" if figure.unit else figure.what
    note = "; ".join(part for part in ("OVER THE BUDGET" if figure.is_over else "", figure.note) if part)
    return LINE.format(what=what, most=most, here=f"{figure.here:.2f}", floor=floor, note=note).rstrip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], help="these only; else all")
    parser.add_argument("--repetitions", type=int, default=100, help="of each pair (100)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
