"""Serves the application with gunicorn: workers that die are replaced, and a stop finishes what is in hand."""

import errno
import logging
import os
import shutil
import socket
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.gthread import ThreadWorker

from intake.config import Settings
from intake.country import CountryUnknown, country_of
from intake.errors import SettingProblem, SettingsInvalid
from intake.services.metrics_token import read_token
from intake.web.background import Background
from intake.web.journal import ServersLog, keep_journal, place_of
from intake.web.metrics import meters_of, new_shared_folder
from intake.web.product import EXTENSION

log = logging.getLogger("intake")


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """One gunicorn whose settings come from ours alone."""

    def __init__(self, settings: Settings, make_app: Callable[[], Flask]) -> None:
        """Raises `SettingsInvalid` for what only a server needs."""
        self.settings = settings
        self.make_app = make_app
        self.measured = None
        _refuse_unknown_country(settings)
        _refuse_taken_address(settings)
        if settings.metrics_token_file is not None:
            read_token(settings.metrics_token_file)
            self.measured = Measured(new_shared_folder())
        super().__init__()

    def load_config(self) -> None:
        for name, value in {**options_of(self.settings), **hooks_of(self.settings, self.measured)}.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        try:
            return self.make_app()
        except Exception as problem:
            # Looked at before the first worker was made, so it happened since; one that cannot serve ends the server.
            more = {"kind": type(problem).__name__, "place": place_of(problem)}
            log.critical("worker cannot begin", extra=more)
            raise SystemExit(Arbiter.WORKER_BOOT_ERROR) from None

    def run(self) -> None:
        keep_journal()
        super().run()


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn is untyped
    """One that stops leaves the door at once. gunicorn's keeps it open until the last request is done, and whoever
    knocks meanwhile waits for an answer that never comes."""

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            # Its own handle alone: other workers, and those that follow, have theirs.
            for listener in self.sockets:
                listener.close()


class Measured:
    """Where the workers count together, and which of their places are taken."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._meters = import_module("intake.web.meters")
        self._places: dict[Any, int] = {}

    def give_place(self, worker: Any) -> None:
        """The lowest that is free, before the worker is made."""
        taken = set(self._places.values())
        self._places[worker] = next(number for number in range(1, len(taken) + 2) if number not in taken)

    def take_place(self, worker: Any) -> None:
        """In the worker."""
        self._meters.take_place(self._places[worker])

    def end_place(self, worker: Any) -> None:
        if worker in self._places:
            self._meters.leave_place(self._places.pop(worker))

    def end(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _refuse_unknown_country(settings: Settings) -> None:
    try:
        country_of(settings.country)
    except CountryUnknown as problem:
        raise SettingsInvalid((SettingProblem("INTAKE_COUNTRY", settings.country, str(problem)),)) from None


def _refuse_taken_address(settings: Settings) -> None:
    """Before anything is said to be served: gunicorn tries for five seconds, and ends without a word of the mend."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as problem:
        if problem.errno in (errno.EADDRINUSE, errno.EACCES):
            mend = f"{os.strerror(problem.errno)}; stop what listens there, or name another port"
            found = SettingProblem("INTAKE_PORT", str(settings.port), mend)
        else:
            found = SettingProblem("INTAKE_HOST", settings.host, "this computer has no such address")
        raise SettingsInvalid((found,)) from None


def options_of(settings: Settings) -> dict[str, Any]:
    """gunicorn's options. No access log: an address with its times says who fills in a form."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": f"{host}:{settings.port}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": Worker,
        "timeout": 30,
        "graceful_timeout": 20,
        "max_requests": 20000,
        "max_requests_jitter": 2000,
        "accesslog": None,
        "loglevel": "warning",
        "logger_class": ServersLog,
        "proc_name": "intake",
        "limit_request_line": 4094,
        # It would take orders from whoever reaches a file in the home folder, and two servers would share that file.
        "control_socket_disable": True,
    }


def hooks_of(settings: Settings, measured: Measured | None) -> dict[str, Callable[..., None]]:
    """What is done when the server or one of its workers begins or ends."""

    def when_ready(server: Any) -> None:
        log.info("server begins", extra={"workers": settings.workers})

    def on_exit(server: Any) -> None:
        log.info("server ended")
        if measured:
            measured.end()

    hooks: dict[str, Callable[..., None]] = {
        "when_ready": when_ready,
        "on_exit": on_exit,
        "post_worker_init": begin_background,
        "worker_exit": end_background,
    }
    return hooks if measured is None else {**hooks, **_hooks_of(measured)}


def begin_background(worker: Any) -> None:
    app = worker.wsgi
    worker.background = Background(app.extensions[EXTENSION], meters_of(app))
    worker.background.begin()


def end_background(_server: Any, worker: Any) -> None:
    background: Background | None = getattr(worker, "background", None)
    if background is not None:
        background.end()


def _hooks_of(measured: Measured) -> dict[str, Callable[..., None]]:
    return {
        "pre_fork": lambda _server, worker: measured.give_place(worker),
        "post_fork": lambda _server, worker: measured.take_place(worker),
        "child_exit": lambda _server, worker: measured.end_place(worker),
    }
