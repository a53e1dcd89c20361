"""F7: PostgreSQL crashes under the server, again and again, while patients save over HTTP."""

import statistics
import time
from random import Random

from tests.faults.doubts import Found, Writing, saves_again
from tests.faults.outcomes import Outcome, scaled
from tests.live.patient import LivePatient, patients_at
from tests.live.server import serving
from tests.postgres import Server, postgres

PATIENTS = 4
LONGEST_SAVING = 0.5
# A crash loses what the server was told to write later: the longest later there is, and room to keep it until then.
LAZY = {"wal_writer_delay": "10s", "wal_buffers": "16MB"}


def crashes(scale: float) -> Outcome:
    rounds, bad_rounds = scaled(50, scale), scaled(5, scale)
    with postgres(**LAZY) as postgresql, serving(at(postgresql)) as server:
        found = crashed(postgresql, server.port, rounds)
        bad = crashed_in_a_hurry(postgresql, server.port, bad_rounds)
    return Outcome(
        fault="F7",
        how=f"PostgreSQL killed (-9) and stopped (-m immediate) in turn while {PATIENTS} patients save",
        tried=rounds,
        lost=found.lost,
        known_bad="synchronous_commit=off under the server's hands",
        caught=bad.rounds_with_loss,
        bad_tried=bad_rounds,
        not_held=found.not_held,
        note=f"{found.kept} acknowledged, {found.doubtful} not; first good save after it is back in "
        f"{statistics.median(found.recoveries):.2f} s in the median, {max(found.recoveries):.2f} s at most",
    )


def crashed(postgresql: Server, port: int, rounds: int) -> Found:
    """The same patients go on through all rounds; one more waits for it to come back."""
    found, chance = Found(), Random(rounds)  # noqa: S311 - chance that comes back
    with patients_at(port, PATIENTS + 1) as everybody:
        waiting, *patients = everybody
        for number in range(rounds):
            with Writing(patients) as writing:
                time.sleep(chance.uniform(0.1, LONGEST_SAVING))
                _crash(postgresql, number)
            postgresql.start()
            found.recoveries.append(saves_again(waiting))
            found.counts(writing.tries)
            found.looks_at(everybody)
    return found


def crashed_in_a_hurry(postgresql: Server, port: int, rounds: int) -> Found:
    """The same where commits do not wait for the disk. Other patients each time: a whole form may be lost."""
    found = Found()
    for number in range(rounds):
        with patients_at(port, PATIENTS) as patients:
            _commit_without_waiting(postgresql, patients)
            with Writing(patients) as writing:
                time.sleep(LONGEST_SAVING)
                _crash(postgresql, number)
            # Set right again: the server looks at each new connection, and refuses to save by such a one.
            (postgresql.folder / "postgresql.auto.conf").write_text("")
            postgresql.start()
            found.counts(writing.tries)
            found.looks_at(patients)
    return found


def at(postgresql: Server) -> dict[str, str]:
    return {"INTAKE_DATABASE_URL": postgresql.url(postgresql.new_database())}


def _crash(postgresql: Server, number: int) -> None:
    if number % 2:
        postgresql.stop("immediate")
    else:
        postgresql.kill()


def _commit_without_waiting(postgresql: Server, patients: list[LivePatient]) -> None:
    """By the connections that the server has, which are looked at when they are made."""
    with Writing(patients):
        time.sleep(0.2)
    postgresql.runs("ALTER SYSTEM SET synchronous_commit = off")
    postgresql.runs("SELECT pg_reload_conf()")
