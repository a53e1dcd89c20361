"""What a server's processes take: memory, processor time, open files."""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
_EVERY = 0.25


def family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    try:
        children = [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return [pid, *(each for child in children for each in family(child))]


def megabytes(pids: list[int]) -> float:
    """Resident, added up: what processes share counts for each."""
    return sum(_resident(pid) for pid in pids) * PAGE / 1e6


def cpu_seconds(pids: list[int]) -> float:
    return sum(_ticks(pid) for pid in pids) / TICKS


def open_files(pids: list[int]) -> int:
    return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids if Path(f"/proc/{pid}/fd").exists())


@dataclass
class Watched:
    """As a context: looks at the processes that there are while a load lasts.

    `readings`: second, megabytes, open files.
    """

    pids: Callable[[], list[int]]
    readings: list[tuple[float, float, int]] = field(default_factory=list)
    every: float = _EVERY
    _seconds: dict[int, list[float]] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _begun: float = 0.0

    def __enter__(self) -> Self:
        self._begun = time.monotonic()
        self._thread = threading.Thread(target=self._look_now_and_then)
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._ended.set()
        if self._thread:
            self._thread.join()
        self._look()

    @property
    def most(self) -> float:
        return max(reading[1] for reading in self.readings)

    @property
    def cpu(self) -> float:
        """Seconds that they took meanwhile, those included that have ended since."""
        return sum(seen[-1] - seen[0] for seen in self._seconds.values())

    def _look_now_and_then(self) -> None:
        while not self._ended.wait(self.every):
            self._look()

    def _look(self) -> None:
        pids = self.pids()
        for pid in pids:
            self._seconds.setdefault(pid, []).append(cpu_seconds([pid]))
        self.readings.append((time.monotonic() - self._begun, megabytes(pids), open_files(pids)))


def slope(points: list[tuple[float, float]]) -> float:
    """Of the straight line through the points, by least squares: units a second."""
    middle = sum(at for at, _ in points) / len(points)
    mean = sum(value for _, value in points) / len(points)
    spread = sum((at - middle) ** 2 for at, _ in points)
    return sum((at - middle) * (value - mean) for at, value in points) / spread if spread else 0.0


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0


def _ticks(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])
