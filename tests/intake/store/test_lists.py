"""A clinic's list, page by page: what is not known yet comes first, and no response is on two pages or on none."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert

from intake.store import responses
from intake.store.clinic_models import ClinicRecord, ResponseRecord, VersionRecord
from intake.store.engine import reading, writing
from intake.store.responses import Order

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CLINIC = UUID(int=1)
PEOPLE = (UUID(int=5), UUID(int=6))


@pytest.fixture
def stored(engine):
    """Fourteen that are new, of which every third has no day yet and every second is nobody's, and some others."""
    rows = [a_response(number) for number in range(14)]
    others = [{**a_response(number), "status": "closed"} for number in range(5)]
    with writing(engine) as session:
        session.execute(insert(ClinicRecord), [a_clinic()])
        session.execute(insert(ResponseRecord), [*rows, *others])
        session.execute(insert(VersionRecord), [a_version(row["id"]) for row in [*rows, *others]])
    return rows


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("on_a_page", [1, 2, 4, 5, 7, 14, 50])
def test_the_pages_are_the_list_cut_apart(engine, stored, order, on_a_page):
    with reading(engine) as session:
        pages = [
            responses.listed(session, CLINIC, "new", order, slice(start, start + on_a_page))
            for start in range(0, 20, on_a_page)
        ]

    assert {len(page) for page in pages[: 14 // on_a_page]} <= {on_a_page}
    assert [row.sealed.id for page in pages for row in page] == [row["id"] for row in sorted(stored, key=KEYS[order])]


KEYS = {
    Order.APPOINTMENT: lambda row: (row["appointment_day"] or date.min, row["received_at"]),
    Order.RECEIVED: lambda row: NOW - row["received_at"],
    Order.ASSIGNED: lambda row: (row["assigned_to"] or UUID(int=0), row["received_at"]),
}


def a_response(number):
    """As they came in: each a minute after the one before, for visits in no order."""
    return {
        "id": uuid4(),
        "clinic_id": CLINIC,
        "questionnaire": "urn:small|1",
        "latest": 1,
        "status": "new",
        "assigned_to": PEOPLE[number // 2 % 2] if number % 2 else None,
        "appointment_day": NOW.date() + timedelta(days=number * 5 % 7) if number % 3 else None,
        "received_at": NOW + timedelta(minutes=number),
        "retention_until": NOW,
        "withdraw_hash": b"",
    }


def a_version(response_id):
    sealed = dict.fromkeys(("sealed_key", "header", "body", "mac"), b"x")
    return {"response_id": response_id, "number": 1, "kid": 1, "received_at": NOW, **sealed}


def a_clinic():
    words = dict.fromkeys(
        ("address", "country", "readers", "read_within", "watched", "self_harm_readers", "self_harm_within"), ""
    )
    told = {"retention_days": 90, "has_public_page": False, "notices_due": 0, "key_renewal_due": False, "made_at": NOW}
    return {"id": CLINIC, "slug": "one", "name": "One", **words, **told}
