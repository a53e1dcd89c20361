"""The canary over the whole life of answers at a clinic: in the pages, and nowhere that anything is kept."""

import json
import logging
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from intake.keys import response_keys
from intake.language import language_of
from intake.services import noticing, reviewing
from intake.services.auditing import Action
from intake.services.exporting import NAMES
from intake.store import responses
from intake.store.engine import writing
from intake.web.clinic.blueprint import COOKIE
from tests.staff import Staff
from tests.web.canaries import Life, asks_wrongly, found, is_in, raises
from tests.web.clinic.asking import asked, known_of
from tests.web.clinic.desks import Office

# Many examples of what other tests reach with one.
pytestmark = pytest.mark.no_cover


@dataclass
class Noting(Staff):
    """Somebody at a browser that keeps every answer."""

    noted: list[TestResponse] = field(kw_only=True)

    def _follow(self, response: TestResponse) -> Self:
        self.noted.append(response)
        return super()._follow(response)


class ClinicLife(Life):
    """A patient of the clinic and a reviewer, who both type the canary, and everything that came back to both."""

    office: Office

    def at(self, office: Office) -> "ClinicLife":
        self.office, self.north = office, office.world.north
        return self

    def is_received(self, *, everything: bool = False) -> str:
        """Followed a link, filled in, sent; and a newer version. `everything`: in every field of the form."""
        link = self.north.many_link
        self.gets(f"/i/{link}")
        assert self.posts(f"/i/{link}", {}).status_code == 303
        if everything:
            self.fills_in_everything()
        for page, asked_for in (("name", "you.name"), ("main-thing", "reason.chief_concern"), ("goal", "reason.goal")):
            assert self.posts(f"/form/{page}", {asked_for: self.canary}).status_code == 303
        self.gets("/send")
        assert self.posts("/send", {}).status_code == 303
        self.posts("/form/name", {"you.name": f"{self.canary} again"})
        assert self.posts("/send", {}).status_code == 303
        for path in ("/sent", "/next", "/delete"):
            self.gets(path)
        anna = self.comes_in()
        return str(anna.opens("/clinic/responses?by=received").page.select_one("tbody a")["href"]).rpartition("/")[2]

    def comes_in(self) -> "Noting":
        """The reviewer, whose answers count too from now on."""
        anna = self.office.staff(self.north.reviewer)
        return Noting(anna.client, person=anna.person, clock=anna.clock, noted=self.responses)

    def is_reviewed(self, response: str) -> None:
        anna, word = self.comes_in(), self.canary
        known = known_of(self.office, self.north, response)
        for each in asked(self.office.app, known):
            if each.method == "GET":
                anna.opens(each.path)
        assert anna.searches(word).sees(word)
        anna.opens_response(response).changes("you.name", word).will_ask("reason.goal").notes(word).marks_reviewed()
        anna.compares_medicines(f"{word} 5 mg")
        for kind in NAMES:
            assert anna.exports(kind, response).status_code == 200
        assert anna.exports("json", response, passphrase=f"{word}{word}").status_code == 422
        anna.opens("/clinic/audit")

    def meets_faults(self, response: str, monkeypatch) -> None:
        """Every way in which a page of the clinic does not go as usual, with the canary at hand."""
        word, anna = self.canary, self.comes_in().opens_response(response)
        path = f"/clinic/responses/{response}"
        stale = anna.client.post(f"{path}/note", data={"text": word})
        assert stale.status_code == 400
        self.responses += [stale, anna.client.post(f"{path}/line", data={"key": word, "state": "changed", "now": word})]
        with monkeypatch.context() as broken:
            broken.setattr(responses, "find", lambda session, *_: asks_wrongly(session, word))
            assert anna.opens(path).status == 500
            broken.setattr(reviewing, "peek", lambda *_: raises(word))
            assert anna.opens(path).status == 500
            assert anna.exports("json", response).status_code == 500
        note = anna.opens_response(response).page.select_one('form[action$="/note"]')
        self.office.clock.passes(minutes=16)
        assert anna.sends_form(note, None, text=word).status == 401
        assert word in anna.text


@pytest.fixture
def temp(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def life(own_office, temp, caplog) -> ClinicLife:
    for name in (None, "intake", "sqlalchemy", "werkzeug"):
        caplog.set_level(logging.DEBUG, logger=name)
    return ClinicLife(own_office.app, f"Canary{secrets.token_hex(8)}").at(own_office)


def places(life, temp, caplog, printed="") -> set[str]:
    records = [*caplog.get_records("setup"), *caplog.records]
    return found(life, life.office.world.settings, temp, records, printed)


def test_the_canary_is_in_the_pages_and_nowhere_else(life, temp, caplog, capfd, monkeypatch):
    response = life.is_received(everything=True)
    life.is_reviewed(response)
    life.meets_faults(response, monkeypatch)
    (due,) = noticing.due(life.office.vault)
    mail = noticing.notice(due, life.office.world.settings, language_of()).as_bytes()

    shown = [answer for answer in life.responses if life.canary.encode() in answer.data]
    assert sum(answer.request.path.startswith("/clinic/") for answer in shown) >= 10
    assert len(caplog.records) > 500, "the log was at its most talkative"
    assert places(life, temp, caplog, "".join(capfd.readouterr())) == set()
    assert not is_in(life.canary, mail)


@pytest.mark.parametrize("way", ["withdrawn", "deleted"])
def test_after_it_is_gone_no_page_of_the_clinic_has_it(life, temp, caplog, way):
    response = life.is_received()
    life.is_reviewed(response)
    before, anna = len(life.responses), life.comes_in()
    if way == "withdrawn":
        assert life.posts(f"/withdraw/{response}", {}).status_code == 303
    else:
        anna.opens(f"/clinic/responses/{response}/delete")
        # The page that asks says whose they are; from the press on nothing does.
        before = len(life.responses)
        anna.sends_form(anna.page.select_one("main form"))
    anna.searches(life.canary.lower()[:3])
    for each in asked(life.office.app, known_of(life.office, life.north, response)):
        if each.method == "GET":
            anna.opens(each.path)

    of_clinic = [answer for answer in life.responses[before:] if answer.request.path.startswith("/clinic/")]
    assert len(of_clinic) >= 18
    assert [answer.request.path for answer in of_clinic if life.canary.encode() in answer.data] == []
    assert places(life, temp, caplog) == set()


def test_the_sweep_finds_it_where_sealing_is_off(life, temp, caplog, monkeypatch):
    def bare(key, plaintext, **_):
        return b"\x01" + plaintext

    monkeypatch.setattr(response_keys, "seal", bare)
    life.gets(f"/i/{life.north.many_link}")
    life.posts(f"/i/{life.north.many_link}", {})
    life.posts("/form/name", {"you.name": life.canary})
    assert life.posts("/send", {}).status_code == 303

    assert "intake.db" in places(life, temp, caplog)


@pytest.mark.parametrize("where", ["audit", "title", "address"])
def test_the_sweep_finds_it_where_a_clinic_would_leak_it(life, temp, caplog, where):
    anna = life.comes_in()
    if where == "audit":
        by, _ = life.office.member(life.north.reviewer)
        with writing(by.vault.engine) as session:
            by.tell(session, Action.NOTED, life.canary)
    elif where == "address":
        anna.opens(f"/clinic/responses?sought={life.canary}")
    else:
        anna.opens("/clinic/team")
        life.responses[-1].data = f"<title>{life.canary}</title>"

    assert places(life, temp, caplog) >= ({"intake.db"} if where == "audit" else {where})


def test_a_fault_is_told_by_its_kind_and_place_and_shown_without_a_trace(own_office, caplog, monkeypatch):
    response = own_office.sent(own_office.world.north)
    anna = own_office.staff(own_office.world.north.reviewer)
    before = own_office.contents("staff_session")
    monkeypatch.setattr(reviewing, "peek", lambda *_: raises("qzcanary"))
    anna.opens_response(response)

    assert (anna.status, anna.heading) == (500, "Something went wrong on our side")
    assert "Traceback" not in anna.text
    assert "qzcanary" not in anna.text + caplog.text
    assert own_office.contents("staff_session") == before


def test_no_answer_is_in_the_session_cookies(own_office):
    north = own_office.world.north
    anna = own_office.staff(north.reviewer).opens_response(own_office.sent(north, you__name="Qzcanary"))
    cookies = {cookie.key: cookie.value for cookie in anna.client._cookies.values()}

    assert set(cookies) == {COOKIE, "__Host-form"}
    assert not any(is_in("Qzcanary", value.encode()) for value in cookies.values())
    assert UUID(anna.path.rpartition("/")[2]).hex not in json.dumps(cookies)
