"""Another master key for the same database: in the place of one that is known, or after its loss.

What staff hold by HPKE depends on neither.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from intake.config import Settings
from intake.errors import KeyFileRefused
from intake.keys.master import Keys, read_key_file
from intake.services.acting import operator_acting
from intake.services.auditing import Action
from intake.services.bindings import bind_all
from intake.services.key_files import finish_rotation, next_key
from intake.services.members import sealed_details
from intake.services.opening import open_vault
from intake.services.vault import Vault
from intake.store import clinics, installation, staff
from intake.store.clinic_models import StaffRecord
from intake.store.deletion_log import DeletionLog
from intake.store.engine import engine_of, writing
from intake.store.migrating import migrate


@dataclass(frozen=True, slots=True)
class Replaced:
    """How many members of staff need a new set-up link."""

    staff: int


def replace(settings: Settings, now: datetime) -> Replaced:
    """Passphrases, second factors and sessions of staff are void, for they were mixed with the key that is gone.

    Responses stay sealed to the clinics' keys, which the recovery sheets bring back. Raises KeyFileRefused where there
    is a key file: a key that is only somewhere else is brought back, not replaced. After a crash it can be done again.
    """
    if settings.key_file.exists():
        raise KeyFileRefused(f"{settings.key_file}: there is a key; move it away first if it is not this database's")
    engine = engine_of(settings.database_url)
    migrate(engine)
    # In its place only once the database goes by it: after a crash before that, the next try takes the same key.
    keys = next_key(settings.key_file).keys()
    vault = Vault(engine, keys, DeletionLog(settings.deletion_log), settings.idle, settings.longest_session)
    with writing(engine) as session:
        known = installation.known(session)
        known.key_fingerprint, known.sealed_root = keys.fingerprint, None
        people = staff.every(session)
        for found in people:
            _void(session, keys, found, now)
        bind_all(session, keys)
        told: list[UUID | None] = []
        for clinic in clinics.every(session):
            clinic.notify = None
            told.append(clinic.id)
        # Where there is no clinic, the log has rows all the same, and tells why they cannot be read.
        for clinic_id in told or [None]:
            operator_acting(vault, clinic_id, now).tell(session, Action.MASTER_KEY_REPLACED)
    engine.dispose()
    finish_rotation(settings.key_file, keys.fingerprint)
    return Replaced(sum(found.disabled_at is None for found in people))


def _void(session: Session, keys: Keys, found: StaffRecord, now: datetime) -> None:
    found.verifier = found.sk_by_passphrase = found.seed = None
    found.details = sealed_details(keys, found.id, {"name": found.username})
    staff.revoke_sessions_of(session, found.id, now)
    staff.delete_backup_codes(session, found.id)
    # Nobody can use it any more, so that the clinic takes no answers until its sheet brought the key back.
    clinics.delete_grants_to(session, found.clinic_id, str(found.id))


def rotate(settings: Settings, now: datetime) -> Path | None:
    """A new master key in the place of a known one; all opens as before. Returns where the old key file is kept now.

    The root of all keys is sealed under the new key, in one row: none is left under the old one. A backup from before
    opens with the old key alone. After a crash it can be done again.
    """
    vault = open_vault(settings, now)
    master = next_key(settings.key_file)
    with writing(vault.engine) as session:
        known = installation.known(session)
        root = read_key_file(settings.key_file).root_in(known.sealed_root)
        known.sealed_root, known.key_fingerprint = master.seal_root(root), master.fingerprint
        operator_acting(vault, None, now).tell(session, Action.MASTER_KEY_ROTATED)
    vault.engine.dispose()
    return finish_rotation(settings.key_file, master.fingerprint)
