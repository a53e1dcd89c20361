"""What `intake doctor` says of how the server is reached and watched, and what a running one says of itself."""

import json
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException

from intake.config import Settings, is_loopback
from intake.errors import SettingsInvalid
from intake.services.findings import Finding, State
from intake.services.metrics_token import read_token
from intake.services.readiness import OK

SECONDS = 8
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # nosec B104 # noqa: S104 - looked up, not listened on


def serving_findings(settings: Settings) -> Iterator[Finding]:
    yield _public_address(settings)
    yield _proxies(settings)
    yield from _metrics(settings)
    yield from _running(settings)


def _public_address(settings: Settings) -> Finding:
    if settings.public_url:
        return Finding(f"public address {settings.public_url}", State.OK)
    return Finding(f"address: this computer alone ({settings.host})", State.OK)


def _proxies(settings: Settings) -> Finding:
    what = f"trusted proxies: {settings.trusted_proxies}"
    if settings.public_url and settings.trusted_proxies == 0:
        mend = "behind a proxy all patients share one address and its limits; set INTAKE_TRUSTED_PROXIES"
        return Finding(what, State.ATTENTION, mend)
    if settings.trusted_proxies and not is_loopback(settings.host):
        mend = "whoever reaches the server past the proxy can claim any address; let only the proxy reach it"
        return Finding(what, State.ATTENTION, mend)
    return Finding(what, State.OK)


def _metrics(settings: Settings) -> Iterator[Finding]:
    if settings.metrics_token_file is None:
        return
    try:
        read_token(settings.metrics_token_file)
    except SettingsInvalid as invalid:
        yield Finding(f"token of the metrics {settings.metrics_token_file}", State.BROKEN, invalid.problems[0].mend)
        return
    yield Finding("token of the metrics", State.OK)


def _running(settings: Settings) -> Iterator[Finding]:
    """The doctor looks at files; only the server knows what arrives at it, and which key it holds."""
    try:
        told = _asked(settings)
    except TimeoutError:
        mend = f"port {settings.port} takes connections and nothing answers there; see the log, and start it again"
        yield Finding("server", State.ATTENTION, mend)
        return
    except OSError:
        yield Finding("server: not running, or not here", State.OK)
        return
    if "ready" not in told:
        mend = f"something else answers at port {settings.port}; set INTAKE_PORT, or stop it"
        yield Finding("server", State.ATTENTION, mend)
        return
    not_ok = {name: str(said) for name, said in told.items() if name != "ready" and said != OK}
    for name, said in not_ok.items():
        yield Finding(f"running server, {name}", State.ATTENTION, said)
    if not not_ok:
        yield Finding("running server: ready", State.OK)


def _asked(settings: Settings) -> dict[str, object]:
    """What /readyz says; nothing where it is not ours."""
    host = _EVERYWHERE.get(settings.host, settings.host)
    with closing(HTTPConnection(host, settings.port, timeout=SECONDS)) as connection:
        connection.request("GET", "/readyz")
        try:
            told = json.loads(connection.getresponse().read(10_000))
        except (HTTPException, ValueError):
            return {}
    return told if isinstance(told, dict) else {}
