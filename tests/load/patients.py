"""Patients with much in their forms, who turn pages and whose browsers save; each knows what was kept."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from itertools import cycle

from forms.answers import Draft
from forms.codec import draft_to_json
from forms.ketamine import INTAKE
from forms.page_flow import PageFlow
from intake import utc_now
from intake.keys.return_codes import ReturnCode
from intake.services import vault
from intake.services.vault import Vault
from intake.web.visits import COOKIE
from tests.builders import BUSY, a_draft
from tests.live.patient import LINK_ID, PAGE, LivePatient

SAVE, TURN = "save", "page"
FORM = a_draft({**BUSY, LINK_ID: "begun"})
SLUGS = [page.slug for page in PageFlow.of(INTAKE, FORM).pages()]
"""Of the pages that this form asks."""


@dataclass
class Busy(LivePatient):
    """A browser that turns pages and saves by itself, by turns."""

    acts: Iterator[str] = field(default_factory=lambda: cycle((SAVE, TURN)))
    slugs: Iterator[str] = field(default_factory=lambda: cycle(SLUGS))

    def acts_once(self) -> tuple[str, bool]:
        what = next(self.acts)
        return what, self.saves_by_itself() if what == SAVE else self.turns_page()

    def saves_by_itself(self) -> bool:
        """As save.js does when a field was changed."""
        self.count += 1
        words = f"words {self.count}"
        self.open.append(words)
        status = self._status("POST", PAGE, {**self.fields, LINK_ID: words, "_autosave": "1"})
        if status == 204:
            self.last_kept, self.open = words, []
        elif status:
            self.open.pop()
        return status == 204

    def turns_page(self) -> bool:
        return self._status("GET", next(self.slugs)) == 200

    def _status(self, method: str, slug: str, typed: dict[str, str] | None = None) -> int:
        """0 where no answer came."""
        try:
            path = f"/form/{slug}"
            answer = self.posts(path, typed) if typed else self.asks(method, path)
        except (OSError, HTTPException):
            return 0
        return answer.status


def patients(opened: Vault, port: int, number: int, kind: type[Busy] = Busy) -> list[Busy]:
    """So many, each with a form of their own that was put in beside the server, so that no limit is met."""
    return [_with_form(opened, kind(port), at) for at in range(number)]


def kept_in(opened: Vault, draft: Draft, at: int) -> str:
    """Put in a form; gives the token of its session. `at`: which of many, each from an address of its own."""

    def body_of(code: ReturnCode) -> bytes:
        return json.dumps(draft_to_json(replace(draft, return_code=code.text, code_seen=True))).encode()

    address = f"10.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}"
    return vault.start(opened, INTAKE.canonical, body_of, address, utc_now()).token


def _with_form(opened: Vault, patient: Busy, at: int) -> Busy:
    patient.cookies[COOKIE] = kept_in(opened, FORM, at)
    patient.opens_page()
    patient.last_kept = "begun"
    if at % 2:
        # Half of them begin with the other act.
        next(patient.acts)
    return patient
