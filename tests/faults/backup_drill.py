"""F14: a server under load is backed up again and again; each backup is put back, and has all that it has to have."""

import os
import shutil
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from forms.codec import draft_from_bytes
from forms.ketamine import INTAKE
from intake.config import Settings, settings_from
from intake.keys import return_codes
from intake.services import backups, restoring, vault
from intake.services.opening import open_vault
from intake.services.vault import Vault
from tests.backups import nothing_said, programs_first
from tests.faults.outcomes import Outcome, scaled
from tests.faults.wholeness import is_whole
from tests.live.patient import LINK_ID, Heard, LivePatient, patients_at
from tests.live.saving import Saving
from tests.live.server import LiveServer, serving
from tests.postgres import Server, postgres

PATIENTS = 4
SAVES_BETWEEN = 50
_PAGE = 4096


@dataclass
class Drilled:
    """`lost`: saves acknowledged before a backup began and not in it; `corrupted`: backups that do not open."""

    rounds: int
    lost: int = 0
    corrupted: int = 0
    caught: int = 0
    """In how many rounds either was found."""
    kept: int = 0
    put_off: int = 0
    """Saves that were not kept while backups ran."""
    seconds: list[float] = field(default_factory=list)
    """From the first byte of the backup to the place that is open."""


@dataclass(frozen=True)
class Rounds:
    """Where the backups of this server go, and how they are taken and put back."""

    server: LiveServer
    folder: Path
    place_of: Callable[["Rounds", Settings, Path], Settings]
    database: Server | None = None


def backup_drill(scale: float) -> Outcome:
    """On SQLite."""
    rounds = scaled(100, scale)
    found, bad = drilled(rounds, backed_up_and_restored), drilled(max(2, rounds // 10), copied_while_written)
    return _outcome("F14", rounds, found, bad, "the file copied while it is written")


def backup_drill_on_postgresql(scale: float) -> Outcome:
    rounds = scaled(50, scale)
    with postgres() as server:
        found = drilled(rounds, backed_up_and_restored, server)
        bad = drilled(max(2, rounds // 10), backup_of_before, server)
    return _outcome("F14 PostgreSQL", rounds, found, bad, "the first backup put back each time")


def drilled(
    rounds: int,
    place_of: Callable[[Rounds, Settings, Path], Settings],
    database: Server | None = None,
    saves_between: int = SAVES_BETWEEN,
) -> Drilled:
    """So many backups while the same four patients save as fast as they are answered."""
    found = Drilled(rounds)
    settings = {"INTAKE_DATABASE_URL": database.url(database.new_database())} if database else {}
    with ExitStack() as opened:
        server = opened.enter_context(serving({"INTAKE_WORKERS": "2", **settings}))
        folder = Path(opened.enter_context(TemporaryDirectory(prefix="intake-drill-")))
        patched = opened.enter_context(pytest.MonkeyPatch.context())
        if database:
            patched.setenv("PATH", programs_first(os.environ["PATH"]))
        patients = opened.enter_context(patients_at(server.port, PATIENTS))
        with Saving(patients) as saving:
            for number in range(rounds):
                _wait_for_saves(saving, (number + 1) * saves_between)
                _drill_once(Rounds(server, folder / str(number), place_of, database), patients, found)
        found.kept, found.put_off = saving.heard[Heard.KEPT], saving.heard[Heard.NOT_KEPT]
    return found


def backed_up_and_restored(rounds: Rounds, served: Settings, place: Path) -> Settings:
    """As an operator does both."""
    made = backups.make(served, backups.Wanted(rounds.folder), datetime.now(UTC), nothing_said)
    empty = _empty(rounds, served, place)
    restoring.restore(empty, restoring.Wanted(made.path), datetime.now(UTC))
    return empty


def copied_while_written(rounds: Rounds, served: Settings, place: Path) -> Settings:
    """The known-bad way: the file alone, at the speed of a slow disk."""
    empty = _empty(rounds, served, place)
    with (served.data / "intake.db").open("rb") as read, (place / "intake.db").open("wb") as written:
        while page := read.read(_PAGE):
            written.write(page)
            time.sleep(0.001)
    return empty


def backup_of_before(rounds: Rounds, served: Settings, place: Path) -> Settings:
    """The known-bad way: a job that wrote nothing since its first night, and nobody looked."""
    first = sorted(rounds.folder.parent.glob("*/*.tar"))[:1]
    backup = (
        first[0] if first else backups.make(served, backups.Wanted(rounds.folder), datetime.now(UTC), nothing_said).path
    )
    empty = _empty(rounds, served, place)
    restoring.restore(empty, restoring.Wanted(backup), datetime.now(UTC))
    return empty


def _empty(rounds: Rounds, served: Settings, place: Path) -> Settings:
    place.mkdir(mode=0o700)
    shutil.copy2(served.key_file, place / "master.key")
    own = {"INTAKE_DATABASE_URL": rounds.database.url(rounds.database.new_database())} if rounds.database else {}
    return settings_from({"INTAKE_DATA": str(place), **own})


def _wait_for_saves(saving: Saving, saves: int) -> None:
    until = time.monotonic() + 60
    while saving.heard[Heard.KEPT] < saves and time.monotonic() < until:
        time.sleep(0.005)


def _drill_once(rounds: Rounds, patients: list[LivePatient], found: Drilled) -> None:
    rounds.folder.mkdir()
    served = settings_from({name: text for name, text in rounds.server.environ.items() if name.startswith("INTAKE_")})
    known, begun = [number_of(patient.last_kept) for patient in patients], time.monotonic()
    try:
        place = rounds.place_of(rounds, served, rounds.folder / "place")
        lost = _lost_in(place, patients, known)
    except Exception:  # Whatever it is: this backup does not open.
        found.corrupted, found.caught = found.corrupted + 1, found.caught + 1
        return
    found.seconds.append(time.monotonic() - begun)
    found.lost += lost
    found.caught += lost > 0


def _lost_in(place: Settings, patients: list[LivePatient], known: list[int]) -> int:
    """How many patients open their form there with their return code, and find less than was acknowledged before."""
    opened = open_vault(place, datetime.now(UTC))
    try:
        if not is_whole(place.data / "intake.db"):
            raise ValueError("the database is not whole")
        return sum(_saved_in(opened, each) < least for each, least in zip(patients, known, strict=True))
    finally:
        opened.engine.dispose()


def _saved_in(opened: Vault, patient: LivePatient) -> int:
    draft = vault.open_by_code(opened, return_codes.parse(patient.code), "192.0.2.1", datetime.now(UTC)).draft
    return number_of(str(draft_from_bytes(INTAKE, draft.body).answers.first(LINK_ID)))


def number_of(words: str) -> int:
    """Of a save; 0 for the first, which began the form."""
    return int(words.rpartition(" ")[2]) if " " in words else 0


def _outcome(fault: str, rounds: int, found: Drilled, bad: Drilled, known_bad: str) -> Outcome:
    return Outcome(
        fault=fault,
        how=f"a backup each {SAVES_BETWEEN} saves of {PATIENTS} patients, each put back and opened",
        tried=rounds,
        lost=found.lost,
        corrupted=found.corrupted,
        known_bad=known_bad,
        caught=bad.caught,
        bad_tried=bad.rounds,
        not_held=(
            *_unless(found.kept >= rounds * SAVES_BETWEEN, "patients saved less than was asked for"),
            *_unless(not found.put_off, "a save was put off while a backup ran"),
        ),
        note=f"{found.kept} acknowledged; backup, restore and a look take {statistics.median(found.seconds):.2f} s in "
        f"the median, {max(found.seconds):.2f} s at most",
    )


def _unless(holds: bool, what: str) -> tuple[str, ...]:
    return () if holds else (what,)
