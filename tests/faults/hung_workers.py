"""F18: a worker stops, is killed, has no memory left, or answers slowly; the others serve, and it is replaced."""

import os
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from tests.faults.outcomes import Outcome, scaled
from tests.faults.sabotage import SLOW_SECONDS, before_serving
from tests.faults.wholeness import is_whole
from tests.live.patient import Heard, LivePatient, patients_at
from tests.live.saving import Saving
from tests.live.server import LiveServer, serving

PATIENTS = 4
PATIENCE = 3.0
"""Seconds after which a patient presses again: whoever was at the worker that hangs comes to another one."""
LONGEST_REPLACING = 60.0
SETTINGS = {"INTAKE_WORKERS": "2"}


@dataclass
class Hung:
    rounds: int = 0
    rounds_with_loss: int = 0
    lost: int = 0
    corrupted: int = 0
    heard: Counter[Heard] = field(default_factory=Counter)
    not_served: int = 0
    """Rounds in which nobody's save was kept while the worker hung."""
    not_replaced: int = 0
    replaced_after: list[float] = field(default_factory=list)


Fault = Callable[[LiveServer, int, Hung], None]
"""Does it to this worker, while patients save, and comes back when the server is as before."""


def workers(scale: float) -> Outcome:
    """With gunicorn's own time-out, as the product sets it, for the worker that stops."""
    found = at_workers(scaled(60, scale, 2), killed)
    _adds(found, at_workers(scaled(20, scale), short_of_memory))
    _adds(found, at_workers(scaled(3, scale), stopped))
    slow = while_slow(scaled(3, scale))
    bad = at_workers(4, killed, before_serving("answer_before_saving", 0.5))
    return Outcome(
        fault="F18",
        how="one of 2 workers is killed, has no memory left, or is stopped; or 3 views sleep",
        tried=found.rounds,
        lost=found.lost,
        corrupted=found.corrupted,
        known_bad="saves acknowledged before they are written",
        caught=bad.rounds_with_loss,
        bad_tried=bad.rounds,
        not_held=tuple(
            f"{count} {what}"
            for what, count in (
                ("rounds in which nobody was served", found.not_served),
                ("workers that were not replaced", found.not_replaced),
                ("saves refused while views slept", slow),
            )
            if count
        ),
        note=f"{found.heard[Heard.KEPT]} acknowledged, {found.heard[Heard.UNKNOWN]} unknown, "
        f"{found.heard[Heard.NOT_KEPT]} refused; replaced after {max(found.replaced_after):.1f} s at most",
    )


def at_workers(rounds: int, fault: Fault, prelude: str = "") -> Hung:
    """At a server of its own."""
    with serving(SETTINGS, prelude) as server:
        return at_workers_of(server, rounds, fault)


def at_workers_of(server: LiveServer, rounds: int, fault: Fault) -> Hung:
    """Each round one worker by chance; what is lost is looked for after it."""
    found, chance = Hung(), Random(rounds)  # noqa: S311 - chance that comes back
    with patients_at(server.port, PATIENTS) as patients:
        for patient in patients:
            patient.timeout = PATIENCE
        for _ in range(rounds):
            pid = chance.choice(server.workers)
            with Saving(patients, until_unknown=False) as saving:
                time.sleep(chance.uniform(0.05, 0.3))
                fault(server, pid, found)
            lost = sum(not patient.settles() for patient in patients)
            found.rounds += 1
            found.lost += lost
            found.rounds_with_loss += lost > 0
            found.not_served += saving.heard[Heard.KEPT] == 0
            found.heard += saving.heard
    found.corrupted += not is_whole(server.data / "intake.db")
    return found


def killed(server: LiveServer, pid: int, found: Hung) -> None:
    """As the kernel does it to a process that takes too much memory."""
    os.kill(pid, signal.SIGKILL)
    _waits_for_another(server, pid, found)


def stopped(server: LiveServer, pid: int, found: Hung) -> None:
    """It stands still, whatever it holds, until gunicorn has waited long enough."""
    os.kill(pid, signal.SIGSTOP)
    _waits_for_another(server, pid, found)


def short_of_memory(server: LiveServer, pid: int, found: Hung) -> None:
    """It gets no more memory for a while, and is killed then."""
    _, hard = resource.prlimit(pid, resource.RLIMIT_AS)
    resource.prlimit(pid, resource.RLIMIT_AS, (1, hard))
    time.sleep(0.3)
    killed(server, pid, found)


def while_slow(rounds: int) -> int:
    """How many saves were refused, or got no answer, while three views slept, of eight that may run at once."""
    refused = 0
    with (
        serving(SETTINGS, before_serving("sleep_in_help")) as server,
        patients_at(server.port, PATIENTS) as patients,
    ):
        for _ in range(rounds):
            sleepers = [threading.Thread(target=_asks_for_help, args=(server.port,)) for _ in range(3)]
            for sleeper in sleepers:
                sleeper.start()
            with Saving(patients, until_unknown=False) as saving:
                time.sleep(SLOW_SECONDS / 2)
            refused += saving.heard[Heard.NOT_KEPT] + saving.heard[Heard.UNKNOWN]
            refused += sum(not patient.settles() for patient in patients)
            for sleeper in sleepers:
                sleeper.join()
    return refused


def _asks_for_help(port: int) -> None:
    patient = LivePatient(port)
    patient.asks("GET", "/help?slowly")
    patient.hangs_up()


def _waits_for_another(server: LiveServer, pid: int, found: Hung) -> None:
    begun = time.monotonic()
    while pid in server.workers or len(server.workers) < int(SETTINGS["INTAKE_WORKERS"]):
        if time.monotonic() - begun > LONGEST_REPLACING:
            found.not_replaced += 1
            return
        time.sleep(0.02)
    found.replaced_after.append(time.monotonic() - begun)


def _adds(found: Hung, more: Hung) -> None:
    found.rounds += more.rounds
    found.lost += more.lost
    found.corrupted += more.corrupted
    found.heard += more.heard
    found.not_served += more.not_served
    found.not_replaced += more.not_replaced
    found.replaced_after += more.replaced_after
