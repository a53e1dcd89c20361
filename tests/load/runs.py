"""The loads L1 to L5: patients at the running server, alone, beside reviewers, under attack, and for a long time."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from tests.checkout import ROOT
from tests.load.attack import Attack
from tests.load.clinic import LIST, OPEN, SEARCH, reviewers
from tests.load.figures import Limits, Line, Result
from tests.load.pace import Heard, Load
from tests.load.patients import SAVE, TURN, Busy, patients
from tests.load.processes import Watched, slope
from tests.load.proxy import Proxied, proxied
from tests.load.stage import SQLITE, Stage, lost_by, stage

L1: Limits = ((95, 150), (99, 400))
L2: Limits = ((95, 250),)
L3: dict[str, Limits] = {LIST: ((95, 200),), SEARCH: ((95, 1000),), OPEN: ((95, 150),)}
L4: Limits = ((95, 500),)
L4_MEMORY = 600
L5_SLOPE = 1.0
"""Megabytes an hour."""
EVERYWHERE = 60_000
# As docs/deploy sets them where a proxy stands in front.
BEHIND_PROXY = {
    "INTAKE_TRUSTED_PROXIES": "1",
    "INTAKE_PUBLIC_URL": "https://form.example.org",
    "INTAKE_THREADS": "8",
    "MALLOC_MMAP_THRESHOLD_": "1048576",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much of each load; as it stands, what security.md asks for."""

    seconds: float = 60
    database: str = SQLITE
    patients: int = 50
    rate: float = 10
    """Requests of patients a second, half of them saves."""
    saves: float = 60
    responses: int = 10_000
    reviewers: int = 5
    acts: float = 5 / 3
    """What reviewers do, a second, all together."""
    tries: float = 200
    slow: int = 20


def usual(size: Size) -> Result:
    """L1: patients turn pages, and their browsers save."""
    with stage(size.database) as put_on:
        those = put_on.patients(size.patients)
        with put_on.watched() as watched:
            heard = _patients(Load(), those, size).start().heard()
        how = f"{size.patients} patients; each saves and turns a page every {2 * size.patients / size.rate:.0f} s"
        return result_of("L1", how, those, watched, lines=lines_of(heard, L1))


def saving(size: Size) -> Result:
    """L2: nothing but saves."""
    with stage(size.database) as put_on:
        those = put_on.patients(size.patients)
        for patient in those:
            patient.acts = cycle((SAVE,))
        with put_on.watched() as watched:
            heard = Load().add([patient.acts_once for patient in those], size.saves, size.seconds).start().heard()
        return result_of("L2", f"{size.saves:g} saves a second", those, watched, lines=lines_of(heard, L2))


def reviewing(size: Size) -> Result:
    """L3: a clinic that has much, and its people at work, beside L1."""
    with stage(size.database) as put_on:
        staff = put_on.knows(reviewers(put_on.vault, put_on.port, size.responses, size.reviewers))
        those = put_on.patients(size.patients)
        load = _patients(Load(), those, size)
        load.add([reviewer.acts_once for reviewer in staff], size.acts, size.seconds, seed=5)
        with put_on.watched() as watched:
            heard = load.start().heard()
        how = (
            f"L1, and {size.reviewers} reviewers of a clinic with {size.responses:,} responses, each of whom lists, "
            f"searches or opens every {size.reviewers / size.acts:.0f} s"
        )
        lines = (*lines_of(heard, L1), *(Line(what, heard.of(what), limits) for what, limits in L3.items()))
        return result_of("L3", how, those, watched, lines=lines)


def attacked(size: Size) -> Result:
    """L4: strangers of one address, as far as the proxy's and Intake's limits let them."""
    attack = Attack(port=0, seconds=size.seconds, rate=size.tries, slow=size.slow, tls=True)
    return _under(attack, size, "L4", "one address")


def attacked_from_everywhere(size: Size) -> Result:
    """L4 from so many addresses that no limit of one address helps."""
    attack = Attack(port=0, seconds=size.seconds, rate=size.tries, slow=size.slow, tls=True, addresses=EVERYWHERE)
    return _under(attack, size, "L4 from everywhere", f"{EVERYWHERE:,} addresses by turns")


def soak(size: Size) -> Result:
    """L5: L1 for as long as is said; memory and open files are to stay as they are."""
    with stage(size.database) as put_on:
        those = put_on.patients(size.patients)
        with put_on.watched(every=5) as watched:
            heard = _patients(Load(), those, size).start().heard()
        how = f"L1 for {size.seconds / 60:.0f} minutes"
        return result_of("L5", how, those, watched, lines=lines_of(heard, L1), notes=_drift(watched))


RUNS: dict[str, Callable[[Size], Result]] = {
    "L1": usual,
    "L2": saving,
    "L3": reviewing,
    "L4": attacked,
    "L4-everywhere": attacked_from_everywhere,
}


@contextmanager
def attackers(attack: Attack) -> Iterator[dict[str, int]]:
    """In a process of their own; what they heard is there when the context is left."""
    command = [sys.executable, "-m", "tests.load.attack", attack.text]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    heard: dict[str, int] = {}
    yield heard
    said, _ = process.communicate(timeout=attack.seconds + 120)
    heard |= json.loads(said)


def _under(attack: Attack, size: Size, name: str, source: str) -> Result:
    with stage(size.database, **BEHIND_PROXY) as put_on, _proxy(put_on) as port:
        those = put_on.knows(patients(put_on.vault, port, size.patients, Proxied))
        attack = Attack(**{**json.loads(attack.text), "port": port})
        with put_on.watched() as watched, attackers(attack) as told:
            heard = _patients(Load(), those, size).start().heard()
        how = (
            f"L1 behind nginx as shipped, beside {size.tries:g} bad sign-ins and codes a second from {source}, "
            f"{size.slow} slow clients, and bodies of 5 MB"
        )
        answers = ", ".join(f"{what}: {number}" for what, number in sorted(told.items()) if what != "seconds")
        notes = (f"what the attackers were answered: {answers}.",)
        return result_of(name, how, those, watched, lines=lines_of(heard, L4), notes=notes, most_memory=L4_MEMORY)


@contextmanager
def _proxy(put_on: Stage) -> Iterator[int]:
    with proxied(put_on.folder / "nginx", [put_on.port]) as port:
        yield port


def _patients(load: Load, those: list[Busy], size: Size) -> Load:
    return load.add([patient.acts_once for patient in those], size.rate, size.seconds)


def lines_of(heard: Heard, limits: Limits) -> tuple[Line, ...]:
    """One for what patients save and one for the pages that they turn, with the same limits."""
    return tuple(Line(what, heard.of(what), limits) for what in (SAVE, TURN) if what in heard.kinds)


def result_of(name: str, how: str, those: list[Busy], watched: Watched, **more: Any) -> Result:
    """Asks for each patient's page once more, to see what is lost. `more`: the lines, and what else a Result has."""
    lines: tuple[Line, ...] = more["lines"]
    sent = [line.heard for line in lines if line.what in (SAVE, TURN)]
    every = Heard(tuple(sample for heard in sent for sample in heard.samples), sent[0].seconds, sent[0].cpu)
    return Result(
        load=name,
        how=how,
        sent=every,
        patients=len(those),
        saves=sum(sample.is_well for sample in every.of(SAVE).samples),
        lost=lost_by(those),
        memory=watched.most,
        cpu=watched.cpu,
        **more,
    )


def _drift(watched: Watched) -> tuple[str, ...]:
    """Of the second half: caches are warm by then."""
    later = watched.readings[len(watched.readings) // 2 :]
    memory = slope([(at, megabytes) for at, megabytes, _ in later]) * 3600
    files = [files for _, _, files in later]
    grown = f"in the second half memory changed by {memory:+.1f} MB an hour (to hold: below {L5_SLOPE:g})"
    return (f"{grown}, open files lay between {min(files)} and {max(files)}.",)
