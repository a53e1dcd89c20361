"""A process that is killed, or whose power goes, at one point of what it does: before a statement, a commit, a file."""

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

_OF_FILES = frozenset({"open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.truncate"})
_CUT_OFF, _BROKE_OFF = 9, 70


class How(Enum):
    """`KILLED`: by SIGKILL. `CUT_OFF`: an exception that nobody catches goes through whatever cleans up behind it."""

    KILLED = "killed"
    CUT_OFF = "cut off"


class CutOff(BaseException):
    """The power went."""


def crashes_at(point: int, folder: Path, act: Callable[[], object], how: How = How.KILLED) -> bool:
    """Does it in a process of its own, which ends at the point of this number; False if it came to its end before.

    Points are counted from 1. No connection may be open that the act uses. Raises AssertionError if the act breaks off.
    """
    status = _in_a_child(lambda: _armed(point, folder, how), act)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) in (0, _CUT_OFF), "it broke off: see what it said"
    return os.WEXITSTATUS(status) == _CUT_OFF


def points_of(folder: Path, act: Callable[[], object]) -> list[str]:
    """Does it in a process of its own, all of it, and gives the points at which it could have been killed, in words."""
    reading, writing = os.pipe()
    status = _in_a_child(lambda: _listen(lambda said: os.write(writing, f"{said}\n".encode()), folder), act)
    os.close(writing)
    with os.fdopen(reading) as said:
        found = said.read().splitlines()
    assert status == 0, "it broke off: see what it said"
    return found


def _in_a_child(prepares: Callable[[], object], act: Callable[[], object]) -> int:
    with warnings.catch_warnings():
        # The child does nothing of what other threads of this process might have been in the middle of.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        _do_and_exit(prepares, act)
    return os.waitpid(child, 0)[1]


def _do_and_exit(prepares: Callable[[], object], act: Callable[[], object]) -> None:
    status = _BROKE_OFF
    try:
        prepares()
        act()
        status = 0
    except CutOff:
        status = _CUT_OFF
    except BaseException:
        sys.stderr.write(traceback.format_exc())
        sys.stderr.flush()
    finally:
        # Past whatever this process would do at its end, for it is a copy of another one.
        os._exit(status)


def _armed(point: int, folder: Path, how: How) -> None:
    numbers = count(1)

    def pass_by(_said: str) -> None:
        if next(numbers) != point:
            return
        if how is How.CUT_OFF:
            raise CutOff
        os.kill(os.getpid(), signal.SIGKILL)

    _listen(pass_by, folder)


def _listen(tell: Callable[[str], object], folder: Path) -> None:
    """From now on, for as long as this process lives."""

    def statement(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        tell(" ".join(sql.split())[:80])

    def of_file(name: str, arguments: tuple[Any, ...]) -> None:
        if name in _OF_FILES and (isinstance(arguments[0], int) or str(arguments[0]).startswith(str(folder))):
            tell(f"{name} {Path(str(arguments[0])).name}")

    def synced(file: Any, sync: Callable[[Any], None] = os.fsync) -> None:
        tell("fsync")
        sync(file)

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", lambda _: tell("COMMIT"))
    os.fsync = synced  # type: ignore[assignment]  # other types are narrower than what is done with them
    sys.addaudithook(of_file)
