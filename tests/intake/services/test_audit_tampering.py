"""No tampering with the audit log goes unseen: a thousand by somebody who has the database and all but the key."""

import hmac
import re
import shutil
from collections import Counter
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from intake.errors import SignInNotOpened
from intake.keys.audit_chain import GENESIS, head_mac_of, mac_of
from intake.services import auditing, holding, inviting, listing, reviewing, signing_in, staffing
from intake.services.auditing import Action, Event, Head
from intake.services.inviting import NewInvitation, Visit
from intake.services.listing import Wanted
from intake.services.reviewing import EntryKind, LineState, Said
from intake.store.clinic_models import AuditRecord
from intake.store.engine import engine_of, reading, write_lock
from intake.store.responses import Order
from tests.clinics import NOW, a_sent_draft, a_world, acting, comes_in
from tests.intake.services.audit_tampering import TAMPERS, Thief

# Many examples of what other tests reach with one.
MANY = pytest.mark.no_cover
TIMES = 1000
# Ten of each kind, where what is shown is that some are missed.
FEWER = 10 * len(TAMPERS)
MINUTE = timedelta(minutes=1)


def a_day_of(world, house) -> None:
    """What a clinic does in a day, with a row in the log for nearly each act."""
    member = comes_in(world.vault, house.reviewer)
    by = acting(world.vault, member)
    for number in range(3):
        draft = a_sent_draft(world.vault, house, you__name=f"Patient {number}")
        response_id = UUID(draft.sendings[0].response)
        reviewing.open_response(by, member, response_id)
        reviewing.say(by, member, response_id, Said(kind=EntryKind.NOTE, text="a note"))
        reviewing.say(by, member, response_id, Said(kind=EntryKind.LINE, key="k", state=LineState.CONFIRMED))
        reviewing.set_status(by, member, response_id, "closed")
    listing.page_of(by, member, Wanted("closed", Order.RECEIVED))
    listing.search(by, member, "Patient", ("day", "month", "year"))
    holding.make_sheet(by, member)
    holding.renew_key(by, member)
    link = inviting.invite(by, NewInvitation(visit=Visit(), single_use=True, lasts=MINUTE))
    inviting.take_back(by, link)
    staffing.let_go(by, house.reader.staff_id)
    with pytest.raises(SignInNotOpened):
        signing_in.sign_in(world.vault, house.reader.typed(NOW), NOW)


@pytest.fixture(scope="module")
def lived_in(tmp_path_factory):
    """A world after a day's work in both clinics."""
    world = a_world(tmp_path_factory.mktemp("lived-in") / "world")
    for house in (world.north, world.south):
        a_day_of(world, house)
    with pytest.raises(SignInNotOpened):
        signing_in.sign_in(world.vault, world.north.reader.typed(NOW, username="nobody"), NOW)
    yield world
    world.vault.engine.dispose()


@pytest.fixture(scope="module")
def thief(lived_in, tmp_path_factory):
    """Somebody with a copy that has no triggers, in one transaction that is never committed."""
    copy = tmp_path_factory.mktemp("stolen") / "intake.db"
    lived_in.vault.engine.dispose()
    shutil.copy(lived_in.settings.data / "intake.db", copy)
    engine = engine_of(f"sqlite:///{copy}")
    with write_lock(engine) as connection:
        for trigger in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'").scalars():
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
        rows = [dict(row) for row in connection.exec_driver_sql("SELECT * FROM audit ORDER BY seq").mappings()]
        key = lived_in.vault.keys.audit
        heads = [(row["seq"], row["mac"], head_mac_of(key, row["seq"], row["mac"])) for row in rows]
        yield Thief(connection, rows, heads, Random(2026))  # noqa: S311 - chance that comes back
    engine.dispose()


def verdict(connection, keys, kept=""):
    with Session(connection) as session:
        return auditing.verify(session, keys, kept)


def tampered(thief, tamper, judge):
    """What is said of the copy after this tampering, which is undone at once."""
    with thief.connection.begin_nested() as point:
        tamper(thief)
        said = judge()
        point.rollback()
    return said


def unfound(thief, keys, times=TIMES, kept="") -> Counter[str]:
    """Of so many tamperings, of each kind alike, those that nothing is said of."""
    missed: Counter[str] = Counter()
    for number in range(times):
        tamper = TAMPERS[number % len(TAMPERS)]
        if not tampered(thief, tamper, lambda: verdict(thief.connection, keys, kept)).problems:
            missed[tamper.__name__] += 1
    return missed


def test_log_of_a_day_verifies_to_its_head(lived_in):
    with reading(lived_in.vault.engine) as session:
        found, head = auditing.verify(session, lived_in.vault.keys), auditing.head_of(session)

    assert (found.problems, found.unread) == ((), 0)
    assert found.head == head
    assert found.rows == head.seq >= 60


def test_rows_of_the_day_are_of_many_kinds(thief):
    kinds = {row["action"] for row in thief.rows}

    assert len(kinds) >= 18


@MANY
def test_a_thousand_tamperings_are_found(lived_in, thief):
    assert unfound(thief, lived_in.vault.keys) == Counter()


def test_the_copy_is_as_it_was_after_all_of_them(lived_in, thief):
    assert verdict(thief.connection, lived_in.vault.keys).problems == ()


def macs_made_anew(key, fields_told):
    """The whole log under MACs that leave fields out, with a head that fits."""

    def make(thief) -> None:
        with Session(thief.connection) as session:
            told = [fields_told(row) for row in session.query(AuditRecord).order_by(AuditRecord.seq)]
        before = GENESIS
        for seq, fields in enumerate(told, 1):
            before = mac_of(key, before, fields)
            thief.change(seq, mac=before)
        thief.set_head(thief.last, before, head_mac_of(key, thief.last, before))

    return make


@MANY
@pytest.mark.parametrize(
    ("left_out", "missed"),
    [
        ("actor", {"alter_a_text"}),
        ("at", {"alter_the_time"}),
        ("detail", {"alter_the_detail"}),
        ("clinic", {"alter_the_clinic"}),
    ],
)
def test_the_thousand_find_a_chain_that_leaves_a_field_out(lived_in, thief, monkeypatch, left_out, missed):
    keys, fields = lived_in.vault.keys, auditing._fields
    at = {"clinic": 1, "at": 2, "actor": 3, "detail": 7}[left_out]

    def fewer(row):
        told = fields(row)
        return told[:at] + told[at + 1 :]

    with thief.connection.begin_nested() as point:
        macs_made_anew(keys.audit, fewer)(thief)
        monkeypatch.setattr(auditing, "_fields", fewer)
        assert verdict(thief.connection, keys).problems == ()
        assert missed <= set(unfound(thief, keys, FEWER))
        point.rollback()


@MANY
@pytest.mark.parametrize("finding", ["_problems_of_head", "_problems_of_clinics"])
def test_the_thousand_find_a_check_that_is_missing(lived_in, thief, monkeypatch, finding):
    monkeypatch.setattr(auditing, finding, lambda *_: [])

    assert unfound(thief, lived_in.vault.keys, FEWER)


@MANY
def test_a_checker_that_compares_nothing_misses_most(lived_in, thief, monkeypatch):
    monkeypatch.setattr(hmac, "compare_digest", lambda *_: True)

    assert unfound(thief, lived_in.vault.keys, FEWER).total() > 50


def went_back_to(head):
    def roll_back(thief) -> None:
        thief.run("DELETE FROM audit WHERE seq > ?", head[0])
        thief.set_head(*head)

    return roll_back


def test_a_whole_older_log_is_found_by_the_head_that_was_kept_and_by_nothing_else(lived_in, thief):
    keys, newest = lived_in.vault.keys, Head(thief.heads[-1][0], thief.heads[-1][1].hex()).text
    for head in thief.heads[30:-1]:
        older = went_back_to(head)
        assert tampered(thief, older, lambda: verdict(thief.connection, keys)).problems == ()
        assert tampered(thief, older, lambda: verdict(thief.connection, keys, newest)).problems


def test_every_head_that_was_kept_is_part_of_the_log_that_went_on(lived_in, thief):
    for seq, mac, _ in thief.heads:
        assert verdict(thief.connection, lived_in.vault.keys, Head(seq, mac.hex()).text).problems == ()
    assert verdict(thief.connection, lived_in.vault.keys, Head(0, GENESIS.hex()).text).problems == ()
    assert verdict(thief.connection, lived_in.vault.keys, f" {thief.heads[4][0]}:{thief.heads[4][1].hex().upper()}\n")


@pytest.mark.parametrize("kept", ["7", "7:", ":", "7:00", "-1:00", "²:00", "x:y", "99999:00"])
def test_what_is_no_head_of_this_log_is_said(lived_in, thief, kept):
    assert len(verdict(thief.connection, lived_in.vault.keys, kept).problems) == 1


def emptied(thief) -> None:
    thief.run("DELETE FROM audit")
    thief.run("DELETE FROM audit_head")


def test_a_log_that_was_emptied_is_found_also_when_it_began_anew(lived_in, thief):
    keys = lived_in.vault.keys
    event = Event(clinic_id=lived_in.north.id, actor="anna", action=Action.LISTED)

    def emptied_and_begun(thief) -> None:
        emptied(thief)
        with Session(thief.connection) as session:
            auditing.record(session, keys, event, NOW)
            session.commit()

    assert len(tampered(thief, emptied, lambda: verdict(thief.connection, keys)).problems) == 2
    assert len(tampered(thief, emptied_and_begun, lambda: verdict(thief.connection, keys)).problems) == 2


def test_problems_name_the_row(lived_in, thief):
    def alter(thief) -> None:
        thief.change(7, actor="nobody")

    found = tampered(thief, alter, lambda: verdict(thief.connection, lived_in.vault.keys))
    assert found.problems == ("row 7: changed, or not in its place",)


def test_a_row_that_was_taken_out_is_named_as_such(lived_in, thief):
    def take_out(thief) -> None:
        thief.run("DELETE FROM audit WHERE seq = ?", 7)

    found = tampered(thief, take_out, lambda: verdict(thief.connection, lived_in.vault.keys))
    assert found.problems == ("row 7: not there",)


def test_a_row_that_cannot_be_read_is_named_and_breaks_nothing(lived_in, thief):
    def alter(thief) -> None:
        thief.change(7, at="yesterday")

    found = tampered(thief, alter, lambda: verdict(thief.connection, lived_in.vault.keys))
    assert re.fullmatch(r"row \d+, or one after it: cannot be read", found.problems[0])
