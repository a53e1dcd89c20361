"""People of a clinic at a browser: tests speak as a clinician does. Every page seen is parsed strictly."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

from bs4 import Tag
from werkzeug.test import TestResponse

from tests.clinics import Person
from tests.drivers import Browser


class Turned(Protocol):
    """A clock that a test turns."""

    now: datetime

    def passes(self, **time: float) -> None: ...


@dataclass
class Staff(Browser):
    """A member of a clinic, at a browser of their own."""

    person: Person = field(kw_only=True)
    clock: Turned = field(kw_only=True)

    def signs_in(self, **changes: str) -> Self:
        """Name, passphrase and the next code of the app, with these changed; from whatever page asks for it."""
        if self.page.select_one("#username-in") is None:
            self.opens("/clinic/sign-in")
        typed = {"username": self.person.username, "passphrase": self.person.passphrase, **changes}
        if "code" not in typed:
            typed["code"] = self.next_code()
        return self.sends_form(self._one("main form"), None, **typed)

    def next_code(self) -> str:
        """What the app shows half a minute later: no code is taken twice."""
        self.clock.passes(seconds=30)
        return self.person.code(self.clock.now)

    def signs_out(self) -> Self:
        return self.sends_form(self._one("form.exit"))

    def opens_response(self, response_id: str) -> Self:
        return self.opens(f"/clinic/responses/{response_id}")

    def opens_newest(self) -> Self:
        self.opens("/clinic/responses?by=received")
        return self.opens(str(self._one("table.list tbody a")["href"]))

    def confirms(self, key: str) -> Self:
        return self.sends_form(self._form_of(key), ("state", "confirmed"))

    def will_ask(self, key: str) -> Self:
        return self.sends_form(self._form_of(key), ("state", "to-ask"))

    def takes_back(self, key: str) -> Self:
        return self.sends_form(self._form_of(key), ("state", "none"))

    def changes(self, key: str, now: str) -> Self:
        return self.sends_form(self._form_of(key), ("state", "changed"), now=now)

    def notes(self, text: str) -> Self:
        return self.sends_form(self._form('form[action$="/note"]'), text=text)

    def marks_reviewed(self) -> Self:
        return self.sends_form(self._form('form[action$="/reviewed"]'))

    def sets_state(self, state: str) -> Self:
        return self.sends_form(self._form('form[action$="/state"]'), state=state)

    def compares_medicines(self, charted: str) -> Self:
        """On the page of one response."""
        self.opens(f"{self.path}/medicines")
        return self.sends_form(self._form('main form[action$="/medicines"]'), charted=charted)

    def searches(self, sought: str) -> Self:
        return self.opens("/clinic/search").sends_form(self._form('main form[action$="/search"]'), sought=sought)

    def exports(self, kind: str, *ids: str, passphrase: str | None = None) -> TestResponse:
        self.opens("/clinic/export?" + "&".join(f"id={each}" for each in ids))
        typed = self.person.passphrase if passphrase is None else passphrase
        self.sends_form(self._form('main form[action$="/export"]'), kind=kind, passphrase=typed)
        assert self.last is not None
        return self.last

    @property
    def problem(self) -> str:
        found = self.page.select_one("p.look-again")
        return found.get_text(" ", strip=True) if found else ""

    def line(self, key: str) -> Tag:
        """What the page says of one line, with what was added to it."""
        found = self.page.find(id=f"line-{key}")
        assert isinstance(found, Tag), f"no line {key} on {self.path}"
        return found

    def words_of(self, key: str) -> str:
        """The line as it is read, without its buttons."""
        kept = [part for part in self.line(key).find_all(True, recursive=False) if part.name != "form"]
        return " ".join(part.get_text(" ", strip=True) for part in kept)

    def section(self, name: str) -> Tag:
        """A part of the column beside the answers, by the id of its heading."""
        heading = self.page.find(id=name)
        assert isinstance(heading, Tag), f"no {name} on {self.path}"
        assert heading.parent is not None
        return heading.parent

    def _form_of(self, key: str) -> Tag:
        form = self.line(key).form
        assert form is not None, f"{key} cannot be marked here"
        return form
