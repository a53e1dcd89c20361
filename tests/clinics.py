"""Clinics and the people who work in them, for tests: set up once as they would do it themselves, then copied."""

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import UUID

from forms.answers import Appointment, Draft
from forms.items import Questionnaire
from forms.ketamine import INTAKE
from intake.config import Settings
from intake.keys import second_factor
from intake.keys.recovery_sheet import RecoverySheet
from intake.language import language_of
from intake.services import clinics, holding, inviting, sending, signing_in, staff_sessions, staffing
from intake.services.acting import Acting, member_acting, operator_acting
from intake.services.clinics import ClinicFacts
from intake.services.inviting import NewInvitation, Visit
from intake.services.members import Member, Role
from intake.services.opening import open_vault
from intake.services.sending import Sender
from intake.services.signing_in import Typed
from intake.services.staffing import Chosen, NewMember, Secrets
from intake.services.vault import Vault
from intake.store.engine import reading, writing
from tests.builders import BUSY, a_draft
from tests.databases import Databases
from tests.light_argon2 import is_light

# When every clinic of these tests is set up; tests begin an hour later, so that each code of an app is a new one.
SET_UP_AT = datetime(2026, 11, 23, 11, tzinfo=UTC)
NOW = SET_UP_AT + timedelta(hours=1)
VISIT_DAY = date(2026, 12, 1)
FACTS: dict[str, Any] = {
    "address": "1 Example Street",
    "readers": "a nurse of our team",
    "read_within": "3 working days",
    "watched": "Nobody watches it at night or at weekends.",
    "self_harm_readers": "the duty nurse",
    "self_harm_within": "1 working day",
}


@dataclass
class Person:
    """Somebody of a clinic, with what they keep in their head, on their phone and on paper."""

    username: str
    role: Role
    passphrase: str
    seed: bytes = field(default_factory=second_factor.new_seed)
    secrets: Secrets | None = None
    staff_id: UUID | None = None

    def code(self, now: datetime) -> str:
        """What their phone shows; each is taken once."""
        return second_factor.code_of(self.seed, second_factor.step_at(now))

    def typed(self, now: datetime, **changes: str) -> Typed:
        usual = {
            "username": self.username,
            "passphrase": self.passphrase,
            "code": self.code(now),
            "address": "192.0.2.1",
        }
        return Typed(**{**usual, **changes})


@dataclass
class House:
    """A clinic that takes answers: its people by role, its recovery sheet, a link for many and one for a single use."""

    slug: str
    id: UUID
    people: dict[Role, Person]
    sheet: RecoverySheet
    many_link: str
    single_link: str

    @property
    def reviewer(self) -> Person:
        return self.people[Role.REVIEWER]

    @property
    def reader(self) -> Person:
        return self.people[Role.READER]

    @property
    def administrator(self) -> Person:
        return self.people[Role.ADMINISTRATOR]


@dataclass
class World:
    """An installation with two clinics that know nothing of each other."""

    settings: Settings
    vault: Vault
    north: House
    south: House


def a_world(folder: Path, databases: Databases | None = None) -> World:
    """A copy of the world that was set up once in this process; its own database, of this kind or SQLite, and key."""
    databases = databases or SQLITE
    made = _set_up_once(databases)
    settings = databases.settings(folder, like=made.settings)
    # The people are copied too: what a test does to them stays in it.
    houses = {"north": _copied(made.north), "south": _copied(made.south)}
    return World(settings, open_vault(settings, NOW), **houses)


def comes_in(vault: Vault, person: Person, now: datetime = NOW) -> Member:
    """Signed in at this moment; half a minute has to pass before the same person can again."""
    token = signing_in.sign_in(vault, person.typed(now), now)
    return staff_sessions.member_of_token(vault, token, now)


def acting(vault: Vault, member: Member, now: datetime = NOW) -> Acting:
    return member_acting(vault, member, now)


def joins(vault: Vault, clinic_id: UUID, person: Person, now: datetime) -> Person:
    """Added by the operator, and set up by their own browser."""
    new = NewMember(person.username, f"{person.username.title()} Example", person.role)
    link = staffing.add(operator_acting(vault, clinic_id, now), new)
    person.staff_id = staffing.welcome(vault, link, now).staff_id
    person.secrets = staffing.set_up(vault, link, Chosen(person.passphrase, person.seed, person.code(now)), now)
    return person


def invited(vault: Vault, by: Acting, *, single_use: bool, day: date | None = VISIT_DAY) -> str:
    """The link of a new invitation."""
    visit = Visit(day=day, clinician="Dr Example", place="Room 2")
    made = inviting.invite(by, NewInvitation(visit=visit, single_use=single_use, lasts=timedelta(days=60)))
    with reading(vault.engine) as session:
        return inviting.one_of_clinic(session, by, made).link


def for_visit(vault: Vault, draft: Draft, link: str, now: datetime = NOW) -> Draft:
    """The draft of a patient who followed the link."""
    return replace(draft, appointment=appointment_of(vault, link, now))


def appointment_of(vault: Vault, link: str, now: datetime = NOW) -> Appointment:
    return inviting.behind_link(vault, link, now).appointment


def sent(vault: Vault, draft: Draft, now: datetime = NOW, questionnaire: Questionnaire = INTAKE) -> Draft:
    """The draft with its receipt, as the transaction that saves it would keep it."""
    with writing(vault.engine) as session:
        return sending.send(session, Sender(vault, questionnaire, language_of(), now), draft)


def a_sent_draft(vault: Vault, house: House, now: datetime = NOW, **answers: object) -> Draft:
    """A busy patient's form, sent by the link for many; answers by linkId with `__` for the dot."""
    changed = {link_id.replace("__", "."): value for link_id, value in answers.items()}
    return sent(vault, for_visit(vault, a_draft({**BUSY, **changed}), house.many_link, now), now)


SQLITE = Databases("sqlite", ExitStack())
_WORLDS: dict[tuple[str, bool], World] = {}


def _set_up_once(databases: Databases) -> World:
    """One for each kind of database, and one more for people whose passphrases are cheap to try."""
    which = databases.kind, is_light()
    if which not in _WORLDS:
        with databases.kept():
            _WORLDS[which] = _set_up(databases)
    return _WORLDS[which]


def _set_up(databases: Databases) -> World:
    settings = databases.settings(Path(mkdtemp(prefix="intake-clinics-")) / "data")
    vault = open_vault(settings, SET_UP_AT)
    north = _house(vault, "Northside Clinic", "anna", "rob", "ada")
    south = _house(vault, "Southside Clinic", "bea", "sam", "bo")
    vault.engine.dispose()
    return World(settings, vault, north, south)


def _house(vault: Vault, name: str, reviewer: str, reader: str, administrator: str) -> House:
    clinic = clinics.add(vault, ClinicFacts(name=name, **FACTS), f"{administrator}@example.org", SET_UP_AT)
    people = {
        role: joins(vault, clinic.id, Person(username, role, f"the small {username} lamp on the stair"), SET_UP_AT)
        for role, username in (
            (Role.REVIEWER, reviewer),
            (Role.READER, reader),
            (Role.ADMINISTRATOR, administrator),
        )
    }
    later = SET_UP_AT + timedelta(minutes=1)
    member = comes_in(vault, people[Role.REVIEWER], later)
    by = member_acting(vault, member, later)
    sheet = holding.make_first_key(by, member)
    holding.confirm_sheet(by, member)
    reader_id = people[Role.READER].staff_id
    assert reader_id is not None
    holding.grant(by, member, reader_id)
    links = [invited(vault, by, single_use=single_use) for single_use in (False, True)]
    return House(clinic.slug, clinic.id, people, sheet, *links)


def _copied(house: House) -> House:
    return replace(house, people={role: replace(person) for role, person in house.people.items()})
