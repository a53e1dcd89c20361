"""Backups for tests: PostgreSQL's programs within reach, and empty places to put a backup back into."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from intake.config import Settings, settings_from
from intake.keys.return_codes import ReturnCode
from intake.services import backups, restoring, vault
from intake.services.opening import open_vault
from intake.services.restoring import Restored, Wanted
from intake.services.vault import Vault
from intake.store import archives, dumps
from intake.store.archives import Manifest
from intake.store.engine import engine_of, sqlite_file
from tests.clinics import NOW
from tests.databases import Databases
from tests.postgres import binary

LATER = NOW + timedelta(hours=3)


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


class Keeper:
    """Somebody who backs up an installation, and puts the backup back into an empty place with a copy of its key."""

    def __init__(self, settings: Settings, place: Settings, folder: Path) -> None:
        self.settings, self.place, self.folder = settings, place, folder
        self.engines: list[Engine] = []

    def backs_up(self) -> Path:
        wanted = backups.Wanted(self.folder / f"{uuid4()}.tar")
        return backups.make(self.settings, wanted, NOW, nothing_said).path

    def puts_back(self, backup: Path, at: datetime = LATER, **more: Any) -> Restored:
        return restoring.restore(self.place, Wanted(backup, **more), at)

    def opens(self) -> Vault:
        """As a server does at its start."""
        opened = open_vault(self.place, NOW)
        self.engines.append(opened.engine)
        return opened

    def opens_draft(self, code: ReturnCode) -> bytes:
        return vault.open_by_code(self.opens(), code, "192.0.2.77", NOW).draft.body

    def has_empty_place(self) -> bool:
        """Whether nothing but the key is there, and no table."""
        if sqlite_file(self.place.database_url):
            return [path.name for path in self.place.data.iterdir()] == ["master.key"]
        engine = engine_of(self.place.database_url)
        try:
            return not dumps.has_tables(engine)
        finally:
            engine.dispose()


@contextmanager
def keeping(settings: Settings, databases: Databases, folder: Path) -> Iterator[Keeper]:
    """With an empty place of the same kind."""
    keeper = Keeper(settings, empty_place(databases, folder / "place", settings.key_file), folder)
    try:
        yield keeper
    finally:
        for engine in keeper.engines:
            engine.dispose()


def with_other_facts(backup: Path, monkeypatch: pytest.MonkeyPatch, **facts: Any) -> Manifest:
    """As if its manifest said so."""
    manifest = archives.manifest_of(backup)
    other = replace(manifest, facts=replace(manifest.facts, **facts))
    monkeypatch.setattr(archives, "manifest_of", lambda _: other)
    return other
