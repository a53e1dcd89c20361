"""Whatever a page asks the database for is found by an index: every address is asked for, and every plan looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from forms.answers import Draft
from intake.services.expiry import expire
from intake.store.base import Base
from intake.store.clinic_models import ResponseRecord
from intake.store.engine import reading
from intake.web.access import ACCESS, ROLES
from intake.web.visits import COOKIE
from tests.builders import EXAMPLE, a_draft
from tests.clinics import House, Person, for_visit, sent
from tests.plans import Statement, statements_of, whole_reads
from tests.web.clinic.asking import FITTING, TYPED, known_of
from tests.web.clinic.desks import Office
from tests.web.crawling import addresses
from tests.web.holding import started, token_of

# These end what the others ask about.
AT_THE_END = (
    *("patient.row_removed", "patient.withdrawn", "patient.deleted", "patient.leave"),
    *("clinic.deleted", "clinic.let_go", "clinic.sign_out"),
)
OF_PATIENTS: Mapping[str, Mapping[str, str]] = {
    "patient.keep_for": {"days": "60"},
    "patient.choose_extent": {"form": "full"},
    "patient.arrange": {"_arrange": "down own1"},
}
# These look for what they are asked about, and then want more than fits every form: a new link, groups of a sheet.
WANTS_MORE = {
    *("clinic.set_up", "clinic.set_up_done", "clinic.access_recovered", "clinic.change_secrets"),
    *("clinic.make_key", "clinic.confirm_sheet", "clinic.recovered", "clinic.grant"),
    *("patient.clinic_page", "patient.begin_for_clinic"),
}


@dataclass
class Asking:
    """Somebody at a browser: of a clinic, or a patient with a return code."""

    client: FlaskClient
    endpoints: frozenset[str]
    person: Person | None = None
    code: str = ""


@dataclass
class Run:
    """What was asked of the database, and how each endpoint answered."""

    engine: Engine
    statements: dict[str, Statement] = field(default_factory=dict)
    statuses: dict[str, set[int]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def run(office: Office) -> Run:
    made, north = Run(office.vault.engine), office.world.north
    with statements_of(made.engine) as statements:
        known = known_of(office, north, office.sent(north), office.invitation(north))
        for asking in staff_of(office, north):
            _ask_all(office, asking, known, made)
        unsent = for_visit(office.vault, a_draft(EXAMPLE), north.many_link, office.clock.now)
        for draft in (unsent, sent(office.vault, unsent, office.clock.now)):
            response = {"response": draft.sendings[0].response} if draft.sendings else {}
            _ask_all(office, patient_of(office, draft), {**known, **response}, made)
        expire(office.vault, office.clock.now)
        made.statements = dict(statements)
    return made


def patient_of(office: Office, draft: Draft) -> Asking:
    client, begun = office.app.test_client(), started(office.app, draft)
    client.set_cookie(COOKIE, begun.token)
    return Asking(client, _of("patient."), code=begun.code.text)


def staff_of(office: Office, house: House) -> Iterator[Asking]:
    """Each role asks for what it may, and a stranger for what is open to all."""
    left = _of("clinic.")
    for role, person in house.people.items():
        may = frozenset(endpoint for endpoint in left if role in ROLES.get(endpoint, ()))
        yield Asking(office.staff(person).client, may, person)
        left -= may
    yield Asking(office.app.test_client(), left, house.reviewer)


def test_no_page_reads_a_table_from_end_to_end(run):
    # Read once an hour by the thread that deletes; whoever is in a hurry waits for none of it.
    of_the_hour = {"session", "staff_session", "throttle"}

    assert {read for read in whole_reads(run.engine, run.statements) if read.table not in of_the_hour} == set()


def test_every_address_was_asked_for_and_every_table_with_it(run):
    asked = {endpoint for endpoint in ACCESS if endpoint.partition(".")[0] in ("clinic", "patient")}
    done = {endpoint for endpoint, statuses in run.statuses.items() if statuses & {200, 204, 303}}
    said = " ".join(run.statements)

    assert sorted(asked - done - WANTS_MORE) == []
    assert [table for table in Base.metadata.tables if f" {table} " not in said.replace("\n", " ")] == []


def test_a_table_that_is_read_whole_is_noticed(run):
    """The check itself."""
    with statements_of(run.engine) as statements, reading(run.engine) as session:
        session.execute(select(ResponseRecord.received_at)).all()

    assert [read.table for read in whole_reads(run.engine, statements)] == ["response"]


def _of(blueprint: str) -> frozenset[str]:
    return frozenset(endpoint for endpoint in ACCESS if endpoint.startswith(blueprint))


def _ask_all(office: Office, asking: Asking, known: Mapping[str, Any], made: Run) -> None:
    token = token_of(asking.client, "/clinic/sign-in")
    # A list: asked for within, each request would be of the request that reads the map.
    every = [(*each, method) for method in ("GET", "POST") for each in addresses(office.app, method, known)]
    for endpoint, path, method in sorted(every, key=lambda each: _last(each[0])):
        if endpoint in asking.endpoints:
            # No code of an app is taken twice, and no limit is met.
            office.clock.passes(minutes=1)
            data = {"_token": token, **_typed(office, asking, endpoint)}
            data |= {"id": known["response_id"]} if endpoint == "clinic.exported" else {}
            answer = asking.client.open(path, method=method, data=data if method == "POST" else None, buffered=True)
            made.statuses.setdefault(endpoint, set()).add(answer.status_code)


def _last(endpoint: str) -> int:
    return AT_THE_END.index(endpoint) + 1 if endpoint in AT_THE_END else 0


def _typed(office: Office, asking: Asking, endpoint: str) -> Mapping[str, Any]:
    person = asking.person
    if person is None:
        return {**OF_PATIENTS.get(endpoint, {}), **({"_code": asking.code} if endpoint.endswith("_with_code") else {})}
    name = {"username": person.username} if endpoint == "clinic.signed_in" else {}
    secrets = {"passphrase": person.passphrase, "code": person.code(office.clock.now)}
    return {**TYPED, **FITTING.get(endpoint, {}), **name, **secrets}
