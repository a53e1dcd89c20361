"""What grows with a clinic is asked for by an index: the database's own plan of each query says so.

Here by hand, for an empty database; `tests/web/clinic/test_queries_of_pages.py` has whatever a page asks for.
"""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from intake.store import audit, invitations, responses, staff
from intake.store.clinic_models import ResponseRecord
from intake.store.engine import reading, writing
from intake.store.responses import Order
from tests.databases import ON_SQLITE
from tests.plans import plans_of, statements_of, whole_reads

CLINIC, RESPONSE = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
PAGE = slice(0, 51)
LATEST = 2**62

# `response` by its clinic or its moment, `response_version` by its response: never a table from end to end.
QUERIES = {
    **{
        f"the list by {order}": (lambda session, order=order: responses.listed(session, CLINIC, "new", order, PAGE))
        for order in Order
    },
    "the counts by state": lambda session: responses.counts(session, CLINIC),
    "the search": lambda session: responses.newest_first(session, CLINIC),
    "what it opens": lambda session: list(responses.headers(session, CLINIC, [RESPONSE])),
    "one response": lambda session: responses.find(session, CLINIC, RESPONSE),
    "its versions": lambda session: responses.versions(session, RESPONSE),
    "what staff added": lambda session: responses.entries(session, RESPONSE),
    "a new key": lambda session: list(responses.versions_of_clinic(session, CLINIC)),
    "the expiry": lambda session: responses.expired(session, NOW),
    "the audit log of a clinic": lambda session: audit.of_clinic(session, CLINIC, (), LATEST, 100),
    "its deletions": lambda session: audit.of_clinic(session, CLINIC, ("response deleted",), LATEST, 100),
    "the invitations of a clinic": lambda session: invitations.of_clinic(session, CLINIC, 100),
    "one invitation": lambda session: invitations.find(session, CLINIC, RESPONSE),
    "a link that was followed": lambda session: invitations.find_by_token(session, b"0" * 32, to_change=False),
    "a session of staff": lambda session: staff.find_session(session, b"0" * 32),
    "the staff of a clinic": lambda session: staff.of_clinic(session, CLINIC),
    "whoever signs in": lambda session: staff.find_by_username_or_any(session, "anna"),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_what_grows_is_found_by_an_index(engine, query):
    with statements_of(engine) as run, writing(engine) as session:
        query(session)

    assert run
    assert list(whole_reads(engine, run)) == []


@pytest.mark.parametrize("order", Order)
def test_a_page_of_the_list_is_read_in_the_order_of_an_index(engine, order):
    """Sorting would read all of a state's responses for the first fifty of them."""
    with statements_of(engine) as run, reading(engine) as session:
        responses.listed(session, CLINIC, "new", order, PAGE)

    assert {f"ix_response_by_{order}" in plan for plan in plans_of(engine, run)} == {True}
    assert [plan for plan in plans_of(engine, run) if "TEMP B-TREE" in plan or "Sort Key" in plan] == []


@ON_SQLITE
def test_some_headers_are_found_by_their_own_ids(engine):
    """By the clinic's, each few of a search would read the whole clinic. PostgreSQL goes by how much there is."""
    with statements_of(engine) as run, reading(engine) as session:
        list(responses.headers(session, CLINIC, [UUID(int=number) for number in range(500)]))

    (plan,) = plans_of(engine, run)
    assert "ix_response_by" not in plan


def test_a_whole_table_that_is_read_is_noticed(engine):
    """The check itself."""
    with statements_of(engine) as run, reading(engine) as session:
        session.execute(select(ResponseRecord.received_at)).all()

    assert [read.table for read in whole_reads(engine, run)] == ["response"]


def test_a_list_that_is_sorted_is_noticed(engine):
    """The check itself: by a day that no index has."""
    with statements_of(engine) as run, reading(engine) as session:
        session.execute(select(ResponseRecord.id).order_by(ResponseRecord.withdraw_hash))

    (plan,) = plans_of(engine, run)
    assert "TEMP B-TREE" in plan or "Sort Key" in plan
