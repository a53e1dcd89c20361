"""Tries the mutants of a part, or a sample of them, each on the tests that could notice it."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.mutation.choosing import Part, Reach
from tests.mutation.mutants import Mutant
from tests.mutation.running import Batch, Verdict, load_everything, load_libraries, verdict_on


def tried_on(root: Path, part: Part, mutants: Sequence[Mutant], folder: Path) -> Iterator[tuple[Mutant, Verdict]]:
    """Those that are run while something loads come first, as long as nothing of the project is loaded here."""
    reach = Reach(root, part, folder)
    for loads, load in ((True, load_libraries), (False, load_everything)):
        load(root, part.selection)
        _refuse_blind(root, reach)
        for mutant in mutants:
            if reach.is_run_while_loading(mutant) is loads:
                yield mutant, verdict_on(root, mutant, reach.batches(mutant))


def sample(every: Sequence[Mutant], size: int, seed: int) -> Sequence[Mutant]:
    """So many of each module as it has a share of all; 0 is every one."""
    if not size or size >= len(every):
        return every
    drawing = random.Random(seed)  # noqa: S311 - a sample that can be drawn again
    by_module: dict[Path, list[Mutant]] = defaultdict(list)
    for mutant in every:
        by_module[mutant.module].append(mutant)
    return [
        mutant
        for mutants in by_module.values()
        for mutant in drawing.sample(mutants, max(1, round(len(mutants) * size / len(every))))
    ]


def _refuse_blind(root: Path, reach: Reach) -> None:
    """A run that finds the code as it is at fault would find everything so; every fifth test tells."""
    tests = sorted(test for test, seconds in reach.seconds.items() if seconds <= 1)
    if verdict_on(root, None, [Batch(tuple(tests[::5]), sum(reach.seconds.values()))]) is not Verdict.LIVES:
        raise SystemExit("The tests are red on the code as it is.")
