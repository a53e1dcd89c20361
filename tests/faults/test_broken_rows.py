"""A short form of F19: what breaks in one row breaks nothing else, and the list says which row it is."""

from tests.databases import ON_SQLITE
from tests.faults.broken_rows import everything_broken, list_that_one_row_breaks, ward

SOME = frozenset({"draft.body", "response_version.header"})


@ON_SQLITE
def test_broken_row_breaks_nothing_else_and_a_list_that_breaks_would_be_found(databases):
    with ward(databases) as there:
        found = everything_broken(there, SOME)
        with list_that_one_row_breaks():
            bad = everything_broken(there, frozenset({"response_version.header"}))

    assert (found.tried, found.spread) == (len(SOME), [])
    assert bad.spread
