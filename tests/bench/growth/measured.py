"""The operations at every size in turns, so that what disturbs the machine disturbs all sizes."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.growth.copying import copied, kept_server
from tests.bench.growth.layout import Layout
from tests.bench.growth.making import Tell, kept_of
from tests.bench.growth.opened import Opened, opened
from tests.bench.growth.operations import OPERATIONS
from tests.bench.measuring import Action, collecting_nothing

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True, slots=True)
class Point:
    """One operation at one size: median milliseconds of CPU, here and in the database's processes, and of waiting."""

    database: str
    operation: str
    rows: int
    here: float
    in_database: float
    wall: float

    @property
    def cpu(self) -> float:
        return self.here + self.in_database


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which sizes, on which databases, made and kept in which folder, each operation how often."""

    folder: Path
    sizes: tuple[int, ...]
    databases: tuple[str, ...]
    repetitions: int
    tell: Tell


def points(wanted: Wanted) -> Iterator[Point]:
    every = [kept_of(wanted.folder, Layout(rows), wanted.tell) for rows in wanted.sizes]
    if SQLITE in wanted.databases:
        with ExitStack() as stack:
            yield from _in_turns([stack.enter_context(opened(kept, None)) for kept in every], wanted.repetitions)
    if POSTGRESQL in wanted.databases:
        with ExitStack() as stack:
            server = stack.enter_context(kept_server(wanted.folder))
            urls = [copied(server, kept, wanted.tell) for kept in every]
            copies = [stack.enter_context(opened(kept, server, url)) for kept, url in zip(every, urls, strict=True)]
            yield from _in_turns(copies, wanted.repetitions)


def _in_turns(sizes: list[Opened], repetitions: int) -> Iterator[Point]:
    for name, operation in OPERATIONS.items():
        prepared = {each.rows: (each, made) for each in sizes if (made := operation.prepared(each))}
        taken: dict[int, list[tuple[float, float, float]]] = {rows: [] for rows in prepared}
        with collecting_nothing():
            # The first round fills caches, and is not counted.
            for _ in range(max(round(repetitions * operation.share), 1) + 1):
                for rows, (each, made) in prepared.items():
                    taken[rows].append(_taken(each, made()))
        for rows, (each, _) in prepared.items():
            here, in_database, wall = (statistics.median(column) for column in zip(*taken[rows][1:], strict=True))
            yield Point(each.database, name, rows, here, in_database, wall)


def _taken(opened: Opened, action: Action) -> tuple[float, float, float]:
    """Milliseconds of CPU of this process and of the database's, and of the clock on the wall."""
    in_database, wall, here = opened.database_cpu(), time.perf_counter(), time.process_time()
    action()
    here, wall = time.process_time() - here, time.perf_counter() - wall
    return here * 1000, opened.database_cpu() - in_database, wall * 1000
