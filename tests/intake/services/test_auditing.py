"""The audit log: only added to, told in the transaction of what it tells of, and without answers."""

import json
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from intake.keys.audit_chain import GENESIS, key_name
from intake.services import auditing, listing, reviewing
from intake.services.auditing import DONE, ON_A_PAGE, Action, Event, Head
from intake.services.reviewing import EntryKind, Said
from intake.store.clinic_models import AuditHeadRecord, AuditRecord
from intake.store.engine import reading, writing
from tests.clinics import NOW, a_sent_draft, acting, comes_in
from tests.intake.services.audit_triggers import take_away


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "DELETE FROM audit WHERE seq = 1"]
)
def test_rows_are_neither_changed_nor_deleted(shared_world, statement):
    def run() -> None:
        with writing(shared_world.vault.engine) as session:
            session.execute(text(statement))

    with pytest.raises(DBAPIError, match="audit"):
        run()
    with reading(shared_world.vault.engine) as session:
        assert auditing.verify(session, shared_world.vault.keys).problems == ()


def test_no_row_is_left_of_what_did_not_happen(world):
    def tell_and_fail() -> None:
        with writing(world.vault.engine) as session:
            event = Event(clinic_id=world.north.id, actor="anna", action=Action.OPENED)
            auditing.record(session, world.vault.keys, event, NOW)
            raise ZeroDivisionError

    with reading(world.vault.engine) as session:
        before = auditing.head_of(session)
    with pytest.raises(ZeroDivisionError):
        tell_and_fail()
    with reading(world.vault.engine) as session:
        assert auditing.head_of(session) == before


def rows(world, clinic_id, *more):
    with reading(world.vault.engine) as session:
        return auditing.rows_of(session, world.vault.keys, clinic_id, *more)


def test_a_clinic_sees_its_own_rows_the_newest_first_and_of_some_kinds_if_it_wants(shared_world):
    north, south = rows(shared_world, shared_world.north.id), rows(shared_world, shared_world.south.id)
    seqs = [row.seq for row in north]

    assert seqs == sorted(seqs, reverse=True)
    assert not set(seqs) & {row.seq for row in south}
    assert {row.action for row in rows(shared_world, shared_world.north.id, (Action.GRANTED,))} == {"grant given"}
    assert [row.seq for row in rows(shared_world, shared_world.north.id, (), seqs[3])] == seqs[4:]
    assert rows(shared_world, uuid4()) == ()


def test_no_answer_note_or_search_is_in_the_log(world):
    member = comes_in(world.vault, world.north.reviewer)
    by = acting(world.vault, member)
    draft = a_sent_draft(world.vault, world.north, you__name="Canary Ashgrove", reason__goal="Canary by the sea")
    response_id = UUID(draft.sendings[0].response)
    reviewing.open_response(by, member, response_id)
    reviewing.say(by, member, response_id, Said(kind=EntryKind.NOTE, text="Canary of a note"))
    assert listing.search(by, member, "Canary", ("day", "month", "year"))
    told = rows(world, world.north.id)

    assert {"response received", "response opened", "note added", "list searched"} <= {row.action for row in told}
    assert (
        "canary" not in json.dumps([[*map(str, (row.actor, row.object_id)), dict(row.detail)] for row in told]).lower()
    )


def problems_after(world, statement):
    with writing(world.vault.engine) as session:
        take_away(session.connection(), "audit_is_not_changed" if "UPDATE" in statement else "audit_is_not_deleted")
        session.execute(text(statement))
    with reading(world.vault.engine) as session:
        return auditing.verify(session, world.vault.keys).problems


@pytest.mark.parametrize("told", ["actor", "action", "object_id", "outcome"])
def test_nothing_that_a_row_tells_can_be_changed_unseen(world, told):
    assert problems_after(world, f"UPDATE audit SET {told} = 'x' WHERE seq = 3") == (  # noqa: S608 - one of these four
        "row 3: changed, or not in its place",
    )


def test_newest_rows_do_not_go_unseen(world):
    with reading(world.vault.engine) as session:
        newest = auditing.head_of(session).seq

    assert problems_after(world, f"DELETE FROM audit WHERE seq = {newest}")[0] == (  # noqa: S608 - a number
        f"rows after {newest - 1}: not there, or the head was changed"
    )


def test_a_page_of_the_log_has_a_hundred_rows(world):
    with writing(world.vault.engine) as session:
        for number in range(ON_A_PAGE + 5):
            event = Event(clinic_id=world.north.id, actor="anna", action=Action.LISTED, detail={"n": str(number)})
            auditing.record(session, world.vault.keys, event, NOW)
    page = rows(world, world.north.id, (Action.LISTED,))

    assert len(page) == ON_A_PAGE
    assert page[0].detail == {"n": "104"}
    assert len(rows(world, world.north.id, (Action.LISTED,), page[-1].seq)) == 5


def test_a_row_tells_what_it_was_told_and_cuts_off_what_is_too_long(world):
    event = Event(
        clinic_id=None, actor="x" * 100, action=Action.EXPIRED, object_id="y" * 100, outcome=DONE, detail={"a": "b"}
    )
    with writing(world.vault.engine) as session:
        auditing.record(session, world.vault.keys, event, NOW)
    with reading(world.vault.engine) as session:
        row = session.query(AuditRecord).order_by(AuditRecord.seq.desc()).first()
        assert auditing.verify(session, world.vault.keys).problems == ()

    assert (row.actor, row.object_id, row.at) == ("x" * 60, "y" * 60, NOW)
    assert b'"a"' not in (row.detail or b"")
    assert row.key_name == key_name(world.vault.keys.audit)


def test_a_detail_that_does_not_open_leaves_its_row_in_the_list(world):
    with writing(world.vault.engine) as session:
        take_away(session.connection(), "audit_is_not_changed")
        session.execute(text("UPDATE audit SET detail = :other WHERE detail IS NOT NULL"), {"other": b"\x00"})
    found = rows(world, world.north.id)

    assert found
    assert not any(row.detail for row in found)
    with reading(world.vault.engine) as session:
        assert auditing.verify(session, world.vault.keys).problems


def test_an_empty_log_has_an_empty_head_and_is_found_where_there_are_clinics(world):
    with writing(world.vault.engine) as session:
        take_away(session.connection(), "audit_is_not_deleted")
        session.execute(text("DELETE FROM audit"))
        session.execute(text("DELETE FROM audit_head"))
    with reading(world.vault.engine) as session:
        assert auditing.head_of(session) == Head(0, GENESIS.hex())
        assert session.get(AuditHeadRecord, 1) is None
        assert len(auditing.verify(session, world.vault.keys).problems) == 2
