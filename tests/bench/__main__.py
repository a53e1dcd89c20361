"""Prints the budget table. A figure over its budget is said, and is no fault of the run: machines differ."""

import argparse
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import MappingProxyType

from tests.bench import browser, clinic, pages, peers, questions, rows, server, sheets, timing
from tests.bench.growth import figures as growth
from tests.bench.measuring import Figure

Group = Callable[[int], Iterator[Figure]]
GROUPS: MappingProxyType[str, Group] = MappingProxyType(
    {
        "pages": pages.figures,
        "sheets": sheets.figures,
        "peers": peers.figures,
        "rows": rows.figures,
        "questions": questions.figures,
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
    groups: dict[str, Group] = {**GROUPS, "growth": partial(growth.figures, sizes=asked.rows, docs=asked.docs)}
    for name in asked.groups or groups:
        for figure in groups[name](asked.repetitions):
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
    rows = parser.add_argument("--rows", type=_sizes, default=growth.SIZES, metavar="N,N,…")
    rows.help = "how many are stored, for growth (1000,10000); a folder named in GROWTH_FOLDER keeps them"
    parser.add_argument("--docs", type=Path, help="the folder whose picture and table of growth are made anew")
    return parser


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted(int(part) for part in text.split(",")))


if __name__ == "__main__":
    sys.exit(main())
