"""Whoever can write to the database alone puts their own key or their own answers there: nothing is sealed, or read."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from forms.ketamine import INTAKE
from intake.errors import SealBroken
from intake.keys.entry_keys import SealedEntry, entry_in
from intake.keys.hpke import PublicKey, new_private_key
from intake.keys.recovery_sheet import key_from
from intake.keys.response_keys import VersionPlace, new_version_key
from intake.services import bindings, holding, key_replacement, listing, reviewing, staffing
from intake.services.acting import operator_acting
from intake.services.holding import Renewed
from intake.services.listing import Wanted
from intake.services.opening import open_vault
from intake.services.reviewing import EntryKind, Said
from intake.store.clinic_models import (
    ClinicKeyRecord,
    ClinicRecord,
    EntryRecord,
    KeyGrantRecord,
    ResponseRecord,
    StaffRecord,
    VersionRecord,
)
from intake.store.engine import reading, writing
from intake.store.responses import Order
from intake.summary.sent import Header, form_to_bytes, header_to_bytes
from tests.clinics import NOW, a_sent_draft, acting, comes_in

LATER = NOW + timedelta(hours=1)
MINE = new_private_key().public
NOTE = Said(kind=EntryKind.NOTE, text="rang on Monday")
FORGED_HEADER = header_to_bytes(Header("Mallory", "1970-01-01", "1970-01-01", "ABC-DEF"))


@pytest.fixture
def anna(world):
    return comes_in(world.vault, world.north.reviewer)


@pytest.fixture
def response(world) -> UUID:
    return UUID(a_sent_draft(world.vault, world.north, you__name="One").sendings[0].response)


def put(world, model, key, **columns) -> None:
    """As whoever can write to the database."""
    with writing(world.vault.engine) as session:
        record = session.get_one(model, key)
        for name, value in columns.items():
            setattr(record, name, value)


def bound_anew(world) -> None:
    """As after a loss of the master key: what stands there is taken for ours."""
    with writing(world.vault.engine) as session:
        bindings.bind_all(session, world.vault.keys)


def stored(world) -> list[int | None]:
    """How many there are of each that tells of a sending, a grant or a renewal."""
    models = ResponseRecord, VersionRecord, EntryRecord, KeyGrantRecord, ClinicKeyRecord
    with reading(world.vault.engine) as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in models]


def refused(world, use) -> None:
    """And nothing is stored."""
    before = stored(world)
    with pytest.raises(SealBroken):
        use()
    assert stored(world) == before


def names(world, member) -> set[str | None]:
    page = listing.page_of(acting(world.vault, member), member, Wanted("new", Order.RECEIVED))
    return {row.header.name if row.header else None for row in page.rows}


def forms(world, member, response: UUID) -> list[str | None]:
    """Whose the versions are, the newest first; None for what does not open."""
    opened = reviewing.peek(acting(world.vault, member), member, response)
    return [str(each.form.answers_as_json["you.name"][0]) if each.form else None for each in opened.versions]


def test_nothing_is_sent_to_a_key_that_others_put_there(world, anna, response):
    by = acting(world.vault, anna)
    put(world, ClinicKeyRecord, (world.north.id, 1), public_key=MINE.raw)

    refused(world, lambda: a_sent_draft(world.vault, world.north))
    refused(world, lambda: reviewing.say(by, anna, response, NOTE))
    assert reviewing.peek(by, anna, response).status == "new"
    a_sent_draft(world.vault, world.south)


@pytest.mark.parametrize("mac", [b"", b"0" * 32], ids=["none", "of chance"])
def test_a_key_without_our_mac_is_not_sealed_to(world, mac):
    put(world, ClinicKeyRecord, (world.north.id, 1), mac=mac)
    refused(world, lambda: a_sent_draft(world.vault, world.north))

    bound_anew(world)
    a_sent_draft(world.vault, world.north)


def test_a_key_of_another_clinic_is_not_sealed_to_with_its_mac_either(world):
    with reading(world.vault.engine) as session:
        south = session.get_one(ClinicKeyRecord, (world.south.id, 1))
    put(world, ClinicKeyRecord, (world.north.id, 1), public_key=south.public_key, mac=south.mac)

    refused(world, lambda: a_sent_draft(world.vault, world.north))


def test_a_key_put_in_the_place_of_a_colleagues_is_granted_nothing(world, anna):
    by, rob = acting(world.vault, anna), world.north.reader.staff_id
    with reading(world.vault.engine) as session:
        own = session.get_one(StaffRecord, rob).public_key
    put(world, StaffRecord, rob, public_key=MINE.raw)

    refused(world, lambda: holding.grant(by, anna, rob))
    refused(world, lambda: holding.renew_key(by, anna))
    put(world, StaffRecord, rob, public_key=own)
    holding.grant(by, anna, rob)
    assert holding.renew_key(by, anna).kid == 2


def test_a_colleagues_key_without_any_mac_is_granted_nothing(world, anna):
    by, rob = acting(world.vault, anna), world.north.reader.staff_id
    put(world, StaffRecord, rob, public_mac=None)
    refused(world, lambda: holding.grant(by, anna, rob))

    bound_anew(world)
    holding.grant(by, anna, rob)


def test_a_key_put_in_the_place_of_the_sheets_is_renewed_for_nobody(world, anna):
    by = acting(world.vault, anna)
    put(world, ClinicRecord, world.north.id, recovery_public=MINE.raw)
    refused(world, lambda: holding.renew_key(by, anna))

    holding.make_sheet(by, anna)
    assert holding.renew_key(by, anna).kid == 2, "a new sheet is ours again"


def forged(world, anna, of: UUID, at: tuple[UUID, int]) -> dict[str, bytes]:
    """What was sent of one response, sealed for real to the clinic's public key at the place of another version."""
    place = VersionPlace(clinic=str(world.north.id), questionnaire=INTAKE.canonical, response=str(at[0]), number=at[1])
    form = reviewing.peek(acting(world.vault, anna), anna, of).form
    assert form is not None
    with reading(world.vault.engine) as session:
        key = session.get_one(ClinicKeyRecord, (world.north.id, 1))
    public = PublicKey(key.suite, key.public_key)
    sealed = new_version_key(place).sealed(public, key.kid, FORGED_HEADER, form_to_bytes(form))
    return {"sealed_key": sealed.key, "header": sealed.header, "body": sealed.body}


def test_forged_version_does_not_open_and_breaks_no_list(world, anna, response):
    columns = forged(world, anna, response, (response, 2))
    with writing(world.vault.engine) as session:
        mac = session.get_one(VersionRecord, (response, 1)).mac
        session.add(VersionRecord(response_id=response, number=2, kid=1, mac=mac, received_at=NOW, **columns))
    put(world, ResponseRecord, response, latest=2)

    assert forms(world, anna, response) == [None, "One"]
    assert len(names(world, anna)) == 1
    bound_anew(world)
    assert forms(world, anna, response) == ["One", "One"], "all but the MAC was as it has to be"


def test_answers_put_in_the_place_of_others_do_not_open_and_break_no_list(world, anna, response):
    other = UUID(a_sent_draft(world.vault, world.north, you__name="Two").sendings[0].response)
    put(world, VersionRecord, (response, 1), **forged(world, anna, other, (response, 1)))

    assert (forms(world, anna, response), forms(world, anna, other)) == ([None], ["Two"])
    assert len(names(world, anna)) == 2
    bound_anew(world)
    assert forms(world, anna, response) == ["Two"], "all but the MAC was as it has to be"


def test_a_version_opens_by_the_mac_of_its_own_clinic_response_and_number(world, anna, response):
    with writing(world.vault.engine) as session:
        record = session.get_one(VersionRecord, (response, 1))
        bindings.prove_version(world.vault.keys, world.north.id, record)
        elsewhere = VersionRecord(
            response_id=response, number=2, header=record.header, body=record.body, mac=record.mac
        )
        other = VersionRecord(
            response_id=world.north.id, number=1, header=record.header, body=record.body, mac=record.mac
        )
        for clinic_id, version in ((world.south.id, record), (world.north.id, elsewhere), (world.north.id, other)):
            with pytest.raises(SealBroken):
                bindings.prove_version(world.vault.keys, clinic_id, version)


def test_a_renewal_seals_what_staff_added_anew_and_counts_what_it_left(world, anna, response):
    by = acting(world.vault, anna)
    for _ in range(4):
        reviewing.say(by, anna, response, NOTE)
    with writing(world.vault.engine) as session:
        first, second, *_ = session.scalars(select(EntryRecord).order_by(EntryRecord.seq))
        first.sealed_key, second.kid = b"broken", 9

    assert holding.renew_key(by, anna) == Renewed(kid=2, sealed_anew=1, left_as_it_was=2)
    with reading(world.vault.engine) as session:
        assert list(session.scalars(select(EntryRecord.kid).order_by(EntryRecord.seq))) == [1, 9, 2, 2]
    opened = reviewing.peek(by, anna, response).entries
    assert [each.said for each in opened] == [None, None, NOTE, NOTE]


def test_keys_of_whoever_left_open_no_note_that_was_added_after_the_renewal(world, anna, response):
    by, rob = acting(world.vault, anna), comes_in(world.vault, world.north.reader)
    reviewing.say(by, anna, response, NOTE)
    with reading(world.vault.engine) as session:
        taken = holding.keys_held(session, rob)
    staffing.let_go(operator_acting(world.vault, world.north.id, NOW), rob.staff_id)
    holding.renew_key(by, anna)
    reviewing.say(by, anna, response, NOTE)

    assert entries_opened(world, response, taken) == 0
    assert [each.said for each in reviewing.peek(by, anna, response).entries] == [NOTE, NOTE]


def test_keys_of_whoever_left_open_what_was_added_where_nothing_was_renewed(world, anna, response):
    with reading(world.vault.engine) as session:
        taken = holding.keys_held(session, comes_in(world.vault, world.north.reader))
    reviewing.say(acting(world.vault, anna), anna, response, NOTE)

    assert entries_opened(world, response, taken) == 1


def entries_opened(world, response: UUID, taken) -> int:
    """By each of these keys, whatever number an entry says its key has."""
    opened = 0
    with reading(world.vault.engine) as session:
        for entry in session.scalars(select(EntryRecord).where(EntryRecord.response_id == response)):
            sealed = SealedEntry(entry.kid, entry.sealed_key, entry.body)
            for key in taken.values():
                with suppress(SealBroken):
                    opened += bool(entry_in(key, sealed, holding.entry_place(world.north.id, entry)))
    return opened


def test_after_a_loss_of_the_master_key_all_is_bound_to_the_new_one(world, anna, response):
    world.settings.key_file.unlink()
    key_replacement.replace(world.settings, LATER)
    world.vault = open_vault(world.settings, LATER)
    by, rob = acting(world.vault, anna, LATER), world.north.reader.staff_id
    holding.recover(by, anna, key_from(world.north.sheet.parts))

    assert forms(world, anna, response) == ["One"]
    reviewing.say(by, anna, response, NOTE)
    a_sent_draft(world.vault, world.north, LATER, you__name="Two")
    holding.grant(by, anna, rob)
    assert holding.renew_key(by, anna) == Renewed(kid=2, sealed_anew=2, left_as_it_was=0)
