"""The log of a running server: one JSON object a line, with kinds and places of events, and nothing that was typed.

Our own events say what their fields hold. What a library says is withheld, for it may quote an address, a statement or
a header: the place in its code tells which message it was.
"""

import json
import logging
import sys
import threading
from datetime import UTC, datetime
from typing import Any

from flask import has_request_context, request
from gunicorn.glogging import Logger

from intake.web.request_ids import request_id

OURS = "intake"
FIELDS = ("kind", "place", "status", "fault", "seconds", "workers", "drafts", "responses")
"""What an event of ours may carry, given as `extra`."""

_CALLER = 3
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_OF_SERVER = {
    "Worker (pid:%s) was sent": "worker killed",
    "Worker (pid:%s) exited": "worker ended",
    "WORKER TIMEOUT": "worker hangs",
    "Invalid request": "request not understood",
    "Error handling request": "request broken off",
    "Connection in use": "address in use",
}


class JsonLines(logging.Formatter):
    """One object a line, in ASCII: no break of a line, no escape of a terminal gets through."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(line_of(record))


class ServersLog(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """gunicorn's own log in the same form."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())

    # Past this class and gunicorn's own, so that the place is that of whoever speaks.
    def critical(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().critical(msg, *args, stacklevel=_CALLER, **kwargs)

    def error(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().error(msg, *args, stacklevel=_CALLER, **kwargs)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().warning(msg, *args, stacklevel=_CALLER, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        super().exception(msg, *args, stacklevel=_CALLER, **kwargs)


def keep_journal() -> None:
    """From now on, everything that this process says of itself goes to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.root.addHandler(handler)
    logging.getLogger(OURS).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_ended


def line_of(record: logging.LogRecord) -> dict[str, object]:
    error = record.exc_info[1] if record.exc_info else None
    line: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": _event(record),
        "process": record.process,
    }
    if has_request_context():
        method = request.method if request.method in _METHODS else "other"
        line |= {"request": request_id(), "method": method, "endpoint": request.endpoint}
    line |= {"kind": type(error).__name__, "place": place_of(error)} if error else {}
    line |= _fields(record) if record.name == OURS else {"said_at": f"{record.filename}:{record.lineno}"}
    return {name: _plain(value) for name, value in line.items() if value not in (None, "")}


def place_of(error: BaseException) -> str:
    """The innermost line of code of an error, without its folder."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    return f"{last.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{last.tb_lineno}" if last else "?"


def _event(record: logging.LogRecord) -> str:
    said = str(record.msg)
    if record.name == OURS:
        # Without its arguments: what an event tells stands in its fields.
        return said.partition("%")[0].strip(" :")
    known = (event for begin, event in _OF_SERVER.items() if said.startswith(begin))
    return next(known, f"said by {record.name}")


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, 4)
    return value if isinstance(value, int) else str(value)[:200]


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    error = ended.exc_value
    if error is not None:
        more = {"kind": type(error).__name__, "place": place_of(error)}
        logging.getLogger(OURS).error("thread ended", extra=more)
