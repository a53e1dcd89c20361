"""How long a request waits altogether: less for each question, never nothing, and not beyond its own end."""

from intake.store.patience import left_of, wait_at_most


def test_a_request_has_one_time_for_all_its_questions():
    wait_at_most(3600)
    assert 1000 < left_of(5000) <= 3600
    assert left_of(5) == 5
    wait_at_most(-1)
    assert left_of(5) == 0.01
    wait_at_most(None)
    assert left_of(5) == 5


def test_what_comes_after_a_request_has_a_time_of_its_own(app):
    wait_at_most(-1)
    assert app.test_client().get("/form/name").status_code == 200

    assert left_of(5) == 5
