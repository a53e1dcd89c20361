"""A short form of F19: what breaks in one row breaks nothing else, and the list says which row it is."""

from tests.faults.broken_rows import everything_broken, list_that_one_row_breaks, ward

SOME = frozenset({"draft.body", "review_entry.body", "response_version.header"})


def test_broken_row_breaks_nothing_else_and_a_list_that_breaks_would_be_found():
    with ward("sqlite") as there:
        found = everything_broken(there, SOME)
        with list_that_one_row_breaks():
            bad = everything_broken(there, frozenset({"response_version.header"}))

    assert (found.tried, found.spread) == (len(SOME), [])
    assert bad.spread
