"""The product as it is served, in a process of its own, and drafts put into its store."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.request import urlopen

from forms.answers import Draft
from forms.codec import draft_to_json
from forms.ketamine import INTAKE
from intake import utc_now
from intake.config import settings_from
from intake.keys.return_codes import ReturnCode
from intake.services import vault
from intake.services.opening import open_vault
from intake.services.vault import Started, Vault
from tests.checkout import ROOT

RUN = "import sys; from intake.cli import main; sys.exit(main(['run']))"
LONGEST_START = 60
# Set aside for documentation (RFC 5737), so that these drafts count under no limit of the browser's own address.
ELSEWHERE = "192.0.2.7"


@dataclass(frozen=True, slots=True)
class Served:
    """A running server. `log` is what it said; `vault` opens the same store from this process."""

    address: str
    log: Path
    vault: Vault

    @property
    def environ(self) -> dict[str, str]:
        """The settings of the server, for commands about it."""
        return {"INTAKE_DATA": str(self.log.parent / "data"), "INTAKE_PORT": self.address.rpartition(":")[2]}

    def keeps(self, draft: Draft) -> Started:
        """Put a draft into the store; gives its return code and the token of a session."""

        def body_of(code: ReturnCode) -> bytes:
            return json.dumps(draft_to_json(replace(draft, return_code=code.text))).encode()

        return vault.start(self.vault, INTAKE.canonical, body_of, ELSEWHERE, utc_now())


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """A server for as long as it is wanted, with its data in the folder."""
    port, log = free_port(), folder / "log"
    process = start(folder / "data", port, log)
    opened = open_vault(settings_from({"INTAKE_DATA": str(folder / "data")}), utc_now())
    yield Served(f"http://127.0.0.1:{port}", log, opened)
    opened.engine.dispose()
    process.terminate()
    process.wait(30)
    assert "unforeseen" not in log.read_text()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def start(data: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    """`intake run`, ready to answer."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("INTAKE_")}
    environ = {**own, "INTAKE_DATA": str(data), "INTAKE_PORT": str(port)}
    with log.open("wb") as said:
        process = subprocess.Popen([sys.executable, "-c", RUN], cwd=ROOT, env=environ, stdout=said, stderr=said)
    until = time.monotonic() + LONGEST_START
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            process.wait()
            raise AssertionError(f"the server does not start: {log.read_text()}")
        time.sleep(0.1)
    return process


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/help", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False
