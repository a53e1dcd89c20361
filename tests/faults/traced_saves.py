"""What is traced: the product itself, in one process, with patients who save, send, take back and delete.

Before each step a mark says what may be kept from now on, and after it what was acknowledged.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from forms.ketamine import INTAKE
from intake import create_app
from intake.config import settings_from
from intake.web.visits import COOKIE
from tests.faults.sqlite_modes import sqlite_in
from tests.faults.strace_log import MARKS
from tests.live.patient import Answer, Heard, LivePatient

PATIENTS = 3


class InProcess(LivePatient):
    """A patient whose requests go to the application in this process."""

    def __init__(self, app: Flask) -> None:
        super().__init__(port=0)
        self.client = app.test_client(use_cookies=False)

    def asks(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> Answer:
        sent = {**(headers or {}), "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        response = self.client.open(path, method=method, data=body, headers=sent)
        for each in response.headers.getlist("Set-Cookie"):
            name, _, value = each.split(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status_code, dict(response.headers), response.get_data(as_text=True))


class Marks:
    """Lines of JSON in a file of their own."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def mark(self, number: int, **said: object) -> None:
        os.write(self.descriptor, json.dumps({"patient": number, **said}).encode() + b"\n")


class Visitor:
    """One patient and the marks of what they do."""

    def __init__(self, app: Flask, marks: Marks, number: int, link: str) -> None:
        self.patient, self.marks, self.number = InProcess(app), marks, number
        if link:
            self._posts(f"/i/{link}")
        self.patient.opens_page()
        assert self.patient.saves("begun") is Heard.KEPT
        self._mark(kept="begun", token=self.patient.cookies[COOKIE])
        self.patient.opens_page()

    def saves(self, words: str) -> None:
        self._mark(tried=words)
        assert self.patient.saves(words) is Heard.KEPT
        self._mark(kept=words)

    def sends(self) -> None:
        self._posts("/send")
        self._mark(sent=True)

    def deletes(self) -> None:
        self._mark(deleting=True)
        self._posts("/delete", 200)
        self._mark(deleted=True)

    def _posts(self, path: str, status: int = 303) -> None:
        self.patient.opens_page()
        answer = self.patient.posts(path, {"_token": self.patient.fields["_token"]})
        assert answer.status == status, f"{path}: {answer.status}"

    def _mark(self, **said: Any) -> None:
        self.marks.mark(self.number, **said)


def main(folder: Path, mode: str, rounds: int, link: str, now: datetime) -> None:
    """`link`: of an invitation, for a folder in which there is a clinic; "" for an empty one."""
    ticks = iter(range(10**9))
    with sqlite_in(mode):
        settings = settings_from({"INTAKE_DATA": str(folder / "data")})
        app = create_app(settings, INTAKE, clock=lambda: now + timedelta(milliseconds=next(ticks)))
        marks = Marks(folder / MARKS)
        visitors = [Visitor(app, marks, number, link) for number in range(PATIENTS)]
        for number in range(rounds):
            visitor = visitors[number % PATIENTS]
            visitor.saves(f"words {number}")
            if number % 5 == 0 and link:
                visitor.sends()
            if number % 20 == PATIENTS:
                visitor.deletes()
                visitors[number % PATIENTS] = Visitor(app, marks, PATIENTS + number, link)


if __name__ == "__main__":
    _, where, mode_named, how_many, link_named, at = sys.argv
    main(Path(where), mode_named, int(how_many), link_named, datetime.fromisoformat(at))
