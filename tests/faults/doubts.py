"""Patients who save while the database is taken from the server. What they are told 503 of may have been kept, too.

The server cannot know better: when a connection breaks in the middle of a commit, its answer alone may be what is lost.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPException
from types import TracebackType
from typing import Self

from tests.live.patient import LINK_ID, PAGE, Answer, LivePatient

LONGEST_REQUEST = 6.0
RECOVERY = 5.0
LONGEST_WAIT = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One save. `status` is 0 where no answer came."""

    patient: int
    status: int
    seconds: float
    ended_at: float
    is_kind: bool
    """Whether a page that could not save says when to try again and holds what was typed."""

    @property
    def is_kept(self) -> bool:
        return self.status == 303


def tries_to_save(patient: LivePatient, words: str) -> Try:
    """Kept where it is told so; not kept where it is told 409; both may be so in all other cases."""
    begun = time.monotonic()
    patient.open.append(words)
    try:
        answer = patient.posts(f"/form/{PAGE}", {**patient.fields, LINK_ID: words})
    except (OSError, HTTPException):
        answer = Answer(0, {}, "")
    if answer.status == 303:
        patient.last_kept, patient.open = words, []
    if answer.status == 409:
        patient.open.pop()
    ended = time.monotonic()
    is_kind = _shows(answer, words) and "Retry-After" in answer.headers
    return Try(patient=id(patient), status=answer.status, seconds=ended - begun, ended_at=ended, is_kind=is_kind)


def has_lost(patient: LivePatient) -> bool:
    """As `settles`, for those whose form may be gone altogether."""
    try:
        return not patient.settles()
    except AssertionError:
        return True


def shown_of(patient: LivePatient) -> bool | None:
    """Whether the page shows what was kept, or may have been; None while the page cannot be had."""
    try:
        page = patient.asks("GET", f"/form/{PAGE}")
    except (OSError, HTTPException):
        return None
    if page.status == 503:
        return None
    known = [words for words in (patient.last_kept, *patient.open) if _shows(page, words)]
    if known:
        patient.last_kept, patient.open = known[-1], []
    return bool(known)


def saves_again(patient: LivePatient, words: str = "saved again") -> float:
    """Seconds until a save is kept; gives up after LONGEST_WAIT."""
    begun = time.monotonic()
    while not tries_to_save(patient, words).is_kept and time.monotonic() - begun < LONGEST_WAIT:
        time.sleep(0.02)
    return time.monotonic() - begun


@dataclass
class Writing:
    """As a context: everybody saves as fast as they are answered; all have stopped when it is left."""

    patients: Iterable[LivePatient]
    looks_back: bool = False
    """Whoever is not told that a save was kept looks what is there before they save again, which would hide it."""
    tries: list[Try] = field(default_factory=list)
    lost: int = 0
    looks: list[float] = field(default_factory=list)
    """Seconds of each."""
    _stopped: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._write, args=(patient,)) for patient in self.patients]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def waits_for_good_saves(self) -> tuple[float, float]:
        """Until each of them was told that a save was kept since now; seconds until the first and the last was."""
        since, good = time.monotonic(), dict[int, float]()
        wanted = len(list(self.patients))
        while len(good) < wanted and time.monotonic() - since < LONGEST_WAIT:
            time.sleep(0.02)
            for each in tuple(self.tries):
                if each.is_kept and each.ended_at >= since:
                    good.setdefault(each.patient, each.ended_at - since)
        return min(good.values(), default=LONGEST_WAIT), max(good.values()) if len(good) == wanted else LONGEST_WAIT

    def _write(self, patient: LivePatient) -> None:
        while not self._stopped.is_set():
            patient.count += 1
            tried = tries_to_save(patient, f"words {patient.count}")
            self.tries.append(tried)
            if self.looks_back and not tried.is_kept:
                self._look(patient)

    def _look(self, patient: LivePatient) -> None:
        shown = None
        while shown is None and not self._stopped.is_set():
            begun = time.monotonic()
            shown = shown_of(patient)
            self.looks.append(time.monotonic() - begun)
        self.lost += shown is False


@dataclass
class Found:
    """What came of a fault, over all its rounds."""

    rounds: int = 0
    kept: int = 0
    doubtful: int = 0
    lost: int = 0
    rounds_with_loss: int = 0
    recoveries: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    def counts(self, tries: Iterable[Try]) -> None:
        for each in tries:
            self.kept += each.is_kept
            self.doubtful += not each.is_kept
            self.statuses.add(each.status)

    def looks_at(self, patients: Iterable[LivePatient], before: int = 0) -> None:
        """The end of a round: whether what each of them was told is there. `before`: how many found it lost earlier."""
        lost = before + sum(map(has_lost, patients))
        self.rounds += 1
        self.lost += lost
        self.rounds_with_loss += lost > 0

    @property
    def not_held(self) -> tuple[str, ...]:
        odd = sorted(self.statuses - {0, 303, 503})
        slowest = max(self.recoveries, default=0)
        return tuple(
            said
            for wrong, said in (
                (not self.kept, "no save was acknowledged at all"),
                (not self.doubtful, "no save was disturbed at all"),
                (odd, f"saves were answered with {odd}"),
                (slowest > RECOVERY, f"the first good save took {slowest:.1f} s"),
            )
            if wrong
        )


def _shows(page: Answer, words: str) -> bool:
    return f">{words}</textarea>" in page.text or f">\n{words}</textarea>" in page.text
