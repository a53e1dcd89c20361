"""F1: every process of the server is killed at once, again and again, while patients save over HTTP."""

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults.outcomes import Outcome, scaled
from tests.faults.sabotage import before_serving
from tests.faults.wholeness import is_whole
from tests.live.patient import Heard, LivePatient, patients_at
from tests.live.saving import Saving
from tests.live.server import LiveServer, serving
from tests.postgres import postgres

PATIENTS = 4
MOST_SAVES, LONGEST_SAVING = 60, 5.0


@dataclass
class Killed:
    """What came of so many kills."""

    lost: int = 0
    corrupted: int = 0
    rounds_with_loss: int = 0
    heard: Counter[Heard] = field(default_factory=Counter)
    restarts: list[float] = field(default_factory=list)


def kills(scale: float) -> Outcome:
    """On SQLite."""
    return _outcome("F1", scaled(500, scale), dict)


def kills_on_postgresql(scale: float) -> Outcome:
    with postgres() as server:
        return _outcome(
            "F1 PostgreSQL", scaled(100, scale), lambda: {"INTAKE_DATABASE_URL": server.url(server.new_database())}
        )


def killed(rounds: int, settings: dict[str, str], prelude: str = "") -> Killed:
    """At a server of its own."""
    with serving({"INTAKE_WORKERS": "2", **settings}, prelude) as server:
        return killed_at(server, rounds)


def killed_at(server: LiveServer, rounds: int) -> Killed:
    """The same four patients go on through all rounds."""
    found, chance = Killed(), random.Random(rounds)  # noqa: S311 - no secret
    with patients_at(server.port, PATIENTS) as patients:
        for _ in range(rounds):
            _kill_once(server, patients, chance, found)
    return found


def _kill_once(server: LiveServer, patients: list[LivePatient], chance: random.Random, found: Killed) -> None:
    """After so many acknowledged saves, and at a moment by chance within the next one."""
    wanted, until = chance.randint(1, MOST_SAVES), time.monotonic() + LONGEST_SAVING
    with Saving(patients) as saving:
        while saving.heard[Heard.KEPT] < wanted and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.02))
        server.kill()
    begun = time.monotonic()
    server.start()
    found.restarts.append(time.monotonic() - begun)
    lost = sum(not patient.settles() for patient in patients)
    found.lost += lost
    found.rounds_with_loss += lost > 0
    found.corrupted += not is_whole(server.data / "intake.db")
    found.heard += saving.heard


def _outcome(fault: str, rounds: int, settings: Callable[[], dict[str, str]]) -> Outcome:
    """`settings`: of a new installation each time."""
    found, bad_rounds = killed(rounds, settings()), max(2, rounds // 50)
    bad = killed(bad_rounds, settings(), before_serving("answer_before_saving"))
    slow = max(found.restarts)
    return Outcome(
        fault=fault,
        how=f"kill -9 of every process while {PATIENTS} patients save at 2 workers",
        tried=rounds,
        lost=found.lost,
        corrupted=found.corrupted,
        known_bad="saves acknowledged before they are written",
        caught=bad.rounds_with_loss,
        bad_tried=bad_rounds,
        not_held=() if found.heard[Heard.KEPT] else ("no save was acknowledged at all",),
        note=f"{found.heard[Heard.KEPT]} acknowledged, {found.heard[Heard.UNKNOWN]} unknown; "
        f"restart {statistics.median(found.restarts):.2f} s in the median, {slow:.2f} s at most (≤ 2 s)",
    )
