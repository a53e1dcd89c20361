"""A number for each request, by which an event of the log, an error page and a proxy's own log are put together."""

import re
import secrets
import time

from flask import Flask, Response, g, has_request_context, request

HEADER = "X-Request-ID"
_OF_A_PROXY = re.compile(r"[A-Za-z0-9-]{8,64}")


def register_request_ids(app: Flask, trusted_proxies: int) -> None:
    """Before everything else, so that whatever goes wrong has a number."""

    @app.before_request
    def begin() -> None:
        g.began = time.monotonic()
        said = request.headers.get(HEADER, "")
        # Of a stranger's choice it could be made to look like somebody else's.
        g.request_id = said if trusted_proxies and _OF_A_PROXY.fullmatch(said) else secrets.token_hex(8)

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        return response


def request_id() -> str:
    """ "" outside a request."""
    return str(g.get("request_id", "")) if has_request_context() else ""


def seconds_so_far() -> float | None:
    """Since the request began; None outside one."""
    return time.monotonic() - g.began if has_request_context() and "began" in g else None
