"""The clinic's list and its search: by what the server may know and by what a member's key opens; never by answers."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from intake.keys.hpke import PublicKey
from intake.keys.response_keys import VersionPlace, new_version_key
from intake.services import auditing, listing, reviewing
from intake.services.auditing import Action
from intake.services.listing import ON_A_PAGE, Sought, Wanted
from intake.store.clinic_models import ResponseRecord, VersionRecord
from intake.store.clinics import newest_key
from intake.store.engine import reading, writing
from intake.store.responses import Order
from tests.builders import a_draft
from tests.clinics import NOW, acting, comes_in, for_visit, invited, sent

MINUTE = timedelta(minutes=1)
NAMES = ("Zoë Ångström-Müller", "José  O'Brien", "Anna Maria Lopez")
BORN = ("1979-03-04", "1985-11-02", "1979-03-04")
US, ISO_LIKE, UK = ("month", "day", "year"), ("year", "month", "day"), ("day", "month", "year")


def a_response(world, house, name, now=NOW, link=None, **answers):
    given = {"you.name": name, **{link_id.replace("__", "."): value for link_id, value in answers.items()}}
    return sent(world.vault, for_visit(world.vault, a_draft(given), link or house.many_link, now), now).sendings[0]


@pytest.fixture(scope="module")
def receipts(shared_world):
    """What three patients sent to the north and one to the south."""
    world = shared_world
    found = {}
    for number, (name, born) in enumerate(zip(NAMES, BORN, strict=True)):
        found[name] = a_response(world, world.north, name, NOW + number * MINUTE, you__birth_date=born)
    found["south"] = a_response(world, world.south, "Zoë Southerner", you__birth_date="1979-03-04")
    return found


@pytest.fixture(scope="module")
def anna(shared_world, receipts):
    return comes_in(shared_world.vault, shared_world.north.reviewer)


def page(world, member, status="new", order=Order.RECEIVED, number=1):
    return listing.page_of(acting(world.vault, member), member, Wanted(status, order, number))


def names(rows):
    return [row.header and row.header.name for row in rows]


def found(world, member, typed, date_order=UK):
    return names(listing.search(acting(world.vault, member), member, typed, date_order))


def test_list_has_the_clinics_own_and_what_a_key_opens_of_each(shared_world, anna, receipts):
    listed = page(shared_world, anna)
    row = listed.rows[-1]

    assert names(listed.rows) == list(reversed(NAMES))
    assert (listed.number, listed.has_more, listed.counts) == (1, False, {"new": 3})
    assert (row.header.born, row.header.birth_date) == ("March 4, 1979", "1979-03-04")
    assert row.header.reference == receipts[NAMES[0]].reference
    assert (str(row.id), row.number) == (receipts[NAMES[0]].response, 1)
    assert (row.status, row.assigned_to, row.appointment_day) == ("new", None, date(2026, 12, 1))


def test_another_clinic_has_a_list_and_a_search_of_its_own(shared_world, receipts):
    bea = comes_in(shared_world.vault, shared_world.south.reviewer)

    assert names(page(shared_world, bea).rows) == ["Zoë Southerner"]
    for typed in ("zoe", "1979-03-04", receipts["south"].reference):
        assert found(shared_world, bea, typed) == ["Zoë Southerner"]
    for typed in ("lopez", receipts[NAMES[0]].reference):
        assert found(shared_world, bea, typed) == []


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("zoe", [0]),
        ("ZOË", [0]),
        ("ång", [0]),
        ("angstrom", [0]),
        ("mull", [0]),
        ("muller zoe", [0]),
        ("o'brien", [1]),
        ("jose", [1]),
        ("jose\u0301 brien", [1]),
        ("anna lop", [2]),
        ("maria", [2]),
        ("an", [0, 2]),
        ("opez", []),
        ("anna brien", []),
        ("nobody", []),
        ("", []),
        (" - ", []),
        ("anna " * 1000, [2]),
    ],
)
def test_patient_is_found_by_the_beginnings_of_names(shared_world, anna, typed, expected):
    assert sorted(found(shared_world, anna, typed)) == sorted(NAMES[number] for number in expected)


@pytest.mark.parametrize(
    ("typed", "date_order", "is_found"),
    [
        ("1979-03-04", US, True),
        ("1979-3-4", UK, True),
        ("1979/03/04", UK, True),
        ("04/03/1979", UK, True),
        ("4.3.1979", UK, True),
        ("03/04/1979", US, True),
        ("04/03/1979", US, False),
        ("03/04/1979", UK, False),
        ("79-03-04", ISO_LIKE, False),
        ("31/02/1979", UK, False),
        ("0/0/0", UK, False),
        ("1979", UK, False),
        ("4 3", UK, False),
    ],
)
def test_patient_is_found_by_the_day_of_birth_as_the_country_writes_it(shared_world, anna, typed, date_order, is_found):
    assert found(shared_world, anna, typed, date_order) == ([NAMES[2], NAMES[0]] if is_found else [])


def test_patient_is_found_by_the_reference_however_it_is_typed(shared_world, anna, receipts):
    reference = receipts[NAMES[1]].reference
    for typed in (reference, reference.replace("-", ""), reference.lower(), f" {reference.replace('-', ' ')} "):
        assert found(shared_world, anna, typed) == [NAMES[1]]

    assert found(shared_world, anna, reference[:-1]) == []


def test_day_that_was_typed_in_words_is_shown_and_not_searched(world):
    a_response(world, world.north, "Example Patient", you__birth_date={"as_typed": "spring 1979"})
    member = comes_in(world.vault, world.north.reviewer)
    row = page(world, member).rows[0]

    assert (row.header.born, row.header.birth_date) == ("spring 1979", "")
    assert found(world, member, "1979-03-04") == []


def test_patient_without_a_name_is_listed_all_the_same(world):
    given = for_visit(world.vault, a_draft({"reason.goal": "Walk"}), world.north.many_link)
    sent(world.vault, given)

    assert names(page(world, comes_in(world.vault, world.north.reviewer)).rows) == [""]


def test_words_that_are_searched_for_are_in_no_log(shared_world, anna):
    found(shared_world, anna, "lopez")
    page(shared_world, anna)
    with reading(shared_world.vault.engine) as session:
        listed, searched, *_ = auditing.rows_of(session, shared_world.vault.keys, shared_world.north.id)

    assert (searched.action, dict(searched.detail)) == (Action.SEARCHED, {"found": "1"})
    assert (listed.action, dict(listed.detail)) == (Action.LISTED, {"state": "new", "page": "1"})


def test_search_ends_when_there_is_more_than_anybody_reads(shared_world, anna, monkeypatch):
    monkeypatch.setattr(listing, "MOST_FOUND", 1)

    assert found(shared_world, anna, "1979-03-04") == [NAMES[2]], "the newest first"
    assert len(Sought.of("x " * 1000, UK).words) == 50


def test_long_list_has_pages_of_fifty(world):
    for number in range(ON_A_PAGE + 2):
        a_response(world, world.north, f"Patient {number:02}", NOW + number * MINUTE)
    member = comes_in(world.vault, world.north.reviewer)
    first, second, third = (page(world, member, number=number) for number in (1, 2, 3))

    assert (len(first.rows), first.has_more, first.counts) == (50, True, {"new": 52})
    assert (names(second.rows), second.has_more) == (["Patient 01", "Patient 00"], False)
    assert (third.rows, third.has_more) == ((), False)


def test_each_state_is_a_list_of_its_own(world):
    made = {status: a_response(world, world.north, status) for status in ("new", "in-review", "reviewed", "closed")}
    a_response(world, world.south, "elsewhere")
    member = comes_in(world.vault, world.north.reviewer)
    for status, receipt in made.items():
        reviewing.set_status(acting(world.vault, member), member, UUID(receipt.response), status)

    for status in made:
        listed = page(world, member, status)
        assert names(listed.rows) == [status]
        assert listed.counts == dict.fromkeys(made, 1)


def arrivals_listed(world, answers, order):
    """When each row of the list came in, for patients who gave these answers one after the other."""
    by_anna = acting(world.vault, comes_in(world.vault, world.north.reviewer))
    days = (date(2026, 12, 3), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 1))
    people = (world.north.reader.staff_id, None, world.north.reviewer.staff_id, None)
    member = comes_in(world.vault, world.north.reader)
    for number, (day, person, given) in enumerate(zip(days, people, answers, strict=True)):
        link = invited(world.vault, by_anna, single_use=True, day=day)
        receipt = a_response(world, world.north, f"Patient {given}", NOW + number * MINUTE, link, reason__goal=given)
        reviewing.assign(acting(world.vault, member), member, UUID(receipt.response), person)
    return [(row.received_at - NOW) // MINUTE for row in page(world, member, order=order).rows]


@pytest.mark.parametrize(
    ("order", "expected"),
    [(Order.RECEIVED, [3, 2, 1, 0]), (Order.APPOINTMENT, [1, 3, 2, 0]), (Order.ASSIGNED, [1, 3])],
)
@pytest.mark.parametrize("answers", ["abcd", "dcba"])
def test_order_is_by_the_visit_the_arrival_or_the_reader_and_never_by_answers(world, order, expected, answers):
    rows = arrivals_listed(world, answers, order)

    assert rows[: len(expected)] == expected, "those of nobody first, then by person"
    assert sorted(rows) == [0, 1, 2, 3]


def test_assigned_rows_of_one_person_stand_together(world):
    member = comes_in(world.vault, world.north.reviewer)
    people = (world.north.reader.staff_id, world.north.reviewer.staff_id)
    for number in range(6):
        receipt = a_response(world, world.north, f"Patient {number}", NOW + number * MINUTE)
        reviewing.assign(acting(world.vault, member), member, UUID(receipt.response), people[number % 2])
    assigned = [row.assigned_to for row in page(world, member, order=Order.ASSIGNED).rows]

    assert assigned in ([people[0]] * 3 + [people[1]] * 3, [people[1]] * 3 + [people[0]] * 3)


def test_rows_that_cannot_be_opened_are_listed_and_break_nothing(world):
    made = [UUID(a_response(world, world.north, f"Patient {number}").response) for number in range(5)]
    with writing(world.vault.engine) as session:
        altered, moved, foreign, odd, _ = (session.get_one(VersionRecord, (each, 1)) for each in made)
        altered.header = altered.header[:-1] + bytes([altered.header[-1] ^ 1])
        moved.sealed_key = altered.sealed_key
        foreign.kid = 7
        key = newest_key(session, world.north.id)
        canonical = session.get_one(ResponseRecord, made[3]).questionnaire
        place = VersionPlace(clinic=str(world.north.id), questionnaire=canonical, response=str(made[3]), number=1)
        sealed = new_version_key(place).sealed(PublicKey(1, key.public_key), key.kid, b"{}", b"not packed")
        odd.sealed_key, odd.header, odd.body = sealed.key, sealed.header, sealed.body
    member = comes_in(world.vault, world.north.reviewer)

    assert names(page(world, member).rows).count(None) == 4
    assert found(world, member, "patient") == ["Patient 4"]
    assert reviewing.peek(acting(world.vault, member), member, made[3]).form is None
