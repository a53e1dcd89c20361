"""A QR code as an outline: black squares on white, with the quiet zone around it that scanners want."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

# ISO/IEC 18004 asks for four modules; at level M a code is still read with 15 % of it lost to a fold or a stain.
QUIET_ZONE = 4
LEVEL = "m"


@dataclass(frozen=True, slots=True)
class QrCode:
    """`outline` is the path of the black modules in a square of `size` by `size`, one unit a module."""

    size: int
    outline: str


def qr_code(payload: bytes) -> QrCode:
    rows = segno.make_qr(payload, error=LEVEL, boost_error=False).matrix
    return QrCode(len(rows) + 2 * QUIET_ZONE, "".join(_runs(rows)))


def svg_of(code: QrCode) -> str:
    """The code as an SVG file: numbers and our own words alone, so that nothing in it wants escaping."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{code.size}v{code.size}H0z"/><path d="{code.outline}"/></svg>'
    )


def _runs(rows: tuple[bytearray, ...]) -> Iterator[str]:
    """One rectangle for each run of black modules in a row."""
    for y, row in enumerate(rows, QUIET_ZONE):
        x = QUIET_ZONE
        for is_black, modules in groupby(row):
            width = len(list(modules))
            if is_black:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
