"""An installation of its own for each bench, with drafts put in through the vault, and browsers that hold them."""

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask

from forms.answers import AnswerSet, Draft
from forms.codec import draft_to_json
from forms.items import Questionnaire
from forms.ketamine import INTAKE
from intake import create_app
from intake.config import settings_from
from intake.services import vault
from intake.store.engine import writing
from intake.web.product import EXTENSION, Product
from intake.web.visits import COOKIE
from tests.bench.measuring import Action, Answered, Caller
from tests.builders import BUSY, a_draft

ANSWERS = 200


@dataclass
class Browser:
    """Somebody with an open draft. `save` puts another draft in its place without a request."""

    caller: Caller
    opened: vault.OpenDraft = field(repr=False)
    product: Product
    token: str = field(default="", repr=False)

    def reads_form(self, path: str) -> dict[str, Any]:
        """The hidden fields of a page, for requests that save it."""
        page = answered(self.caller.getting(path)).body.decode()
        found = dict(re.findall(r'<input type="hidden" name="(_\w+)" value="([^"]*)">', page))
        return {name: found[name] for name in ("_token", "_view", "_seen", "_held") if name in found}

    def save(self, draft: Draft) -> None:
        now = self.product.clock()
        with writing(self.product.vault.engine) as session:
            newest = vault.newest(session, self.opened, now)
            vault.save(session, newest, body_of(draft), now)


@dataclass
class Installation:
    app: Flask
    addresses: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def product(self) -> Product:
        product: Product = self.app.extensions[EXTENSION]
        return product

    def stranger(self) -> Caller:
        """Somebody from an address of their own, so that no limit is met."""
        number = next(self.addresses)
        return Caller(self.app, address=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")

    def holder(self, draft: Draft) -> Browser:
        caller, product = self.stranger(), self.product
        made = vault.start(
            product.vault,
            product.questionnaire.canonical,
            lambda code: body_of(replace(draft, return_code=code.text, code_seen=True)),
            caller.address,
            product.clock(),
        )
        cookie = f"{COOKIE}={made.token}"
        first = answered(replace(caller, cookie=cookie).getting("/help"))
        own = "; ".join([cookie, *cookies_in(first)])
        return Browser(replace(caller, cookie=own), made.draft, product, made.token)


@contextmanager
def installation(questionnaire: Questionnaire = INTAKE, folder: Path | None = None) -> Iterator[Installation]:
    """In a folder of its own, or in this one, where a server can be started on it afterwards."""
    with tempfile.TemporaryDirectory() as own:
        made = Installation(create_app(settings_from({"INTAKE_DATA": str(folder or own)}), questionnaire))
        yield made
        made.product.vault.engine.dispose()


def body_of(draft: Draft) -> bytes:
    return json.dumps(draft_to_json(draft), ensure_ascii=False, separators=(",", ":")).encode()


def answered(action: Action) -> Answered:
    done: Answered = action()
    return done


def cookies_in(answer: Answered) -> list[str]:
    return [value.split(";")[0] for name, value in answer.headers if name == "Set-Cookie"]


def a_full_draft(answers: int = ANSWERS) -> Draft:
    """A busy patient's draft with at most so many answers: medicines are left out until they are that few."""
    medicines = list(BUSY["medication.list"])
    while True:
        draft = a_draft({**BUSY, "medication.list": medicines}, shown=[page.slug for page in INTAKE.pages])
        if size_of(draft.answers) <= answers or not medicines:
            return draft
        medicines.pop()


def size_of(answers: AnswerSet) -> int:
    """How many answers, those in rows included."""
    own = sum(len(values) for values in answers.values.values())
    return own + sum(size_of(row.answers) for rows in answers.groups.values() for row in rows)
