"""F10: two and three windows of one browser save side by side at a real server, on one page and on several."""

import random
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from html import unescape

from tests.faults.outcomes import Outcome, scaled
from tests.fuzz.breaking import prelude
from tests.fuzz.orders import Save, could_be
from tests.fuzz.windows import form_to, forms_of
from tests.live.patient import Answer, LivePatient
from tests.live.server import LiveServer, serving

PAGES = {"main-thing": "reason.chief_concern", "goal": "reason.goal"}
SAVES = 3
_SAVED_BEFORE = re.compile(r"<dt>Saved before</dt><dd>([^<]*)</dd>")


@dataclass
class Interleaved:
    """What came of so many rounds. `overwritten`: pages on which a save gave way in silence, or is not there."""

    rounds: int = 0
    kept: int = 0
    overwritten: int = 0
    unkind: int = 0
    """Answers of 409 that do not show both versions."""
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def not_held(self) -> tuple[str, ...]:
        odd = {status: count for status, count in self.statuses.items() if status not in (303, 409)}
        unkind = (f"{self.unkind} conflicts did not show both versions",) if self.unkind else ()
        return (*unkind, *(f"{count} saves were answered by {status}" for status, count in odd.items()))


@dataclass
class Tab:
    """A window on one page that saves at its own pace, and insists now and then when it is told that it differs."""

    patient: LivePatient
    page: str
    name: str
    chance: random.Random
    fields: dict[str, str] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    saves: list[Save] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    unkind: int = 0

    def opens(self) -> str:
        """Gives what the page holds."""
        form = form_to(self.patient.asks("GET", f"/form/{self.page}").text, f"/form/{self.page}")
        self.fields = dict(form.fields)
        self.shown.add(self.fields[PAGES[self.page]])
        return self.fields[PAGES[self.page]]

    def runs(self) -> None:
        for number in range(SAVES):
            if number and self.chance.random() < 1 / 3:
                self.opens()
            self._saves(f"{self.name}, time {number}")

    def _saves(self, words: str) -> None:
        answer = self._posts({**self.fields, PAGES[self.page]: words}, words)
        while answer.status == 409 and self.chance.random() < 1 / 2:
            both = next(form for form in forms_of(answer.text) if "_over" in dict(form.fields))
            answer = self._posts(dict(both.fields), words)

    def _posts(self, fields: dict[str, str], words: str) -> Answer:
        answer = self.patient.posts(f"/form/{self.page}", fields)
        self.statuses[answer.status] += 1
        if answer.status == 303:
            self.saves.append(Save(words, frozenset(self.shown)))
            self.shown.add(words)
        elif answer.status == 409:
            before = _SAVED_BEFORE.findall(answer.text)
            self.unkind += not before or words not in answer.text
            self.shown.update(map(unescape, before))
        return answer


def interleaved(server: LiveServer, rounds: int, seed: int = 1) -> Interleaved:
    """One patient goes on through all rounds; half of them have every window on the same page."""
    found, chance = Interleaved(), random.Random(seed)  # noqa: S311 - no secret
    patient = LivePatient(server.port).begins()
    windows = [LivePatient(server.port, cookies=patient.cookies) for _ in range(3)]
    for number in range(rounds):
        _round(windows[: chance.choice((2, 3))], number, chance, found)
    for window in (patient, *windows):
        window.hangs_up()
    return found


def tabs(scale: float) -> Outcome:
    """F10, over HTTP."""
    rounds = scaled(1000, scale, 5)
    with serving({"INTAKE_WORKERS": "2", "INTAKE_THREADS": "4"}) as server:
        found = interleaved(server, rounds)
    with serving({"INTAKE_WORKERS": "2", "INTAKE_THREADS": "4"}, prelude("without_conflicts")) as careless:
        bad = interleaved(careless, max(5, rounds // 20))
    return Outcome(
        fault="F10 HTTP",
        how="2 and 3 windows of one browser save side by side at 2 workers of 4 threads",
        tried=found.rounds,
        lost=found.overwritten,
        known_bad="no save is told that another window saved",
        caught=bad.overwritten,
        bad_tried=bad.rounds,
        not_held=found.not_held,
        note=f"{found.kept} saves acknowledged, {found.statuses[409]} told to choose",
    )


def _round(windows: list[LivePatient], number: int, chance: random.Random, found: Interleaved) -> None:
    only = chance.choice((None, *PAGES))
    open_tabs = [
        Tab(window, only or chance.choice(list(PAGES)), f"round {number}, window {at}", random.Random(chance.random()))  # noqa: S311
        for at, window in enumerate(windows)
    ]
    before = {tab.page: tab.opens() for tab in open_tabs}
    threads = [threading.Thread(target=tab.runs) for tab in open_tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.rounds += 1
    for page, first in before.items():
        there = Tab(windows[0], page, "", chance).opens()
        saves = [tab.saves for tab in open_tabs if tab.page == page]
        found.overwritten += not could_be(first, saves, there)
    for tab in open_tabs:
        found.kept += len(tab.saves)
        found.unkind += tab.unkind
        found.statuses += tab.statuses
