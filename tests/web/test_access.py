"""Who may call what: the table covers the map, and without a draft nothing of one is served or changed."""

import pytest

from intake import errors
from intake.errors import IntakeError
from intake.web.access import ACCESS, Access
from intake.web.errors import STATUS, WORDS
from intake.web.forms_guard import KEEPS_TYPED, UNGUARDED
from tests.web.crawling import addresses
from tests.web.holding import drafts_kept, token_of

# These end the program or a command before anything is served, or are of the command line alone.
NEVER_WITHIN_A_REQUEST = {
    errors.BackupNotMade,
    errors.BackupNotRestored,
    errors.ClockDoubted,
    errors.CommandRefused,
    errors.InstallationNotMoved,
    errors.KeyFileRefused,
    errors.KeyMismatch,
    errors.SettingsInvalid,
    errors.StoreClosed,
    errors.TablesNewer,
    errors.TablesOutdated,
}
HOLDERS = sorted(endpoint for endpoint, access in ACCESS.items() if access is Access.HOLDER)


def every_kind(base=IntakeError):
    for kind in base.__subclasses__():
        yield kind
        yield from every_kind(kind)


def test_every_endpoint_stands_in_the_table_and_the_table_has_no_other(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ACCESS)


def test_the_tables_of_the_guard_name_endpoints_that_take_posts(app):
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in rule.methods}
    assert posted >= KEEPS_TYPED | UNGUARDED


@pytest.mark.parametrize("endpoint", HOLDERS)
def test_without_a_draft_a_holders_page_asks_for_the_code(app, stranger, endpoint):
    token = token_of(stranger.client)
    for method in ("GET", "POST"):
        for found, path in addresses(app, method):
            if found == endpoint:
                data = {"_token": token} if method == "POST" else None
                answer = stranger.client.open(path, method=method, data=data)
                assert answer.status_code == 401, (method, path)
                assert b"Come back with your return code" in answer.data
                assert "__Host-intake" not in answer.headers.get("Set-Cookie", "")
    assert drafts_kept(app) == 0


def test_only_these_pages_are_for_whoever_has_no_draft(app, stranger):
    """Spelt out once more, so that a slip in the table itself is found."""
    opened = {
        endpoint
        for endpoint, path in addresses(app, "GET")
        if stranger.client.get(path, buffered=True).status_code in (200, 303)
    }
    of_the_form = {"sections", "page", "new_row", "row"}
    without_answers = {"start", "help_now", "come_back", "paper_form"}

    of_others = {"static", "clinic.sign_in", "clinic.recover_access", "health.lives", "health.ready"}

    assert opened == of_others | {f"patient.{name}" for name in of_the_form | without_answers}


@pytest.mark.parametrize("cookie", ["x", "0" * 43, "\x7f'; --", "A" * 4000])
def test_a_made_up_session_opens_nothing(stranger, cookie):
    stranger.client.set_cookie("__Host-intake", cookie)
    assert stranger.client.get("/check").status_code == 401
    assert stranger.client.get("/form/name").location == "/return?to=/form/name"


def test_one_patient_never_sees_the_rows_of_another(app, patient, stranger):
    patient.opens("/form/medicine-list/m1").answers(medication__name="Lithium")
    assert "Lithium" in patient.sheet

    assert "Lithium" not in stranger.opens("/form/medicine-list/m1").text
    assert "Lithium" not in stranger.opens("/form/medicine-list").text


def test_every_error_that_can_reach_a_page_has_its_status_and_words():
    kinds = set(every_kind()) - NEVER_WITHIN_A_REQUEST

    assert kinds == set(STATUS)
    assert {status for status in STATUS.values() if status not in WORDS} == set()
