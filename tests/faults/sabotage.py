"""What breaks a server on purpose, so that a checker has something to find; each runs in the server's first process."""

import os
import threading
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import time_machine
from flask import Flask
from sqlalchemy import Engine, event

from intake import cli
from intake.config import Settings
from intake.keys.master import Keys, make_key_file, read_key_file
from intake.services import opening, vault
from intake.web import serving

SLOW_SECONDS = 3.0


def before_serving(name: str, *arguments: object) -> str:
    """The prelude of a `LiveServer` that calls this function of this module first."""
    return f"from tests.faults import sabotage; sabotage.{name}(*{arguments!r})"


def answer_before_saving(seconds: float = 0.1) -> None:
    """Saves are acknowledged at once and written after a while, as a cache that writes behind would do."""
    _wrap(lambda app: _AnswersFirst(app, seconds))


def begin_without_lock() -> None:
    """A transaction that writes begins as one that reads, and takes the lock when it first writes."""

    @event.listens_for(Engine, "before_cursor_execute", retval=True)
    def begin(*call: Any) -> tuple[str, Any]:
        _, _, statement, parameters, _, _ = call
        return ("BEGIN" if statement == "BEGIN IMMEDIATE" else statement), parameters


def extend_sessions_always() -> None:
    """Every request finds its session due to be extended, as one does that comes after a minute; breaks nothing."""
    vars(vault)["_TOUCH_AFTER"] = timedelta(0)


def sleep_in_help() -> None:
    """A view that is slow when it is asked to be."""
    _wrap(_Slow)


def be_impatient(seconds: int) -> None:
    """gunicorn waits so long for a worker that stands still; breaks nothing."""
    chosen = serving.options_of
    vars(serving)["options_of"] = lambda settings: {**chosen(settings), "timeout": seconds}


def follow_clock(folder: str) -> None:
    """The clock is off by the seconds that stand in the file `clock` of this folder, from now on and as they change.

    Each process says in a file of its own which seconds it follows. `time.monotonic` goes on as it is, as it would.
    """
    _ClockFollowed(Path(folder))


def make_missing_key() -> None:
    """A key is made where there is none, and any key will do: what was sealed before opens no more."""

    def keys(engine: Engine, settings: Settings, now: datetime) -> Keys:
        make_key_file(settings.key_file)
        return read_key_file(settings.key_file).keys()

    vars(opening)["_keys"] = keys


def _wrap(around: Callable[[Any], Any]) -> None:
    made = vars(cli)["create_app"]

    def create_app(*arguments: Any, **more: Any) -> Flask:
        app: Flask = made(*arguments, **more)
        app.wsgi_app = around(app.wsgi_app)  # type: ignore[method-assign]
        return app

    vars(cli)["create_app"] = create_app


class _ClockFollowed:
    def __init__(self, folder: Path) -> None:
        self.folder, self.followed = folder, ""
        self.begun, self.begun_at = datetime.now(UTC), time.monotonic()
        self.travelled = time_machine.travel(self.begun).start()
        self.follow()
        # gunicorn's workers are forks, and no thread goes along into a fork.
        os.register_at_fork(after_in_child=self.keep_following)
        self.keep_following()

    def keep_following(self) -> None:
        self.followed = ""
        threading.Thread(target=self._follow_on, daemon=True).start()

    def follow(self) -> None:
        seconds = (self.folder / "clock").read_text()
        if seconds == self.followed:
            return
        passed = time.monotonic() - self.begun_at
        self.travelled.move_to(self.begun + timedelta(seconds=passed + float(seconds)))
        self.followed = seconds
        (self.folder / f"clock-of-{os.getpid()}").write_text(seconds)

    def _follow_on(self) -> None:
        while True:
            self.follow()
            time.sleep(0.01)


class _Slow:
    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ["QUERY_STRING"] == "slowly":
            time.sleep(SLOW_SECONDS)
        return self.app(environ, start_response)


class _AnswersFirst:
    def __init__(self, app: Any, seconds: float) -> None:
        self.app, self.seconds = app, seconds
        self.later: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.writer: threading.Thread | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        # The first save makes the session's cookie, so it has to be answered by the application itself.
        if environ["REQUEST_METHOD"] != "POST" or "__Host-intake=" not in environ.get("HTTP_COOKIE", ""):
            answer: Iterable[bytes] = self.app(environ, start_response)
            return answer
        if self.writer is None:
            # In the worker, after the fork.
            self.writer = threading.Thread(target=self._write, daemon=True)
            self.writer.start()
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        self.later.put({**environ, "wsgi.input": BytesIO(body)})
        start_response("303 SEE OTHER", [("Location", "/form"), ("Content-Length", "0")])
        return []

    def _write(self) -> None:
        while True:
            environ = self.later.get()
            time.sleep(self.seconds)
            list(self.app(environ, lambda *_: None))
