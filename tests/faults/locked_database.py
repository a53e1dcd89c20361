"""F6: another process holds the write lock of SQLite: for 3 seconds, which saves wait for, and for 30."""

import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.outcomes import Outcome, scaled
from tests.faults.sabotage import before_serving
from tests.faults.wholeness import is_whole
from tests.live.patient import Heard, LivePatient, patients_at
from tests.live.server import LiveServer, serving

PATIENTS = 4
SHORT, LONG = 3.0, 30.0
SETTINGS = {"INTAKE_WORKERS": "2"}


@dataclass
class Held:
    """What came of saves while the lock was held. `unkind`: those not kept whose page was not as it has to be."""

    kept: int = 0
    refused: int = 0
    unkind: int = 0
    lost: int = 0
    corrupted: int = 0
    seconds: list[float] = field(default_factory=list)


def short_locks(scale: float) -> Outcome:
    rounds = scaled(10, scale)
    found = locked(rounds, SHORT)
    bad = locked(1, SHORT, before_serving("begin_without_lock"))
    return Outcome(
        fault="F6 for 3 s",
        how=f"another process holds the write lock while {PATIENTS} patients save",
        tried=found.kept + found.refused,
        lost=found.lost,
        corrupted=found.corrupted,
        known_bad="a transaction that reads first and locks later",
        caught=bad.refused,
        bad_tried=bad.kept + bad.refused,
        not_held=(f"{found.refused} saves were refused",) if found.refused else (),
        note=f"saves took {statistics.median(found.seconds):.2f} s in the median, "
        f"{max(found.seconds):.2f} s at most (≤ 3.5 s)",
    )


def long_locks(scale: float) -> Outcome:
    """Patients who were away for a minute, as most are who type: their session is due to be extended, too."""
    found = locked(scaled(2, scale), LONG, before_serving("extend_sessions_always"))
    bad = locked(1, 8, before_serving("answer_before_saving"))
    kept = (f"{found.kept} saves were acknowledged while nobody could write",) if found.kept else ()
    unkind = (f"{found.unkind} pages did not keep what was typed, or did not say when to try again",)
    return Outcome(
        fault="F6 for 30 s",
        how="503, when to try again (≤ 6 s), and what was typed on the page; the next press is kept",
        tried=found.refused,
        lost=found.lost,
        corrupted=found.corrupted,
        known_bad="saves acknowledged before they are written",
        caught=bad.kept,
        bad_tried=bad.kept + bad.refused,
        not_held=kept + (unkind if found.unkind else ()),
        note=f"503 after {max(found.seconds):.2f} s at most",
    )


def locked(rounds: int, seconds: float, prelude: str = "") -> Held:
    """At a server of its own."""
    with serving(SETTINGS, prelude) as server:
        return locked_at(server, rounds, seconds)


def locked_at(server: LiveServer, rounds: int, seconds: float) -> Held:
    """Each patient saves once while the lock is held; who is refused presses again afterwards."""
    found = Held()
    with patients_at(server.port, PATIENTS) as patients:
        for _ in range(rounds):
            _save_while_locked(server, patients, seconds, found)
    found.corrupted += not is_whole(server.data / "intake.db")
    return found


def _save_while_locked(server: LiveServer, patients: list[LivePatient], seconds: float, found: Held) -> None:
    with write_lock_held(server.data / "intake.db"):
        threads = [threading.Thread(target=_save, args=(patient, found)) for patient in patients]
        for thread in threads:
            thread.start()
        until = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
    for thread in threads:
        thread.join()
    for patient in patients:
        found.lost += not patient.settles()
        found.lost += patient.saves(f"words {patient.count} again") is not Heard.KEPT
        found.lost += not patient.settles()


def _save(patient: LivePatient, found: Held) -> None:
    patient.count += 1
    words, begun = f"words {patient.count}", time.monotonic()
    heard = patient.saves(words)
    found.seconds.append(time.monotonic() - begun)
    if heard is Heard.KEPT:
        found.kept += 1
    else:
        found.refused += 1
        found.unkind += not patient.is_told_to_wait(words)


@contextmanager
def write_lock_held(database: Path) -> Iterator[None]:
    """By this process, which is another one than the server's."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
