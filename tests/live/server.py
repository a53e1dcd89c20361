"""`intake run` as an operator runs it, in processes of its own, which a test may kill, stop and start again."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from tests.checkout import ROOT
from tests.live.ports import free_port

RUN = "import sys; from intake.cli import main; sys.exit(main(sys.argv[1:]))"
LONGEST_START = 60.0


@contextmanager
def serving(
    settings: dict[str, str] | None = None, prelude: str = "", folder: Path | None = None
) -> "Iterator[LiveServer]":
    """A server that answers, killed at the end; in a folder that is there already, or in one of its own."""
    with tempfile.TemporaryDirectory(prefix="intake-live-") as own:
        server = LiveServer(folder or Path(own), settings or {}, prelude=prelude)
        try:
            yield server.start()
        finally:
            server.kill()


@dataclass
class LiveServer:
    """A server whose data lies in `folder`; `settings`: of the environment, beside INTAKE_DATA and the port."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    wrapper: tuple[str, ...] = ()
    """What runs it: a tracer, or a shell that sets limits."""
    prelude: str = ""
    """Python that its first process runs before anything else: how a test breaks it on purpose."""
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "LiveServer":
        """Returns when it answers; raises AssertionError with what it said when it does not."""
        self.begin()
        until = time.monotonic() + LONGEST_START
        while not self.answers():
            assert self.running, f"the server ended with {self.process and self.process.returncode}: {self.said()}"
            assert time.monotonic() < until, f"the server does not answer: {self.said()}"
            time.sleep(0.02)
        return self

    def begin(self) -> None:
        """Begins and does not wait."""
        command = (*self.wrapper, sys.executable, "-c", self.program, "run")
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environ, stdout=said, stderr=said, start_new_session=True
            )

    def kill(self) -> None:
        """SIGKILL to every process of it at once."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def stop(self, seconds: float = 30) -> int:
        """As an operator stops it; gives its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """An `intake` command about this installation."""
        command = (*self.wrapper, sys.executable, "-c", self.program, *arguments)
        return subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False)

    def answers(self) -> bool:
        try:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/help")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def workers(self) -> list[int]:
        """The ids of its worker processes."""
        assert self.process is not None
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    @property
    def program(self) -> str:
        return f"{self.prelude}\n{RUN}"

    @property
    def environ(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("INTAKE_", "PORT"))}
        return {**own, "INTAKE_DATA": str(self.data), "INTAKE_PORT": str(self.port), **self.settings}

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-4000:] if self.log.exists() else ""
