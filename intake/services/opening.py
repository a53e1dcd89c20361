"""From settings to a vault that can serve: folder, tables, master key; made on the first run, proved on the others."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine

from intake.config import Settings
from intake.errors import (
    KeyMismatch,
    SettingProblem,
    SettingsInvalid,
    StoreDamaged,
    StoreFault,
    StoreUnavailable,
    TablesNewer,
)
from intake.keys.master import Keys, make_key_file, read_key_file, refuse_place_of_key
from intake.services.expiry import apply_deletions
from intake.services.key_files import finish_rotation
from intake.services.vault import Vault
from intake.store import installation
from intake.store.deletion_log import DeletionLog
from intake.store.engine import engine_of, in_turn, sqlite_file, writing
from intake.store.migrating import migrate, version_of
from intake.store.standing import refuse_unless_open

log = logging.getLogger("intake")


def open_vault(settings: Settings, now: datetime) -> Vault:
    """May be called by several processes at once; leaves no connection open, so a server may fork afterwards.

    Raises `SettingsInvalid`, `KeyFileRefused`, `KeyMismatch`, `StoreClosed`, `StoreDamaged`, `StoreNotDurable`,
    `StoreUnavailable`, `TablesNewer`, `TablesOutdated`.
    """
    _make_folder(settings)
    engine = engine_of(settings.database_url, connections=settings.threads)
    try:
        with _place_named(settings):
            refuse_unless_open(engine)
            if version_of(engine) is None:
                # Before there are tables beside which a key that was never made would be missed.
                refuse_place_of_key(settings.key_file)
            migrate(engine)
            keys = _keys(engine, settings, now)
            vault = Vault(engine, keys, DeletionLog(settings.deletion_log), settings.idle, settings.longest_session)
            apply_deletions(vault)
    finally:
        engine.dispose()
    return vault


@contextmanager
def _place_named(settings: Settings) -> Iterator[None]:
    """What is wrong with the database is told with its file, where it has one."""
    file = sqlite_file(settings.database_url)
    place = str(file or "the database")
    try:
        yield
    except StoreDamaged:
        raise StoreDamaged(place) from None
    except TablesNewer as problem:
        raise TablesNewer(problem.found, place) from None
    except StoreUnavailable as problem:
        if file is None or problem.kind not in (StoreFault.READ_ONLY, StoreFault.UNREACHABLE):
            raise
        mend = "this user cannot write to it, or not to its folder; look at the owner of both"
        raise SettingsInvalid((SettingProblem("INTAKE_DATA", place, mend),)) from None


def _make_folder(settings: Settings) -> None:
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = sqlite_file(settings.database_url)
        if file:
            # Made before SQLite does, which would leave it open to others. Its journals take the same mode.
            file.touch(mode=0o600)
    except OSError as problem:
        mend = f"{problem.strerror}; name a folder that this user can write to"
        raise SettingsInvalid((SettingProblem("INTAKE_DATA", str(settings.data), mend),)) from None


def _keys(engine: Engine, settings: Settings, now: datetime) -> Keys:
    """A master key is made beside an empty database only: a new one opens nothing that was sealed before."""
    with writing(engine) as session:
        in_turn(session, "installation")
        known = installation.find(session)
        if known is None:
            if settings.key_file.exists():
                # A disk that is not there today leaves an empty folder in its place.
                log.warning("database begun anew beside a key that was there")
            else:
                make_key_file(settings.key_file)
            known = installation.register(session, read_key_file(settings.key_file).fingerprint, now)
        # What can be read and not written to would begin to serve, and keep nothing.
        installation.write_and_undo(session)
        finish_rotation(settings.key_file, known.key_fingerprint)
        master = read_key_file(settings.key_file)
        if master.fingerprint != known.key_fingerprint:
            raise KeyMismatch(f"{settings.key_file}: the database was made with another key; bring that key back")
        return master.keys(known.sealed_root)
