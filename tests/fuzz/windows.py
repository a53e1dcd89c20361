"""Windows of a browser without JavaScript, read by what a browser would send; fast enough for thousands of pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake.web.visits import COOKIE

Fields = list[tuple[str, str]]
Content = dict[str, tuple[str, ...]]
"""What stands in the questions of a page or a row: the values of each that has any."""

_NUMBERS = count(1)


@dataclass
class Form:
    """A form of a page: where it goes, and the fields that would be sent."""

    action: str
    fields: Fields = field(default_factory=list)

    @property
    def content(self) -> Content:
        return content_of(self.fields)

    def with_content(self, content: Content) -> Fields:
        """The fields with these answers in place of its own."""
        kept = [(name, value) for name, value in self.fields if name.startswith("_")]
        return [*kept, *((name, value) for name, values in content.items() for value in values)]


def content_of(fields: Fields) -> Content:
    found: Content = {}
    for name, value in fields:
        if not name.startswith("_") and value.strip():
            found[name] = (*found.get(name, ()), value)
    return {name: tuple(sorted(values)) for name, values in found.items()}


def forms_of(text: str) -> list[Form]:
    reader = _Forms()
    reader.feed(text)
    reader.close()
    return reader.forms


def form_to(text: str, action: str) -> Form:
    """The form of this page that goes there."""
    found = next((form for form in forms_of(text) if form.action == action), None)
    assert found, f"no form to {action}"
    return found


class Browser:
    """One person's, at an address of its own: limits for each address are not what this is about."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        number = next(_NUMBERS)
        self.client.environ_base["REMOTE_ADDR"] = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self._token = ""

    def goes_on_at(self, app: Flask) -> None:
        """The server was started anew; the browser keeps its cookies."""
        self.client.application = app

    @property
    def cookie(self) -> str:
        found = self.client.get_cookie(COOKIE)
        return found.value if found else ""

    def gets(self, path: str) -> TestResponse:
        return self.client.get(path)

    def posts(self, path: str, fields: Iterable[tuple[str, str]] = ()) -> TestResponse:
        return self.client.post(path, data=_as_data(fields))

    def presses(self, path: str, **typed: str) -> TestResponse:
        """A button of a page that is not a page of questions; with a token that fits."""
        if not self._token:
            self._token = dict(form_to(self.gets("/return").text, "/return").fields)["_token"]
        return self.posts(path, [("_token", self._token), *typed.items()])


@dataclass
class Window:
    """A page of questions or a row, as it was put on the screen."""

    browser: Browser
    path: str
    form: Form
    seen: list[tuple[str, Content | None]] = field(default_factory=list)
    """All that it ever showed of what is saved, each with the return code of its draft; "" while nothing was kept."""
    carried: Form | None = None
    """The page for the code, with what was typed, when the session was over."""
    both: Form | None = None
    """The page with both versions, when another window had saved."""

    @property
    def key(self) -> str:
        return self.path.removeprefix("/form/")

    @property
    def is_row(self) -> bool:
        return "/" in self.key

    def sees(self, code: str, content: Content | None) -> None:
        self.seen.append((code, content))

    def has_seen(self, code: str, content: Content | None) -> bool:
        return any(content == shown and of in ("", code) for of, shown in self.seen)

    @property
    def is_held(self) -> bool:
        return "_held" in dict(self.form.fields)


def _as_data(fields: Iterable[tuple[str, str]]) -> dict[str, Any]:
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return data


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area = ""
        self._typed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value")
        if tag == "form":
            self.forms.append(Form(said.get("action") or ""))
        elif tag == "textarea" and name:
            self._area, self._typed = name, []
        elif tag == "input" and name and self.forms:
            if said.get("type") in ("checkbox", "radio") and "checked" not in said:
                return
            self.forms[-1].fields.append((name, "on" if value is None else value))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._typed.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # The first end of a line belongs to the markup.
            self.forms[-1].fields.append((self._area, "".join(self._typed).removeprefix("\n")))
            self._area = ""
