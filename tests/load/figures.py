"""What a load came to, line by line, beside the figure to hold; as a table in Markdown, ready for docs/load.md."""

import os
import platform
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from tests.load.pace import Heard

HEAD = """| Load | What | Requests | A second | p50 | p95 | p99 | To hold | Held | Errors |
|---|---|---:|---:|---:|---:|---:|---|---|---:|"""
ALSO = """| Load | Patients | Saves acknowledged | Lost | Server's memory, most | Server's CPU a request | Sent late, p99 | CPU of sending |
|---|---:|---:|---:|---:|---:|---:|---:|"""  # noqa: E501
Limits = tuple[tuple[float, float], ...]
"""Percent and milliseconds: ((95, 150), (99, 400))."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of request under one load."""

    what: str
    heard: Heard
    limits: Limits = ()

    @property
    def is_held(self) -> bool:
        in_time = all(self.heard.milliseconds(percent) <= most for percent, most in self.limits)
        return bool(self.heard.samples) and in_time and not self.heard.errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A load. `sent` is what its patients sent; `saves`: how many of them were acknowledged. `memory` in megabytes."""

    load: str
    how: str
    lines: tuple[Line, ...]
    sent: Heard
    patients: int
    saves: int
    lost: int
    memory: float
    most_memory: float | None = None
    cpu: float
    """Seconds of CPU of the server."""
    notes: tuple[str, ...] = ()

    @property
    def is_held(self) -> bool:
        in_memory = self.most_memory is None or self.memory <= self.most_memory
        return self.lost == 0 and in_memory and all(line.is_held for line in self.lines)


def tables_of(results: list[Result]) -> str:
    """Both tables, and a sentence on each load."""
    rows = [_row(result, line) for result in results for line in result.lines]
    also = [_also(result) for result in results]
    how = [f"- **{result.load}**: {result.how}" for result in results]
    notes = [f"- {result.load}: {note}" for result in results for note in result.notes]
    return "\n".join([machine(), "", HEAD, *rows, "", ALSO, *also, "", *how, *notes])


def machine() -> str:
    """The shape of the machine; nothing that names it."""
    model = re.search(r"^model name\s*: (.+)$", _said("/proc/cpuinfo"), re.MULTILINE)
    memory = re.search(r"^MemTotal:\s+(\d+)", _said("/proc/meminfo"), re.MULTILINE)
    parts = [
        f"{os.cpu_count()} cores ({model[1] if model else platform.machine()})",
        f"{int(memory[1]) / 1e6:.0f} GB of memory" if memory else "",
        f"Linux {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"{os.getloadavg()[0]:.1f} processes running on average when the run ended",
    ]
    return ", ".join(part for part in parts if part) + "."


def _row(result: Result, line: Line) -> str:
    heard = line.heard
    times = [f"{heard.milliseconds(percent):.0f} ms" for percent in (50, 95, 99)]
    limits = ", ".join(f"p{percent:g} ≤ {most:g} ms" for percent, most in line.limits) or "–"
    held = "–" if not line.limits else ("yes" if line.is_held else "**no**")
    cells = [result.load, line.what, f"{len(heard.samples):,}", f"{heard.rate:.1f}", *times, limits, held, heard.errors]
    return f"| {' | '.join(map(str, cells))} |"


def _also(result: Result) -> str:
    requests = sum(len(line.heard.samples) for line in result.lines) or 1
    most = f" (≤ {result.most_memory:g})" if result.most_memory else ""
    cells = [
        result.load,
        result.patients,
        f"{result.saves:,}",
        result.lost,
        f"{result.memory:.0f} MB{most}",
        f"{result.cpu / requests * 1000:.1f} ms",
        f"{result.sent.late_milliseconds(99):.1f} ms",
        f"{result.sent.cpu:.0%} of a core",
    ]
    return f"| {' | '.join(map(str, cells))} |"


def _said(name: str) -> str:
    path = Path(name)
    return path.read_text(encoding="utf-8") if path.exists() else ""
