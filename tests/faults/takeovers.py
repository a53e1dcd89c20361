"""Of two PostgreSQL servers the primary is killed under load, and the standby promoted: all acknowledged is there."""

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.faults.doubts import LONGEST_WAIT, Found, Writing, has_lost
from tests.faults.outcomes import Outcome, scaled
from tests.live.patient import LivePatient, patients_at
from tests.live.server import serving
from tests.postgres import OWNER, Server, postgres, standby_of

PATIENTS = 4
SAVING = 0.4
_FOLLOWS = "SELECT state = 'streaming' AND sync_state = '{}' FROM pg_stat_replication"


@dataclass
class Pair:
    """A primary and the standby that follows it. `waits`: whether a commit waits until the standby has it on disk."""

    primary: Server
    standby: Server
    waits: bool = True

    def follows(self) -> None:
        """The standby is started, and has caught up."""
        self.standby.start()
        names = "*" if self.waits else ""
        self.primary.runs(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.primary.runs("SELECT pg_reload_conf()")
        wanted = _FOLLOWS.format("sync" if self.waits else "async")
        _until(lambda: self.primary.runs(wanted) == [(True,)])

    def loses_sight(self) -> None:
        """The standby receives nothing any more."""
        self.standby.runs("ALTER SYSTEM SET primary_conninfo = ''")
        self.standby.runs("SELECT pg_reload_conf()")
        _until(lambda: not self.primary.runs("SELECT 1 FROM pg_stat_replication"))

    def turns_round(self) -> None:
        """After the standby was promoted: the old primary is made anew, and follows it."""
        old, self.primary = self.primary, self.standby
        shutil.rmtree(old.folder)
        self.standby = standby_of(self.primary, old.folder)
        self.standby.port = old.port
        self.follows()

    def settings(self) -> dict[str, str]:
        """With the addresses of both: whichever takes writes is taken."""
        hosts = "&".join(f"host=127.0.0.1:{each.port}" for each in (self.primary, self.standby))
        address = f"{OWNER}@/{self.primary.new_database()}?{hosts}&target_session_attrs=read-write"
        return {"INTAKE_DATABASE_URL": f"postgresql+psycopg://{address}"}


@contextmanager
def pair() -> Iterator[Pair]:
    """The primary waits for the standby."""
    with postgres() as primary:
        made = Pair(primary, standby_of(primary, primary.folder.with_name("standby")))
        made.follows()
        try:
            yield made
        finally:
            for each in (made.primary, made.standby):
                if each.answers():
                    each.stop("immediate")
                else:
                    shutil.rmtree(each.folder, ignore_errors=True)


@dataclass
class FailedOver(Found):
    """`by_old`: whose saves a primary acknowledged that came back after another had taken its place."""

    by_old: int = 0
    not_by_old: int = 0
    since_kill: list[float] = field(default_factory=list)

    @property
    def of_old(self) -> tuple[str, ...]:
        if self.by_old:
            return (f"the old primary acknowledged saves of {self.by_old} patients",)
        return () if self.not_by_old else ("nobody met the old primary",)


def takeovers(scale: float) -> Outcome:
    rounds, bad_rounds = scaled(10, scale), scaled(2, scale)
    with pair() as servers, serving(servers.settings()) as server:
        found = failed_over(servers, server.port, rounds, old_comes_back=True)
        bad = failed_over_behind(servers, server.port, bad_rounds)
    return Outcome(
        fault="Fail-over",
        how=f"the primary killed (-9) while {PATIENTS} patients save, its synchronous standby promoted, roles changed",
        tried=rounds,
        lost=found.lost,
        known_bad="a standby that the primary does not wait for, and that fell behind",
        caught=bad.rounds_with_loss,
        bad_tried=bad_rounds,
        not_held=(*found.not_held, *found.of_old),
        note=f"{found.kept} acknowledged, {found.doubtful} not; first good save after the kill in "
        f"{statistics.median(found.since_kill):.2f} s in the median, {max(found.since_kill):.2f} s at most; "
        f"the old primary came back and acknowledged none of {found.not_by_old}",
    )


def failed_over(servers: Pair, port: int, rounds: int, *, old_comes_back: bool = False) -> FailedOver:
    """`old_comes_back`: after the first round, as a primary, as if nobody had told it."""
    found = FailedOver()
    for number in range(rounds):
        if number:
            servers.turns_round()
        with patients_at(port, PATIENTS) as patients:
            _fail_over(servers, patients, found)
            if old_comes_back and number == 0:
                _old_comes_back(servers, patients, found)
    return found


def failed_over_behind(servers: Pair, port: int, rounds: int) -> FailedOver:
    """The same where the primary waits for nobody, and the standby fell behind."""
    found, servers.waits = FailedOver(), False
    for _ in range(rounds):
        servers.turns_round()
        with patients_at(port, PATIENTS) as patients:
            servers.loses_sight()
            _fail_over(servers, patients, found)
    return found


def _fail_over(servers: Pair, patients: list[LivePatient], found: FailedOver) -> None:
    with Writing(patients, looks_back=True) as writing:
        time.sleep(SAVING)
        servers.primary.kill()
        killed = time.monotonic()
        servers.standby.promote()
        promoted = time.monotonic()
        first, _ = writing.waits_for_good_saves()
    found.recoveries.append(first)
    found.since_kill.append(promoted - killed + first)
    found.counts(writing.tries)
    found.looks_at(patients, writing.lost)


def _old_comes_back(servers: Pair, patients: list[LivePatient], found: FailedOver) -> None:
    """Where the server's new connections meet it first: it takes writes, and waits for a standby that it has not."""
    servers.primary.start()
    servers.standby.runs("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'intake'")
    with Writing(patients) as writing:
        time.sleep(SAVING)
    servers.primary.kill()
    found.not_by_old += sum(not each.is_kept for each in writing.tries)
    found.by_old += sum(map(has_lost, patients))


def _until(so: Callable[[], bool]) -> None:
    until = time.monotonic() + LONGEST_WAIT
    while not so():
        assert time.monotonic() < until, "the standby does not follow"
        time.sleep(0.02)
