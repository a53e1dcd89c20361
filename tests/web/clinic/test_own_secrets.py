"""One's own passphrase and codes: changed by whoever proves who they are, and by the recovery code."""

import pytest


@pytest.fixture
def office(own_office):
    return own_office


@pytest.fixture
def away(office, north):
    return office.away(north.reviewer)


def test_a_new_passphrase_by_the_recovery_code_and_the_old_one_opens_no_more(office, north, away):
    recovery = north.reviewer.secrets.recovery_code
    away.opens("/clinic/recover-access")
    typed = {"username": "anna", "recovery_code": recovery, "passphrase": "four brown kettles walking"}
    away.sends_form(away.page.select_one("main form"), None, **typed, code=away.next_code())

    assert away.heading == "Write these down now"
    assert recovery not in away.text
    assert away.signs_in().status == 422
    assert away.signs_in(passphrase="four brown kettles walking").heading == "Answers"
    told = [(row.action, row.outcome) for row in office.audit(north)[1:4]]
    assert told == [
        ("signed in", "done"), ("signed in", "not opened"), ("passphrase or codes changed", "done")
    ]  # fmt: skip


def test_a_new_passphrase_ends_the_other_sessions_and_not_this_one(office, north):
    other, anna = office.staff(north.reviewer), office.staff(north.reviewer).opens("/clinic/account")
    form = anna.page.select_one('form[action$="/secrets"]')
    new = {"new_passphrase": "four brown kettles walking", "passphrase_again": "four brown kettles walking"}
    anna.sends_form(form, None, passphrase=north.reviewer.passphrase, code=anna.next_code(), **new)

    assert anna.heading == "Write these down now"
    assert anna.opens("/clinic/account").status == 200
    assert other.opens("/clinic/account").status == 401


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"passphrase": "not the one of now"}, 422),
        ({"code": "000000"}, 422),
        ({"new_passphrase": "short", "passphrase_again": "short"}, 422),
        ({"passphrase_again": "another one, as long"}, 422),
    ],
    ids=["wrong passphrase", "wrong code", "short", "not the same twice"],
)
def test_a_passphrase_is_changed_by_whoever_proves_themselves_and_no_one_else(office, north, typed, status):
    anna = office.staff(north.reviewer).opens("/clinic/account")
    new = {"new_passphrase": "four brown kettles walking", "passphrase_again": "four brown kettles walking"}
    proof = {"passphrase": north.reviewer.passphrase, "code": anna.next_code()}
    before = office.contents("audit", "audit_head", "staff_session", "throttle")
    anna.sends_form(anna.page.select_one('form[action$="/secrets"]'), None, **{**proof, **new, **typed})

    assert (anna.status, bool(anna.problem)) == (status, True)
    assert office.contents("audit", "audit_head", "staff_session", "throttle") == before
