"""What a patient types is nowhere but in the sealed body: the canary sweep, through faults of every kind."""

import logging
import re
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.answers import Draft
from intake.services import filling, vault
from intake.store import drafts
from intake.store.engine import writing
from intake.web.journal import JsonLines
from intake.web.visits import COOKIE
from tests.databases import ON_SQLITE
from tests.web.canaries import Life, asks_wrongly, found, hidings, is_in, raises
from tests.web.holding import holder, product_of

# Many examples of what other tests reach with one.
pytestmark = pytest.mark.no_cover
# The package's attribute of this name is the view.
SHEET = sys.modules["intake.web.patient.sheet"]
NOTED = "/form/main-thing"
NOTE = "reason.chief_concern"


@pytest.fixture
def canary():
    return f"Canary{secrets.token_hex(8)}"


@pytest.fixture
def temp(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def journal(temp) -> Iterator[Path]:
    """What a server would write if it wrote everything that anybody says; it lies where the sweep looks."""
    file = temp / "journal"
    handler = logging.FileHandler(file)
    handler.setFormatter(JsonLines())
    logging.root.addHandler(handler)
    yield file
    logging.root.removeHandler(handler)
    handler.close()


@pytest.fixture
def life(app, canary, temp, caplog, journal) -> Life:
    for name in (None, "intake", "sqlalchemy", "werkzeug", "alembic", "gunicorn"):
        caplog.set_level(logging.DEBUG, logger=name)
    return Life(app, canary)


def lives_on(life: Life, clock, monkeypatch) -> None:
    """Every way in which a save does not go as usual, each with the canary just typed."""
    typed = {NOTE: life.canary}
    assert life.posts(NOTED, {**typed, "_token": "stale"}).status_code == 400
    assert life.posts(NOTED, {**typed, "x": life.canary}).status_code == 400
    assert life.posts(NOTED, {NOTE: life.canary * 20_000}).status_code == 413
    assert life.posts(NOTED, {NOTE: f"{life.canary} again", "_view": "a"}).status_code == 303
    assert life.posts(NOTED, {NOTE: f"{life.canary} differs", "_view": "b"}).status_code == 409
    assert life.posts("/return", {"_code": life.canary, "_to": "/form"}).status_code == 422
    with monkeypatch.context() as broken:
        broken.setattr(drafts, "replace_body", lambda session, *_: asks_wrongly(session, life.canary))
        assert life.posts(NOTED, {NOTE: f"{life.canary} once more", "_view": "b", "_over": "a"}).status_code == 500
        broken.setattr(filling, "with_page", lambda *_: raises(life.canary))
        assert life.posts(NOTED, typed).status_code == 500
        broken.setattr(SHEET, "to_text", lambda _: raises(life.canary))
        assert life.gets("/sheet.txt").status_code == 500
    clock.passes(minutes=31)
    assert life.posts(NOTED, {**typed, "_held": "1", "_view": "c"}).status_code == 401


@pytest.fixture
def whole_life(life, clock, monkeypatch) -> Life:
    life.fills_in_everything()
    life.reads_everything()
    lives_on(life, clock, monkeypatch)
    return life


def test_the_canary_is_in_the_pages_and_nowhere_else(whole_life, settings, temp, caplog, capfd):
    life, records = whole_life, [*caplog.get_records("setup"), *caplog.records]

    shown = sum(life.canary.encode() in response.data for response in life.responses)
    assert shown > 100, "it was typed, and it was shown again"
    assert len(records) > 500, "the log was at its most talkative"
    written = (temp / "journal").read_text()
    assert written.count('"event": "intake error"') > 3
    assert len(re.findall('"kind": "(Operational|Programming)Error"', written)) == 1, "the statement that asks wrongly"
    assert "127.0.0.1" not in written
    assert found(life, settings, temp, records, "".join(capfd.readouterr())) == set()


def test_the_sweep_finds_it_where_sealing_is_off(life, settings, temp, caplog, monkeypatch):
    monkeypatch.setattr(vault, "seal", lambda key, plaintext, *, bound_to: plaintext)
    monkeypatch.setattr(vault, "unseal", lambda key, sealed, *, bound_to: sealed)
    life.posts("/form/name", {"you.name": life.canary})

    assert life.canary in life.gets("/form/name").text
    assert "intake.db" in found(life, settings, temp, caplog.records, "")


def test_the_sweep_finds_it_in_every_other_place(life, settings, temp, caplog):
    logging.getLogger("intake").debug("typed: %s", life.canary, extra={"kind": life.canary})
    (temp / "spooled").write_bytes(life.canary.encode())
    life.patient.client.set_cookie(COOKIE, "x")
    life.gets(f"/form/{life.canary}")
    life.posts("/return", {"_code": "x", "_to": "x"})
    life.responses[-1].headers.add("Location", f"/{life.canary}")
    life.responses[-1].headers.add("Set-Cookie", f"x={life.canary}")
    life.responses[-1].data = f"<title>{life.canary}</title>"
    everywhere = {"log", "journal", "standard streams", "spooled", "address", "Location", "Set-Cookie", "title"}

    assert found(life, settings, temp, caplog.records, life.canary) == everywhere


def test_it_is_recognised_in_every_encoding(canary):
    assert {name for name, hidden in hidings(canary).items() if is_in(canary, hidden)} == set(hidings(canary))
    assert not is_in(canary, hidings(f"Canary{secrets.token_hex(8)}")["plain"])


@ON_SQLITE
def test_the_journal_of_a_save_that_is_under_way_holds_nothing(app, clock, settings, canary):
    patient = holder(app, Draft())
    patient.goes_to("main-thing").answers(reason__chief_concern=canary)
    product = product_of(app)
    token = patient.client.get_cookie(COOKIE).value
    opened = vault.open_by_token(product.vault, token, clock())
    with writing(product.vault.engine) as session:
        vault.save(session, vault.newest(session, opened, clock()), canary.encode() * 400, clock())
        files = {path.name: path.read_bytes() for path in settings.data.iterdir()}

    assert {"intake.db-journal", "intake.db-wal"} & set(files)
    assert [name for name, content in files.items() if is_in(canary, content)] == []


def test_what_went_wrong_is_logged_by_its_kind_and_place_alone(app, canary, caplog, monkeypatch):
    patient = holder(app, Draft())
    monkeypatch.setattr(SHEET, "to_text", lambda _: raises(canary))

    assert patient.client.get("/sheet.txt").status_code == 500
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert record.getMessage().startswith("unforeseen ValueError at canaries.py:")
    assert record.getMessage().endswith(" in patient.sheet_text")
    assert record.exc_info is None
