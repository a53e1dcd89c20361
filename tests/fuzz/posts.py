"""Posts made from the questionnaire, at every address that takes them: no answer of 5xx, and nothing odd is stored."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from forms.answers import AnswerSet, AnswerValue, AsTyped, Draft, InMyWords, Quantity
from forms.codec import draft_from_bytes, draft_to_bytes
from forms.items import Item, ItemType
from forms.ketamine import INTAKE
from intake import create_app
from intake.services import vault
from intake.store.engine import reading
from intake.store.models import DraftRecord
from intake.web.access import ROLES
from intake.web.visits import COOKIE
from tests.clinics import NOW, House, Person, a_world
from tests.databases import Databases
from tests.drivers import Patient
from tests.fuzz.typed import ODD, RAW, Fields, encoded, names_of, strange_fields, typed_into
from tests.light_argon2 import light_argon2
from tests.web.clinic.asking import FITTING, TYPED, known_of
from tests.web.clinic.desks import Office
from tests.web.crawling import addresses
from tests.web.holding import Clock, holder, product_of, token_of

_FORM = "application/x-www-form-urlencoded"
# What a save may change in the row of its draft.
_MOVES = frozenset({"body", "rev", "updated_at", "expires_at", "keep_days"})
_PER_DRAFT = 40
_SELDOM = 0.1


@dataclass
class Posted:
    """What came of so many posts; `wrong` says for each that went wrong where, and never what was typed."""

    posts: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    endpoints: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    errors: int = 0
    stored: int = 0
    """How many posts were found in the store as they were typed."""

    def notes(self, endpoint: str, answer: TestResponse) -> None:
        self.posts += 1
        self.statuses[answer.status_code] += 1
        self.endpoints[endpoint] += 1
        if answer.status_code >= 500:
            self.errors += 1
            self.wrong.append(f"{endpoint} answers {answer.status_code}")


@dataclass
class Poster:
    """One patient after the other, and the people of a clinic, all of whom send what nobody expects."""

    office: Office
    chance: random.Random
    found: Posted = field(default_factory=Posted)

    def __post_init__(self) -> None:
        self.app: Flask = self.office.app
        self.house: House = self.office.world.north
        self.patient, self.token, self.left = Patient(self.app.test_client()), "", 0
        self.staff: dict[str, tuple[FlaskClient, str]] = {}
        self.places = sorted(addresses(self.app, "POST", self._known()))
        self.pages = [(page, item) for page in INTAKE.pages for item in (None, *(i for i in page.items if i.rows))]

    def posts(self, count: int) -> Posted:
        for _ in range(count):
            if self.chance.random() < 0.6:
                self._to_page()
            else:
                self._anywhere()
        return self.found

    def _to_page(self) -> None:
        """A page or a row, by every input that it has."""
        self._comes()
        page, row = self.chance.choice(self.pages)
        row_id = self.chance.choice(("r1", "r2", "q-1", "x" * 40, "x" * 41, "a b", "\u202e", "new", "%00"))
        path = f"/form/{page.slug}/{row_id}" if row else f"/form/{page.slug}"
        typed = typed_into(names_of(page, row), self.chance)
        before, draft = self._row(), self._draft()
        strange = strange_fields(INTAKE, self.chance)
        raw = self.chance.choice(RAW) if self.chance.random() < _SELDOM else ""
        answer = self._sends("patient.save_row" if row else "patient.save_page", path, [*typed, *strange], raw)
        if before is None or draft is None:
            return
        now = self._row()
        if now is None or any(now[name] != before[name] for name in before.keys() - _MOVES):
            self.found.wrong.append(f"{path[:60]} changed more than the answers")
            return
        self._judges(path, answer, draft, [] if row or strange or raw else typed)

    def _judges(self, path: str, answer: TestResponse, before: Draft, typed: Fields) -> None:
        """What is stored can be read, fits its questions, and says what was typed; what was refused changed nothing."""
        draft = self._draft()
        assert draft is not None
        if draft_from_bytes(INTAKE, draft_to_bytes(draft)) != draft:
            self.found.wrong.append(f"{path[:60]} stores what reads otherwise")
        self.found.wrong += [f"{path[:60]} stores what {link_id} does not take" for link_id in misfits(draft.answers)]
        if answer.status_code in (409, 413, 422, 503) and draft.answers != before.answers:
            self.found.wrong.append(f"{path[:60]} answers {answer.status_code} and stores")
        if answer.status_code == 303 and typed:
            self.found.stored += 1
            self.found.wrong += [f"{path[:60]} does not store {name} as typed" for name in _not_kept(draft, typed)]

    def _anywhere(self) -> None:
        """Any address that takes a post, of the patient's and of the clinic's."""
        endpoint, path = self.chance.choice(self.places)
        fitting: Mapping[str, Any] = {**TYPED, **FITTING.get(endpoint, {}), **_PATIENTS}
        names = self.chance.sample(sorted(fitting), self.chance.randint(0, 6))
        typed = [
            (name, str(fitting[name]) if self.chance.random() < 0.5 else self.chance.choice(ODD)) for name in names
        ]
        typed += strange_fields(INTAKE, self.chance)
        if endpoint.startswith("clinic."):
            self._sends_as_staff(endpoint, path, typed)
            return
        self._comes()
        self._sends(endpoint, path, typed)
        if endpoint in _ENDS:
            self.left = 0

    def _sends(self, endpoint: str, path: str, typed: Fields, raw: str = "") -> TestResponse:
        token = [("_token", self.token)] if self.chance.random() > _SELDOM else []
        answer = self._posted(self.patient.client, path, [*token, *typed], raw)
        self.found.notes(endpoint, answer)
        return answer

    def _sends_as_staff(self, endpoint: str, path: str, typed: Fields) -> None:
        people = list(self.house.people.values())
        client, token = self._staff(self.chance.choice(people))
        known = endpoint in ROLES and self.chance.random() > _SELDOM
        self.found.notes(endpoint, self._posted(client, path, [("_token", token if known else "")] + typed))

    def _posted(self, client: FlaskClient, path: str, fields: Fields, raw: str = "") -> TestResponse:
        if not raw and self.chance.random() < _SELDOM:
            data: dict[str, list[str]] = {}
            for name, value in fields:
                data.setdefault(name, []).append(value)
            return client.post(path, data=data, content_type="multipart/form-data")
        return client.post(path, data=encoded(fields, raw), content_type=_FORM)

    def _comes(self) -> None:
        """A new patient now and then: a form that is full takes nothing more, and one that was deleted is gone."""
        if self.left == 0:
            self.left = _PER_DRAFT
            draft = self.office.draft(self.house, you__name="Ann")
            self.patient = holder(self.app, draft)
            self.token = token_of(self.patient.client)
        self.left -= 1

    def _staff(self, person: Person) -> tuple[FlaskClient, str]:
        if person.username not in self.staff or self.chance.random() < _SELDOM:
            client = self.office.staff(person).client
            self.staff[person.username] = client, token_of(client, "/clinic/sign-in")
        return self.staff[person.username]

    def _known(self) -> dict[str, Any]:
        return known_of(self.office, self.house, self.office.sent(self.house), self.office.invitation(self.house))

    def _opened(self) -> vault.OpenDraft | None:
        cookie, product = self.patient.client.get_cookie(COOKIE), product_of(self.app)
        if cookie is None:
            return None
        return vault.open_by_token(product.vault, cookie.value, product.clock())

    def _draft(self) -> Draft | None:
        opened = self._opened()
        return draft_from_bytes(INTAKE, opened.body) if opened else None

    def _row(self) -> dict[str, Any] | None:
        opened = self._opened()
        if opened is None:
            return None
        with reading(self.office.vault.engine) as session:
            found = session.execute(select(DraftRecord.__table__).where(DraftRecord.id == opened.draft_id)).one()
        return dict(found._mapping)


@contextmanager
def posting(seed: int, databases: Databases | None = None) -> Iterator[Poster]:
    """In an installation of its own, with two clinics."""
    with light_argon2(), TemporaryDirectory(prefix="intake-posts-") as folder:
        world, clock = a_world(Path(folder) / "data", databases), Clock(NOW)
        world.vault.engine.dispose()
        app = create_app(world.settings, INTAKE, clock=clock)
        world.vault = product_of(app).vault
        try:
            yield Poster(Office(app, clock, world), random.Random(seed))  # noqa: S311 - no secret
        finally:
            world.vault.engine.dispose()


def misfits(answers: AnswerSet) -> list[str]:
    """The linkIds of what is stored and could not be captured by any page."""
    found = [link_id for link_id, values in answers.values.items() if not _fits(INTAKE.by_link_id[link_id], values)]
    for rows in answers.groups.values():
        found += [link_id for row in rows for link_id in misfits(row.answers)]
    return found


def _fits(item: Item, values: tuple[AnswerValue, ...]) -> bool:
    if not values or (len(values) > 1 and not item.repeats and item.type is not ItemType.OPEN_CHOICE):
        return False
    return all(_is_of(item, value) for value in values)


def _is_of(item: Item, value: AnswerValue) -> bool:
    if isinstance(value, AsTyped):
        return item.type in (ItemType.DATE, ItemType.INTEGER)
    if isinstance(value, InMyWords):
        return item.type is ItemType.OPEN_CHOICE
    if isinstance(value, Quantity):
        return value.unit in {"", *(unit.code for unit in item.units)}
    if item.answer_options:
        return value in {option.code for option in item.answer_options}
    return type(value) is _KINDS[item.type] and value != ""


def _not_kept(draft: Draft, typed: Fields) -> list[str]:
    """The questions for a text whose text is another one now."""
    texts = (ItemType.STRING, ItemType.TEXT)
    first = {name: value for name, value in reversed(typed) if INTAKE.by_link_id[name.partition(":")[0]].type in texts}
    return [
        name
        for name, value in first.items()
        if draft.answers.all(name) != ((_as_kept(value),) if value.strip() else ())
    ]


def _as_kept(value: str) -> str:
    return value.replace("\r\n", "\n")


_KINDS = {
    ItemType.BOOLEAN: bool,
    ItemType.INTEGER: int,
    ItemType.DATE: date,
    ItemType.STRING: str,
    ItemType.TEXT: str,
}
_PATIENTS = {"form": "short", "days": "60", "off": "you.name", "line": "you.name", "_code": "0" * 22, "_go": "code"}
_ENDS = frozenset({"patient.deleted", "patient.leave", "patient.come_back_with_code"})
