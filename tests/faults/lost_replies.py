"""F12: what was pressed is saved or sent, the answer is lost on its way, and the patient presses again."""

import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.clinics import NOW, World, a_world
from tests.faults.clocks import Clock, clocked
from tests.faults.cutting_proxy import CuttingProxy, cutting_proxy
from tests.faults.outcomes import Outcome, scaled
from tests.live.patient import Heard, LivePatient, patients_at
from tests.live.server import LiveServer

LIST = "medicine-list"
MOST_ROWS = 40
_ROW = re.compile(rf'href="/form/{LIST}/([\w-]+)"')


@dataclass
class Pressed:
    """`conflicts`: answers of 409 to somebody who only pressed again."""

    tried: int = 0
    lost: int = 0
    doubled: int = 0
    conflicts: int = 0
    refused: int = 0
    not_cut: int = 0
    kinds: dict[str, int] = field(default_factory=dict)

    def counts(self, kind: str, status: int) -> None:
        self.tried += 1
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        self.conflicts += status == 409
        self.refused += status not in (303, 409)


def lost_replies(scale: float) -> Outcome:
    with at_clinic() as (server, _, link):
        found = pressed_again(server, link, scaled(1000, scale, 10))
        changed = scaled(50, scale, 3)
        told = changed_and_pressed_again(server, changed)
    kinds = ", ".join(f"{count} {kind}" for kind, count in found.kinds.items())
    return Outcome(
        fault="F12",
        how="a proxy swallows the answer after the commit, and the patient presses again",
        tried=found.tried,
        lost=found.lost + found.doubled,
        known_bad="a browser that draws a new view and other words for its second try is told 409",
        caught=told,
        bad_tried=changed,
        not_held=tuple(
            f"{count} {what}"
            for what, count in (
                ("conflicts with oneself", found.conflicts),
                ("second tries that were refused", found.refused),
                ("answers that came through", found.not_cut),
            )
            if count
        ),
        note=f"{kinds}; {found.doubled} doubled",
    )


@contextmanager
def at_clinic() -> Iterator[tuple[LiveServer, Clock, str]]:
    """A server with a clinic, at the moment for which its clinics were made; its clock, and the link for many."""
    worlds: list[World] = []
    with clocked(NOW, lambda data: worlds.append(a_world(data))) as (server, clock):
        worlds[0].vault.engine.dispose()
        yield server, clock, worlds[0].north.many_link


def pressed_again(server: LiveServer, link: str, rounds: int) -> Pressed:
    """Of ten presses six save a page, two a row, one sends, and one begins a form (at most 20: there is a limit)."""
    with cutting_proxy(server.port) as proxy:
        presses = Presses(proxy, link, server.data / "intake.db")
        for number in range(rounds):
            last = number % 10
            if last == 9 and number < 200:
                presses.begin()
            elif last >= 8:
                presses.send()
            elif last >= 6:
                presses.row()
            else:
                presses.page()
        presses.patient.hangs_up()
    return presses.found


def changed_and_pressed_again(server: LiveServer, rounds: int) -> int:
    """How often a second try with a view and words of its own was told that it differs."""
    told = 0
    with cutting_proxy(server.port) as proxy, patients_at(proxy.server_port, 1) as (patient,):
        for number in range(rounds):
            patient.opens_page()
            with proxy.cutting():
                patient.saves(f"first words {number}")
            patient.fields["_view"] = secrets.token_urlsafe(9)
            patient.saves(f"other words {number}")
            told += patient.last.status == 409
    return told


class Presses:
    """One patient after the other presses everything twice, as the first answer never comes."""

    def __init__(self, proxy: CuttingProxy, link: str, database: Path) -> None:
        self.proxy, self.link, self.database = proxy, link, database
        self.found = Pressed()
        self.patient = self._invited()

    def page(self) -> None:
        """Every other time something is added before the second press: one's own earlier press is no conflict."""
        self.patient.opens_page()
        words = self._words()
        with self.proxy.cutting():
            self.found.not_cut += self.patient.saves(words) is not Heard.UNKNOWN
        if self.patient.count % 2:
            words = f"{words}, and more"
        self.patient.saves(words)
        self.found.counts("pages", self.patient.last.status)
        self.found.lost += self.patient.reads() != words

    def row(self) -> None:
        before = _rows(self.patient)
        if len(before) >= MOST_ROWS:
            self.patient.hangs_up()
            self.patient, before = self._invited(), set()
        path = self.patient.asks("GET", f"/form/{LIST}/new").headers["Location"]
        fields = {**self.patient.opens_form(path), "medication.name": f"Medicine {len(before)}"}
        self._twice("rows", path, fields)
        after = _rows(self.patient)
        self.found.lost += not before < after
        self.found.doubled += max(0, len(after) - len(before) - 1)

    def send(self) -> None:
        self.patient.opens_page()
        self.patient.saves(self._words())
        before = self._sent()
        self._twice("sends", "/send", {"_token": self.patient.fields["_token"]})
        more = self._sent() - before
        self.found.lost += more < 1
        self.found.doubled += max(0, more - 1)

    def begin(self) -> None:
        """The session's cookie is lost with the answer: the second press begins anew, and nothing shows the first."""
        stranger = LivePatient(self.proxy.server_port)
        stranger.opens_page()
        with self.proxy.cutting():
            stranger.saves("begun")
        stranger.saves("begun")
        self.found.counts("first pages", stranger.last.status)
        self.found.lost += stranger.reads() != "begun"
        stranger.hangs_up()

    def _twice(self, kind: str, path: str, fields: dict[str, str]) -> None:
        with self.proxy.cutting():
            self.found.not_cut += self.patient.posts_and_hears(path, fields) is not None
        answer = self.patient.posts_and_hears(path, fields)
        self.found.counts(kind, answer.status if answer else 0)

    def _words(self) -> str:
        self.patient.count += 1
        return f"words {self.patient.count}"

    def _invited(self) -> LivePatient:
        patient = LivePatient(self.proxy.server_port)
        page = patient.opens_form(f"/i/{self.link}")
        patient.posts(f"/i/{self.link}", {"_token": page["_token"]})
        return patient.begins()

    def _sent(self) -> int:
        """How many versions the clinics have."""
        with closing(sqlite3.connect(self.database)) as connection:
            return int(connection.execute("SELECT count(*) FROM response_version").fetchone()[0])


def _rows(patient: LivePatient) -> set[str]:
    return set(_ROW.findall(patient.asks("GET", f"/form/{LIST}").text)) - {"new"}
