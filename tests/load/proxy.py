"""nginx as docs/deploy ships it, with only its ports, its certificate and its servers put in their places."""

import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path

from tests.checkout import ROOT
from tests.live.patient import Answer
from tests.live.ports import free_port
from tests.load.patients import Busy

SHIPPED = ROOT / "docs" / "deploy" / "nginx"
WITHOUT_PROOF = ssl._create_unverified_context()  # noqa: S323 - of a certificate that was made for this run
_MAIN = """daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/nginx.log crit;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/conf.d/*.conf;
}}
"""


@dataclass
class Proxied(Busy):
    """A patient behind the proxy, by https; the proxy keeps the connection open as browsers do."""

    def asks(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        # The proxy keeps connections longer than Intake does.
        self.asked_at = time.monotonic()
        if self.connection is None:
            self.connection = HTTPSConnection("127.0.0.1", self.port, timeout=self.timeout, context=WITHOUT_PROOF)
        return super().asks(method, path, body, headers)


def program() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert found, "no nginx was found; install the package nginx-light"
    return found


@contextmanager
def proxied(folder: Path, ports: list[int]) -> Iterator[int]:
    """Before the servers on these ports; gives the port that speaks https."""
    port = free_port()
    folder.mkdir()
    configuration = _configured(folder, port, ports)
    process = subprocess.Popen([program(), "-p", str(folder), "-c", str(configuration)], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def shipped(name: str, **places: str) -> str:
    """A file of docs/deploy/nginx with each of `places` put in; each has to be there."""
    text = (SHIPPED / name).read_text(encoding="utf-8")
    for place, value in places.items():
        assert place in text, f"{name} has no {place}"
        text = text.replace(place, value)
    return text


def _configured(folder: Path, port: int, ports: list[int]) -> Path:
    _make_certificate(folder)
    (folder / "conf.d").mkdir()
    site = shipped(
        "intake.conf",
        **{
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "/etc/ssl/intake": str(folder),
        },
    )
    (folder / "conf.d" / "intake.conf").write_text(site)
    (folder / "conf.d" / "upstream.conf").write_text(_with_servers(shipped("upstream.conf"), ports))
    main = folder / "nginx.conf"
    main.write_text(_MAIN.format(folder=folder, user="user root;" if os.geteuid() == 0 else ""))
    return main


def _with_servers(text: str, ports: list[int]) -> str:
    """Each line of a server once for each of the ports."""

    def lines(found: re.Match[str]) -> str:
        return "\n".join(found[0].replace("127.0.0.1:8000", f"127.0.0.1:{port}") for port in ports)

    return re.sub(r"^ +server 127\.0\.0\.1:8000.*$", lines, text, flags=re.MULTILINE)


def _make_certificate(folder: Path) -> None:
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=form.example.org"]
    subprocess.run(command, check=True, capture_output=True)


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(500):
        assert process.poll() is None, "nginx ended: run nginx -t"
        try:
            HTTPSConnection("127.0.0.1", port, timeout=5, context=WITHOUT_PROOF).connect()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("nginx does not answer")
