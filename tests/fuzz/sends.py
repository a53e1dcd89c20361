"""F11: the same form is sent by fifty presses at once, and again one after the other; the clinic has it once."""

import re
import sqlite3
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.clinics import NOW, a_world
from tests.faults.outcomes import Outcome, scaled
from tests.fuzz.breaking import prelude
from tests.light_argon2 import light_argon2
from tests.live.patient import LivePatient
from tests.live.server import LiveServer, serving

AT_ONCE, AFTERWARDS = 50, 5
_REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}")


@dataclass
class Sent:
    """`doubled`: responses and versions beyond the one of each round; `receipts`: how many pages showed another one."""

    rounds: int = 0
    doubled: int = 0
    missing: int = 0
    receipts: int = 0
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def not_held(self) -> tuple[str, ...]:
        odd = (f"{count} presses were answered by {status}" for status, count in self.statuses.items() if status != 303)
        return (*odd, *([f"{self.receipts} receipts differ"] if self.receipts else []))


@contextmanager
def at_clinic(more: str = "") -> Iterator[tuple[LiveServer, str]]:
    """A server with a clinic, at the moment for which its clinics were made; and the link for many."""
    with tempfile.TemporaryDirectory(prefix="intake-sends-") as folder:
        # Nobody of the clinic comes to it, so that their passphrases may be cheap to try.
        with light_argon2():
            world = a_world(Path(folder) / "data")
        world.vault.engine.dispose()
        settings = {"INTAKE_WORKERS": "2", "INTAKE_THREADS": "4"}
        first = f"{prelude('set_clock', NOW.isoformat())}\n{more}"
        with serving(settings, first, Path(folder)) as server:
            yield server, world.north.many_link


def pressed(server: LiveServer, link: str, rounds: int, at_once: int = AT_ONCE) -> Sent:
    """One patient, whose form is another one in each round."""
    found, patient = Sent(), _invited(server, link)
    windows = [LivePatient(server.port, cookies=patient.cookies) for _ in range(at_once)]
    for number in range(rounds):
        patient.opens_page()
        patient.saves(f"words {number}")
        before = _counted(server)
        answers = together([_press(window, patient.fields["_token"]) for window in windows])
        answers += [_press(patient, patient.fields["_token"])() for _ in range(AFTERWARDS)]
        responses, versions = (now - was for now, was in zip(_counted(server), before, strict=True))
        # The first round makes the response, the next ones a version of it each.
        found.doubled += max(0, responses - (number == 0)) + max(0, versions - 1)
        found.missing += versions < 1
        found.statuses += Counter(answers)
        found.receipts += len({_reference(window) for window in windows[:AFTERWARDS]}) - 1
        found.rounds += 1
    for window in (patient, *windows):
        window.hangs_up()
    return found


def together(presses: Sequence[Callable[[], int]]) -> list[int]:
    """All at the same moment, as far as one machine can."""
    answers: dict[int, int] = {}
    gate = threading.Barrier(len(presses))

    def press(number: int) -> None:
        gate.wait()
        answers[number] = presses[number]()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(len(presses))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[number] for number in sorted(answers)]


def sends(scale: float) -> Outcome:
    """F11."""
    rounds = scaled(20, scale)
    with at_clinic() as (server, link):
        found = pressed(server, link, rounds)
    with at_clinic(prelude("without_receipts")) as (careless, link):
        bad = pressed(careless, link, 1)
    return Outcome(
        fault="F11",
        how=f"{AT_ONCE} presses of one form at once, and {AFTERWARDS} afterwards",
        tried=found.rounds * (AT_ONCE + AFTERWARDS),
        lost=found.doubled + found.missing,
        known_bad="what was sent already is not looked at",
        caught=bad.doubled,
        bad_tried=AT_ONCE + AFTERWARDS,
        not_held=found.not_held,
        note=f"{found.rounds} forms, {found.doubled} sent twice",
    )


def _press(window: LivePatient, token: str) -> Callable[[], int]:
    return lambda: window.posts("/send", {"_token": token}).status


def _reference(window: LivePatient) -> str:
    """Of the newest receipt on the page."""
    found = _REFERENCE.search(window.asks("GET", "/sent").text)
    return found[0] if found else ""


def _invited(server: LiveServer, link: str) -> LivePatient:
    patient = LivePatient(server.port)
    page = patient.opens_form(f"/i/{link}")
    patient.posts(f"/i/{link}", {"_token": page["_token"]})
    return patient.begins()


def _counted(server: LiveServer) -> tuple[int, int]:
    """Responses and versions that the clinics have."""
    with closing(sqlite3.connect(server.data / "intake.db", timeout=30)) as connection:
        counts = (connection.execute(f"SELECT count(*) FROM {table}") for table in ("response", "response_version"))  # noqa: S608
        responses, versions = (int(each.fetchone()[0]) for each in counts)
    return responses, versions
