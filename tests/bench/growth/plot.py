"""The figures as a picture and as a table: lines over a logarithmic number of rows, black on white."""

import os
import platform
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import log10
from pathlib import Path
from string import Template

from tests.bench.growth.measured import POSTGRESQL, SQLITE, Point
from tests.bench.growth.operations import OPERATIONS
from tests.measured_pages import put_into

PICTURE, PAGE = Path("images/growth/rows.svg"), Path("growth.md")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 580, 70, 260, 60, 60
DASHES = {SQLITE: "", POSTGRESQL: ' stroke-dasharray="7 4"'}
_SVG = Template("""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" role="img" font-family="sans-serif" font-size="13">
<title>$title</title>
<rect width="$width" height="$height" fill="white"/>
$inner
</svg>
""")
TITLE = "CPU of one request by the number of stored rows"
LEGEND = f"in milliseconds; whole lines: {SQLITE}, broken lines: {POSTGRESQL}"


def draw(points: Sequence[Point], docs: Path) -> None:
    """Puts the picture into `docs`, and the table into its place on the page there."""
    picture, page = docs / PICTURE, docs / PAGE
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.write_text(svg_of(points))
    put_into(page, f"{table_of(points)}\n\n{machine()}")


def machine() -> str:
    """What the figures were measured on; others at work on it make every request dearer."""
    versions = f"Python {platform.python_version()} and SQLite {sqlite3.sqlite_version}"
    return f"Measured with {versions} on {os.cpu_count()} cores, with a load of {os.getloadavg()[0]:.1f} at the end."


def table_of(points: Sequence[Point]) -> str:
    """In Markdown: a line for each operation and database, a column for each size."""
    sizes = sorted({point.rows for point in points})
    head = ["", *(f"{rows:,} rows" for rows in sizes)]
    lines = [head, ["---", *("---:" for _ in sizes)]]
    for (operation, database), group in _series(points):
        cells = {point.rows: f"{point.cpu:.1f} ms" for point in group}
        lines.append([f"{operation}, {database}", *(cells.get(rows, "–") for rows in sizes)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def svg_of(points: Sequence[Point]) -> str:
    scale = _Scale(points)
    labels = _spread({key: scale.y(group[-1].cpu) for key, group in _series(points)})
    lines = [line for key, group in _series(points) for line in _line(scale, key, group, labels[key])]
    inner = "\n".join([*_frame(scale), *lines])
    return _SVG.substitute(width=WIDTH, height=HEIGHT, title=TITLE, inner=inner)


class _Scale:
    """Both axes are logarithmic: what grows by steps of a tree is flat, what grows with the rows is steep."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.sizes = sorted({point.rows for point in points})
        spent = [point.cpu for point in points]
        self.decades = range(_floor(min(spent)), _floor(max(spent)) + 2)

    def x(self, rows: int) -> float:
        first, last = log10(self.sizes[0]), log10(self.sizes[-1])
        along = (log10(rows) - first) / (last - first) if last > first else 0.5
        return LEFT + along * (WIDTH - LEFT - RIGHT)

    def y(self, milliseconds: float) -> float:
        first, last = self.decades[0], self.decades[-1]
        return HEIGHT - BOTTOM - (log10(milliseconds) - first) / (last - first) * (HEIGHT - TOP - BOTTOM)


def _floor(milliseconds: float) -> int:
    return int(log10(milliseconds) // 1)


def _series(points: Sequence[Point]) -> list[tuple[tuple[str, str], list[Point]]]:
    def key(point: Point) -> tuple[str, str]:
        return point.operation, point.database

    order = list(OPERATIONS)
    ordered = sorted(points, key=lambda point: (order.index(point.operation), point.database == POSTGRESQL, point.rows))
    return [(name, list(group)) for name, group in groupby(ordered, key)]


def _frame(scale: _Scale) -> Iterator[str]:
    yield f'<text x="{LEFT}" y="24" font-size="16" font-weight="bold">{TITLE}</text>'
    yield f'<text x="{LEFT}" y="42">{LEGEND}</text>'
    for decade in scale.decades:
        y = scale.y(10.0**decade)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ccc"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**decade:g} ms</text>'
    for rows in scale.sizes:
        x = scale.x(rows)
        yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ccc"/>'
        yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{rows:,}</text>'
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    yield f'<text x="{middle}" y="{HEIGHT - 14}" text-anchor="middle">stored drafts, and as many responses</text>'


def _line(scale: _Scale, key: tuple[str, str], group: list[Point], label: float) -> Iterator[str]:
    at = [(scale.x(point.rows), scale.y(point.cpu)) for point in group]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
    yield f'<path d="M{path}" fill="none" stroke="black" stroke-width="1.5"{DASHES[key[1]]}/>'
    for x, y in at:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>'
    words = f"{key[0]}, {key[1]}: {group[-1].cpu:.1f} ms"
    yield f'<text x="{at[-1][0] + 8:.1f}" y="{label + 4:.1f}" font-size="11">{words}</text>'


def _spread(wanted: dict[tuple[str, str], float]) -> dict[tuple[str, str], float]:
    """Where each label stands, so that none covers another: from the top down, a line of text apart at least."""
    placed: dict[tuple[str, str], float] = {}
    last = 0.0
    for key, y in sorted(wanted.items(), key=lambda pair: pair[1]):
        last = placed[key] = max(y, last + 13)
    return placed
