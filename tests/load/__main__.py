"""`make load`: puts L1 to L4 on the server, a minute each, and prints the table; 1 where a figure is not held."""

import argparse
import re
import sys
from dataclasses import replace
from pathlib import Path

from tests.checkout import ROOT
from tests.load.figures import Result, tables_of
from tests.load.runs import RUNS, Size, soak
from tests.load.stage import DATABASES, SQLITE
from tests.load.two_servers import two_servers

PAGE = ROOT / "docs" / "load.md"
ALL = {**RUNS, "two-servers": two_servers}
TITLES = {"sqlite": "## SQLite", "postgresql": "## PostgreSQL"}


def main() -> int:
    asked = _parser().parse_args()
    size = Size(seconds=asked.seconds, database=asked.database)
    results = []
    for name in asked.loads or (RUNS if asked.database == SQLITE else ALL):
        results.append(_told(ALL[name](size)))
    if asked.soak:
        results.append(_told(soak(replace(size, seconds=asked.soak * 60))))
    tables = tables_of(results)
    say(tables)
    if asked.write:
        write(PAGE, TITLES[asked.database], tables)
    return int(not all(result.is_held for result in results))


def write(page: Path, title: str, text: str) -> None:
    """In the place of what stands under that title."""
    old = page.read_text(encoding="utf-8")
    found = re.search(rf"^{title}\n(.*?)(?=^## |\Z)", old, re.MULTILINE | re.DOTALL)
    assert found, f"{page.name} has no {title}"
    page.write_text(f"{old[: found.start()]}{title}\n{text}\n\n{old[found.end() :]}".rstrip() + "\n", encoding="utf-8")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _told(result: Result) -> Result:
    sys.stderr.write(f"{result.load}: {'held' if result.is_held else 'NOT HELD'}, {result.lost} lost\n")
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("loads", nargs="*", choices=[*ALL, []], help="these only; else all")
    parser.add_argument("--seconds", type=float, default=60, help="for each load (60)")
    parser.add_argument("--database", choices=DATABASES, default=SQLITE)
    parser.add_argument("--soak", type=float, default=0, metavar="MINUTES", help="L5 as well, for so long")
    parser.add_argument("--write", action="store_true", help="the table into docs/load.md too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
