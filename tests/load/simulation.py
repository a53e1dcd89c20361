"""Servers that were never bought: requests go through processes, cores and the writer's lock, in simulated time.

A request is what its `Kind` says: processor outside the lock, then processor and waiting under it. Each process runs
Python on one core at a time and has a number of threads; SQLite has one lock for all writers, PostgreSQL has none.
"""

import heapq
import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.load.pace import percentile

# Python lets another thread of the process run after so long.
SLICE = 0.005


@dataclass(frozen=True, slots=True)
class Kind:
    """Mean seconds; `share` of the requests. What is processor varies little, what is waiting varies much."""

    share: float
    cpu: float
    locked_cpu: float = 0.0
    locked_wait: float = 0.0
    wait: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`machines` alike, each with cores, processes and threads; whether writers take turns in one lock."""

    cores: int
    workers: int
    threads: int = 4
    machines: int = 1
    one_writer: bool = True


@dataclass
class Resource:
    """So many at once; the others wait in the order in which they came."""

    free: int
    waiting: "deque[Callable[[], None]]" = field(default_factory=deque)


Step = tuple[str, Any]


@dataclass
class World:
    """The clock and what is going to happen."""

    now: float = 0.0
    coming: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    count: int = 0

    def at(self, moment: float, then: Callable[[], None]) -> None:
        self.count += 1
        heapq.heappush(self.coming, (moment, self.count, then))

    def run(self) -> None:
        while self.coming:
            self.now, _, then = heapq.heappop(self.coming)
            then()

    def go(self, steps: Iterator[Step]) -> None:
        """Until the next step that has to wait: "take" and "give" a resource, or let seconds "pass"."""
        for what, value in steps:
            if what == "give":
                self._give(value)
            elif what == "pass":
                self.at(self.now + value, lambda: self.go(steps))
                return
            elif value.free:
                value.free -= 1
            else:
                value.waiting.append(lambda: self.go(steps))
                return

    def _give(self, resource: Resource) -> None:
        if resource.waiting:
            self.at(self.now, resource.waiting.popleft())
        else:
            resource.free += 1


def simulated(place: Place, kinds: list[Kind], rate: float, seconds: float = 60, seed: int = 1) -> list[float]:
    """Seconds that each request took, those of the first tenth left out."""
    chance, world = random.Random(seed), World()  # noqa: S311 - a simulation
    cores = [Resource(place.cores) for _ in range(place.machines)]
    processes = [
        (Resource(place.threads), Resource(1), cores[at % place.machines])
        for at in range(place.machines * place.workers)
    ]
    lock = Resource(1) if place.one_writer else None
    taken: list[float] = []
    moment = 0.0
    while (moment := moment + chance.expovariate(rate)) < seconds:
        kind = chance.choices(kinds, [each.share for each in kinds])[0]
        steps = _request(world, kind, chance.choice(processes), lock, chance)
        told = _told(world, steps, taken if moment > seconds / 10 else [])
        world.at(moment, lambda steps=told: world.go(steps))  # type: ignore[misc]
    world.run()
    return taken


def summary(taken: list[float]) -> dict[int, float]:
    """p50, p95 and p99 in milliseconds."""
    return {percent: percentile(taken, percent) * 1000 for percent in (50, 95, 99)}


def _told(world: World, steps: Iterator[Step], taken: list[float]) -> Iterator[Step]:
    begun = world.now
    first = True
    for step in steps:
        if first:
            begun, first = world.now, False
        yield step
    taken.append(world.now - begun)


def _request(
    world: World,
    kind: Kind,
    process: tuple[Resource, Resource, Resource],
    lock: Resource | None,
    chance: random.Random,
) -> Iterator[Step]:
    threads, interpreter, cores = process
    yield "take", threads
    yield from _computing(_varied(kind.cpu, chance), interpreter, cores)
    if kind.wait:
        yield "pass", chance.expovariate(1 / kind.wait)
    if kind.locked_cpu:
        if lock:
            yield "take", lock
        yield from _computing(_varied(kind.locked_cpu, chance), interpreter, cores)
        if kind.locked_wait:
            yield "pass", chance.expovariate(1 / kind.locked_wait)
        if lock:
            yield "give", lock
    yield "give", threads


def _computing(seconds: float, interpreter: Resource, cores: Resource) -> Iterator[Step]:
    while seconds > 0:
        yield "take", interpreter
        yield "take", cores
        yield "pass", min(seconds, SLICE)
        yield "give", cores
        yield "give", interpreter
        seconds -= SLICE


def _varied(seconds: float, chance: random.Random) -> float:
    """A gamma distribution, its deviation a third of its mean."""
    return chance.gammavariate(9, seconds / 9) if seconds else 0.0
