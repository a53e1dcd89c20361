"""Queries on the row of the installation."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from intake.store.models import InstallationRecord

_ONLY = 1


def find(session: Session) -> InstallationRecord | None:
    return session.get(InstallationRecord, _ONLY)


def known(session: Session) -> InstallationRecord:
    """Of a database that was opened before."""
    return session.get_one(InstallationRecord, _ONLY)


def write_and_undo(session: Session) -> None:
    """Raises what writing raises where nothing can be written. A row that is written as it is reaches no disk."""
    before = known(session).doubted_since
    for moment in (InstallationRecord.made_at, before):
        session.execute(
            update(InstallationRecord).values(doubted_since=moment).execution_options(synchronize_session=False)
        )


def register(session: Session, key_fingerprint: str, now: datetime) -> InstallationRecord:
    record = InstallationRecord(id=_ONLY, key_fingerprint=key_fingerprint, made_at=now, last_seen_at=now)
    session.add(record)
    session.flush()
    return record
