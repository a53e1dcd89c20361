"""Queries on tries, counted by the second."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from intake.store.engine import in_turn
from intake.store.models import ThrottleRecord


def wait_for_turn(session: Session, key_hash: bytes) -> None:
    """Until this transaction ends nobody else counts a try of this key."""
    in_turn(session, f"tries {key_hash.hex()}")


def counts_between(session: Session, key_hash: bytes, start: datetime, end: datetime) -> dict[datetime, int]:
    """How many tries each second after `start` and until `end` holds, oldest first.

    Seconds after `end` were counted before a clock was set back; they would hold for longer than any limit.
    """
    rows = session.execute(
        select(ThrottleRecord.window_start, ThrottleRecord.count)
        .where(
            ThrottleRecord.key_hash == key_hash,
            ThrottleRecord.window_start > start,
            ThrottleRecord.window_start <= end,
        )
        .order_by(ThrottleRecord.window_start)
    )
    return dict(iter(rows))


def add(session: Session, key_hash: bytes, second: datetime, tries: int) -> None:
    """`tries` may be -1: a try given back."""
    where = (ThrottleRecord.key_hash == key_hash, ThrottleRecord.window_start == second)
    wait_for_turn(session, key_hash)
    record = session.scalar(select(ThrottleRecord).where(*where))
    if record is None:
        session.add(ThrottleRecord(key_hash=key_hash, window_start=second, count=max(tries, 0)))
        session.flush()
        return
    session.execute(
        update(ThrottleRecord)
        .where(*where)
        .values(count=ThrottleRecord.count + tries)
        .execution_options(synchronize_session=False)
    )


def delete_until(session: Session, moment: datetime) -> None:
    session.execute(
        delete(ThrottleRecord).where(ThrottleRecord.window_start <= moment).execution_options(synchronize_session=False)
    )
