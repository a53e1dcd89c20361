"""How long a request waits altogether, however many questions it takes: a patient at a page, not a long export."""

from contextvars import ContextVar
from time import monotonic

_ENDS_AT: ContextVar[float | None] = ContextVar("ends_at", default=None)


def wait_at_most(seconds: float | None) -> None:
    """From now on, in this thread, until it is said anew; None for as long as each question takes."""
    _ENDS_AT.set(None if seconds is None else monotonic() + seconds)


def left_of(seconds: float) -> float:
    """What is left of so many seconds for one question; never nothing, so that an answer that is there is read."""
    ends_at = _ENDS_AT.get()
    return seconds if ends_at is None else max(min(seconds, ends_at - monotonic()), 0.01)
