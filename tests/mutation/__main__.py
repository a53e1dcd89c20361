"""`python -m tests.mutation`: changes the code one thing at a time, and lists the changes that no test noticed."""

import argparse
import math
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.checkout import ROOT
from tests.mutation.choosing import PARTS, Part
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.running import Verdict
from tests.mutation.trying import sample, tried_on

# The quantile of the 95 % interval.
_Z = 1.96


def main() -> int:
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="intake-mutants-") as made:
        # Hypothesis then tries the same examples each time, and lets them take as long as they do.
        os.environ |= {"CI": "1", "HYPOTHESIS_STORAGE_DIRECTORY": str(Path(made) / "hypothesis")}
        folder = asked.measured or Path(made)
        lives = [mutant for part in PARTS if part.name in asked.parts for mutant in _lives_of(part, asked, folder)]
    if asked.lives:
        asked.lives.write_text("".join(f"{mutant.name}\n    {mutant.said}\n" for mutant in lives), encoding="utf-8")
    return 0


def _lives_of(part: Part, asked: argparse.Namespace, folder: Path) -> list[Mutant]:
    """Prints those that live and the line of the table as soon as they are known."""
    started = time.monotonic()
    part = replace(part, tests=tuple(asked.tests), also=()) if asked.tests else part
    part = part.thorough() if asked.thorough else part
    every = [mutant for module in part.files(ROOT) for mutant in mutants_of(ROOT, module)]
    tried = _named(every, asked.only) if asked.only else sample(every, asked.sample, asked.seed)
    verdicts: dict[Mutant, Verdict] = {}
    for mutant, verdict in tried_on(ROOT, part, tried, folder):
        verdicts[mutant] = verdict
        if verdict is not Verdict.KILLED:
            _say(f"{len(verdicts)} of {len(tried)}: {verdict.value}: {mutant.name}\n    {mutant.said}")
    _say(f"{_line(part.name, len(every), list(verdicts.values()))}, {time.monotonic() - started:.0f} s")
    return [mutant for mutant, verdict in verdicts.items() if verdict is Verdict.LIVES]


def _named(every: list[Mutant], listed: Path) -> list[Mutant]:
    """Those of a list that an earlier run wrote, found again by what they change."""
    lines = listed.read_text(encoding="utf-8").splitlines()
    known = {(name.partition(":")[0], said.strip()) for name, said in zip(lines[::2], lines[1::2], strict=True)}
    return [mutant for mutant in every if (mutant.module.as_posix(), mutant.said) in known]


def _line(name: str, every: int, verdicts: list[Verdict]) -> str:
    tried, lives, late = len(verdicts), verdicts.count(Verdict.LIVES), verdicts.count(Verdict.OUT_OF_TIME)
    least, most = _interval(tried - lives, tried)
    between = "all of them" if tried == every else f"95 % interval {least:.1%} to {most:.1%}"
    share = (tried - lives) / tried if tried else 0
    return f"{name}: {tried} of {every} tried, {lives} live, {late} out of time, {share:.1%} killed ({between})"


def _interval(killed: int, tried: int) -> tuple[float, float]:
    """Wilson's, which holds near 100 % too."""
    if not tried:
        return 0.0, 1.0
    share, spread = killed / tried, _Z**2 / tried
    middle = share + spread / 2
    around = _Z * math.sqrt(share * (1 - share) / tried + spread / (4 * tried))
    return (middle - around) / (1 + spread), (middle + around) / (1 + spread)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", help="of keys, services and forms; all of them unless named")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants of each part, 0 for every one")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=Path, help="a list of mutants that an earlier run wrote: try these again")
    parser.add_argument("--lives", type=Path, help="where to write those that live")
    parser.add_argument(
        "--measured", type=Path, help="a folder: what was measured of the tests there is not measured anew"
    )
    parser.add_argument("--thorough", action="store_true", help="run slow tests as well, and those on PostgreSQL")
    parser.add_argument("--tests", nargs="+", help="only the tests of these files, whatever the part")
    asked = parser.parse_args()
    asked.parts = asked.parts or [part.name for part in PARTS]
    return asked


if __name__ == "__main__":
    sys.exit(main())
