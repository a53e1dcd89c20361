"""People at a browser: tests speak as a patient does. Every page seen is parsed strictly and has one heading."""

import re
from dataclasses import dataclass, field
from typing import Any, Self

import html5lib
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Typed = list[tuple[str, str]]


@dataclass
class Browser:
    """A browser that has no JavaScript. Fields keep what stands in them, as a browser does."""

    client: FlaskClient
    path: str = ""
    status: int = 0
    page: BeautifulSoup = field(default_factory=lambda: BeautifulSoup("", "html.parser"))
    text: str = ""
    last: TestResponse | None = None

    def opens(self, path: str) -> Self:
        return self._follow(self.client.get(path, follow_redirects=True))

    def sends_form(self, form: Tag | None, press: tuple[str, str] | None = None, **typed: object) -> Self:
        """The form as it stands, with these fields changed; None takes a field away."""
        assert form is not None, f"no such form on {self.path}: {self.text[:400]}"
        assert set(typed) <= {str(each["name"]) for each in form.select("[name]")}, typed
        kept = [pair for pair in _fields_of(form) if pair[0] not in typed]
        changed = [(name, each) for name, value in typed.items() for each in _listed(value)]
        data = _as_data([*kept, *changed, *([press] if press else [])])
        return self._follow(self.client.post(str(form.get("action")), data=data, follow_redirects=True))

    @property
    def heading(self) -> str:
        return self._one("h1").get_text(" ", strip=True)

    @property
    def notice(self) -> str:
        found = self.page.select_one(".notice")
        return found.get_text(" ", strip=True) if found else ""

    def sees(self, words: str) -> bool:
        return words in self.page.get_text(" ", strip=True)

    def _one(self, selector: str) -> Tag:
        found = self.page.select_one(selector)
        assert found is not None, f"no {selector} on {self.path}: {self.text[:400]}"
        return found

    def _form(self, selector: str) -> Tag:
        return self._one(selector)

    def _follow(self, response: TestResponse) -> Self:
        self.last, self.status, self.path = response, response.status_code, response.request.path
        if response.mimetype != "text/html" or not response.data:
            return self
        self.text = response.get_data(as_text=True)
        self.page = strictly_parsed(self.text)
        return self


@dataclass
class Patient(Browser):
    """A patient at the form."""

    # what a patient does
    def starts(self, form: str = "full") -> "Patient":
        self.opens("/")
        assert self.status == 200
        return self.opens(f"/form?form={form}").opens_first_page()

    def opens_first_page(self) -> "Patient":
        first = self.page.select_one("ol.sections a")
        assert first is not None
        return self.opens(str(first["href"]))

    def goes_to(self, slug: str) -> "Patient":
        return self.opens(f"/form/{slug}")

    def answers(self, press: str | tuple[str, str] = "", **by_link_id: object) -> "Patient":
        """Fill in the page and press “Save and continue”; a linkId's dot is written `__`, a colon `___`."""
        return self.sends(self.typed(by_link_id), press)

    def skips(self) -> "Patient":
        return self.sends(self.typed({}), ("_go", "skip"))

    def notes_the_code(self) -> str:
        """The code on the page, after which the patient goes on."""
        code = self.return_code
        form = self._form('form[action$="/code"]')
        self._follow(self.client.post("/code", data=_as_data(_fields_of(form)), follow_redirects=True))
        return code

    def comes_back_with(self, code: str) -> "Patient":
        if self.page.select_one("input#code") is None:
            self.opens("/return")
        form = self._form('form[action$="/return"]')
        typed = [pair for pair in _fields_of(form) if pair[0] != "_code"]
        data = _as_data([*typed, ("_code", code)])
        return self._follow(self.client.post("/return", data=data, follow_redirects=True))

    def adds_row(self, slug: str, **columns: Any) -> "Patient":
        return self.opens(f"/form/{slug}/new").answers(**columns)

    def presses(self, name: str, value: str) -> "Patient":
        """A button of the page's form that has an action of its own, or none."""
        form = self._form("form.page")
        button = form.select_one(f'button[name="{name}"][value="{value}"]')
        assert button is not None, f"no button {name}={value}"
        to = str(button.get("formaction") or form.get("action"))
        data = _as_data([*_fields_of(form), (name, value)])
        return self._follow(self.client.post(to, data=data, follow_redirects=True))

    def leaves_off(self, *keys: str) -> "Patient":
        self.opens("/check")
        form = self._form('form[action$="/check"]')
        typed = [pair for pair in _fields_of(form) if pair[0] != "off"]
        data = _as_data([*typed, *(("off", key) for key in keys)])
        return self._follow(self.client.post("/check", data=data, follow_redirects=True))

    def makes_the_sheet(self, **ticks: object) -> "Patient":
        """Press “Save and make my sheet”, with these ticks of the page changed; None takes a tick away."""
        self.opens("/check")
        form = self._form('form[action$="/check"]')
        typed = [pair for pair in _fields_of(form) if pair[0] not in ticks]
        data = _as_data([*typed, *((name, each) for name, value in ticks.items() for each in _listed(value))])
        return self._follow(self.client.post("/check", data=data, follow_redirects=True))

    def confirms(self) -> "Patient":
        """Press the main button of a page that asks once more."""
        form = self._form("main form")
        to = str(form.get("action"))
        return self._follow(self.client.post(to, data=_as_data(_fields_of(form)), follow_redirects=True))

    def typed(self, by_link_id: dict[str, object]) -> Typed:
        """The fields of the page as they stand, with these changed."""
        changed = {name.replace("___", ":").replace("__", "."): value for name, value in by_link_id.items()}
        form = self._form("form.page")
        names = {str(field.get("name")) for field in form.select("[name]")}
        assert set(changed) <= names, f"not on this page: {set(changed) - names}"
        kept = [(name, value) for name, value in _fields_of(form) if name not in changed]
        return kept + [(name, each) for name, value in changed.items() for each in _listed(value)]

    def sends(self, typed: Typed, press: str | tuple[str, str] = "") -> "Patient":
        to = str(self._form("form.page").get("action"))
        button = [press] if isinstance(press, tuple) else []
        return self._follow(self.client.post(to, data=_as_data([*typed, *button]), follow_redirects=True))

    # what a patient sees
    @property
    def return_code(self) -> str:
        return self._one(".code").get_text(strip=True)

    @property
    def errors(self) -> list[str]:
        return [each.get_text(" ", strip=True) for each in self.page.select(".look-again li")]

    def sees_filled_in(self, name: str) -> str | list[str]:
        values = [value for field, value in _fields_of(self._form("form.page")) if field == name]
        return values[0] if len(values) == 1 else values

    @property
    def sheet(self) -> str:
        return self.client.get("/sheet.txt").get_data(as_text=True)

    @property
    def rows(self) -> list[str]:
        return [each.get_text(" ", strip=True) for each in self.page.select("ol.rows li strong")]


def strictly_parsed(text: str) -> BeautifulSoup:
    """The page; fails on bad markup, on an id that stands twice, and on more or less than one h1."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    # U+FFFD and controls typed by a patient are no error of the markup.
    parser.parse(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", "", text))
    page = BeautifulSoup(text, "html.parser")
    ids = [str(each["id"]) for each in page.select("[id]")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(each for each in ids if ids.count(each) > 1)}"
    assert len(page.select("h1")) == 1, [each.get_text() for each in page.select("h1")]
    title = page.title.get_text(strip=True) if page.title else ""
    assert title, "a page needs a title"
    return page


def _fields_of(form: Tag) -> Typed:
    """What a browser would send for this form as it stands, buttons left out."""
    typed: Typed = []
    for each in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(each["name"]), str(each.get("type", "text"))
        if kind in ("checkbox", "radio") and not each.has_attr("checked"):
            continue
        value = each.get_text() if each.name == "textarea" else str(each.get("value", "on"))
        typed.append((name, value.removeprefix("\n") if each.name == "textarea" else value))
    return typed


def _listed(value: object) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def _as_data(typed: Typed) -> dict[str, Any]:
    data: dict[str, list[str]] = {}
    for name, value in typed:
        data.setdefault(name, []).append(value)
    return data
