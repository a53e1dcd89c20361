"""What grows with a clinic is asked for by an index: SQLite's own plan of each query says so."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from intake.store import audit, invitations, responses, staff
from intake.store.responses import Order
from tests.databases import ON_SQLITE
from tests.plans import plan_of

pytestmark = ON_SQLITE

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
    "the search": lambda session: list(responses.every_header(session, CLINIC)),
    "one response": lambda session: responses.find(session, CLINIC, RESPONSE),
    "its versions": lambda session: responses.versions(session, RESPONSE),
    "what staff added": lambda session: responses.entries(session, RESPONSE),
    "a new key": lambda session: list(responses.versions_of_clinic(session, CLINIC)),
    "the expiry": lambda session: responses.expired(session, NOW),
    "the audit log of a clinic": lambda session: audit.of_clinic(session, CLINIC, (), LATEST, 100),
    "its deletions": lambda session: audit.of_clinic(session, CLINIC, ("response deleted",), LATEST, 100),
    "the invitations of a clinic": lambda session: invitations.of_clinic(session, CLINIC, 100),
    "one invitation": lambda session: invitations.find(session, CLINIC, RESPONSE),
    "a link that was followed": lambda session: invitations.find_by_token(session, b"0" * 32),
    "a session of staff": lambda session: staff.find_session(session, b"0" * 32),
    "the staff of a clinic": lambda session: staff.of_clinic(session, CLINIC),
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_what_grows_is_found_by_an_index(engine, query):
    plan = plan_of(engine, query)

    assert plan
    assert [step for step in plan if reads_a_whole_table(step)] == []


@pytest.mark.parametrize("order", Order)
def test_a_page_of_the_list_is_read_in_the_order_of_an_index(engine, order):
    """Sorting would read all of a state's responses for the first fifty of them."""
    plan = plan_of(engine, lambda session: responses.listed(session, CLINIC, "new", order, PAGE))

    assert f"ix_response_by_{order}" in plan[0]
    assert [step for step in plan if "TEMP B-TREE" in step] == []


def test_a_whole_table_that_is_read_is_noticed(engine):
    """The check itself: a restored backup is compared with the log of deletions row by row."""
    plan = plan_of(engine, responses.last_changes)

    assert [reads_a_whole_table(step) for step in plan] == [True]


def reads_a_whole_table(step: str) -> bool:
    """A SEARCH goes to its rows by an index; a SCAN reads a table, or an index, from end to end."""
    return step.startswith("SCAN")
