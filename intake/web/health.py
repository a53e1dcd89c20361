"""What a supervisor and a proxy ask: whether this process lives, and whether it can keep what it is given."""

import json
import logging
import mmap

from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue

from intake.services.readiness import OK, clock_of, readiness_of
from intake.web.product import the_product

log = logging.getLogger("intake")

health = Blueprint("health", __name__)

FORWARDED = ("X-Forwarded-For", "Forwarded")
NOT_TRUSTED = "forwarded headers arrive, and no proxy is trusted; set INTAKE_TRUSTED_PROXIES"
# Shared by the workers, which are forked from the process that loads this module: whichever of them is asked knows.
_SEEN = mmap.mmap(-1, 1)


def register_health(app: Flask, trusted_proxies: int) -> None:
    app.register_blueprint(health)
    _SEEN[0] = 0
    if not trusted_proxies:
        app.before_request(_look_for_a_proxy)


@health.get("/healthz")
def lives() -> ResponseReturnValue:
    """Touches nothing: a process that waits for its database is not helped by being restarted."""
    return Response(f"{OK}\n", mimetype="text/plain")


@health.get("/readyz")
def ready() -> ResponseReturnValue:
    product = the_product()
    found = readiness_of(product.vault, product.settings.key_file)
    is_ready = set(found.values()) == {OK}
    # Said, and no reason to serve nobody: all is kept, but all patients share one address and its limits.
    proxies = NOT_TRUSTED if _SEEN[0] else OK
    told = {"ready": is_ready, **found, "clock": clock_of(product.vault, product.clock()), "proxies": proxies}
    return Response(json.dumps(told) + "\n", 200 if is_ready else 503, mimetype="application/json")


def _look_for_a_proxy() -> None:
    if not _SEEN[0] and any(name in request.headers for name in FORWARDED):
        _SEEN[0] = 1
        log.warning("forwarded headers, no trusted proxy")
