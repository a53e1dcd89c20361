"""A patient at a real server, over real HTTP. Of each save they know that it was kept, that it was not, or neither."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from html import unescape
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

PAGE, LINK_ID = "main-thing", "reason.chief_concern"
LONGEST_RETRY = 6
LONGEST_IDLE = 1.0
_FIELD = re.compile(r'<input type="hidden" name="(_\w+)" value="([^"]*)"')
_CARRIED = re.compile(r'<textarea name="([^"]+)" hidden>\n?([^<]*)</textarea>')
TYPED = re.compile(r'<textarea[^>]*name="reason\.chief_concern"[^>]*>\n?([^<]*)</textarea>')
_CODE = re.compile(r'class="code"><strong>([0-9A-Z-]{20,30})<')


class Heard(StrEnum):
    """What the browser was told of a save. `UNKNOWN`: no answer came, so it may have been kept or not."""

    KEPT = "kept"
    NOT_KEPT = "not kept"
    UNKNOWN = "unknown"


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class LivePatient:
    """One browser. `last_kept`: what the last acknowledged save said; `open`: what may have been kept since."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    code: str = ""
    last_kept: str = ""
    open: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    count: int = 0
    """How many saves were made up for them, so that each has words of its own."""
    last: Answer = field(default_factory=lambda: Answer(0, {}, ""))
    timeout: float = 30
    counts: bool = True
    """Whether each press has its number, as with JavaScript."""
    connection: HTTPConnection | None = None
    asked_at: float = 0

    def opens_page(self, slug: str = PAGE) -> Answer:
        """The page with its hidden fields, which the next saves send along."""
        answer = self.asks("GET", f"/form/{slug}")
        self.fields = dict(_FIELD.findall(answer.text))
        return answer

    def opens_form(self, path: str) -> dict[str, str]:
        """The hidden fields of any page."""
        return dict(_FIELD.findall(self.asks("GET", path).text))

    def begins(self, words: str = "begun") -> "LivePatient":
        """A new form with its first save; raises AssertionError when the server does not take it."""
        self.opens_page()
        heard = self.saves(words)
        assert heard is Heard.KEPT, f"{heard}: {self.statuses[-1:]}"
        self.code = self.shows_code()
        self.opens_page()
        return self

    def saves(self, words: str, page: str = PAGE, link_id: str = LINK_ID) -> Heard:
        """Save one answer. OSError and a connection that closes are `UNKNOWN`, which is not the same as not kept."""
        self.open.append(words)
        if self.counts:
            self.fields["_press"] = str(int(self.fields.get("_press") or 0) + 1)
        try:
            answer = self.posts(f"/form/{page}", {**self.fields, link_id: words})
        except (OSError, HTTPException):
            self.hangs_up()
            return Heard.UNKNOWN
        if answer.status == 303:
            self.last_kept, self.open = words, []
            return Heard.KEPT
        self.open.pop()
        return Heard.NOT_KEPT

    def reads(self) -> str:
        """What the server holds of the one answer now."""
        found = TYPED.search(self.opens_page().text)
        assert found, "the page does not show the answer"
        return unescape(found[1])

    def has_lost(self) -> bool:
        """Whether the last acknowledged save is gone: neither it nor one that may have been kept since is there."""
        return self.reads() not in {self.last_kept, *self.open}

    def settles(self) -> bool:
        """Whether nothing acknowledged is lost; from now on what is there counts as kept."""
        known, found = {self.last_kept, *self.open}, self.reads()
        self.last_kept, self.open = found, []
        return found in known

    def keeps_on(self, words: str) -> Heard:
        """As somebody who presses again from the page they are shown, and enters their code where it is asked for."""
        if self.saves(words) is Heard.NOT_KEPT and self.last.status == 401:
            self._carries_on(words)
        elif self.last.status == 400 and self.shows(words):
            self.fields = dict(_FIELD.findall(self.last.text))
            return self.saves(words)
        return Heard.KEPT if self.last.status == 303 else Heard.NOT_KEPT

    def _carries_on(self, words: str) -> None:
        typed = {**dict(_FIELD.findall(self.last.text)), **self.carried, "_code": self.code}
        if self.carried.get(LINK_ID) == words and self.posts("/return", typed).status == 303:
            self.last_kept, self.open = words, []

    @property
    def carried(self) -> dict[str, str]:
        """What was typed, as the page of the last answer carries it unseen."""
        return {name: unescape(value) for name, value in _CARRIED.findall(self.last.text)}

    def shows(self, words: str) -> bool:
        """Whether the page of the last answer has this in its field."""
        found = TYPED.search(self.last.text)
        return found is not None and unescape(found[1]) == words

    def is_told_to_wait(self, words: str) -> bool:
        """Whether the last answer is a 503 that says when to try again, and has what was typed on the page."""
        soon = int(self.last.headers.get("Retry-After", 60)) <= LONGEST_RETRY
        return self.last.status == 503 and soon and self.shows(words)

    def shows_code(self) -> str:
        found = _CODE.search(self.asks("GET", "/code").text)
        assert found, "no return code"
        return found[1]

    def comes_back_with(self, code: str) -> Answer:
        page = self.asks("GET", "/return")
        return self.posts("/return", {**dict(_FIELD.findall(page.text)), "_code": code})

    def posts(self, path: str, typed: dict[str, str]) -> Answer:
        body = urlencode(typed)
        return self.asks("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def posts_and_hears(self, path: str, typed: dict[str, str]) -> Answer | None:
        """None when no answer came."""
        try:
            return self.posts(path, typed)
        except (OSError, HTTPException):
            return None

    def asks(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        """One request on the connection that is kept open. Raises OSError and HTTPException when no answer comes."""
        if time.monotonic() - self.asked_at > LONGEST_IDLE:
            # The server closes what lies idle, perhaps just now; a browser would find out and connect anew.
            self.hangs_up()
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        sent = {**(headers or {}), "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            self.connection.request(method, path, body or None, sent)
            response = self.connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        except (OSError, HTTPException):
            self.hangs_up()
            raise
        self.asked_at = time.monotonic()
        self.statuses.append(response.status)
        for each in response.headers.get_all("Set-Cookie") or []:
            name, _, value = each.split(";")[0].partition("=")
            self.cookies[name] = value
        self.last = Answer(response.status, dict(response.headers), text)
        return self.last

    def hangs_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


@contextmanager
def patients_at(port: int, count: int) -> Iterator[list[LivePatient]]:
    """So many patients, each with a form begun; they hang up at the end."""
    patients = [LivePatient(port) for _ in range(count)]
    try:
        yield [patient.begins() for patient in patients]
    finally:
        for patient in patients:
            patient.hangs_up()
