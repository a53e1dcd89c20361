"""F5: the disk is full at the running server, which goes on by itself when there is room again."""

import os
import resource
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from tests.faults.outcomes import Outcome, scaled
from tests.faults.sabotage import before_serving
from tests.faults.wholeness import is_whole
from tests.live.patient import Heard, LivePatient, patients_at
from tests.live.server import LiveServer, serving

PATIENTS = 3
ROOMY, TIGHT = "400m", "150m"
LONGER = 6000
"""How many letters a save is longer than the one before, so that the database has to grow."""


@dataclass
class Filled:
    kept: int = 0
    refused: int = 0
    lost: int = 0
    corrupted: int = 0
    not_held: dict[str, None] = field(default_factory=dict)

    def finds(self, what: str, is_so: bool) -> None:
        if is_so:
            self.not_held[what] = None


def full_disk(scale: float) -> Outcome:
    """Where this user may mount a file system, a small one is filled as well."""
    rounds = scaled(60, scale, 3)
    found = filled(rounds)
    bad = filled(3, before_serving("answer_before_saving", 0.01))
    mounted = can_mount()
    if mounted:
        fill_a_small_disk(scaled(20, scale), found)
    return Outcome(
        fault="F5",
        how="no file may grow" + (", and a file system without room" if mounted else "") + "; 503, with what was typed",
        tried=found.kept + found.refused,
        lost=found.lost,
        corrupted=found.corrupted,
        known_bad="saves acknowledged before they are written",
        caught=bad.lost,
        # Each save is looked for twice.
        bad_tried=2 * (bad.kept + bad.refused),
        not_held=tuple(found.not_held),
        note=f"{found.refused} refused and pressed again, {found.kept} kept although it was full"
        + ("" if mounted else "; no file system could be mounted by this user"),
    )


def filled(rounds: int, prelude: str = "") -> Filled:
    """At a server of its own."""
    with serving({"INTAKE_WORKERS": "2"}, prelude) as server:
        return filled_at(server, rounds)


def filled_at(server: LiveServer, rounds: int) -> Filled:
    """Each round no file of the server may grow past a length by chance, from nothing to a bit more than it has."""
    found, chance = Filled(), Random(rounds)  # noqa: S311 - chance that comes back
    with patients_at(server.port, PATIENTS) as patients:
        for number in range(rounds):
            length = (server.data / "intake.db").stat().st_size + 2 * LONGER
            limit = chance.choice((0, chance.randint(0, length), length))
            _save_while_full(server, patients, found, partial(_limit, server, limit), number)
    found.corrupted += not is_whole(server.data / "intake.db")
    return found


def fill_a_small_disk(rounds: int, found: Filled) -> None:
    """A file system of its own that shrinks to what lies on it. Wants the right to mount."""
    with small_disk() as folder, serving(folder=folder) as server, patients_at(server.port, PATIENTS) as patients:
        for number in range(rounds):
            _save_while_full(server, patients, found, lambda full: _resize(folder, full), number)
        _resize(folder, TIGHT)
        _begins_nothing_but_saves(server, patients[0], found)
        _resize(folder, ROOMY)
        with suppress(AssertionError), patients_at(server.port, 1):
            return
        found.finds("no form can be begun although there is room again", True)


def _save_while_full(
    server: LiveServer, patients: list[LivePatient], found: Filled, fill: Callable[[bool], None], number: int
) -> None:
    workers, words = server.workers, f"words {number} " + "x" * LONGER * (1 + number % 8)
    fill(True)
    heard = [patient.saves(words) for patient in patients]
    pages = [patient.is_told_to_wait(words) for patient in patients]
    fill(False)
    found.kept += heard.count(Heard.KEPT)
    found.refused += len(heard) - heard.count(Heard.KEPT)
    for patient, told, kind in zip(patients, heard, pages, strict=True):
        found.finds("a page did not keep what was typed, or did not say when to try again",
                    told is not Heard.KEPT and not kind)  # fmt: skip
        found.lost += not patient.settles()
        found.finds("a save was refused although there was room again", patient.saves(words) is not Heard.KEPT)
        found.lost += not patient.settles()
    found.finds("a worker ended", server.workers != workers)


def _begins_nothing_but_saves(server: LiveServer, patient: LivePatient, found: Filled) -> None:
    """With less than 200 MB free."""
    stranger = LivePatient(server.port)
    stranger.opens_page()
    found.finds("a form was begun in the last 200 MB", stranger.saves("begun") is Heard.KEPT)
    found.finds("the refused first page did not keep what was typed", not stranger.is_told_to_wait("begun"))
    stranger.hangs_up()
    found.finds("a save was refused in the last 200 MB", patient.saves("words in the last 200 MB") is not Heard.KEPT)


def _limit(server: LiveServer, most: int, full: bool) -> None:
    for pid in server.workers:
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (most if full else hard, hard))


@contextmanager
def small_disk() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="intake-small-") as folder:
        _run("mount", "-t", "tmpfs", "-o", f"size={ROOMY}", "tmpfs", folder)
        try:
            yield Path(folder)
        finally:
            _run("umount", "-l", folder)


def can_mount() -> bool:
    if os.geteuid() != 0:
        return False
    try:
        with small_disk():
            return True
    except subprocess.CalledProcessError:
        return False


def _resize(folder: Path, size: str | bool) -> None:
    """True: to what lies on it now, so that nothing more finds room."""
    if size is True:
        found = os.statvfs(folder)
        size = str((found.f_blocks - found.f_bfree) * found.f_frsize)
    _run("mount", "-o", f"remount,size={size or ROOMY}", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
