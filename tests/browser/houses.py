"""Clinics in the served store, set up as their people would do it an hour ago, and sessions of theirs for browsers."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from forms.answers import Draft
from forms.ketamine import INTAKE
from intake import utc_now
from intake.language import language_of
from intake.services import clinics, holding, reviewing, sending, staff_sessions, staffing
from intake.services.acting import Acting, operator_acting
from intake.services.auditing import OPERATOR
from intake.services.clinics import ClinicFacts
from intake.services.members import Member, Role
from intake.services.reviewing import EntryKind, LineState, Said
from intake.services.sending import Sender
from intake.services.staffing import NewMember
from intake.services.vault import Vault
from intake.store import invitations
from intake.store.clinic_models import VersionRecord
from intake.store.engine import reading, writing
from intake.summary.review import review_sections
from tests.browser.patients import UNBROKEN, a_full_draft
from tests.builders import BUSY, a_draft
from tests.clinics import FACTS, Person, acting, comes_in, invited, joins, sent
from tests.clinics import for_visit as draft_for

LONG_AGO = timedelta(hours=1)
CHARTED = f"Venlafaxine XR 150 mg capsule once a day\nMirtazapine 15 mg tablet at night\nAspirin 75 mg\n{UNBROKEN}"


@dataclass
class House:
    """A clinic whose people were set up; `members` are those who signed in once. `neighbour` has no key yet."""

    vault: Vault
    slug: str
    id: UUID
    visit_day: date
    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    link: str = ""
    single_link: str = ""
    drafts: dict[str, Draft] = field(default_factory=dict)
    responses: dict[str, UUID] = field(default_factory=dict)
    neighbour: "House | None" = None

    @property
    def ids(self) -> dict[str, str]:
        """What stands in addresses: links, the newest invitation, and the responses by the name of their draft."""
        with reading(self.vault.engine) as session:
            newest = invitations.of_clinic(session, self.id, 1)
            ids = {name: str(each) for name, each in self.responses.items()}
            return {**ids, "link": self.link, "slug": self.slug, "invitation": str(newest[0].id) if newest else ""}

    def session_of(self, who: str) -> str:
        """The token of a new session, as signing in leaves it; no code is spent."""
        member = self.members[who]
        with writing(self.vault.engine) as session:
            return staff_sessions.open_session(session, member.staff_id, member.key, utc_now())

    def by(self, who: str) -> Acting:
        return acting(self.vault, self.members[who], utc_now())

    def for_visit(self, draft: Draft, **visit: object) -> Draft:
        """A patient's draft for a visit here; `visit`: what differs from the one that the link is for."""
        found = draft_for(self.vault, draft, self.link, utc_now())
        assert found.appointment
        return replace(found, appointment=replace(found.appointment, **visit))  # type: ignore[arg-type]

    def is_sent(self, draft: Draft) -> Draft:
        return sent(self.vault, draft, utc_now())

    def invites(self, *, single_use: bool = True) -> str:
        return invited(self.vault, self.by("reviewer"), single_use=single_use, day=self.visit_day)

    def welcomes(self, username: str, role: Role = Role.READER) -> str:
        """The set-up link of somebody new."""
        new = NewMember(username, f"{username.title()} Example", role)
        return staffing.add(operator_acting(self.vault, self.id, utc_now()), new)


def paper_code(person: Person) -> str:
    """The next of the codes on paper: signs in without waiting for the app's next code."""
    assert person.secrets
    first, *others = person.secrets.backup_codes
    person.secrets = replace(person.secrets, backup_codes=tuple(others))
    return first


def a_house(vault: Vault, name: str, *, with_key: bool = True) -> House:
    """A reviewer and an administrator; with a key also a reader who holds it, and somebody who waits for it."""
    then = utc_now() - LONG_AGO
    clinic = clinics.add(vault, ClinicFacts(name=name, **FACTS), "notices@example.org", then)
    house = House(vault, clinic.slug, clinic.id, utc_now().date() + timedelta(days=7))
    _joins(house, "reviewer", Role.REVIEWER, then)
    _joins(house, "administrator", Role.ADMINISTRATOR, then)
    if with_key:
        _joins(house, "reader", Role.READER, then)
        _joins(house, "waiting", Role.REVIEWER, then)
        _holds_key(house, then + timedelta(minutes=2))
        house.link = house.invites(single_use=False)
        house.single_link = house.invites()
    return house


def a_busy_house(vault: Vault) -> House:
    """A clinic in the middle of its work: what was sent, reviewed, changed, altered, and words that no line breaks."""
    house = a_house(vault, f"Northside Clinic {UNBROKEN[:60]}")
    clinics.change(vault, house.slug, {"has_public_page": True}, OPERATOR, utc_now())
    first = house.is_sent(house.for_visit(a_draft(BUSY)))
    house.drafts["sent"] = house.is_sent(_with_answers(first, a_full_draft()))
    house.drafts["withdrawn"] = house.is_sent(house.for_visit(a_draft({**BUSY, "you.name": "Bo Example"})))
    house.drafts["taken back"] = _taken_back(house, house.is_sent(house.for_visit(a_draft(BUSY))))
    house.responses = {name: UUID(draft.sendings[-1].response) for name, draft in house.drafts.items()}
    altered = house.is_sent(house.for_visit(a_draft({"reason.chief_concern": "No name given"})))
    house.responses["unopenable"] = UUID(altered.sendings[-1].response)
    with writing(vault.engine) as session:
        version = session.get_one(VersionRecord, (house.responses["unopenable"], 1))
        version.header = version.body = bytes(len(version.header))
    _worked_on(house, house.responses["sent"])
    house.neighbour = a_house(vault, "Southside Clinic", with_key=False)
    return house


def keys_of_lines(house: House, response: UUID) -> list[str]:
    opened = reviewing.peek(house.by("reviewer"), house.members["reviewer"], response)
    assert opened.form
    sections = review_sections(opened.form.summary, language_of())
    return [line.key for section in sections for line in section.lines]


def says(house: House, response: UUID, who: str = "reviewer", **said: object) -> None:
    """As `reviewing.say`, having seen what there was."""
    what = Said(version=1, **said)  # type: ignore[arg-type]
    last = reviewing.peek(house.by(who), house.members[who], response).last_of_line().get(what.key)
    reviewing.say(house.by(who), house.members[who], response, what, str(last.id) if last else "")


def _with_answers(draft: Draft, other: Draft) -> Draft:
    """The same patient, who changed the answers."""
    return replace(other, appointment=draft.appointment, sendings=draft.sendings)


def _taken_back(house: House, draft: Draft) -> Draft:
    sender = Sender(house.vault, INTAKE, language_of(), utc_now())
    with writing(house.vault.engine) as session:
        return sending.withdraw(session, sender, draft, draft.sendings[-1].response)


def _joins(house: House, who: str, role: Role, then: datetime) -> None:
    username = f"{who}-{house.slug[:12]}"
    person = Person(username, role, f"the small {who} lamp on the stair")
    house.people[who] = joins(house.vault, house.id, person, then)
    house.members[who] = comes_in(house.vault, person, then + timedelta(minutes=1))


def _holds_key(house: House, then: datetime) -> None:
    member = house.members["reviewer"]
    by = acting(house.vault, member, then)
    holding.make_first_key(by, member)
    holding.confirm_sheet(by, member)
    holding.grant(by, member, house.members["reader"].staff_id)


def _worked_on(house: House, response: UUID) -> None:
    key, other, third = keys_of_lines(house, response)[:3]
    says(house, response, kind=EntryKind.LINE, key=key, state=LineState.TO_ASK)
    says(house, response, kind=EntryKind.LINE, key=key, state=LineState.CHANGED, was="before", now=UNBROKEN)
    says(house, response, kind=EntryKind.LINE, key=other, state=LineState.CONFIRMED)
    says(house, response, kind=EntryKind.LINE, key=third, state=LineState.TO_ASK)
    says(house, response, kind=EntryKind.NOTE, text=f"Seen together.\n{UNBROKEN}")
    says(house, response, kind=EntryKind.CHART, text=CHARTED)
    says(house, response, kind=EntryKind.REVIEWED)
    reviewing.assign(house.by("reviewer"), house.members["reviewer"], response, house.members["reader"].staff_id)
