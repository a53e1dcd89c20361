"""What one sheet costs as a page, as text and as a PDF, by the number of medicines, beside what peers make of it."""

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from tests.bench.measuring import Figure, Unexpected

MEDICINES = (5, 50, 200)
OURS = {"page": "as a page", "text": "as text", "pdf": "as a PDF"}
PEERS = {"weasyprint": "as a PDF by WeasyPrint", "reportlab": "as a PDF by ReportLab"}
BUDGETS = {("pdf", 5): 60.0}


def figures(repetitions: int) -> Iterator[Figure]:
    """The peers are measured where they are installed: `make bench` sees to that."""
    kinds = OURS | {kind: words for kind, words in PEERS.items() if find_spec(kind)}
    for medicines in MEDICINES:
        # In turns, so that what disturbs the machine disturbs all.
        rounds = [
            {kind: _made(kind, medicines, repetitions) for kind in kinds} for _ in range(3 if repetitions > 1 else 1)
        ]
        for kind, words in kinds.items():
            yield _figure(
                f"sheet {words}, {medicines} medicines", BUDGETS.get((kind, medicines)), [each[kind] for each in rounds]
            )


def _figure(what: str, most: float | None, rounds: list[dict[str, Any]]) -> Figure:
    cold, warm, size = (statistics.median(each[name] for each in rounds) for name in ("cold", "warm", "bytes"))
    return Figure(
        what, "ms", warm, most, note=f"{size / 1000:.0f} kB; the first of a process, imports included: {cold:.0f} ms"
    )


def _made(kind: str, medicines: int, repetitions: int) -> dict[str, Any]:
    times = str(min(repetitions, 10))
    command = [sys.executable, "-m", "tests.bench.one_sheet", kind, str(medicines), times]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unexpected(f"{kind} made no sheet: {done.stderr.strip().splitlines()[-1]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
