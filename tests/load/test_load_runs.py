"""Patients, reviewers and strangers at one running server at once: each is answered, and no save is lost."""

from dataclasses import replace

import pytest

from tests.load.attack import Attack
from tests.load.clinic import OPEN, SEARCH, reviewers
from tests.load.pace import Heard, Load, Sample, moments, percentile
from tests.load.runs import attackers
from tests.load.stage import lost_by, stage

SECONDS = 2.0


def test_nobody_who_saves_or_reviews_meets_an_error_while_strangers_try_names_and_codes():
    with stage() as put_on:
        staff = put_on.knows(reviewers(put_on.vault, put_on.port, responses=12, number=1))
        those = put_on.patients(6)
        load = Load().add([patient.acts_once for patient in those], rate=20, seconds=SECONDS)
        load.add([reviewer.acts_once for reviewer in staff], rate=6, seconds=SECONDS, seed=2)
        attack = Attack(port=put_on.port, seconds=SECONDS, rate=20, slow=2, strangers=3)
        with attackers(attack) as told:
            heard = load.start().heard()

        assert {SEARCH, OPEN, "save", "page"} <= set(heard.kinds)
        assert [sample for sample in heard.samples if not sample.is_well] == []
        assert lost_by(those) == 0
        # Of a body that is cut off while it is sent, no answer may be heard.
        assert told.pop("5 MB 413", 0) + told.pop("5 MB 0", 0) > 0
        assert told["/return 422"] + told["/clinic/sign-in 422"] > 0
        assert {what.rpartition(" ")[2] for what in told} - {"422", "429", "503", "seconds"} == set()
        assert "unforeseen" not in put_on.server.said()

        # And a save that never reached the server is found to be missing.
        those[0].last_kept = "words that nobody kept"
        assert lost_by(those) == 1


def test_who_waits_for_their_turn_is_counted_from_when_they_were_due():
    heard = Heard((Sample("save", 0.2, 0.25, True), Sample("save", 0.0, 0.01, False)), seconds=2, cpu=0.1)

    assert heard.milliseconds(99) == pytest.approx(250)
    assert heard.milliseconds(50) == pytest.approx(10)
    assert heard.late_milliseconds(99) == pytest.approx(200)
    assert (heard.errors, heard.rate, heard.of("page").samples) == (1, 1, ())
    assert replace(heard, samples=()).milliseconds(95) == 0


def test_moments_come_at_the_rate_that_is_asked_for():
    found = moments(rate=50, seconds=100, seed=1)

    assert 4700 < len(found) < 5300
    assert found == sorted(found)
    assert found[-1] < 100


def test_percentile_is_a_value_that_occurred():
    assert [percentile([3, 1, 2, 4], percent) for percent in (1, 50, 75, 76, 100)] == [1, 2, 3, 4, 4]
