"""Makes sheets of one kind in a process of its own: `python -m tests.bench.one_sheet KIND MEDICINES TIMES`.

Prints as JSON the CPU in milliseconds up to the first sheet, imports included, that of each one after it in the
median, and the size in bytes. Each sheet has other words.
"""

import json
import statistics
import sys
import time
from importlib import import_module
from typing import Any

from forms.answers import Draft
from forms.ketamine import INTAKE
from intake.language import language_of
from intake.summary.build import build_summary
from intake.summary.model import Summary
from tests.builders import EXAMPLE, MADE_ON, MEDICINES, a_draft


def a_patient_with(medicines: int, told: str) -> Draft:
    rows = [MEDICINES[number % len(MEDICINES)] | {"id": f"m{number}"} for number in range(medicines)]
    return a_draft({**EXAMPLE, "medication.list": rows, "reason.chief_concern": told})


def main(kind: str, medicines: int, times: int) -> dict[str, Any]:
    render = import_module(f"tests.bench.rendering.{kind}").render
    sizes, taken = [], []
    for number in range(times + 1):
        summary = _summary(medicines, f"What I want help with, told in other words, number {number}")
        before = time.process_time() if number else 0.0
        sizes.append(len(render(summary)))
        taken.append((time.process_time() - before) * 1000)
    return {"cold": taken[0], "warm": statistics.median(taken[1:]), "bytes": sizes[0]}


def _summary(medicines: int, told: str) -> Summary:
    return build_summary(INTAKE, a_patient_with(medicines, told), language_of(), made_on=MADE_ON)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
