"""Where a run of faults makes its databases: one PostgreSQL for all: worlds that are set up once lie in it."""

import atexit
from contextlib import ExitStack
from functools import cache

from tests.databases import Databases


@cache
def databases_of(kind: str) -> Databases:
    """Ends with the process."""
    opened = ExitStack()
    atexit.register(opened.close)
    return Databases(kind, opened)
