"""F18, its worst end: a press that stalled with its worker comes after a newer one that was acknowledged."""

import os
import signal
import time

from tests.faults.outcomes import Outcome, scaled
from tests.live.patient import Heard, LivePatient, patients_at
from tests.live.server import LiveServer, serving

PATIENCE = 1.0
LONGEST_COMING = 1.0


def late_presses(scale: float) -> Outcome:
    rounds = scaled(10, scale, 2)
    with serving({"INTAKE_WORKERS": "2"}) as server:
        stalled, overwritten = overtaken_at(server, rounds)
        bad_stalled, bad_overwritten = overtaken_at(server, max(rounds // 3, 1), counts=False)
    return Outcome(
        fault="F18 late",
        how="a press stalls in a stopped worker, the next one is acknowledged by another, then the first goes on",
        tried=stalled,
        lost=overwritten,
        known_bad="presses without a number, as a browser without JavaScript sends them",
        caught=bad_overwritten,
        bad_tried=bad_stalled,
    )


def overtaken_at(server: LiveServer, rounds: int, *, counts: bool = True) -> tuple[int, int]:
    """How many presses stalled and were overtaken, and how many of them were saved over the newer one."""
    stalled = overwritten = 0
    with patients_at(server.port, 1) as (patient,):
        patient.timeout, patient.counts = PATIENCE, counts
        for number in range(rounds):
            patient.opens_page()
            was_overtaken = _overtake(server, patient, number)
            stalled += was_overtaken
            overwritten += was_overtaken and patient.reads() != f"newer words {number}"
    return stalled, overwritten


def _overtake(server: LiveServer, patient: LivePatient, number: int) -> bool:
    """False where no worker kept the older press waiting."""
    for pid in server.workers:
        os.kill(pid, signal.SIGSTOP)
        try:
            stalled = patient.saves(f"older words {number}") is Heard.UNKNOWN
            newer = stalled and patient.saves(f"newer words {number}") is Heard.KEPT
        finally:
            os.kill(pid, signal.SIGCONT)
        if newer:
            time.sleep(LONGEST_COMING)
            return True
    return False
