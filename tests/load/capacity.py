"""What servers of one to four processes answer at most, and what a request costs there."""

import threading
import time
from dataclasses import dataclass
from itertools import cycle

from tests.load.patients import SAVE, TURN, Busy
from tests.load.processes import Watched, family
from tests.load.stage import POSTGRESQL, Stage, stage

CLIENTS_OF_WORKER = 4


@dataclass(frozen=True, slots=True)
class Capacity:
    """`cpu` and `database_cpu`: milliseconds of a core for a request, of Intake and of PostgreSQL; memory in MB."""

    database: str
    workers: int
    what: str
    rate: float
    cpu: float
    database_cpu: float
    memory: float


def capacities(database: str, workers: int, seconds: float) -> list[Capacity]:
    """For saves, then for pages."""
    with stage(database, INTAKE_WORKERS=str(workers)) as put_on:
        those = put_on.patients(CLIENTS_OF_WORKER * workers)
        return [_most(put_on, those, workers, what, seconds) for what in (SAVE, TURN)]


def _most(put_on: Stage, those: list[Busy], workers: int, what: str, seconds: float) -> Capacity:
    for patient in those:
        patient.acts = cycle((what,))
    cluster = put_on.cluster
    with put_on.watched() as watched, Watched(lambda: family(cluster.pid) if cluster else []) as database:
        answered, took = _answered(those, seconds)
    return Capacity(
        database=POSTGRESQL if cluster else "sqlite",
        workers=workers,
        what=what,
        rate=answered / took,
        cpu=watched.cpu / answered * 1000,
        database_cpu=database.cpu / answered * 1000,
        memory=watched.most,
    )


def _answered(those: list[Busy], seconds: float) -> tuple[int, float]:
    begun, counts = time.monotonic(), [0] * len(those)

    def go_on(at: int) -> None:
        while time.monotonic() - begun < seconds:
            _, is_well = those[at].acts_once()
            counts[at] += is_well

    threads = [threading.Thread(target=go_on, args=(at,)) for at in range(len(those))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(sum(counts), 1), time.monotonic() - begun
