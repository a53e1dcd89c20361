"""How the benches measure: CPU time of this process, in pairs with a floor, through the WSGI application itself."""

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import EnvironBuilder

Action = Callable[[], Any]
Prepared = Callable[[], Action]
"""Makes the next request, off the clock; what it returns is run on the clock."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `floor` is the same work done barely; None where there is nothing to compare with.

    `most` is the budget in `unit`; None for a figure that is told for its own sake.
    """

    what: str
    unit: str
    here: float
    most: float | None = None
    floor: float | None = None
    note: str = ""

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.here > self.most


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians in milliseconds of CPU."""

    here: float
    floor: float


def in_pairs(here: Prepared, floor: Prepared, repetitions: int) -> Pair:
    """A B A B: what disturbs the machine disturbs both. The first round is not counted."""
    taken: tuple[list[float], list[float]] = ([], [])
    with collecting_nothing():
        for _ in range(repetitions + 1):
            for prepared, kept in zip((here, floor), taken, strict=True):
                kept.append(cpu_of(prepared()))
    return Pair(*(statistics.median(kept[1:]) for kept in taken))


def median_of(prepared: Prepared, repetitions: int) -> float:
    """Milliseconds of CPU, without a floor; the first round is not counted."""
    with collecting_nothing():
        return statistics.median([cpu_of(prepared()) for _ in range(repetitions + 1)][1:])


def cpu_of(action: Action) -> float:
    """Milliseconds of this process's CPU."""
    start = time.process_time()
    action()
    return (time.process_time() - start) * 1000


@contextmanager
def collecting_nothing() -> Iterator[None]:
    """The garbage of one request is not collected on another one's account."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Unexpected(Exception):
    """A request of a bench was not answered as it wants: its figure would mean nothing."""


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Caller:
    """Calls a WSGI application the way a server does: no test client, whose own work would be counted."""

    app: Any
    cookie: str = ""
    address: str = "127.0.0.1"

    def getting(self, path: str, expected: int = 200) -> Action:
        return self._call(path, {"method": "GET"}, expected)

    def posting(self, path: str, fields: dict[str, Any], expected: int = 303) -> Action:
        form = "application/x-www-form-urlencoded"
        data = urlencode(fields, doseq=True).encode()
        return self._call(path, {"method": "POST", "input_stream": BytesIO(data), "content_type": form}, expected)

    def _call(self, path: str, options: dict[str, Any], expected: int) -> Action:
        headers = [("Cookie", self.cookie)] if self.cookie else []
        with_length = dict(options)
        if "input_stream" in options:
            with_length["content_length"] = len(options["input_stream"].getvalue())
        base = {"REMOTE_ADDR": self.address}
        environ = EnvironBuilder(path=path, headers=headers, environ_base=base, **with_length).get_environ()
        return lambda: self._answer(environ, expected)

    def _answer(self, environ: dict[str, Any], expected: int) -> Answered:
        said: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[..., None]:
            said[:] = [int(status[:3]), headers]
            return lambda data: None

        chunks = self.app(environ, start_response)
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        if said[0] != expected:
            raise Unexpected(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {said[0]}, not {expected}")
        return Answered(said[0], said[1], body)
