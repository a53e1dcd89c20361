"""Which tests are run on a mutant: those that reach its line, its own module's tests first, and none that is slow."""

import json
import math
import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from coverage import CoverageData

from tests.mutation.mutants import Mutant
from tests.mutation.running import QUIET, Batch

# Where so few reach a line, what it made may have been kept for those that came after them.
_FEW = 10


@dataclass(frozen=True, slots=True)
class Part:
    """What is changed, and whose tests have to notice: none that is slow, and none on a second kind of database.

    `also`: whose tests may notice as well when it is thorough.
    """

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    also: tuple[str, ...] = ()
    # The processor's seconds: of one test, and of all that are run on one mutant.
    slowest: float = 1.5
    most_together: float = 40.0

    @property
    def selection(self) -> tuple[str, ...]:
        """As pytest is told."""
        return self.tests if self.is_thorough else ("-k", "not postgresql", *self.tests)

    @property
    def is_thorough(self) -> bool:
        return self.slowest == math.inf

    def thorough(self) -> "Part":
        tests = (*self.tests, *self.also)
        return replace(self, name=f"{self.name}, thoroughly", tests=tests, slowest=math.inf, most_together=150.0)

    def files(self, root: Path) -> list[Path]:
        found = (path for pattern in self.modules for path in sorted(root.glob(pattern)))
        return [path.relative_to(root) for path in found]


# What services say to operators is looked at where it is said.
_OF_SERVICES = (
    "tests/intake/services",
    "tests/intake/test_clinic_commands.py",
    "tests/intake/test_store_commands.py",
    "tests/web/test_health.py",
)
PARTS = (
    Part("keys", ("intake/keys/*.py",), ("tests/intake/keys",)),
    Part("services", ("intake/services/*.py",), _OF_SERVICES, also=("tests/web",)),
    Part("forms", ("forms/*.py", "forms/capture/*.py"), ("tests/forms", "tests/test_word_list.py")),
)


class Durations:
    """A plugin of pytest: the processor's seconds that each test took, with what was made for it.

    Whoever is spared being measured for coverage's sake is measured here: it may be the one that notices.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.red: set[str] = set()
        self._began = 0.0

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Iterator[None]:
        yield
        for item in items:
            item.own_markers = [mark for mark in item.own_markers if mark.name != "no_cover"]

    def pytest_runtest_logstart(self) -> None:
        self._began = time.process_time()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.red.add(report.nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] = round(time.process_time() - self._began, 3)


class Reach:
    """Which test runs which line, and how long each takes; measured on the code as it is.

    What was measured stays in the folder, and is taken from there the next time.
    """

    def __init__(self, root: Path, part: Part, folder: Path) -> None:
        self._root, self._part = root, part
        measured = folder / f"{part.name}.coverage"
        listed = folder / f"{part.name}.json"
        if not listed.exists():
            subprocess.run(
                [sys.executable, "-m", "tests.mutation.choosing", str(listed), *part.selection],
                cwd=root, env={**os.environ, "COVERAGE_FILE": str(measured)}, check=True,
            )  # fmt: skip
        self.seconds: dict[str, float] = json.loads(listed.read_text(encoding="utf-8"))
        self._data = CoverageData(str(measured))
        self._data.read()
        self._texts: dict[str, str] = {}
        self._lines: dict[Path, dict[int, list[str]]] = {}

    def batches(self, mutant: Mutant) -> list[Batch]:
        """The tests of the module itself, those that name it, then the others; cheap files first."""
        reaching = self._reaching(mutant)
        own = [test for test in reaching if self._is_own(test, mutant)]
        naming = [test for test in reaching if test not in set(own) and self._names(_file_of(test), mutant)]
        others = [test for test in reaching if test not in {*own, *naming}]
        chosen = (own, self._within_time(naming), self._within_time(others))
        return [self._batch(tests) for tests in chosen if tests]

    def is_run_while_loading(self, mutant: Mutant) -> bool:
        return not mutant.function or "" in self._contexts(mutant)

    def _reaching(self, mutant: Mutant) -> list[str]:
        tests = self._contexts(mutant)
        if self.is_run_while_loading(mutant):
            # Whoever runs anything of the module may notice, and so may whoever only looks at what it has made.
            files = {_file_of(test) for test in self._contexts_of_lines(mutant, 1, sys.maxsize)}
            tests |= {test for test in self.seconds if _file_of(test) in files}
        if self.is_run_while_loading(mutant) or len(tests) < _FEW:
            tests |= {test for test in self.seconds if self._names(_file_of(test), mutant)}
        return sorted(
            test for test in tests if self.seconds.get(test, math.inf) <= self._part.slowest and test in self.seconds
        )

    def _is_own(self, test: str, mutant: Mutant) -> bool:
        return _file_of(test).endswith(f"/test_{mutant.module.stem}.py")

    def _names(self, file: str, mutant: Mutant) -> bool:
        package, _, module = mutant.dotted.rpartition(".")
        if file not in self._texts:
            self._texts[file] = (self._root / file).read_text(encoding="utf-8")
        imported = rf"{re.escape(mutant.dotted)}\b|from {re.escape(package)} import (\([^)]*|[^\n]*)\b{module}\b"
        return re.search(imported, self._texts[file]) is not None

    def _contexts(self, mutant: Mutant) -> set[str]:
        return self._contexts_of_lines(mutant, *mutant.lines)

    def _contexts_of_lines(self, mutant: Mutant, first: int, last: int) -> set[str]:
        """The tests that run one of these lines; "" where they are run while something loads."""
        if mutant.module not in self._lines:
            self._lines[mutant.module] = self._data.contexts_by_lineno(str(self._root / mutant.module))
        lines = self._lines[mutant.module]
        return {context.rpartition("|")[0] for line in lines if first <= line <= last for context in lines[line]}

    def _within_time(self, tests: list[str]) -> list[str]:
        by_file: dict[str, list[str]] = defaultdict(list)
        for test in tests:
            by_file[_file_of(test)].append(test)
        return list(self._cheapest(by_file))

    def _cheapest(self, by_file: dict[str, list[str]]) -> Iterator[str]:
        spent = 0.0
        for tests in sorted(by_file.values(), key=lambda each: sum(map(self.seconds.__getitem__, each)) / len(each)):
            for test in tests:
                spent += self.seconds[test]
                if spent <= self._part.most_together:
                    yield test

    def _batch(self, tests: list[str]) -> Batch:
        return Batch(tuple(tests), sum(self.seconds[test] for test in tests))


def _file_of(test: str) -> str:
    return test.partition("::")[0]


def measure(listed: Path, selection: list[str]) -> int:
    """Runs the tests once, with the lines that each reaches; for a process of its own.

    A test that is red on the code as it is notices nothing: it is named, and left out.
    """
    durations = Durations()
    told = ["--cov=forms", "--cov=intake", "--cov-context=test", "--cov-report=", "--cov-fail-under=0"]
    code = pytest.main([*QUIET, "--maxfail=20", *told, *selection], plugins=[durations])
    green = {test: seconds for test, seconds in durations.seconds.items() if test not in durations.red}
    listed.write_text(json.dumps(green), encoding="utf-8")
    return 0 if len(durations.red) < 20 and code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) else 1


if __name__ == "__main__":
    sys.exit(measure(Path(sys.argv[1]), sys.argv[2:]))
