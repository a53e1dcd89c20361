"""Serves the application with gunicorn: workers that die are replaced, and what expired is deleted while it runs."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from intake.config import Settings
from intake.errors import IntakeError
from intake.services.expiry import expire
from intake.web.notices import tell_clinics_of
from intake.web.product import EXTENSION, Product

log = logging.getLogger("intake")


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """One gunicorn whose settings come from ours alone."""

    def __init__(self, settings: Settings, make_app: Callable[[], Flask]) -> None:
        self.settings = settings
        self.make_app = make_app
        super().__init__()

    def load_config(self) -> None:
        for name, value in options_of(self.settings).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.make_app()


def options_of(settings: Settings) -> dict[str, Any]:
    """gunicorn's options. No access log: an address with its times says who fills in a form."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": f"{host}:{settings.port}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": "gthread",
        "timeout": 30,
        "graceful_timeout": 20,
        "max_requests": 20000,
        "max_requests_jitter": 2000,
        "accesslog": None,
        "loglevel": "warning",
        "proc_name": "intake",
        "limit_request_line": 4094,
        "post_worker_init": start_expiring,
    }


def start_expiring(worker: Any) -> None:
    """Every worker looks now and then; deleting what is gone already does nothing."""
    product: Product = worker.wsgi.extensions[EXTENSION]
    threading.Thread(target=_expire_now_and_then, args=(product, threading.Event()), daemon=True).start()


def _expire_now_and_then(product: Product, stopped: threading.Event) -> None:
    while not stopped.wait(product.settings.expiry_interval.total_seconds()):
        try:
            expire(product.vault, product.clock())
            tell_clinics_of(product)
        except IntakeError as error:
            # The next round tries again; drafts past their day cannot be opened meanwhile.
            log.warning("expiry put off: %s", type(error).__name__)
