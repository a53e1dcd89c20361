"""A clinic with thousands of responses, and reviewers who sign in through its pages, then list, search and open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from itertools import cycle
from uuid import UUID

from intake import utc_now
from intake.services import clinics, holding
from intake.services.acting import member_acting
from intake.services.clinics import ClinicFacts
from intake.services.members import Role
from intake.services.vault import Vault
from tests.bench.stored import name_of, store_responses
from tests.clinics import FACTS, Person, comes_in, joins
from tests.live.patient import LivePatient

LIST, SEARCH, OPEN = "list of 50", "search by name", "open a response"
# More in one statement takes longer than the store waits for a database that may be gone.
AT_ONCE = 500
_FIELD = re.compile(r'<input type="hidden" name="(_\w+)" value="([^"]*)"')
_RESPONSE = re.compile(r'href="(/clinic/responses/[0-9a-f-]{36})"')


@dataclass
class Reviewer(LivePatient):
    """A browser of the clinic: LivePatient brings the cookies and the connection, and nothing of a patient is used."""

    acts: Iterator[str] = field(default_factory=lambda: cycle((LIST, OPEN, SEARCH, OPEN)))
    seen: Iterator[str] = field(default_factory=lambda: iter(()))
    sought: Iterator[str] = field(default_factory=lambda: cycle(map(name_of, range(300))))

    def signs_in(self, person: Person) -> "Reviewer":
        typed = {"username": person.username, "passphrase": person.passphrase, "code": person.code(utc_now())}
        answer = self.posts("/clinic/sign-in", {**self._fields_of("/clinic/sign-in"), **typed})
        assert answer.status == 303, f"a reviewer is not let in: {answer.status}"
        self.fields = self._fields_of("/clinic/search")
        assert self._lists(), "the list is empty"
        return self

    def acts_once(self) -> tuple[str, bool]:
        what = next(self.acts)
        try:
            return what, {LIST: self._lists, SEARCH: self.searches, OPEN: self._opens}[what]()
        except (OSError, HTTPException):
            return what, False

    def _lists(self) -> bool:
        answer = self.asks("GET", "/clinic/responses")
        found = list(dict.fromkeys(_RESPONSE.findall(answer.text)))
        self.seen = cycle(found)
        return answer.status == 200 and len(found) > 0

    def searches(self) -> bool:
        answer = self.posts("/clinic/search", {**self.fields, "sought": next(self.sought)})
        return answer.status == 200 and bool(_RESPONSE.search(answer.text))

    def _opens(self) -> bool:
        return self.asks("GET", next(self.seen)).status == 200

    def _fields_of(self, path: str) -> dict[str, str]:
        return dict(_FIELD.findall(self.asks("GET", path).text))


def reviewers(vault: Vault, port: int, responses: int, number: int = 5) -> list[Reviewer]:
    """Of a new clinic that has so many responses, all signed in."""
    # An hour ago, so that each code of an app is a new one when they sign in.
    then = utc_now() - timedelta(hours=1)
    clinic = clinics.add(vault, ClinicFacts(name="Busy Clinic", **FACTS), "busy@example.org", then)
    people = [_person(vault, clinic.id, at) for at in range(number)]
    _share_key(vault, people)
    for begun in range(0, responses, AT_ONCE):
        store_responses(vault, clinic.id, min(AT_ONCE, responses - begun))
    those = [Reviewer(port).signs_in(person) for person in people]
    # Nobody's ten thousand came in at once: a search has seen all but today's before, which made them quick to open.
    assert those[0].searches(), "nothing is found"
    for at, reviewer in enumerate(those):
        # Each is at something else when the load begins.
        for _ in range(at % 4):
            next(reviewer.acts)
    return those


def _person(vault: Vault, clinic_id: UUID, at: int) -> Person:
    person = Person(f"reviewer{at}", Role.REVIEWER, f"the small lamp number {at} on the stair")
    return joins(vault, clinic_id, person, utc_now() - timedelta(hours=1))


def _share_key(vault: Vault, people: list[Person]) -> None:
    """The first makes the clinic's key, and gives it to the others."""
    first, *others = people
    moment = utc_now() - timedelta(minutes=30)
    member = comes_in(vault, first, moment)
    by = member_acting(vault, member, moment)
    holding.make_first_key(by, member)
    holding.confirm_sheet(by, member)
    for other in others:
        assert other.staff_id is not None
        holding.grant(by, member, other.staff_id)
