"""F8: a network to PostgreSQL that stalls, drops or is slow, rows that others hold, connections that are used up."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

import psycopg

from tests.faults.doubts import LONGEST_REQUEST, Found, Writing
from tests.faults.network import Network, network
from tests.faults.outcomes import Outcome, scaled
from tests.live.patient import LivePatient, patients_at
from tests.live.server import serving
from tests.postgres import Server, postgres

PATIENTS = 8
# Whose transaction was cut off by the network waits until the database gives it up, which nobody told it.
EVERYBODY = 10.0
# One thread for each patient even where one worker takes them all: nobody waits in a queue.
_THREADS = {"INTAKE_THREADS": str(PATIENTS)}
_WAITS_FOR_EVER = (
    "import psycopg; from intake.store import postgresql; postgresql.PatientConnection.wait = psycopg.Connection.wait"
)


@dataclass
class Place:
    """Between a server and its database."""

    postgresql: Server
    database: str
    network: Network

    def holds_rows(self) -> AbstractContextManager[None]:
        """Another session holds every form."""
        return self._holds("SELECT id FROM draft FOR UPDATE")

    def holds_a_table(self) -> AbstractContextManager[None]:
        """As maintenance by hand does: nobody can even read."""
        return self._holds("LOCK TABLE session IN ACCESS EXCLUSIVE MODE")

    @contextmanager
    def uses_up_connections(self) -> Iterator[None]:
        """All that there are, and those that the server had are cut."""
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'intake'"
        with ExitStack() as stack:
            first = stack.enter_context(self.postgresql.connect())
            for _ in range(3):
                with suppress(psycopg.OperationalError):
                    while True:
                        stack.enter_context(self.postgresql.connect())
                first.execute(cut)
            yield

    @contextmanager
    def _holds(self, statement: str) -> Iterator[None]:
        with self.postgresql.connect(self.database, autocommit=False) as other:
            other.execute(statement.encode())
            yield
            other.rollback()


@dataclass(frozen=True)
class Cause:
    """`seconds`: how long it lasts. `is_bridged`: it is over before anybody is told anything."""

    name: str
    begins: Callable[[Place], AbstractContextManager[None]]
    seconds: float
    is_bridged: bool = False


CAUSES = (
    Cause("the network stalls", lambda place: place.network.stalling(), 8),
    Cause("the network drops what is under way", lambda place: place.network.dropping(), 8),
    Cause("the network takes 0.1 s there and back", lambda place: place.network.slow(0.05), 4, is_bridged=True),
    Cause("rows are held for a moment", Place.holds_rows, 3, is_bridged=True),
    Cause("rows are held", Place.holds_rows, 12),
    Cause("a table is held", Place.holds_a_table, 8),
    Cause("connections are used up", Place.uses_up_connections, 4),
)


@dataclass
class Stalled(Found):
    """`everybody`: seconds until everybody could save again."""

    longest: float = 0
    everybody: float = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def too_late(self) -> tuple[str, ...]:
        late = self.everybody > EVERYBODY
        return (f"somebody could save only {self.everybody:.1f} s after it was over",) if late else ()

    def judges(self, cause: Cause, writing: Writing) -> None:
        self.counts(writing.tries)
        longest = max(*(each.seconds for each in writing.tries), *writing.looks)
        self.longest = max(self.longest, longest)
        told = [each for each in writing.tries if not each.is_kept]
        unanswered = sum(each.status == 0 for each in told)
        unkind = sum(not each.is_kind for each in told) - unanswered
        for wrong, said in (
            (longest > LONGEST_REQUEST, f"a request took {longest:.1f} s"),
            (unanswered, f"{unanswered} of {len(told)} requests were not answered"),
            (unkind, f"{unkind} of {len(told)} pages that could not save lack what was typed, or when to try again"),
            (bool(told) is cause.is_bridged, f"{len(told)} saves were not kept"),
        ):
            if wrong:
                self.wrong.append(f"{cause.name}: {said}")


def stalls(scale: float) -> Outcome:
    rounds = scaled(2, scale)
    found = stalled(CAUSES, rounds)
    bad = stalled(CAUSES[:1], 1, _WAITS_FOR_EVER)
    return Outcome(
        fault="F8",
        how=f"{PATIENTS} patients save while " + ", ".join(cause.name for cause in CAUSES),
        tried=found.rounds,
        lost=found.lost,
        known_bad="a server that waits for as long as the network does",
        caught=sum("a request took" in each for each in bad.wrong),
        bad_tried=1,
        not_held=(*found.not_held, *found.wrong, *found.too_late),
        note=f"{found.kept} acknowledged, {found.doubtful} not; longest request {found.longest:.1f} s; "
        f"first good save after {max(found.recoveries):.1f} s at most, everybody's after {found.everybody:.1f} s",
    )


def stalled(causes: tuple[Cause, ...], rounds: int, prelude: str = "") -> Stalled:
    """The same patients and the same two workers go through all of it."""
    found = Stalled()
    with postgres() as postgresql, network(postgresql.port) as between:
        place = Place(postgresql, postgresql.new_database(), between)
        url = postgresql.url(place.database, port=between.port)
        with (
            serving({"INTAKE_DATABASE_URL": url, **_THREADS}, prelude) as server,
            patients_at(server.port, PATIENTS) as patients,
        ):
            workers = server.workers
            for cause in causes * rounds:
                _cause(cause, place, patients, found)
            if server.workers != workers:
                found.wrong.append("a worker had to be replaced")
    return found


def _cause(cause: Cause, place: Place, patients: list[LivePatient], found: Stalled) -> None:
    with Writing(patients, looks_back=True) as writing:
        time.sleep(0.2)
        with cause.begins(place):
            time.sleep(cause.seconds)
        first, last = writing.waits_for_good_saves()
    found.recoveries.append(first)
    found.everybody = max(found.everybody, last)
    found.judges(cause, writing)
    found.looks_at(patients, writing.lost)
