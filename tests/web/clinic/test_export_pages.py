"""Files of what was received, after the passphrase again; and no act on answers without a row in the audit log."""

import csv
import io
import json
import zipfile

import pytest
from pypdf import PdfReader

from intake.services.auditing import Action
from intake.services.exporting import MOST_AT_ONCE, NAMES
from intake.web.access import ROLES
from tests.builders import BUSY
from tests.web.clinic.asking import Asked, ask, asked, known_of
from tests.web.crawling import NOBODYS

KINDS = {"pdf": "application/pdf", "text": "text/plain", "csv": "text/csv", "json": "application/json"}


@pytest.fixture(scope="module")
def two(office):
    return tuple(office.sent(office.world.north, you__name=name) for name in ("Ann Export", "=Bea Export"))


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("how_many", [1, 2])
def test_a_file_of_each_kind_is_saved_and_never_shown(office, north, two, kind, how_many):
    before = len([row for row in office.audit(north) if row.action == Action.EXPORTED])
    answer = office.staff(north.reviewer).exports(kind, *two[:how_many])

    assert (answer.status_code, answer.headers["Content-Disposition"].partition(";")[0]) == (200, "attachment")
    as_zip = how_many > 1 and kind != "csv"
    assert answer.mimetype == ("application/zip" if as_zip else KINDS[kind])
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Export" not in answer.headers["Content-Disposition"], "no name of a patient"
    files = list(_files(answer.data)) if as_zip else [answer.data]
    assert len(files) == (how_many if as_zip else 1)
    assert all(READ[kind](each) for each in files)
    rows = [row for row in office.audit(north) if row.action == Action.EXPORTED]
    assert {row.object_id for row in rows[: len(rows) - before]} == set(two[:how_many])
    assert {row.detail["as"] for row in rows[: len(rows) - before]} == {kind}


def _files(packed: bytes):
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        yield from (archive.read(name) for name in archive.namelist())


def _is_table(content: bytes) -> bool:
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    return {row["Answer of the patient"] for row in rows if row["Question"] == "Name"} >= {"Ann Export"}


READ = {
    "pdf": lambda content: "Bring" in PdfReader(io.BytesIO(content)).pages[0].extract_text() or content[:5] == b"%PDF-",
    "text": lambda content: "Export" in content.decode(),
    "csv": _is_table,
    "json": lambda content: "Export" in json.loads(content)["answers"]["you.name"][0],
}


def test_a_wrong_passphrase_gives_no_file_and_five_of_them_a_wait(own_office):
    north = own_office.world.north
    response, anna = own_office.sent(north), own_office.staff(north.reviewer)
    for _ in range(5):
        answer = anna.exports("json", response, passphrase="not mine, but long enough")
        assert (answer.status_code, answer.mimetype) == (422, "text/html")
        assert [each["value"] for each in anna.page.select("[name=id]")] == [response]
        assert anna.page.select_one("[name=kind][checked]")["value"] == "json"
    waits = anna.exports("json", response)
    assert (waits.status_code, int(waits.headers["Retry-After"]) > 0) == (429, True)
    told = [(row.action, row.outcome) for row in own_office.audit(north) if row.action == Action.CONFIRMED]
    assert told == [(Action.CONFIRMED, "not opened")] * 5
    assert not [row for row in own_office.audit(north) if row.action == Action.EXPORTED]


@pytest.mark.parametrize(
    ("typed", "status"),
    [({"kind": "exe"}, 400), ({"kind": ""}, 400), ({"id": []}, 400), ({"id": "x"}, 404), ({"id": "../x"}, 404)],
)
def test_what_no_page_asks_for_is_refused(office, north, two, typed, status):
    sent = {"id": two[0], "kind": "json", "passphrase": north.reviewer.passphrase, **typed}

    assert ask(office, north.reviewer, Asked("clinic.exported", "POST", "/clinic/export"), **sent).status_code == status


def test_one_unknown_among_several_gives_no_file_and_no_row(office, north, two):
    before = office.audit(north)
    answer = office.staff(north.reviewer).exports("csv", two[0], str(NOBODYS["response_id"]))

    assert answer.status_code == 404
    assert [row.action for row in office.audit(north)[: len(office.audit(north)) - len(before)]] == []


def test_nothing_ticked_is_said_and_a_selection_is_counted(office, north, two):
    anna = office.staff(north.reviewer).opens("/clinic/export")
    assert anna.sees("Nothing is ticked.")
    assert anna.sees(f"At most {MOST_AT_ONCE} at once.")
    anna.opens("/clinic/responses?by=received")
    form = anna.page.select_one("main form[action$='/export']")
    query = "&".join(f"id={each['value']}" for each in form.select("[name=id]"))
    assert all(each in query for each in two)
    assert anna.opens(f"/clinic/export?{query}").status == 200
    assert len(anna.page.select("[name=id]")) == len(form.select("[name=id]"))


# What each address that shows or changes answers is told to the log as.
TELLS: dict[str, Action] = {
    "clinic.responses": Action.LISTED,
    "clinic.found": Action.SEARCHED,
    "clinic.response": Action.OPENED,
    "clinic.sheet": Action.OPENED,
    "clinic.medicines": Action.OPENED,
    "clinic.compare_medicines": Action.COMPARED,
    "clinic.mark_line": Action.LINE_MARKED,
    "clinic.add_note": Action.NOTED,
    "clinic.mark_reviewed": Action.STATUS_CHANGED,
    "clinic.set_state": Action.STATUS_CHANGED,
    "clinic.assign": Action.ASSIGNED,
    "clinic.exported": Action.EXPORTED,
    "clinic.delete": Action.OPENED,
    "clinic.deleted": Action.DELETED,
    "clinic.sign_out": Action.SIGNED_OUT,
    "clinic.end_session": Action.SESSION_ENDED,
    "clinic.end_sessions": Action.SESSION_ENDED,
    "clinic.invite": Action.INVITED,
    "clinic.take_back": Action.INVITATION_ENDED,
    "clinic.add_member": Action.STAFF_ADDED,
    "clinic.renew_link": Action.STAFF_RESET,
    "clinic.let_go": Action.STAFF_LEFT,
    "clinic.give_role": Action.ROLE_CHANGED,
    "clinic.change_settings": Action.CLINIC_CHANGED,
}
# Pages without an answer on them, or forms that come before the act.
SHOW_NO_ANSWERS = {
    "home", "extend", "account", "search", "export", "invitations", "invitation", "keys", "recover", "team",
    "settings", "audit", "deletions",
}  # fmt: skip
# Told in tests/web/clinic/test_set_up_pages.py and of the services: they want a proof that is good once.
WITH_PROOF = {
    "make_key": Action.KEY_MADE,
    "confirm_sheet": Action.SHEET_CONFIRMED,
    "make_sheet": Action.SHEET_MADE,
    "renew_key": Action.KEY_RENEWED,
    "grant": Action.GRANTED,
    "recovered": Action.RECOVERED,
    "change_secrets": Action.SECRETS_CHANGED,
}


def test_every_address_says_what_it_tells_the_log():
    named = [*TELLS, *(f"clinic.{name}" for name in (*SHOW_NO_ANSWERS, *WITH_PROOF))]

    assert sorted(named) == sorted(ROLES)


@pytest.mark.parametrize("endpoint", sorted(TELLS))
def test_whoever_sees_or_changes_answers_leaves_a_row(office, north, endpoint):
    known = known_of(office, north, office.sent(north), office.invitation(north))
    (cell,) = [each for each in asked(office.app, known) if each.endpoint == endpoint]
    role = next(role for role in ("reviewer", "administrator", "reader") if role in ROLES[endpoint])
    person = north.people[role]
    if endpoint == "clinic.end_session":
        cell = Asked(endpoint, "POST", f"/clinic/account/sessions/{office.session_number(person)}")
    before = office.audit(north)[0].seq
    proof = {"id": known["response_id"], "passphrase": person.passphrase}
    answer = ask(office, person, cell, **(proof if endpoint == "clinic.exported" else {"username": f"x.{endpoint}"}))

    assert answer.status_code in (200, 303), answer.text
    rows = [row for row in office.audit(north) if row.seq > before]
    assert (TELLS[endpoint], person.username) in {(row.action, row.actor) for row in rows}


def test_no_row_of_the_log_has_a_word_of_the_answers(office, north, two):
    anna = office.staff(north.reviewer).opens_response(two[0])
    anna.notes("Qznote").changes("you.name", "Qzchanged").compares_medicines("Qzchart 5 mg")
    anna.searches("Qzsought")
    # The page's words alone: a token may spell anything.
    shown = office.staff(north.administrator).opens("/clinic/audit").page.select_one("main").get_text(" ")
    written = repr(office.audit(north)) + shown
    said = [value for values in BUSY.values() for value in _texts(values) if len(value) > 12]
    assert len(said) > 10

    assert [word for word in [*said, "Ann Export", "Qz"] if word in written] == []


def _texts(value):
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        yield from _texts(each)
