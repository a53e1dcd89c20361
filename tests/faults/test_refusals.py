"""F20 in short: what cannot be served safely is not served, and is left as it was."""

import pytest

from tests.faults.refusals import started
from tests.faults.sabotage import before_serving


@pytest.mark.parametrize("way", ["key of another database", "folder that cannot be made"])
def test_a_start_that_is_not_safe_is_refused_in_one_line(way):
    assert started(way).wrong == ()


def test_the_check_finds_a_start_that_makes_a_new_key():
    assert "served" in started("missing key", before_serving("make_missing_key")).wrong
