"""Requests that are sent when they are due, however slow the answers are, and how long each took from then on."""

import random
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

Act = Callable[[], tuple[str, bool]]
"""One request of somebody: what it was, and whether it was answered as they want."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One request. `seconds` count from the moment it was due: who has to wait for their turn waits too."""

    what: str
    late: float
    """Seconds by which it was sent after it was due."""
    seconds: float
    is_well: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a load; `cpu` is the share of one core that sending it took."""

    samples: tuple[Sample, ...]
    seconds: float
    cpu: float

    def of(self, what: str) -> "Heard":
        return Heard(tuple(sample for sample in self.samples if sample.what == what), self.seconds, self.cpu)

    @property
    def kinds(self) -> list[str]:
        return sorted({sample.what for sample in self.samples})

    @property
    def errors(self) -> int:
        return sum(not sample.is_well for sample in self.samples)

    @property
    def rate(self) -> float:
        return len(self.samples) / self.seconds

    def milliseconds(self, percent: float) -> float:
        return percentile([sample.seconds for sample in self.samples], percent) * 1000

    def late_milliseconds(self, percent: float) -> float:
        return percentile([sample.late for sample in self.samples], percent) * 1000


@dataclass
class Load:
    """Acts that begin together on `start`, each in a thread of its own, and have ended on `heard`."""

    threads: list[threading.Thread] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    begun: float = field(default_factory=lambda: time.monotonic() + 0.2)
    cpu: float = field(default_factory=time.process_time)

    def add(self, acts: Sequence[Act], rate: float, seconds: float, seed: int = 1) -> "Load":
        """`rate` a second, all together, at random moments; each takes every so-manieth."""
        due = moments(rate, seconds, seed)
        for at, act in enumerate(acts):
            self.threads.append(threading.Thread(target=self._go_through, args=(act, due[at :: len(acts)])))
        return self

    def start(self) -> "Load":
        self.begun, self.cpu = time.monotonic() + 0.2, time.process_time()
        for thread in self.threads:
            thread.start()
        return self

    def heard(self) -> Heard:
        for thread in self.threads:
            thread.join()
        seconds = time.monotonic() - self.begun
        return Heard(tuple(self.samples), seconds, (time.process_time() - self.cpu) / seconds)

    def _go_through(self, act: Act, due: Iterable[float]) -> None:
        for moment in due:
            at = self.begun + moment
            time.sleep(max(0.0, at - time.monotonic()))
            sent = time.monotonic()
            what, is_well = act()
            self.samples.append(Sample(what, sent - at, time.monotonic() - at, is_well))


def moments(rate: float, seconds: float, seed: int) -> list[float]:
    """Of somebody's coming, one by one and each for themselves: the gaps are exponential."""
    chance, at, found = random.Random(seed), 0.0, []  # noqa: S311 - a load, not a secret
    while (at := at + chance.expovariate(rate)) < seconds:
        found.append(at)
    return found


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that so many percent do not exceed; 0 where there is none."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)] if ordered else 0.0
