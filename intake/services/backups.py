"""Backups: one state of a database that is being served, in one file, proved after it was written.

The master key is never in it.
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from intake.config import Settings
from intake.errors import BackupNotMade
from intake.store import archives, snapshots
from intake.store.archives import ArchiveBroken, Facts, Manifest
from intake.store.deletion_log import DeletionLog
from intake.store.dumps import ProgramStopped, dump, rows_in
from intake.store.engine import engine_of, reading, sqlite_file
from intake.store.facts import facts_in
from intake.store.leaving_out import LEFT_OUT
from intake.store.snapshots import Progress
from intake.store.standing import refuse_unless_open

# Counting and copying may take longer than any request.
PATIENT_SECONDS = 600.0
LAST_BACKUP = "last-backup"
_UNFINISHED = ".intake-backup-"
# By then whatever made it was cut off.
_LEFTOVER_AFTER = timedelta(days=1)
_OURS = re.compile(r"intake-\d{8}-\d{6}\.tar")
_NOTHING_YET = "there is nothing to back up yet; intake run makes the database"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`to`: a folder, or a new file; `keep`: how many of this installation's backups stay in the folder; None: all."""

    to: Path
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """`let_go`: older ones that were deleted; `past_their_days`: those that are older than patients are told."""

    path: Path
    manifest: Manifest
    let_go: tuple[Path, ...]
    past_their_days: tuple[Path, ...]


def make(settings: Settings, wanted: Wanted, now: datetime, progress: Progress) -> Made:
    """Every save acknowledged before `now` is in it. Raises `BackupNotMade`, `StoreClosed`, `StoreUnavailable`; then
    there is no new file.
    """
    path = _path(wanted, now)
    _prove_apart(settings, path.parent)
    with _problems_told(path), _engine(settings) as engine:
        _delete_leftovers(path.parent, now)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=_UNFINISHED) as folder:
            database, file = Path(folder) / "database", Path(folder) / "backup"
            manifest = _taken(settings, engine, database, now, progress)
            archives.write(file, manifest, database)
            archives.prove(file, manifest)
            file.rename(path)
        archives.sync_folder(path.parent)
        (settings.data / LAST_BACKUP).write_text(f"{now.isoformat()}\n")
        return _tidied(settings, Made(path, manifest, (), ()), wanted.keep)


def last_backup(data: Path) -> datetime | None:
    """When the last backup was begun, as the data folder knows; None where it knows of none."""
    with suppress(OSError, ValueError):
        return datetime.fromisoformat((data / LAST_BACKUP).read_text().strip())
    return None


def _path(wanted: Wanted, now: datetime) -> Path:
    to = wanted.to
    if wanted.keep is not None and not to.is_dir():
        raise BackupNotMade(f"{to}: there is no such folder to keep {wanted.keep} backups in. Make it first.")
    path = to / f"intake-{now.astimezone(UTC):%Y%m%d-%H%M%S}.tar" if to.is_dir() else to
    if path.exists():
        raise BackupNotMade(f"{path}: there is such a file already. Name another one, or a folder.")
    if not path.parent.is_dir():
        raise BackupNotMade(f"{path.parent}: there is no such folder. Make it, on another disk if you can.")
    return path.absolute()


def _prove_apart(settings: Settings, folder: Path) -> None:
    """A backup beside the data goes with it, and one beside the key is worth more to a thief than either alone."""
    within = {folder.resolve(), *folder.resolve().parents}
    if settings.data.resolve() in within:
        raise BackupNotMade(f"{folder}: what takes the data folder takes this copy too. Name a folder elsewhere.")
    if settings.key_file.parent.resolve() in within:
        raise BackupNotMade(f"{folder}: the key lies there, and is to be kept apart. Name a folder elsewhere.")


@contextmanager
def _engine(settings: Settings) -> Iterator[Engine]:
    file = sqlite_file(settings.database_url)
    if file is not None and not file.exists():
        raise BackupNotMade(f"{file}: {_NOTHING_YET}")
    engine = engine_of(settings.database_url, PATIENT_SECONDS)
    try:
        refuse_unless_open(engine)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _problems_told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise BackupNotMade(f"{path}: {problem.strerror}. Make room, or name another place.") from None
    except (ArchiveBroken, ProgramStopped) as problem:
        raise BackupNotMade(f"{path}: {problem}.") from None


def _delete_leftovers(folder: Path, now: datetime) -> None:
    for path in folder.glob(f"{_UNFINISHED}*"):
        if now.timestamp() - path.stat().st_mtime > _LEFTOVER_AFTER.total_seconds():
            shutil.rmtree(path, ignore_errors=True)


def _taken(settings: Settings, engine: Engine, database: Path, now: datetime, progress: Progress) -> Manifest:
    # Before the state is taken: what is logged by then is deleted in it, or about to be.
    deletions = len(DeletionLog(settings.deletion_log).entries())
    facts = _TAKEN[engine.dialect.name](engine, database, progress)
    if facts is None:
        raise BackupNotMade(_NOTHING_YET)
    return Manifest(
        database=engine.dialect.name,
        begun=now,
        deletions=deletions,
        facts=facts,
        size=database.stat().st_size,
        sha256=archives.checksum(database),
    )


def _from_sqlite(engine: Engine, database: Path, progress: Progress) -> Facts | None:
    snapshots.snapshot(Path(str(engine.url.database)), database, progress)
    if not snapshots.is_whole(database):
        raise ArchiveBroken("the copy is not whole; run intake doctor")
    copy = engine_of(f"sqlite:///{database}")
    try:
        with reading(copy) as session:
            return facts_in(session)
    finally:
        copy.dispose()


def _from_postgresql(engine: Engine, database: Path, _: Progress) -> Facts | None:
    with reading(engine) as session:
        facts = facts_in(session)
        if facts is None:
            return None
        dump(session, engine, database)
    facts = replace(facts, rows={name: 0 if name in LEFT_OUT else rows for name, rows in facts.rows.items()})
    found = rows_in(database)
    if any(found[name] != rows for name, rows in facts.rows.items()):
        raise ArchiveBroken("the copy has not the rows that the database has")
    return facts


_TAKEN = {"sqlite": _from_sqlite, "postgresql": _from_postgresql}


def _tidied(settings: Settings, made: Made, keep: int | None) -> Made:
    ours = sorted(_ours(made), key=lambda each: each[1].begun, reverse=True)
    let_go = [path for path, _ in ours[keep:]] if keep else []
    for path in let_go:
        path.unlink()
    oldest = made.manifest.begun - timedelta(days=settings.backup_days)
    past = (path for path, manifest in ours if manifest.begun < oldest and path not in let_go)
    return replace(made, let_go=tuple(let_go), past_their_days=tuple(past))


def _ours(made: Made) -> Iterator[tuple[Path, Manifest]]:
    """The backups of this installation beside this one. Another one's, and other files, are nobody's business here."""
    for path in made.path.parent.iterdir():
        with suppress(ArchiveBroken, OSError):
            if _OURS.fullmatch(path.name):
                manifest = archives.manifest_of(path)
                if manifest.facts.made_at == made.manifest.facts.made_at:
                    yield path, manifest
