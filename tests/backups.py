"""Backups for tests: PostgreSQL's programs within reach, and empty places to put a backup back into."""

import os
import shutil
from pathlib import Path

import pytest

from intake.config import Settings, settings_from
from tests.databases import Databases
from tests.postgres import binary


def with_programs(patched: pytest.MonkeyPatch, databases: Databases) -> None:
    """Those of the wheel come first on the path."""
    if databases.kind == "postgresql":
        patched.setenv("PATH", programs_first(os.environ["PATH"]))


def programs_first(path: str) -> str:
    return os.pathsep.join([str(Path(binary("pg_dump")).parent), path])


def empty_place(databases: Databases, folder: Path, key_file: Path | None = None) -> Settings:
    """Of this kind, with a copy of this key and nothing else."""
    folder.mkdir(mode=0o700)
    url = databases.empty_url(folder)
    if key_file is not None:
        shutil.copy2(key_file, folder / "master.key")
    return settings_from({"INTAKE_DATA": str(folder), "INTAKE_DATABASE_URL": url})


def nothing_said(*_: object) -> None:
    """For work whose progress nobody waits for."""
