"""F10, F11, F16 and F17 in short, at one server with a clinic; and at careless ones, which are found out."""

import pytest

from tests.fuzz import huge, sends, tabs
from tests.fuzz.answers_twice import careless_server
from tests.fuzz.breaking import prelude
from tests.fuzz.raw_cases import CASES
from tests.fuzz.raw_http import said_to, wrong_in
from tests.live.server import serving

AT_ONCE = 8


@pytest.fixture(scope="module")
def at_clinic():
    with sends.at_clinic() as made:
        yield made


@pytest.fixture(scope="module")
def server(at_clinic):
    return at_clinic[0]


@pytest.fixture(scope="module")
def careless():
    broken = "\n".join(map(prelude, ("without_conflicts", "without_limits")))
    with serving({"INTAKE_WORKERS": "2"}, broken) as made:
        yield made


def test_windows_that_save_side_by_side_overwrite_nothing_in_silence(server):
    found = tabs.interleaved(server, 6)

    assert found.kept > 0
    assert (found.overwritten, list(found.not_held)) == (0, [])


def test_the_check_finds_what_gave_way_in_silence(careless):
    assert tabs.interleaved(careless, 4).overwritten > 0


def test_a_form_that_is_sent_by_many_presses_at_once_is_there_once(at_clinic):
    server, link = at_clinic
    found = sends.pressed(server, link, 2, AT_ONCE)

    assert (found.doubled, found.missing, list(found.not_held)) == (0, 0, [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_malformed_request_is_answered_once_at_most(server, case):
    assert wrong_in(case, said_to(server.port, case)) == []


def test_the_check_finds_a_server_that_answers_twice():
    with careless_server() as port:
        assert sum(len(said_to(port, case).answers) > 1 for case in CASES) > 10


def test_bodies_that_are_too_large_are_refused(server):
    found = huge.refused(server, 1)

    assert (found.wrong, found.kept) == ([], True)
    assert found.growth < huge.MOST_GROWTH


def test_the_check_finds_a_server_without_limits(careless):
    found = huge.refused(careless, 1)

    assert len(found.wrong) > 5
    assert not found.kept
