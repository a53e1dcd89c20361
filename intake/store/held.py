"""How much is held, and for how long what ran out has waited to be deleted; numbers alone."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.store import installation
from intake.store.clinic_models import ResponseRecord
from intake.store.models import DraftRecord

_DRAFTS = select(func.count(), func.min(DraftRecord.expires_at)).select_from(DraftRecord)
_RESPONSES = select(func.count(), func.min(ResponseRecord.retention_until)).select_from(ResponseRecord)


class Held(NamedTuple):
    """`overdue`: of what ran out first and is still there; zero where nothing is. `last_round`: of the expiry."""

    drafts: int
    responses: int
    overdue: timedelta
    last_round: datetime | None


def held(session: Session, now: datetime) -> Held:
    """Counts every row, so not to be asked for with each request."""
    drafts, first_draft = session.execute(_DRAFTS).one()
    responses, first_response = session.execute(_RESPONSES).one()
    late = [now - first for first in (first_draft, first_response) if first is not None and first < now]
    known = installation.find(session)
    return Held(drafts, responses, max(late, default=timedelta()), known.last_seen_at if known else None)
