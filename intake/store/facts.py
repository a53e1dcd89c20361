"""What a backup says of the database in it; also of one whose tables an update has not brought up yet."""

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from intake.keys.audit_chain import GENESIS
from intake.store import copying
from intake.store.archives import Facts
from intake.store.clinic_models import AuditHeadRecord
from intake.store.migrating import version_in
from intake.store.models import InstallationRecord

_INSTALLATION = select(InstallationRecord.made_at, InstallationRecord.key_fingerprint)
_HEAD = select(AuditHeadRecord.seq, AuditHeadRecord.mac)


def facts_in(session: Session) -> Facts | None:
    """None for a database in which nothing was begun yet."""
    connection = session.connection()
    version = version_in(connection)
    known = session.execute(_INSTALLATION).one_or_none() if version else None
    if version is None or known is None:
        return None
    made_at, key = known
    return Facts(tables=version, made_at=made_at, key=key, audit=_head(session), rows=copying.counts(connection))


def _head(session: Session) -> str:
    there = inspect(session.connection()).has_table(AuditHeadRecord.__tablename__)
    seq, mac = (session.execute(_HEAD).one_or_none() if there else None) or (0, GENESIS)
    return f"{seq}:{mac.hex()}"
