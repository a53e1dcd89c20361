"""Several people at the same moment: real threads that begin together, each with what came of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any

from intake.errors import IntakeError, StoreUnavailable, TooBusy


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned, or the error that it raised. Whoever is told to wait comes again."""
    together = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        together.wait(30)
        while True:
            try:
                return call()
            except (TooBusy, StoreUnavailable):
                sleep(0.01)
            except IntakeError as error:
                return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
