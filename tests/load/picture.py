"""Latency by load as an SVG, black on white: a line for each percentile, rings for what was measured."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, log10
from string import Template

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 460, 80, 200, 50, 60
DASHES = ("", "7 4", "2 4", "9 3 2 3")
_SVG = Template("""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $width $height" role="img" font-family="sans-serif" font-size="13">
<title>$title</title>
<rect width="$width" height="$height" fill="white"/>
$inner
</svg>
""")
Points = Sequence[tuple[float, float]]


def svg_of(title: str, across: str, lines: Mapping[str, Points], rings: Points = ()) -> str:
    """x is linear and named by `across`; y is milliseconds on a logarithmic scale."""
    scale = _Scale([point for points in (*lines.values(), rings) for point in points])
    drawn = [part for at, (name, points) in enumerate(lines.items()) for part in _line(scale, name, points, at)]
    marks = [
        f'<circle cx="{scale.x(x):.1f}" cy="{scale.y(y):.1f}" r="5" fill="none" stroke="black"/>' for x, y in rings
    ]
    frame = _frame(scale, title, across)
    return _SVG.substitute(width=WIDTH, height=HEIGHT, title=title, inner="\n".join([*frame, *drawn, *marks]))


class _Scale:
    def __init__(self, points: Points) -> None:
        self.most = max(x for x, _ in points)
        heights = [max(y, 0.1) for _, y in points]
        self.decades = range(floor(log10(min(heights))), max(ceil(log10(max(heights))), 1) + 1)

    def x(self, value: float) -> float:
        return LEFT + value / self.most * (WIDTH - LEFT - RIGHT)

    def y(self, milliseconds: float) -> float:
        first, last = self.decades[0], self.decades[-1]
        return HEIGHT - BOTTOM - (log10(max(milliseconds, 0.1)) - first) / (last - first) * (HEIGHT - TOP - BOTTOM)


def _frame(scale: _Scale, title: str, across: str) -> Iterator[str]:
    yield f'<text x="{LEFT}" y="24" font-size="16" font-weight="bold">{title}</text>'
    for decade in scale.decades:
        y = scale.y(10.0**decade)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ccc"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**decade:g} ms</text>'
    for part in range(5):
        value = scale.most * part / 4
        yield f'<path d="M{scale.x(value):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ccc"/>'
        yield f'<text x="{scale.x(value):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{value:,.0f}</text>'
    yield f'<text x="{LEFT + (WIDTH - LEFT - RIGHT) / 2}" y="{HEIGHT - 14}" text-anchor="middle">{across}</text>'


def _line(scale: _Scale, name: str, points: Points, at: int) -> Iterator[str]:
    placed = [(scale.x(x), scale.y(y)) for x, y in points]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in placed)
    dash = f' stroke-dasharray="{DASHES[at % len(DASHES)]}"' if DASHES[at % len(DASHES)] else ""
    yield f'<path d="M{path}" fill="none" stroke="black" stroke-width="1.5"{dash}/>'
    yield f'<path d="M{WIDTH - RIGHT + 16} {TOP + 20 * at}h30" stroke="black" stroke-width="1.5"{dash}/>'
    yield f'<text x="{WIDTH - RIGHT + 52}" y="{TOP + 20 * at + 4}">{name}</text>'
