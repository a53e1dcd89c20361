"""Patients who save side by side, as fast as they are answered, until they are stopped or get no answer."""

import threading
from collections import Counter
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from tests.live.patient import Heard, LivePatient


class Saving:
    """As a context: they begin on entering, and have stopped when it is left. `heard`: what they were told, counted."""

    def __init__(self, patients: Iterable[LivePatient], *, until_unknown: bool = True) -> None:
        """`until_unknown`: who gets no answer stops, so that one save at most is neither kept nor not kept."""
        self.heard: Counter[Heard] = Counter()
        self._until_unknown = until_unknown
        self._stopped = threading.Event()
        self._counting = threading.Lock()
        self._threads = [threading.Thread(target=self._run, args=(patient,)) for patient in patients]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _run(self, patient: LivePatient) -> None:
        self._save(patient)
        # Whoever goes on may meet another server at the same port.
        patient.hangs_up()

    def _save(self, patient: LivePatient) -> None:
        while not self._stopped.is_set():
            patient.count += 1
            heard = patient.saves(f"words {patient.count}")
            with self._counting:
                self.heard[heard] += 1
            if heard is Heard.UNKNOWN and self._until_unknown:
                return
