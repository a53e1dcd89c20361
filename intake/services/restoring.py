"""Putting a backup back into an empty place, brought to this day before anything is served; all or nothing."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine

from intake.config import Settings
from intake.errors import BackupNotRestored, KeyFileRefused
from intake.keys.master import read_key_file
from intake.services.auditing import verify
from intake.services.backups import PATIENT_SECONDS
from intake.services.expiry import FARTHEST_AHEAD, Deleted, apply_deletions, expire
from intake.services.vault import Vault
from intake.store import archives, dumps, installation, snapshots
from intake.store.archives import ArchiveBroken, Facts, Manifest
from intake.store.deletion_log import DeletionLog
from intake.store.dumps import ProgramStopped
from intake.store.engine import engine_of, reading, sqlite_file, write_lock
from intake.store.facts import facts_in
from intake.store.migrating import migrate, newest_version
from intake.store.standing import Mark, Standing, mark_of, remove_mark, set_mark

_UNFINISHED = ".unfinished"
_JOURNALS = ("", "-journal", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`deletions`: the newest log of deletions, where it does not lie in the data folder. `clock_is_right`: although
    the backup is days old.
    """

    backup: Path
    deletions: Path | None = None
    clock_is_right: bool = False


class LogFound(StrEnum):
    """Whether what was deleted since the backup is known."""

    NONE = "none"
    OLDER = "older than the backup"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """`deleted_again`: by the log; `expired`: since the backup. `facts`: as it is now."""

    manifest: Manifest
    facts: Facts
    log: LogFound
    deleted_again: int
    expired: Deleted
    audit_problems: int


def restore(settings: Settings, wanted: Wanted, now: datetime) -> Restored:
    """Raises `BackupNotRestored`, `StoreUnavailable`; then the place is empty as before."""
    with _problems_told(wanted.backup):
        manifest = archives.manifest_of(wanted.backup)
        _prove_kind_and_version(settings, manifest)
        _prove_key(settings.key_file, manifest.facts.key)
        _prove_clock(wanted, manifest, now)
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _log(settings, wanted) as log, _PLACES[manifest.database](settings, wanted.backup, manifest) as engine:
            restored = _brought_up(settings, engine, manifest, log, now)
            if log.path.exists():
                log.path.replace(settings.deletion_log)
            archives.sync_folder(settings.data)
    return restored


@contextmanager
def _problems_told(backup: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise BackupNotRestored(f"{problem.filename or backup}: {problem.strerror}.") from None
    except (ArchiveBroken, ProgramStopped) as problem:
        raise BackupNotRestored(f"{backup}: {problem}.") from None


def _prove_kind_and_version(settings: Settings, manifest: Manifest) -> None:
    kind = "sqlite" if sqlite_file(settings.database_url) else "postgresql"
    if manifest.database != kind:
        raise BackupNotRestored(
            f"It is of {manifest.database}, and INTAKE_DATABASE_URL names {kind}. Put it back into a database of its "
            "own kind; then intake move carries it over."
        )
    if manifest.facts.tables > newest_version():
        raise BackupNotRestored(
            f"A newer Intake made it (tables {manifest.facts.tables}, {newest_version()} known here). Install that one."
        )


def _prove_key(file: Path, fingerprint: str) -> None:
    """Before anything is touched: without its key the database opens nothing."""
    whence = f"The key is in no backup: bring the copy of it that is kept apart to {file}"
    try:
        found = read_key_file(file).fingerprint
    except KeyFileRefused as problem:
        raise BackupNotRestored(f"{problem}. {whence}.") from None
    if found != fingerprint:
        aside = [each for each in sorted(file.parent.glob(f"{file.name}.*")) if _is_key(each, fingerprint)]
        known = f", such as {aside[0]}" if aside else ""
        raise BackupNotRestored(f"{file}: this is not the key of this backup. {whence}{known}.")


def _is_key(file: Path, fingerprint: str) -> bool:
    with suppress(KeyFileRefused):
        return read_key_file(file).fingerprint == fingerprint
    return False


def _prove_clock(wanted: Wanted, manifest: Manifest, now: datetime) -> None:
    """A clock that is wrong by years would delete everything that was put back, and log it as deleted."""
    told = f"The clock says {now:%Y-%m-%d %H:%M} UTC, and the backup was made {manifest.begun:%Y-%m-%d %H:%M} UTC."
    if now < manifest.begun:
        raise BackupNotRestored(f"{told} Set the clock right.")
    if now - manifest.begun > FARTHEST_AHEAD and not wanted.clock_is_right:
        raise BackupNotRestored(f"{told} What expired since is deleted. If that is so, add --clock-is-right.")


@contextmanager
def _log(settings: Settings, wanted: Wanted) -> Iterator[DeletionLog]:
    """Of the log in the data folder and the one that was brought: all that either has, in a file of its own."""
    if wanted.deletions and not wanted.deletions.is_file():
        raise BackupNotRestored(f"{wanted.deletions}: there is no such file.")
    merged = DeletionLog(settings.deletion_log).entries()
    for each, moment in DeletionLog(wanted.deletions).entries().items() if wanted.deletions else ():
        merged[each] = max(moment, merged.get(each, moment))
    log = DeletionLog(settings.deletion_log.with_name(settings.deletion_log.name + _UNFINISHED))
    log.path.unlink(missing_ok=True)
    try:
        log.extend(merged)
        yield log
    finally:
        log.path.unlink(missing_ok=True)


@contextmanager
def _in_sqlite(settings: Settings, backup: Path, manifest: Manifest) -> Iterator[Engine]:
    """Beside the place, under another name until all is done."""
    place = sqlite_file(settings.database_url) or settings.data
    if place.exists() and place.stat().st_size:
        raise BackupNotRestored(f"{place}: there is a database. A backup is put back into an empty place alone.")
    unfinished = place.with_name(place.name + _UNFINISHED)
    _delete(unfinished)
    engine = engine_of(f"sqlite:///{unfinished}")
    try:
        archives.take_out(backup, manifest, unfinished)
        if not snapshots.is_whole(unfinished):
            raise ArchiveBroken("its database is not whole")
        yield engine
        engine.dispose()
        unfinished.rename(place)
        archives.sync_folder(place.parent)
    finally:
        engine.dispose()
        _delete(unfinished)


def _delete(database: Path) -> None:
    for journal in _JOURNALS:
        database.with_name(database.name + journal).unlink(missing_ok=True)


@contextmanager
def _in_postgresql(settings: Settings, backup: Path, manifest: Manifest) -> Iterator[Engine]:
    """Under a mark until all is done, so that what a crash leaves is not served, and is done anew."""
    engine = engine_of(settings.database_url, PATIENT_SECONDS)
    try:
        _claim(engine)
        try:
            with tempfile.TemporaryDirectory(dir=settings.data, prefix=".restore-") as folder:
                dump = Path(folder) / "dump"
                archives.take_out(backup, manifest, dump)
                dumps.load(engine, dump)
            yield engine
            with write_lock(engine) as connection:
                remove_mark(connection)
        except BaseException:
            dumps.empty(engine)
            raise
    finally:
        engine.dispose()


def _claim(engine: Engine) -> None:
    mark = mark_of(engine)
    if mark is not None and mark.word is Standing.RESTORING:
        dumps.empty(engine)
    elif dumps.has_tables(engine):
        name = engine.url.database
        raise BackupNotRestored(
            f"Database {name}: there are tables in it. A backup is put back into an empty one alone."
        )
    with write_lock(engine) as connection:
        set_mark(connection, Mark(Standing.RESTORING, ""))


_PLACES = {"sqlite": _in_sqlite, "postgresql": _in_postgresql}


def _brought_up(settings: Settings, engine: Engine, manifest: Manifest, log: DeletionLog, now: datetime) -> Restored:
    """To the tables and the day of now. The key was proved before."""
    with reading(engine) as session:
        if facts_in(session) != manifest.facts:
            raise ArchiveBroken("its database is not the one that its manifest tells of")
    migrate(engine)
    with reading(engine) as session:
        keys = read_key_file(settings.key_file).keys(installation.known(session).sealed_root)
        proved = verify(session, keys, manifest.facts.audit)
    vault = Vault(engine, keys, log, settings.idle, settings.longest_session)
    logged = len(log.entries())
    deleted_again = apply_deletions(vault)
    expired = expire(vault, now, clock_is_right=True)
    with reading(engine) as session:
        facts = facts_in(session) or manifest.facts
    return Restored(
        manifest=manifest,
        facts=facts,
        log=LogFound.NONE if not logged else LogFound.OLDER if logged < manifest.deletions else LogFound.KNOWN,
        deleted_again=deleted_again,
        expired=expired,
        audit_problems=len(proved.problems),
    )
