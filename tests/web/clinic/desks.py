"""A clinic's pages with people at them: signed in past the page where a test is about something else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from flask import Flask
from flask.testing import FlaskClient

from forms.answers import Draft
from intake.keys.hpke import PrivateKey
from intake.services import factors, inviting, reviewing, staffing
from intake.services.acting import Acting, operator_acting
from intake.services.auditing import Row, rows_of
from intake.services.factors import known_of
from intake.services.inviting import NewInvitation, Visit
from intake.services.members import Member, Role
from intake.services.staff_sessions import member_of_token, open_session
from intake.services.staffing import NewMember
from intake.services.vault import Vault
from intake.store.base import Base
from intake.store.engine import reading, writing
from intake.web.clinic.blueprint import COOKIE
from tests.builders import BUSY, a_draft
from tests.clinics import VISIT_DAY, House, Person, World, acting, for_visit, sent
from tests.drivers import Patient
from tests.staff import Staff
from tests.web.holding import Clock, holder, product_of, token_of

# Of the people who are set up once in a process, whose keys every copy of the world has.
_KEYS: dict[UUID, PrivateKey] = {}
_NUMBERS = count(1)
_TOKENS: WeakKeyDictionary[FlaskClient, str] = WeakKeyDictionary()


@dataclass
class Office:
    """The application of two clinics, with a clock that the test turns."""

    app: Flask
    clock: Clock
    world: World

    @property
    def vault(self) -> Vault:
        return product_of(self.app).vault

    def token(self, person: Person) -> str:
        """Of a new session of this person."""
        assert person.staff_id is not None
        if person.staff_id not in _KEYS:
            key = factors.key_by_passphrase(self.vault, known_of(self.vault, person.username, ""), person.passphrase)
            assert key is not None
            _KEYS[person.staff_id] = key
        with writing(self.vault.engine) as session:
            return open_session(session, person.staff_id, _KEYS[person.staff_id], self.clock.now)

    def staff(self, person: Person) -> Staff:
        """Signed in, at a new browser."""
        client = self.app.test_client()
        client.set_cookie(COOKIE, self.token(person))
        return Staff(client, person=person, clock=self.clock)

    def away(self, person: Person) -> Staff:
        """Not signed in yet, at a new browser."""
        return Staff(self.app.test_client(), person=person, clock=self.clock)

    def member(self, person: Person) -> tuple[Acting, Member]:
        member = member_of_token(self.vault, self.token(person), self.clock.now)
        return acting(self.vault, member, self.clock.now), member

    def session_number(self, person: Person) -> str:
        """Of a session of this person, as their own page names it."""
        _, member = self.member(person)
        return member.session_hash.hex()[:16]

    def newcomer(self, house: House) -> UUID:
        """The id of somebody who was added and never came; what is done to them disturbs no other test."""
        by, username = operator_acting(self.vault, house.id, self.clock.now), f"new.{next(_NUMBERS)}"
        link = staffing.add(by, NewMember(username, "New Example", Role.READER))
        return staffing.welcome(self.vault, link, self.clock.now).staff_id

    def invitation(self, house: House) -> str:
        """The id of a new invitation."""
        by, _ = self.member(house.reviewer)
        visit = Visit(day=VISIT_DAY, clinician="Dr Example", place="Room 2")
        return str(inviting.invite(by, NewInvitation(visit=visit, single_use=True, lasts=timedelta(days=9))))

    def patient(self, house: House, **answers: object) -> Patient:
        """A patient with an open form for a visit to this clinic, by its link for many."""
        return holder(self.app, self.draft(house, **answers))

    def draft(self, house: House, **answers: object) -> Draft:
        draft = a_draft({name.replace("__", "."): value for name, value in answers.items()})
        return for_visit(self.vault, draft, house.many_link, self.clock.now)

    def sent(self, house: House, **answers: object) -> str:
        """The id of a busy patient's answers, as they came in now."""
        draft = self.draft(house, **{**{name.replace(".", "__"): value for name, value in BUSY.items()}, **answers})
        return self.sent_draft(draft).sendings[-1].response

    def sent_draft(self, draft: Draft) -> Draft:
        product = product_of(self.app)
        return sent(self.vault, draft, self.clock.now, product.questionnaire)

    def audit(self, house: House) -> tuple[Row, ...]:
        """The newest first."""
        with reading(self.vault.engine) as session:
            return rows_of(session, self.vault.keys, house.id)

    def entries(self, person: Person, response_id: str) -> list[tuple[str, str, str]]:
        """What staff added to a response: kind, key and text, in the order of their adding."""
        opened = reviewing.peek(*self.member(person), UUID(response_id))
        said = [entry.said for entry in opened.entries if entry.said]
        return [(each.kind.value, each.key, each.now or each.text or each.state.value) for each in said]

    def contents(self, *without: str) -> dict[str, list[Any]]:
        """Every row of every table but these, as the database has it."""
        kept = [table for table in Base.metadata.sorted_tables if table.name not in without]
        with self.vault.engine.connect() as connection:
            return {table.name: sorted(map(repr, connection.execute(table.select()))) for table in kept}


def post(client: FlaskClient, path: str, data: Mapping[str, Any] | None = None) -> Any:
    """With a token that fits the browser, which is asked for once."""
    if client not in _TOKENS:
        _TOKENS[client] = token_of(client, "/clinic/sign-in")
    return client.post(path, data={"_token": _TOKENS[client], **(data or {})})
