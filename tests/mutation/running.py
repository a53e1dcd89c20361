"""Runs tests on a module with one change, in a process of its own that ends afterwards.

Nothing on disk is changed. A function gets its other code in a process that has loaded everything. What is run while a
module loads is changed in a process that has loaded the libraries alone, so that the changed module does the loading.
"""

import gc
import os
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import pytest

from tests.mutation.mutants import Mutant, code_of

QUIET = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist")
_LOADED_EARLY = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
# Exit codes of pytest: its tests are not there to be run.
_UNKNOWN, _NONE = 4, 5
# Ours, where the change could not be made.
_NOT_TRIED = 99
# Seconds in which a process does nothing: longer than any test waits, on a busy machine too.
_IDLE = 25
# Every function that is held anywhere by now, decorated or not, by its module and its name there.
_HELD: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)


class Verdict(Enum):
    KILLED = "killed"
    OUT_OF_TIME = "out of time"
    LIVES = "lives"


@dataclass(frozen=True, slots=True)
class Batch:
    """Tests by their names, and the processor's seconds that they take on the code as it is."""

    tests: tuple[str, ...]
    seconds: float

    @property
    def most_seconds(self) -> int:
        return 20 + 4 * int(self.seconds)

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(test.partition("::")[0] for test in self.tests))


class _Changed(MetaPathFinder):
    """Gives the changed code for one module, and leaves every other to whoever finds it usually."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, fullname: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return spec_from_loader(fullname, _Loader(fullname, self.code.co_filename, self.code))


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._code = code

    def get_code(self, fullname: str) -> CodeType:
        return self._code


def load_libraries(root: Path, tests: Sequence[str]) -> None:
    """Loads here what the tests load, but nothing of the project's own."""
    reading, writing = os.pipe()

    def tell() -> int:
        code = load_everything(root, tests)
        os.write(writing, "\n".join(set(sys.modules) - set(_ours(root))).encode())
        return code

    child = _fork(tell)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        names = sorted(pipe.read().split())
    os.waitpid(child, 0)
    before = set(sys.modules)
    for name in names:
        # A part that wants to be loaded by its own library is loaded by it later.
        with suppress(Exception):
            import_module(name)
    # What of the project came along did so in an order that nobody meant, and may be half of it.
    for name in set(_ours(root)) - before:
        del sys.modules[name]
    gc.freeze()


def load_everything(_: Path, tests: Sequence[str]) -> int:
    """Loads here the project and its tests as well; from then on functions alone are changed."""
    code = pytest.main([*QUIET, *_LOADED_EARLY, "--collect-only", "-qq", *tests])
    if code != pytest.ExitCode.OK:
        raise SystemExit("The tests cannot be loaded.")
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            _HELD[each.__module__, each.__qualname__].append(each)
    gc.freeze()
    return code


def verdict_on(root: Path, mutant: Mutant | None, batches: Sequence[Batch]) -> Verdict:
    """The first batch that notices ends it; without a mutant the code is run as it is."""
    for batch in batches:
        code = _run(root, mutant, batch.tests, batch.most_seconds)
        if code == _UNKNOWN:
            # The change altered the names of tests: that alone is not noticed by anybody.
            code = _run(root, mutant, batch.files, 60 + batch.most_seconds)
        if code == _NOT_TRIED:
            raise RuntimeError(mutant.name if mutant else "the code as it is")
        if code is None:
            return Verdict.OUT_OF_TIME
        if code not in (0, _NONE):
            return Verdict.KILLED
    return Verdict.LIVES


def _run(root: Path, mutant: Mutant | None, tests: Sequence[str], most_seconds: int) -> int | None:
    """The exit code of pytest; None when it waited, or worked, for ever."""

    def work() -> int:
        # It ends soon, and whatever looks at every object makes a copy of all memory.
        gc.disable()
        if mutant:
            _change(root, mutant)
        try:
            return pytest.main([*QUIET, *_LOADED_EARLY, *tests])
        except pytest.PytestWarning:
            # What a test left open is told at the very end, when nobody counts any more.
            return pytest.ExitCode.TESTS_FAILED

    return _waited_for(_fork(work), most_seconds)


def _change(root: Path, mutant: Mutant) -> None:
    module = code_of(root, mutant)
    if mutant.dotted in sys.modules:
        code = module
        for name in mutant.function:
            code = next(each for each in code.co_consts if isinstance(each, CodeType) and each.co_name == name)
        held = _HELD[mutant.dotted, ".".join(mutant.function)]
        if held and all(each.__code__.co_freevars == code.co_freevars for each in held):
            for each in held:
                each.__code__ = code
            return
        # It is made anew each time, or mentions other things outside of itself: all is loaded again, changed.
        for name in _ours(root):
            del sys.modules[name]
    sys.meta_path.insert(0, _Changed(mutant.dotted, module))


def _fork(work: Callable[[], int]) -> int:
    child = os.fork()
    if child:
        return child
    code = _NOT_TRIED
    try:
        os.setsid()
        silent = os.open(os.devnull, os.O_RDWR)
        for handle in (0, 1, 2):
            os.dup2(silent, handle)
        code = int(work())
    finally:
        os._exit(code)


def _waited_for(child: int, most_seconds: int) -> int | None:
    """The exit code; None when it worked for longer, or waited for something that never came."""
    worked, since = 0.0, time.monotonic()
    while time.monotonic() - since < _IDLE and worked <= most_seconds:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if (now := _worked(child)) != worked:
            worked, since = now, time.monotonic()
        time.sleep(0.01)
    for each in list(_family(child)):
        # What it started may end by itself at this very moment.
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _worked(child: int) -> float:
    """The processor's seconds of a process so far, as Linux counts them."""
    told = Path(f"/proc/{child}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def _family(process: int) -> Iterator[int]:
    """With what it started: a database that a test began would outlive it."""
    for each in Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split():
        yield from _family(int(each))
    yield process


def _ours(root: Path) -> list[str]:
    """The modules that are loaded and lie in the project, but for these here."""
    placed = {name: Path(getattr(module, "__file__", None) or "/") for name, module in sys.modules.items()}
    return [
        name
        for name, path in placed.items()
        if path.is_relative_to(root) and "site-packages" not in path.parts and path.parent != Path(__file__).parent
    ]
