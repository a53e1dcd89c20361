"""Whether a running server can keep what it is given now. It changes nothing, and names no path and no address."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from intake.errors import IntakeError, StoreClosed, StoreNotDurable
from intake.keys.master import read_key_file
from intake.services.expiry import FARTHEST_AHEAD
from intake.services.vault import LEAST_FREE_SPACE, Vault
from intake.store import installation
from intake.store.engine import durability_of, reading
from intake.store.migrating import newest_version, version_of
from intake.store.models import InstallationRecord
from intake.store.standing import refuse_unless_open

OK = "ok"


def readiness_of(vault: Vault, key_file: Path) -> dict[str, str]:
    """How each thing stands: "ok", or what is to be done. What cannot be known is not named."""
    return {"space": _space(vault), **dict(_store(vault, key_file))}


def _space(vault: Vault) -> str:
    free = shutil.disk_usage(vault.deletions.path.parent).free
    return (
        OK if free >= LEAST_FREE_SPACE else f"free {LEAST_FREE_SPACE // 1_000_000} MB; no new form is begun until then"
    )


def _store(vault: Vault, key_file: Path) -> Iterator[tuple[str, str]]:
    try:
        durability_of(vault.engine)
        yield "durable", OK
        refuse_unless_open(vault.engine)
        version, newest = version_of(vault.engine), newest_version()
        with reading(vault.engine) as session:
            known = installation.find(session) if version else None
        yield "database", OK
    except StoreNotDurable:
        yield "durable", "the database does not keep its durable settings; run intake doctor"
        return
    except StoreClosed:
        # The address that it was moved to is the doctor's to name.
        yield "database", "it was moved elsewhere, or is being filled; run intake doctor, then restart"
        return
    except (IntakeError, SQLAlchemyError) as problem:
        yield "database", f"it does not answer ({type(problem).__name__})"
        return
    yield "tables", OK if version == newest else f"{version or 'none'} here, {newest} wanted; restart"
    yield "key", _key(vault, key_file, known)


def clock_of(vault: Vault, now: datetime) -> str:
    """Told, and no reason to serve nobody: until it is believed, nothing is deleted, and what expired opens nowhere."""
    try:
        with reading(vault.engine) as session:
            known = installation.find(session)
    except (IntakeError, SQLAlchemyError):
        return OK
    if known is None or now - known.last_seen_at <= FARTHEST_AHEAD:
        return OK
    return "it stands far ahead of the last time seen; if it is right, run intake expire --clock-is-right"


def _key(vault: Vault, key_file: Path, known: InstallationRecord | None) -> str:
    """After a rotation the file and the row are new and the keys are the same; after a replacement they are not."""
    try:
        same = known is not None and read_key_file(key_file).keys(known.sealed_root).binding == vault.keys.binding
    except IntakeError as problem:
        return f"the key file does not open this database ({type(problem).__name__})"
    return OK if same else "this is not the key of the database; run intake doctor, then restart"
