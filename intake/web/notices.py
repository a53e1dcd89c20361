"""Notices to clinics from a thread of their own, so that no patient waits for a mail server."""

import logging
import threading

from intake.errors import IntakeError
from intake.services.noticing import deliver
from intake.web.product import Product, the_product

log = logging.getLogger("intake")

# One at a time in a process: the next round takes what came meanwhile.
_delivering = threading.Lock()


def tell_clinics() -> None:
    """Begin now; what does not go out goes with the next round of the server."""
    product = the_product()
    if product.settings.smtp_host:
        threading.Thread(target=tell_clinics_of, args=(product,), daemon=True).start()


def tell_clinics_of(product: Product) -> None:
    with _delivering:
        try:
            deliver(product.vault, product.settings, product.language)
        except IntakeError as error:
            kind = type(error).__name__
            log.warning("notices put off: %s", kind, extra={"kind": kind})


def finish(seconds: float) -> None:
    """Of a process that ends: wait for a notice on its way, so that it does not go out twice, and begin none."""
    # Held for good, on purpose.
    _delivering.acquire(timeout=seconds)
