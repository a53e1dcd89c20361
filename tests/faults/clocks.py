"""F9: the server's clock jumps while patients are at the form; nothing is lost, and nothing is deleted by it."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.faults.outcomes import Outcome, scaled
from tests.faults.sabotage import before_serving
from tests.faults.wholeness import is_whole
from tests.live.patient import LINK_ID, Heard, LivePatient, patients_at
from tests.live.server import LiveServer, serving

MINUTE, DAY, YEAR = 60, 86400, 365.25 * 86400
LONGEST_FOLLOWING = 30.0
PATIENTS = 3
SETTINGS = {
    "INTAKE_WORKERS": "2",
    "TZ": "Europe/Berlin",
    "INTAKE_TIME_ZONE": "Europe/Berlin",
    # So that what ends a session an hour later is its absolute limit, and not that it lay unused.
    "INTAKE_SESSION_HOURS": "1",
    "INTAKE_IDLE_MINUTES": "1380",
}
SUMMER = datetime(2027, 3, 28, 0, 59, 30, tzinfo=UTC)
WINTER = datetime(2027, 10, 31, 0, 59, 30, tzinfo=UTC)
NEW_YEAR = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Jump:
    """`at`: what the clock says before it; now if None. `ends`: sessions that were open are over, and codes open new
    ones, unless it `refuses`: then forms are past their day, nobody can save meanwhile, and is told so.
    """

    name: str
    seconds: float
    at: datetime | None = None
    ends: bool = False
    refuses: bool = False


JUMPS = (
    Jump("a day back", -DAY, ends=True),
    Jump("a minute back", -MINUTE),
    Jump("an hour ahead", 60 * MINUTE, ends=True),
    Jump("10 years ahead", 10 * YEAR, ends=True, refuses=True),
    Jump("summer time begins", MINUTE, SUMMER),
    Jump("summer time ends", MINUTE, WINTER),
    Jump("a leap second", -1, NEW_YEAR),
)


@dataclass
class Jumped:
    tried: int = 0
    lost: int = 0
    corrupted: int = 0
    not_held: dict[str, None] = field(default_factory=dict)

    def finds(self, what: str, is_so: bool) -> None:
        if is_so:
            self.not_held[what] = None


@dataclass
class Clock:
    """That of a server, set from outside."""

    folder: Path
    seconds: float = 0

    def is_set(self, seconds: float) -> None:
        self.seconds = seconds
        unfinished = self.folder / "clock.new"
        unfinished.write_text(str(seconds))
        unfinished.replace(self.folder / "clock")

    def jumps(self, server: LiveServer, seconds: float) -> None:
        """Returns when every worker follows."""
        self.is_set(self.seconds + seconds)
        followers = [self.folder / f"clock-of-{pid}" for pid in server.workers]
        until = time.monotonic() + LONGEST_FOLLOWING
        while any(not file.exists() or file.read_text() != str(self.seconds) for file in followers):
            assert time.monotonic() < until, "the workers do not follow the clock"
            time.sleep(0.01)


def clock_jumps(scale: float) -> Outcome:
    found = Jumped()
    for jump in JUMPS:
        jumped(jump, scaled(5, scale), found)
    bad = Jumped()
    jumped(JUMPS[3], 1, bad, "--clock-is-right")
    return Outcome(
        fault="F9",
        how="the running server's clock jumps: " + ", ".join(jump.name for jump in JUMPS),
        tried=found.tried,
        lost=found.lost,
        corrupted=found.corrupted,
        known_bad="deletion that believes a clock 10 years ahead",
        caught=bad.lost,
        bad_tried=bad.tried,
        not_held=tuple(found.not_held),
    )


def jumped(jump: Jump, rounds: int, found: Jumped, *believing: str) -> None:
    """At a server of its own."""
    with clocked(jump.at) as (server, clock):
        for _ in range(rounds):
            jumped_at(server, clock, jump, found, *believing)


def jumped_at(server: LiveServer, clock: Clock, jump: Jump, found: Jumped, *believing: str) -> None:
    """There and back. `believing`: what the command that deletes what expired is told besides."""
    with patients_at(server.port, PATIENTS) as patients:
        workers, drafts = server.workers, _drafts_in(server)
        clock.jumps(server, jump.seconds)
        _save_all(jump, patients, found)
        if jump.seconds > 0:
            server.command("expire", *believing)
        clock.jumps(server, -jump.seconds)
        found.lost += sum(not _is_all_there(patient) for patient in patients)
    found.finds(f"{jump.name}: a form was deleted", _drafts_in(server) < drafts)
    found.finds(f"{jump.name}: a worker ended", server.workers != workers)
    found.corrupted += not is_whole(server.data / "intake.db")


def _save_all(jump: Jump, patients: list[LivePatient], found: Jumped) -> None:
    words = f"typed after {jump.name}"
    heard = [patient.keeps_on(words) for patient in patients]
    found.tried += len(patients)
    ended = [401 in patient.statuses for patient in patients]
    found.finds(f"{jump.name}: a session outlived its limit", jump.ends and not all(ended))
    found.finds(f"{jump.name}: an answer of 5xx", any(patient.last.status >= 500 for patient in patients))
    if jump.refuses:
        found.finds(f"{jump.name}: a session went on", Heard.KEPT in heard)
        found.finds(
            f"{jump.name}: what was typed went away", not all(_still_has(patient, words) for patient in patients)
        )
    else:
        found.finds(f"{jump.name}: a save was refused", heard.count(Heard.KEPT) < len(patients))


def _still_has(patient: LivePatient, words: str) -> bool:
    """On the page that asks for the code: it opened nothing, or was tried too often from here."""
    return patient.last.status in (422, 429) and patient.carried.get(LINK_ID) == words


def _is_all_there(patient: LivePatient) -> bool:
    """After the return code was entered again, where the session did not outlive the jump."""
    if patient.asks("GET", "/code").status != 200 and patient.comes_back_with(patient.code).status != 303:
        return False
    return patient.settles()


def _drafts_in(server: LiveServer) -> int:
    with closing(sqlite3.connect(server.data / "intake.db", timeout=30)) as connection:
        return int(connection.execute("SELECT count(*) FROM draft").fetchone()[0])


@contextmanager
def clocked(at: datetime | None, prepare: Callable[[Path], object] = Path.mkdir) -> Iterator[tuple[LiveServer, Clock]]:
    """A server and its clock, which says `at` to begin with; `prepare` makes its data folder."""
    with tempfile.TemporaryDirectory(prefix="intake-clock-") as folder:
        prepare(Path(folder) / "data")
        clock = Clock(Path(folder))
        clock.is_set((at - datetime.now(UTC)) / timedelta(seconds=1) if at else 0)
        with serving(SETTINGS, before_serving("follow_clock", folder), Path(folder)) as server:
            yield server, clock
