"""Patients who hold a draft already, a clock that a test turns, and what is saved, past every page."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from flask import Flask
from flask.testing import FlaskClient

from forms.answers import Draft
from forms.codec import draft_from_json, draft_to_json
from forms.ketamine import INTAKE
from intake.keys.return_codes import ReturnCode
from intake.services import vault
from intake.services.vault import Started
from intake.web.product import EXTENSION, Product
from intake.web.visits import COOKIE
from tests.drivers import Patient

_NUMBERS = count(1)


@dataclass
class Clock:
    now: datetime = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


def product_of(app: Flask) -> Product:
    product: Product = app.extensions[EXTENSION]
    return product


def started(app: Flask, draft: Draft) -> Started:
    """The draft in the vault, as a first save would have put it there."""
    product = product_of(app)

    def body_of(code: ReturnCode) -> bytes:
        kept = replace(draft, return_code=code.text, code_seen=True)
        return json.dumps(draft_to_json(kept), ensure_ascii=False).encode()

    # An address each: the limit of new drafts is not what these tests are about.
    return vault.start(product.vault, INTAKE.canonical, body_of, f"patient {next(_NUMBERS)}", product.clock())


def holder(app: Flask, draft: Draft) -> Patient:
    """A patient at a browser in which this draft is open."""
    client = app.test_client()
    client.set_cookie(COOKIE, started(app, draft).token)
    return Patient(client)


def token_of(client: FlaskClient, path: str = "/return") -> str:
    """A token that fits the session of this browser; any page with a form has one."""
    return str(Patient(client).opens(path).page.select('[name="_token"]')[0]["value"])


def saved(app: Flask, patient: Patient) -> Draft:
    """The draft that is open in the patient's browser, as it is in the vault."""
    cookie = patient.client.get_cookie(COOKIE)
    assert cookie is not None, "no draft is open"
    product = product_of(app)
    opened = vault.open_by_token(product.vault, cookie.value, product.clock())
    return draft_from_json(INTAKE, json.loads(opened.body))


def drafts_kept(app: Flask) -> int:
    """How many drafts there are."""
    with product_of(app).vault.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM draft").scalar_one())
