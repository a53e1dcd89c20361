"""What is measured of a running server. Only `metrics` loads this module, and only where a token is set.

The workers of a server share a folder of files, one file for each kind of metric and each place of a worker. A worker
that takes the place of another goes on with its files, so that counters never fall and the files do not pile up.
"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, values
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from intake.errors import IntakeError, StoreFault
from intake.keys.derivation import ARGON2
from intake.services.backups import last_backup
from intake.services.expiry import Deleted
from intake.store.engine import reading
from intake.store.held import Held, held
from intake.web.product import Product

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
SAVES = frozenset({"patient.save_page", "patient.save_row", "patient.row_removed", "patient.arrange"})
COUNTED_FOR = timedelta(seconds=60)

_place = 0


def take_place(number: int) -> None:
    """In a worker, before it measures anything: which one of the workers it is."""
    global _place
    _place = number


def leave_place(number: int) -> None:
    """In the process that watches the workers, once one ended: what it had in hand is in nobody's hand now."""
    mark_process_dead(number)  # type: ignore[no-untyped-call]


if FOLDER in os.environ:
    values.ValueClass = values.MultiProcessValue(lambda: _place)  # type: ignore[no-untyped-call]


class Meters:
    """Of one application. No label comes from an answer, an address, a name or an id: endpoints and kinds alone."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._collected = CollectorRegistry()
        self._several = FOLDER in os.environ
        # With several workers, what each of them measured is read from the files.
        own = None if self._several else self._collected
        if self._several:
            MultiProcessCollector(self._collected)  # type: ignore[no-untyped-call]
        self._collected.register(_OfTheStore(product))
        self._count(own)
        self._gauge(own)

    def _count(self, own: CollectorRegistry | None) -> None:
        of_request = ["endpoint", "method"]
        self._requests = Counter("intake_requests", "Requests.", [*of_request, "status"], registry=own)
        self._seconds = Histogram(
            "intake_request_seconds", "How long they took.", of_request, registry=own, buckets=SECONDS
        )
        self._saves = Counter("intake_saves", "Answers to saves.", ["outcome"], registry=own)
        self._faults = Counter("intake_store_faults", "Requests that the store stopped.", ["fault"], registry=own)
        self._rounds = Counter("intake_expiry_rounds", "Rounds of the expiry.", ["outcome"], registry=own)
        self._deleted = Counter("intake_expiry_deleted", "Deleted on schedule.", ["what"], registry=own)
        # From zero, so that the first one is seen as a rise.
        for counter, labels in (
            (self._saves, ("kept", "conflict", "not_kept")),
            (self._faults, tuple(StoreFault)),
            (self._rounds, ("done", "put_off")),
            (self._deleted, ("drafts", "responses")),
        ):
            for label in labels:
                counter.labels(label)

    def _gauge(self, own: CollectorRegistry | None) -> None:
        def gauge(name: str, what: str, *labels: str) -> Gauge:
            return Gauge(f"intake_{name}", what, labels, registry=own, multiprocess_mode="livesum")

        self._in_hand = gauge("requests_in_progress", "Requests that are being served.")
        self._pool = gauge("pool_connections", "Connections to the database.", "state")
        self._derivations = gauge("key_derivations", "Argon2 runs.", "state")

    def begin(self) -> None:
        self._in_hand.inc()

    def end(self) -> None:
        self._in_hand.dec()

    def answered(self, endpoint: str | None, method: str, status: int, seconds: float) -> None:
        name, verb = endpoint or "none", method if method in METHODS else "other"
        self._requests.labels(name, verb, f"{status // 100}xx").inc()
        self._seconds.labels(name, verb).observe(seconds)
        if name in SAVES and verb == "POST":
            outcome = "kept" if status < 400 else "conflict" if status == 409 else "not_kept"
            self._saves.labels(outcome).inc()

    def stopped(self, fault: str) -> None:
        self._faults.labels(fault).inc()

    def expired(self, deleted: Deleted | None) -> None:
        """None for a round that was put off."""
        self._rounds.labels("put_off" if deleted is None else "done").inc()
        if deleted is not None:
            self._deleted.labels("drafts").inc(deleted.drafts)
            self._deleted.labels("responses").inc(deleted.responses)

    def sample(self) -> None:
        """What can only be looked at, now and then."""
        pool = self._product.vault.engine.pool
        if isinstance(pool, QueuePool):
            for state, number in (("idle", pool.checkedin()), ("in_use", pool.checkedout())):
                self._pool.labels(state).set(number)
            self._pool.labels("overflow").set(max(pool.overflow(), 0))
        self._derivations.labels("running").set(ARGON2.running)
        self._derivations.labels("waiting").set(ARGON2.waiting)

    def text(self) -> bytes:
        """As Prometheus reads it."""
        self.sample()
        return generate_latest(self._collected)


class _OfTheStore(Collector):
    """What the database knows, which is the same for all workers; counted once a minute at most."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._counted: Held | None = None
        self._until = 0.0

    def collect(self) -> Iterator[Metric]:
        backup = last_backup(self._product.settings.data)
        if backup is not None:
            yield GaugeMetricFamily(
                "intake_backup_last_timestamp_seconds", "When the last backup was begun.", backup.timestamp()
            )
        found = self._newest()
        yield GaugeMetricFamily("intake_store_up", "Whether the database answers.", int(found is not None))
        if found is None:
            return
        yield GaugeMetricFamily("intake_drafts", "Forms that are kept.", found.drafts)
        yield GaugeMetricFamily("intake_responses", "Responses that clinics hold.", found.responses)
        yield GaugeMetricFamily(
            "intake_expiry_overdue_seconds",
            "For how long what ran out first has waited to be deleted.",
            found.overdue.total_seconds(),
        )
        if found.last_round is not None:
            last = found.last_round.timestamp()
            yield GaugeMetricFamily("intake_expiry_last_round_timestamp_seconds", "When expiry last ran.", last)

    def _newest(self) -> Held | None:
        if self._counted is None or time.monotonic() >= self._until:
            self._counted = self._count()
            self._until = time.monotonic() + COUNTED_FOR.total_seconds()
        return self._counted

    def _count(self) -> Held | None:
        try:
            with reading(self._product.vault.engine) as session:
                return held(session, self._product.clock())
        except (IntakeError, SQLAlchemyError):
            return None
