"""Deletion on schedule: what has expired goes, and what was deleted stays deleted after a backup comes back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from intake.errors import ClockDoubted
from intake.services.forgetting import delete_brought_back, delete_expired
from intake.services.throttling import LONGEST
from intake.services.vault import Vault
from intake.store import drafts, installation, sessions, throttles
from intake.store.engine import in_turn, wipe_freed, writing
from intake.store.models import InstallationRecord

# A clock further ahead than this of what was seen last is doubted, and believed after it has stood for so long.
FARTHEST_AHEAD = timedelta(hours=48)
BELIEVED_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many."""

    drafts: int
    responses: int


def expire(vault: Vault, now: datetime, *, clock_is_right: bool = False) -> Deleted:
    """Delete drafts, responses, sessions, invitations and counted tries that have expired.

    A clock that jumps ahead by years would delete everything at once. So each run notes its time, and a run that
    finds the clock more than 48 hours ahead of the note raises `ClockDoubted` and deletes nothing. After a long
    holiday that is the true time: the operator says so with `clock_is_right`, or it is believed once it has stood for
    24 hours. Nobody loses by the wait: what has expired is not found any more, deleted or not.
    """
    with writing(vault.engine) as session:
        record = installation.known(session)
        last_seen = record.last_seen_at
        if clock_is_right:
            record.last_seen_at = now
        believed = _is_believed(record, now)
        deleted = _delete_expired(session, vault, record, now) if believed else Deleted(0, 0)
    if not believed:
        raise ClockDoubted(last_seen, now)
    wipe_freed(vault.engine)
    return deleted


def apply_deletions(vault: Vault) -> int:
    """Delete what the log says was deleted and a restored backup brought back; returns how many drafts and responses.

    One that was changed after its line in the log is not meant: its deletion was never committed.
    """
    logged = vault.deletions.entries()
    with writing(vault.engine) as session:
        in_turn(session, "deletions")
        changed = drafts.last_changes(session, logged)
        back = [draft_id for draft_id, at in changed.items() if draft_id in logged and at <= logged[draft_id]]
        drafts.delete_all(session, back)
        deleted = len(back) + delete_brought_back(session, vault, logged)
    if deleted:
        wipe_freed(vault.engine)
    return deleted


def _is_believed(record: InstallationRecord, now: datetime) -> bool:
    if now - record.last_seen_at <= FARTHEST_AHEAD:
        return True
    if record.doubted_since is None or now < record.doubted_since:
        record.doubted_since = now
    return now - record.doubted_since >= BELIEVED_AFTER


def _delete_expired(session: Session, vault: Vault, record: InstallationRecord, now: datetime) -> Deleted:
    record.doubted_since = None
    record.last_seen_at = max(record.last_seen_at, now)
    expired = drafts.expired_ids(session, now)
    vault.deletions.append(expired, now)
    drafts.delete_all(session, expired)
    sessions.delete_over(session, now, vault.idle)
    throttles.delete_until(session, now - LONGEST)
    return Deleted(len(expired), delete_expired(session, vault, now))
