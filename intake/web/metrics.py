"""The metrics, for whoever shows the token; without a token there are none, and nothing is measured.

The library that counts is loaded only where a token is set: each worker has a budget of memory.
"""

import hmac
import os
import shutil
import tempfile
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from flask.typing import ResponseReturnValue

from intake.services.metrics_token import read_token
from intake.web.errors import fault_of, stopped_by
from intake.web.product import Product
from intake.web.request_ids import seconds_so_far

if TYPE_CHECKING:
    from intake.web.meters import Meters

METERS, TOKEN = "intake.meters", "intake.metrics_token"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_PREFIX = "intake-metrics-"

metrics = Blueprint("metrics", __name__)


def register_metrics(app: Flask, product: Product) -> None:
    """Raises `SettingsInvalid` for a token file that cannot be used."""
    app.register_blueprint(metrics)
    file = product.settings.metrics_token_file
    if file is None:
        return
    app.extensions[TOKEN] = read_token(file)
    app.extensions[METERS] = import_module("intake.web.meters").Meters(product)
    app.before_request(_begin)
    app.after_request(_answered)
    app.teardown_request(_end)


def meters_of(app: Flask) -> "Meters | None":
    """None where nothing is measured."""
    return app.extensions.get(METERS)


@metrics.get("/metrics")
def scrape() -> ResponseReturnValue:
    meters = meters_of(current_app)
    if meters is None:
        abort(404)
    said = request.headers.get("Authorization", "").encode("utf-8", "replace")
    if not hmac.compare_digest(said, f"Bearer {current_app.extensions[TOKEN]}".encode()):
        return Response("", 401, {"WWW-Authenticate": "Bearer"}, mimetype="text/plain")
    return Response(meters.text(), mimetype="text/plain")


def new_shared_folder() -> Path:
    """Where the workers of one server count together: in memory or in the temporary folder, and never with the data.

    Folders of servers that were killed are taken away.
    """
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if _is_ours(left) and not _lives(left.name.removeprefix(_PREFIX).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    made = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
    os.environ[FOLDER] = str(made)
    return made


def _begin() -> None:
    meters = meters_of(current_app)
    if meters is not None:
        meters.begin()
        g.is_measured = True


def _answered(response: Response) -> Response:
    meters, seconds = meters_of(current_app), seconds_so_far()
    if meters is not None and seconds is not None:
        meters.answered(request.endpoint, request.method, response.status_code, seconds)
        fault = fault_of(stopped_by())
        if fault:
            meters.stopped(fault)
    return response


def _end(_error: BaseException | None) -> None:
    meters = meters_of(current_app)
    if meters is not None and g.pop("is_measured", False):
        meters.end()


def _is_ours(folder: Path) -> bool:
    with suppress(OSError):
        return folder.lstat().st_uid == os.getuid() and folder.is_dir() and not folder.is_symlink()
    return False


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (ValueError, OSError):
        return True
    return True
