"""What a worker does beside serving: what expired is deleted, notices that wait go out, and readings are taken."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from intake.errors import IntakeError
from intake.services.expiry import Deleted, expire
from intake.web import notices
from intake.web.journal import place_of
from intake.web.notices import tell_clinics_of
from intake.web.product import Product

if TYPE_CHECKING:
    from intake.web.meters import Meters

log = logging.getLogger("intake")

SAMPLED_EVERY = 5.0
# Of a worker that stops: a round or a notice in hand is finished within it, or is begun again by the next worker.
SECONDS_TO_END = 5.0


class Wait(Protocol):
    """What says after so many seconds whether to stop; a `threading.Event`."""

    def wait(self, timeout: float, /) -> bool: ...


class Background:
    """The threads of one worker."""

    def __init__(self, product: Product, meters: "Meters | None") -> None:
        self._stopped = threading.Event()
        self._threads = [self._thread(expire_now_and_then, product, self._stopped, meters)]
        if meters is not None:
            self._threads.append(self._thread(sample_now_and_then, meters, self._stopped))

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Returns when they ended and no notice is on its way, or when the time for that is over."""
        until = time.monotonic() + SECONDS_TO_END
        self._stopped.set()
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0))
        notices.finish(max(until - time.monotonic(), 0))

    def _thread(self, target: Callable[..., None], *arguments: object) -> threading.Thread:
        return threading.Thread(target=target, args=arguments, daemon=True)


def expire_now_and_then(product: Product, stopped: Wait, meters: "Meters | None" = None) -> None:
    """Every worker looks; deleting what is gone already does nothing."""
    while not stopped.wait(product.settings.expiry_interval.total_seconds()):
        deleted = _one_round(product)
        if meters is not None:
            meters.expired(deleted)


def sample_now_and_then(meters: "Meters", stopped: Wait) -> None:
    while not stopped.wait(SAMPLED_EVERY):
        meters.sample()


def _one_round(product: Product) -> Deleted | None:
    """None for a round that was put off: drafts past their day cannot be opened meanwhile."""
    try:
        deleted = expire(product.vault, product.clock())
        log.info("expiry round", extra={"drafts": deleted.drafts, "responses": deleted.responses})
        tell_clinics_of(product)
    except IntakeError as error:
        kind = type(error).__name__
        log.warning("expiry put off: %s", kind, extra={"kind": kind})
        return None
    except Exception as error:
        # A thread that ended would delete nothing any more, and nobody would notice.
        kind = type(error).__name__
        log.error("expiry put off: %s", kind, extra={"kind": kind, "place": place_of(error)})
        return None
    return deleted
