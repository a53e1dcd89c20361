"""Coming back with a wrong code: one answer for every way of being wrong, and limits that lock out nobody else."""

import re

import pytest

from forms.ketamine import INTAKE
from intake import create_app
from intake.keys import return_codes
from intake.services import throttling
from intake.web.patient.coming_back import NOT_OPENED
from tests.drivers import Patient
from tests.web.holding import product_of, token_of

TOKEN = re.compile(rb'(name="_token" value=")[^"]*')


@pytest.fixture
def code(app, patient):
    return patient.opens("/code").return_code


def tries(client, typed, address="192.0.2.1"):
    data = {"_token": token_of(client), "_code": typed}
    return client.post("/return", data=data, environ_overrides={"REMOTE_ADDR": address})


def with_other_secret(code):
    return return_codes.ReturnCode(return_codes.parse(code).locator, return_codes.draw().secret).text


def mistyped(code):
    return code[:-1] + ("2" if code[-1] != "2" else "3")


def test_every_wrong_code_gets_the_same_page(app, code):
    wrong = [return_codes.draw().text, with_other_secret(code), mistyped(code), "no code at all", "", "\x00😀" * 300]
    answers = [tries(app.test_client(), typed) for typed in wrong]

    assert {answer.status_code for answer in answers} == {422}
    assert len({TOKEN.sub(rb"\1", answer.data) for answer in answers}) == 1
    assert len({frozenset(answer.headers.keys()) for answer in answers}) == 1
    assert NOT_OPENED.encode() in answers[0].data


def test_right_code_opens_in_whatever_way_it_is_written(app, code):
    for typed in (code, code.lower(), code.replace("-", " "), f" {code}\n", code.replace("0", "o").replace("1", "l")):
        assert tries(app.test_client(), typed).status_code == 303


def test_five_wrong_secrets_of_a_locator_and_then_a_wait(app, clock, code):
    client = app.test_client()
    assert [tries(client, with_other_secret(code)).status_code for _ in range(6)] == [422] * 5 + [429]

    refused = tries(client, code)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert b"Wait 5 minutes" in refused.data

    clock.passes(minutes=5, seconds=1)
    assert tries(client, code).status_code == 303


def test_ten_wrong_codes_from_an_address_and_then_a_wait(app, code):
    client = app.test_client()
    answers = [tries(client, return_codes.draw().text).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]
    assert tries(client, code).status_code == 429
    assert tries(client, code, "192.0.2.2").status_code == 303


def test_right_codes_and_slips_cost_no_try(app, code):
    client = app.test_client()
    for _ in range(12):
        assert tries(client, code).status_code == 303
        assert tries(client, mistyped(code)).status_code == 422


def test_limits_outlive_a_restart(settings, clock, app, code):
    for _ in range(5):
        tries(app.test_client(), with_other_secret(code))

    restarted = create_app(settings, INTAKE, clock=clock)

    assert tries(restarted.test_client(), code).status_code == 429
    assert tries(restarted.test_client(), code, "192.0.2.2").status_code == 303


def test_a_stranger_locks_nobody_out(app, code):
    stranger = app.test_client()
    while tries(stranger, with_other_secret(code), "203.0.113.9").status_code != 429:
        pass

    assert tries(app.test_client(), code, "192.0.2.1").status_code == 303


def test_a_forwarded_address_that_nobody_vouches_for_is_not_believed(app, code):
    client = app.test_client()
    for number in range(5):
        headers = {"X-Forwarded-For": f"198.51.100.{number}"}
        client.post("/return", data={"_token": token_of(client), "_code": with_other_secret(code)}, headers=headers)
    data = {"_token": token_of(client), "_code": code}

    assert client.post("/return", data=data, headers={"X-Forwarded-For": "198.51.100.77"}).status_code == 429


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:x", "//[", "/\nx", "\x00", "evil"]
)
def test_after_the_code_nobody_is_sent_elsewhere(app, code, to):
    client = app.test_client()
    answer = client.post("/return", data={"_token": token_of(client), "_code": code, "_to": to})
    shown = Patient(client).opens("/code")
    linked = client.get("/code", query_string={"to": to})

    assert (answer.status_code, answer.location) == (303, "/form")
    assert shown.status == 200
    assert linked.status_code == 200
    assert b"evil.example" not in linked.data


def test_too_many_new_drafts_from_an_address_loses_nothing_typed(app, clock, stranger):
    product = product_of(app)
    for _ in range(60):
        throttling.count(product.vault.engine, throttling.tries_of_new_draft(product.vault.keys, "127.0.0.1"), clock())

    stranger.starts().answers(you__name="Ann")
    assert stranger.status == 429
    assert int(stranger.last.headers["Retry-After"]) > 0
    assert stranger.sees_filled_in("you.name") == "Ann"

    clock.passes(hours=1, seconds=1)
    stranger.answers()
    assert stranger.heading == "Your return code"
