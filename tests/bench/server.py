"""The server as it is run: how soon it answers, what its workers hold in memory, and what the first page weighs."""

import gzip
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.bare import bare_app
from tests.bench.installed import a_full_draft, answered, installation
from tests.bench.measuring import Caller, Figure, Unexpected
from tests.checkout import ROOT

INTAKE = (sys.executable, "-c", "import sys; from intake.cli import main; sys.exit(main(['run']))")
BARE = (sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "4", "--log-level", "warning")
LONGEST_START = 30.0


def figures(repetitions: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        yield _start(Path(folder), min(max(repetitions // 20, 1), 5))
        yield from _memory(Path(folder), repetitions)
    yield from _wire()


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answered: the seconds from its start until then, and its processes."""

    port: int
    seconds: float
    pid: int

    def fetch(self, path: str, cookie: str = "") -> bytes:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            response = connection.getresponse()
            body = response.read()
        if response.status != 200:
            raise Unexpected(f"GET {path}: {response.status}")
        return body

    def memory(self) -> float:
        """Megabytes resident in the worker that holds most."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return max(_resident(int(pid)) for pid in children)


@contextmanager
def running(command: tuple[str, ...], folder: Path, **settings: str) -> Iterator[Running]:
    """Started as an operator starts it, and stopped as an operator stops it."""
    port = _free_port()
    environ = {**os.environ, "INTAKE_DATA": str(folder), "INTAKE_PORT": str(port), **settings}
    if command == BARE:
        command = (*BARE, "--bind", f"127.0.0.1:{port}", "tests.bench.bare:served()")
    start = time.monotonic()
    server = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, server, start)
        yield Running(port, time.monotonic() - start, server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _start(folder: Path, repetitions: int) -> Figure:
    """Wall time: what somebody waits. The first start also makes the key and the tables, and is not counted."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(repetitions + 1):
        for command, kept in zip((INTAKE, BARE), taken, strict=True):
            with running(command, folder, BARE_FOLDER=str(folder)) as server:
                kept.append(server.seconds)
    here, floor = (statistics.median(kept[1:]) for kept in taken)
    note = f"wall time; the first start of all, with key and tables: {taken[0][0]:.2f} s"
    return Figure("start to first answer", "s", here, 0.8, floor, note)


def _memory(folder: Path, repetitions: int) -> Iterator[Figure]:
    with installation(folder=folder / "filled") as made:
        browsers = [made.holder(a_full_draft(100 + number)) for number in range(min(repetitions, 20))]
    cookies = [browser.caller.cookie for browser in browsers]
    with running(BARE, folder, BARE_FOLDER=str(folder)) as bare:
        _fetch_all(bare, "/", [""] * repetitions)
        floor = bare.memory()
    with running(INTAKE, folder / "filled", INTAKE_WORKERS="1") as server:
        _fetch_all(server, "/form/had-before", cookies * 5)
        yield Figure(
            "memory of a worker before its first PDF", "MB", server.memory(), 80, floor, "resident, of one worker"
        )
        _fetch_all(server, "/sheet.pdf", cookies * 5)
        note = f"after {len(cookies) * 5} PDFs of {len(cookies)} drafts"
        yield Figure("memory of a worker after many PDFs", "MB", server.memory(), 150, floor, note)


def _fetch_all(server: Running, path: str, cookies: list[str]) -> None:
    for cookie in cookies:
        server.fetch(path, cookie)


def _wire() -> Iterator[Figure]:
    with installation() as made, tempfile.TemporaryDirectory() as folder:
        bare = len(answered(Caller(bare_app(Path(folder))).getting("/")).body) / 1000
        for what, path in (("start page", "/"), ("first page of questions", "/form/name")):
            bodies = _with_its_files(made.stranger(), path)
            sent, packed = (sum(len(change(body)) for body in bodies) / 1000 for change in (bytes, gzip.compress))
            note = f"as sent, without headers; {packed:.1f} kB if a proxy compresses"
            yield Figure(f"{what} over the wire", "kB", sent, 30, bare, note)
            yield Figure(f"{what}: requests", "", len(bodies), 4, 1)


def _with_its_files(caller: Caller, path: str) -> list[bytes]:
    """The page and every file that it makes a browser fetch."""
    page = answered(caller.getting(path)).body
    named = re.findall(r'<(?:link|script|img)[^>]*\s(?:href|src)="([^"]+)"', page.decode())
    return [page, *(answered(caller.getting(name)).body for name in dict.fromkeys(named))]


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]", start: float) -> None:
    while time.monotonic() - start < LONGEST_START:
        if server.poll() is not None:
            raise Unexpected(f"the server ended with {server.returncode}")
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            time.sleep(0.005)
    raise Unexpected("the server did not answer")
