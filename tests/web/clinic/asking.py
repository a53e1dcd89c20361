"""Every address of the clinic asked for in turn: what stands in it, what is sent with it, and what came back."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from intake.services.members import Role
from intake.web.access import ROLES
from tests.clinics import FACTS, House, Person
from tests.web.clinic.desks import Office, post
from tests.web.crawling import NOBODYS, addresses

# What changes with each request, whatever is asked for.
_VARIES = re.compile(
    r'name="_token" value="[^"]*"|data-token="[^"]*"|data-idle-seconds="\d+"|name="sheet" value="[^"]*"'
)
# Fit for every form, so that what refuses is never the form.
TYPED: Mapping[str, Any] = {
    **FACTS,
    "role": "reader",
    "kind": "json",
    "state": "in-review",
    "key": "you.name",
    "to": "",
    "text": "a note",
    "charted": "Sertraline 50 mg",
    "name": "New Example",
    "username": "new.member",
    "use": "many",
    "sought": "ann",
    "version": "1",
    "retention_days": "90",
}
FITTING: Mapping[str, Mapping[str, Any]] = {"clinic.mark_line": {"state": "confirmed"}}
"""Where the same name stands for something else."""


@dataclass(frozen=True)
class Asked:
    """An address by a method, with the name of its endpoint."""

    endpoint: str
    method: str
    path: str


def asked(app: Flask, known: Mapping[str, Any] = NOBODYS) -> Iterator[Asked]:
    """Every address of the clinic's that is for staff."""
    for method in ("GET", "POST"):
        for endpoint, path in addresses(app, method, known):
            if endpoint in ROLES:
                yield Asked(endpoint, method, path)


def known_of(office: Office, house: House, response: str, invitation: str = "") -> dict[str, Any]:
    """What stands in the addresses of this clinic."""
    return {
        **NOBODYS,
        "response_id": response,
        "invitation_id": invitation or NOBODYS["invitation_id"],
        "staff_id": office.newcomer(house),
        "number": office.session_number(house.reader),
        "clinic_slug": house.slug,
        "link": house.many_link,
    }


def ask(office: Office, person: Person | None, what: Asked, **typed: Any) -> TestResponse:
    """At a browser of its own: each is asked alone."""
    client = office.staff(person).client if person else office.app.test_client()
    if what.method == "GET":
        return client.get(what.path, query_string=typed)
    answer: TestResponse = post(client, what.path, {**TYPED, **FITTING.get(what.endpoint, {}), **typed})
    return answer


def body_of(answer: TestResponse, *names: object) -> str:
    """The page but for what varies anyway, and for these, which were asked for."""
    text = _VARIES.sub("", answer.get_data(as_text=True))
    for name in names:
        text = text.replace(str(name), "·")
    return text


def people(house: House) -> tuple[tuple[Role, Person], ...]:
    return tuple(house.people.items())
