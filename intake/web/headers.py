"""The headers of every response: nothing from elsewhere, nothing kept, nothing told to others."""

from flask import Flask, Response, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
# A year, as ASVS 3.4.1 asks; browsers take no notice of it on plain http, which is loopback only.
HSTS = "max-age=31536000; includeSubDomains"
A_YEAR = 31536000


def register_headers(app: Flask) -> None:
    @app.after_request
    def with_headers(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Strict-Transport-Security"] = HSTS
        response.headers["Cache-Control"] = _caching(response)
        return response


def _caching(response: Response) -> str:
    # The address of a static file carries its fingerprint, so it may be kept for good.
    if request.endpoint == "static" and response.status_code == 200 and "v" in request.args:
        return f"public, max-age={A_YEAR}, immutable"
    return "no-store"
