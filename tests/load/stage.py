"""Where a load is put on: `intake run` as an operator runs it, on SQLite or on a PostgreSQL of its own, on a disk."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from intake import utc_now
from intake.config import settings_from
from intake.services.opening import open_vault
from intake.services.vault import Vault
from tests.live.patient import LivePatient
from tests.live.server import LiveServer
from tests.load.patients import Busy, patients
from tests.load.processes import Watched, family
from tests.postgres import Server, new_cluster

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASES = (SQLITE, POSTGRESQL)
Somebody = TypeVar("Somebody", bound=LivePatient)


@dataclass
class Stage:
    """A running server. `vault` opens the same store from this process."""

    server: LiveServer
    vault: Vault
    folder: Path
    cluster: Server | None = None
    people: list[LivePatient] = field(default_factory=list)
    """They hang up when all is over."""

    @property
    def port(self) -> int:
        return self.server.port

    def patients(self, number: int) -> list[Busy]:
        return self.knows(patients(self.vault, self.port, number))

    def knows(self, those: list[Somebody]) -> list[Somebody]:
        self.people += those
        return those

    def watched(self, every: float = 0.25) -> Watched:
        return Watched(lambda: processes_of(self.server), every=every)


@contextmanager
def stage(database: str = SQLITE, **settings: str) -> Iterator[Stage]:
    """Settings by their names, beside the folder, the port and the database."""
    with ExitStack() as opened:
        made = opened.enter_context(tempfile.TemporaryDirectory(prefix="intake-load-"))
        folder = Path(made)
        cluster = opened.enter_context(_on_disk()) if database == POSTGRESQL else None
        if cluster:
            settings["INTAKE_DATABASE_URL"] = cluster.url(cluster.new_database())
        server = LiveServer(folder, settings)
        opened.callback(lambda: server.stop() if server.running else None)
        server.start()
        vault = open_vault(settings_from({name: server.environ[name] for name in _ours(server)}), utc_now())
        opened.callback(vault.engine.dispose)
        made_up = Stage(server, vault, folder, cluster)
        try:
            yield made_up
        finally:
            for each in made_up.people:
                each.hangs_up()


def lost_by(those: list[Busy]) -> int:
    """How many patients miss an answer that their browser was told is saved."""
    return sum(patient.has_lost() for patient in those)


def processes_of(*servers: LiveServer) -> list[int]:
    return [pid for server in servers if server.process for pid in family(server.process.pid)]


@contextmanager
def _on_disk() -> Iterator[Server]:
    """A PostgreSQL whose commits reach a disk, as they do where patients are served."""
    with tempfile.TemporaryDirectory(prefix="intake-load-postgres-", ignore_cleanup_errors=True) as made:
        cluster = new_cluster(Path(made) / "cluster", shared_buffers="128MB", max_wal_size="1GB")
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop("immediate")


def _ours(server: LiveServer) -> list[str]:
    return [name for name in server.environ if name.startswith("INTAKE_")]
