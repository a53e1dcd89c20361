"""Clinics: what patients are told about each, and when one takes answers."""

import pytest
from sqlalchemy import func, select

from intake.errors import ClinicUnknown, NameMissing, NameTaken, NameTooLong, SendingClosed
from intake.keys.clinic_keys import RECOVERY
from intake.services import auditing, clinics, holding, staffing
from intake.services.acting import operator_acting
from intake.services.clinics import MOST_RETENTION_DAYS, RETENTION_DAYS, ClinicFacts, notify_address, slug_of
from intake.services.members import Role
from intake.services.staffing import NewMember
from intake.store import clinics as grants
from intake.store.clinic_models import AuditRecord, ClinicRecord, ResponseRecord, VersionRecord
from intake.store.engine import reading, writing
from tests.builders import BUSY, a_draft
from tests.clinics import FACTS, NOW, acting, comes_in, for_visit, sent


def clinic_of(world, house):
    with reading(world.vault.engine) as session:
        return clinics.by_slug(session, house.slug)


def change(world, **changes):
    return clinics.change(world.vault, world.north.slug, changes, "ada", NOW)


def how_many(world, model) -> int:
    with reading(world.vault.engine) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Northside Clinic", "northside-clinic"),
        ("Zürich – Praxis", "zurich-praxis"),
        ("  Dr. O'Hara & Sons  ", "dr-o-hara-sons"),
        ("診療所", "clinic"),
        ("x" * 59 + " long", "x" * 59),
    ],
)
def test_name_in_addresses_is_plain_and_short(name, slug):
    assert slug_of(name) == slug


def test_clinic_keeps_for_ninety_days_unless_it_says_otherwise():
    assert ClinicFacts(name="x").retention_days == RETENTION_DAYS == 90
    assert RETENTION_DAYS < MOST_RETENTION_DAYS


def test_name_that_a_clinic_has_already_is_refused_and_nothing_is_noted(world):
    rows = how_many(world, AuditRecord)
    with pytest.raises(NameTaken, match="northside-clinic"):
        clinics.add(world.vault, ClinicFacts(name="NORTHSIDE, clinic", **FACTS), "", NOW)

    assert how_many(world, ClinicRecord) == 2
    assert how_many(world, AuditRecord) == rows


def test_names_in_other_scripts_have_addresses_of_their_own(world):
    names = ("北京诊所", "Κλινική", "Клиника")
    added = [clinics.add(world.vault, ClinicFacts(name=name), "", NOW) for name in names]

    assert [each.slug for each in added] == ["clinic", "clinic-2", "clinic-3"]
    with pytest.raises(NameTaken, match="clinic-2"):
        clinics.add(world.vault, ClinicFacts(name="Κλινική"), "", NOW)


def test_a_clinic_is_never_left_without_a_name(world):
    with pytest.raises(NameMissing):
        change(world, name="  ")


def test_clinic_that_is_not_there_is_told_as_such(shared_world):
    with reading(shared_world.vault.engine) as session:
        with pytest.raises(ClinicUnknown):
            clinics.by_slug(session, "eastside")
        with pytest.raises(ClinicUnknown):
            clinics.by_id(session, shared_world.north.reviewer.staff_id)
        assert [each.slug for each in clinics.every(session)] == ["northside-clinic", "southside-clinic"]
    with pytest.raises(ClinicUnknown):
        clinics.change(shared_world.vault, "eastside", {"readers": "x"}, "ada", NOW)


def test_what_patients_are_told_can_change_and_the_address_of_its_pages_stays(world):
    changed = change(world, name="Northside House", readers="two nurses", retention_days=30)

    assert (changed.slug, changed.facts.name) == ("northside-clinic", "Northside House")
    assert clinic_of(world, world.north).facts == changed.facts
    assert (changed.facts.readers, changed.facts.retention_days) == ("two nurses", 30)
    assert clinic_of(world, world.south).facts.name == "Southside Clinic"


def test_change_is_told_to_the_log_by_the_names_of_what_changed(world):
    change(world, readers="two nurses", notify="desk@example.org")
    with reading(world.vault.engine) as session:
        row = auditing.rows_of(session, world.vault.keys, world.north.id)[0]

    assert (row.actor, row.action, dict(row.detail)) == ("ada", "clinic changed", {"fields": "notify, readers"})


def test_address_for_notices_is_sealed_in_the_database(world):
    def known():
        with reading(world.vault.engine) as session:
            return notify_address(world.vault.keys, session.get_one(ClinicRecord, world.north.id))

    assert known() == "ada@example.org"
    change(world, notify="front.desk@example.org")
    assert known() == "front.desk@example.org"
    on_disk = b"".join(path.read_bytes() for path in world.settings.data.iterdir())
    assert b"front.desk" not in on_disk
    change(world, notify="")
    assert known() == ""


def test_address_for_notices_that_does_not_open_is_none_and_the_log_says_so(world, caplog):
    with writing(world.vault.engine) as session:
        session.get_one(ClinicRecord, world.north.id).notify = b"\x00" * 80
    with reading(world.vault.engine) as session:
        assert notify_address(world.vault.keys, session.get_one(ClinicRecord, world.north.id)) == ""

    assert [(each.getMessage(), each.kind) for each in caplog.records] == [("row does not open", "clinic")]


def test_length_of_what_is_sealed_tells_nothing_of_the_address(world):
    lengths = set()
    for notify in ("a@example.org", f"{'a' * 60}@front-desk.example.org"):
        change(world, notify=notify)
        with reading(world.vault.engine) as session:
            lengths.add(len(session.get_one(ClinicRecord, world.north.id).notify or b""))

    assert len(lengths) == 1


@pytest.mark.parametrize("missing", ["readers", "read_within", "self_harm_readers", "self_harm_within"])
def test_clinic_that_does_not_say_who_reads_and_when_takes_nothing(world, missing):
    change(world, **{missing: ""})
    refuses(world)
    change(world, **{missing: "now it says so"})

    assert takes(world)


def test_one_holder_whose_sheet_is_not_confirmed_is_too_few(world):
    by, anna = in_session(world)
    staffing.let_go(by, world.north.reader.staff_id)
    assert takes(world), "one holder, and the sheet confirmed"
    holding.make_sheet(by, anna)
    refuses(world)
    holding.confirm_sheet(by, anna)

    assert takes(world)


def test_two_holders_are_enough_without_a_sheet_that_was_confirmed(world):
    holding.make_sheet(*in_session(world))

    assert not clinic_of(world, world.north).readiness.sheet_confirmed
    assert takes(world)


def test_sheet_alone_is_nobody_who_could_read(world):
    by, _ = in_session(world)
    staffing.give_role(by, world.north.reader.staff_id, Role.ADMINISTRATOR)
    staffing.let_go(by, world.north.reviewer.staff_id)

    assert clinic_of(world, world.north).readiness.sheet_confirmed
    refuses(world)


def test_sheet_that_opens_nothing_any_more_is_none(world):
    with writing(world.vault.engine) as session:
        grants.delete_grants_to(session, world.north.id, RECOVERY)

    assert not clinic_of(world, world.north).readiness.sheet_confirmed


def test_clinic_without_a_key_takes_nothing(world):
    new = clinics.add(world.vault, ClinicFacts(name="Eastside", has_public_page=True, **FACTS), "", NOW)

    assert not new.readiness.is_open
    assert not new.readiness.has_key
    assert not new.key_renewal_due
    assert clinic_of(world, world.north).readiness.is_open


def test_key_is_due_for_renewal_from_a_departure_until_it_was_renewed(world):
    by, anna = in_session(world)
    assert not clinic_of(world, world.north).key_renewal_due
    staffing.let_go(by, world.north.reader.staff_id)

    assert clinic_of(world, world.north).key_renewal_due
    assert not clinic_of(world, world.south).key_renewal_due
    later = acting(world.vault, anna, NOW.replace(hour=13))
    holding.renew_key(later, anna)
    assert not clinic_of(world, world.north).key_renewal_due


def test_key_stays_due_when_somebody_who_left_is_asked_back(world):
    by, _ = in_session(world)
    staffing.let_go(by, world.north.reader.staff_id)
    staffing.renew_link(by, world.north.reader.staff_id)

    assert clinic_of(world, world.north).key_renewal_due


def test_key_is_due_when_somebody_sees_no_answers_any_more(world):
    by, _ = in_session(world)
    staffing.let_go(by, world.north.administrator.staff_id)
    assert not clinic_of(world, world.north).key_renewal_due
    staffing.give_role(by, world.north.reader.staff_id, Role.ADMINISTRATOR)

    assert clinic_of(world, world.north).key_renewal_due


def test_operator_adds_a_clinic_under_that_name_in_the_log(shared_world):
    with reading(shared_world.vault.engine) as session:
        rows = auditing.rows_of(session, shared_world.vault.keys, shared_world.south.id)

    assert (rows[-1].actor, rows[-1].action) == ("operator", "clinic added")
    assert operator_acting(shared_world.vault, None, NOW).actor == "operator"


def in_session(world):
    anna = comes_in(world.vault, world.north.reviewer)
    return acting(world.vault, anna), anna


def takes(world) -> bool:
    draft = for_visit(world.vault, a_draft(BUSY), world.north.many_link)
    return bool(sent(world.vault, draft).sendings)


def refuses(world) -> None:
    before = how_many(world, ResponseRecord), how_many(world, VersionRecord)
    with pytest.raises(SendingClosed):
        takes(world)

    assert (how_many(world, ResponseRecord), how_many(world, VersionRecord)) == before
    assert not clinic_of(world, world.north).readiness.is_open


def test_a_name_longer_than_the_tables_hold_is_told(world):
    with pytest.raises(NameTooLong, match="200 letters"):
        clinics.add(world.vault, ClinicFacts(name="x" * 201, **FACTS), "", NOW)
    with pytest.raises(NameTooLong):
        clinics.change(world.vault, world.north.slug, {"name": "x" * 201}, "operator", NOW)

    assert clinics.change(world.vault, world.north.slug, {"name": "x" * 200}, "operator", NOW).facts.name == "x" * 200


def test_username_may_be_as_long_as_every_row_that_names_it(world):
    by = operator_acting(world.vault, world.north.id, NOW)
    with pytest.raises(NameTooLong, match="40 letters"):
        staffing.add(by, NewMember("ß" * 21, "Long", Role.REVIEWER))

    assert staffing.add(by, NewMember("ß" * 20, "Long", Role.REVIEWER))
