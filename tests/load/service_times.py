"""What a request takes without anybody else: processor and waiting, and how much of it under the lock of a writer."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import fmean
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from forms.ketamine import INTAKE
from intake import create_app
from intake.config import settings_from
from intake.store.engine import writing
from intake.web import visits
from tests.bench.installed import Browser, Installation, a_full_draft
from tests.live.patient import LINK_ID, PAGE
from tests.load.stage import Stage

ROUNDS = 200


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """Milliseconds. Before and after the lock of a writer a request takes processor alone; under it, both."""

    before: float
    locked_cpu: float
    locked_wait: float
    """For the disk, and for another process that is the database."""
    wait: float
    """The same outside the lock."""

    @property
    def cpu(self) -> float:
        return self.before + self.locked_cpu


def service_times(put_on: Stage, rounds: int = ROUNDS) -> dict[str, ServiceTime]:
    """Through the application itself, on the database that the server of the stage uses: of a save and of a page."""
    ours = {name: value for name, value in put_on.server.environ.items() if name.startswith("INTAKE_")}
    made = Installation(create_app(settings_from(ours), INTAKE))
    browser = made.holder(a_full_draft())
    fields = browser.reads_form(f"/form/{PAGE}")
    times = {"save": _of_save(browser, fields, rounds), "page": _of_page(browser, rounds)}
    made.product.vault.engine.dispose()
    return times


def _of_save(browser: Browser, fields: dict[str, Any], rounds: int) -> ServiceTime:
    locked: list[tuple[float, float]] = []
    whole = []
    with _timed(locked):
        for number in range(rounds):
            typed = {**fields, LINK_ID: f"words {number}", "_autosave": "1"}
            whole.append(_taken(browser.caller.posting(f"/form/{PAGE}", typed, 204)))
    return _mean(whole, locked)


def _of_page(browser: Browser, rounds: int) -> ServiceTime:
    return _mean([_taken(browser.caller.getting("/form/had-before")) for _ in range(rounds)], [])


def _mean(whole: list[tuple[float, float]], locked: list[tuple[float, float]]) -> ServiceTime:
    cpu, wall = fmean(each[0] for each in whole), fmean(each[1] for each in whole)
    locked_cpu = fmean(each[0] for each in locked) if locked else 0.0
    locked_wait = fmean(each[1] - each[0] for each in locked) if locked else 0.0
    outside = max(0.0, wall - cpu - locked_wait)
    return ServiceTime(*(each * 1000 for each in (cpu - locked_cpu, locked_cpu, locked_wait, outside)))


def _taken(action: Any) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    action()
    return time.process_time() - cpu, time.perf_counter() - wall


@contextmanager
def _timed(taken: list[tuple[float, float]]) -> Iterator[None]:
    """Every transaction of a save is timed where the visits open it."""

    @contextmanager
    def timed(engine: Engine) -> Iterator[Session]:
        cpu, wall = time.process_time(), time.perf_counter()
        with writing(engine) as session:
            yield session
        taken.append((time.process_time() - cpu, time.perf_counter() - wall))

    with patch.object(visits, "writing", timed):
        yield
