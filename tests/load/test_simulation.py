"""The simulation agrees with what can be reckoned by hand, and the law with points that were made by it."""

import pytest

from tests.load.scalability import Law, law_of
from tests.load.simulation import Kind, Place, simulated, summary


def test_alone_a_request_takes_what_it_takes():
    taken = simulated(
        Place(cores=1, workers=1), [Kind(1, cpu=0.002, locked_cpu=0.001, wait=0.004)], rate=1, seconds=900
    )

    assert sum(taken) / len(taken) == pytest.approx(0.007, rel=0.05)


def test_one_server_waits_as_queueing_theory_says():
    # Pollaczek and Khinchine, for a gamma distribution of shape 9: W = S · (1 + ρ(1 + 1/9) / 2(1 - ρ)).
    taken = simulated(Place(cores=1, workers=1, threads=999), [Kind(1, cpu=0.002)], rate=300, seconds=100)

    assert sum(taken) / len(taken) == pytest.approx(0.002 * (1 + 0.6 * (1 + 1 / 9) / (2 * 0.4)), rel=0.05)


def test_one_writer_is_what_holds_back_where_there_is_one():
    kinds = [Kind(1, cpu=0.001, locked_cpu=0.001, locked_wait=0.007)]
    many = Place(cores=16, workers=16)
    turns, together = (
        summary(simulated(place, kinds, rate=110, seconds=30))
        for place in (many, Place(cores=16, workers=16, one_writer=False))
    )

    assert turns[95] > 2 * together[95]


def test_twice_the_machines_carry_twice_the_load():
    kinds = [Kind(1, cpu=0.005)]
    one = summary(simulated(Place(cores=2, workers=2, one_writer=False), kinds, rate=200, seconds=30))
    two = summary(simulated(Place(cores=2, workers=2, machines=2, one_writer=False), kinds, rate=400, seconds=30))

    assert two[95] == pytest.approx(one[95], rel=0.2)


def test_law_finds_again_what_made_the_points():
    made = Law(100, 0.05, 0.01)
    found = law_of([(workers, made.rate(workers)) for workers in (1, 2, 3, 4)])

    assert (found.one, found.queueing, found.crosstalk) == pytest.approx((100, 0.05, 0.01))


def test_law_of_workers_that_hinder_each_other_has_no_share_below_nothing():
    found = law_of([(1, 100), (2, 190), (3, 300), (4, 380)])

    assert min(found.queueing, found.crosstalk) >= 0
    assert found.rate(1) == 100
