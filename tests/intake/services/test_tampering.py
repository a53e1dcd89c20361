"""Whoever can write to the database alters and moves what is sealed in it: it opens to nothing, and no list breaks."""

from contextlib import contextmanager
from functools import cache, partial

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy.orm import Session

from intake.errors import NoGrant, ResponseUnknown
from intake.keys import hpke, response_keys, sealing, second_factor, staff_keys
from intake.keys.derivation import KdfParameters, stretched
from intake.keys.sealing import NONCE_LENGTH
from intake.services import inviting, listing, opening_responses, reviewing
from intake.services.holding import keys_held
from intake.services.listing import Wanted
from intake.services.reviewing import EntryKind, Said
from intake.store.engine import writing
from intake.store.responses import Order
from intake.summary.sent import form_from_bytes
from tests import clinics as clinics_of_tests
from tests.clinics import a_world, acting
from tests.intake.services.sealed_places import (
    OF_RESPONSES,
    PLACES,
    accepted_flips,
    flipped,
    is_refused,
    opened_by,
    set_stage,
)

# Many examples of what other tests reach with one.
MANY = pytest.mark.no_cover
FLIPS = 2000
CHEAP = KdfParameters(64, 1, 1)
SEALED = ("sealed_key", "header", "body")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    staged = set_stage(a_world(tmp_path_factory.mktemp("stage") / "world"))
    yield staged
    staged.world.vault.engine.dispose()


@pytest.fixture(scope="module")
def stolen(stage, tmp_path_factory):
    with stage.copy(tmp_path_factory.mktemp("stolen")) as connection:
        yield connection


def opened(stage, connection, member):
    with Session(connection) as session:
        found = opened_by(session, member, stage.world.vault.keys)
    return {where: what for where, what in found.items() if what is not None}


@contextmanager
def altered(stage, connection, *statements):
    with connection.begin_nested() as point:
        for statement in statements:
            assert connection.exec_driver_sql(statement.format(**stage.words)).rowcount
        yield
        point.rollback()


def test_everything_opens_as_long_as_nobody_touches_it(stage, stolen):
    for place in PLACES:
        assert place.rows(stage, stolen)
        assert place.opened(stage, stolen), place.name
    assert len(opened(stage, stolen, stage.anna)) == 2 + 3 + 2


@MANY
def test_of_two_thousand_flipped_bits_none_is_accepted(stage, stolen, monkeypatch):
    # The passphrase is stretched once, and what opened is read once: neither is what is flipped.
    monkeypatch.setattr(staff_keys, "stretched", cache(stretched))
    monkeypatch.setattr(opening_responses, "form_from_bytes", cache(form_from_bytes))

    assert accepted_flips(stage, stolen, PLACES, FLIPS) == {}


def unsealed_without_the_tag(key, sealed, *, bound_to):
    """What AES-GCM would be without its tag: the counter starts at two."""
    nonce, ciphertext = sealed[1 : 1 + NONCE_LENGTH], sealed[1 + NONCE_LENGTH : -16]
    plain = Cipher(algorithms.AES(key), modes.CTR(nonce + (2).to_bytes(4))).decryptor().update(ciphertext)
    return plain.rpartition(b"\x80")[0]


@MANY
def test_flips_are_accepted_where_neither_tag_nor_mac_is_looked_at(stage, stolen, monkeypatch):
    monkeypatch.setattr(response_keys, "unseal", unsealed_without_the_tag)
    monkeypatch.setattr(opening_responses, "prove_version", lambda *_: None)
    taken = accepted_flips(stage, stolen, OF_RESPONSES[:2], 200)

    assert taken["response_version.header"] > 20
    assert taken["response_version.sealed_key"] == 0, "that is sealed in another way"


def test_flipped_answers_are_refused_by_the_mac_alone(stage, stolen, monkeypatch):
    monkeypatch.setattr(response_keys, "unseal", unsealed_without_the_tag)
    (bodies,) = (place for place in PLACES if place.name == "response_version.body")

    assert accepted_flips(stage, stolen, (bodies,), 50) == {}


def exchange(stage, connection, columns, one, other) -> None:
    """Columns of two versions, each given as whose it is and its number."""
    named = ", ".join(columns)
    found = []
    for whose, number in (one, other):
        where = f"response_id = {stage.words[whose]} AND number = {number}"
        asked = f"SELECT {named} FROM response_version WHERE {where}"  # noqa: S608 - our own columns
        found.append((where, tuple(connection.exec_driver_sql(asked).one())))
    marks = ", ".join(f"{column} = ?" for column in columns)
    for (where, _), (_, values) in zip(found, reversed(found), strict=True):
        connection.exec_driver_sql(f"UPDATE response_version SET {marks} WHERE {where}", values)  # noqa: S608


EXCHANGES = [
    ("sealed_key",),
    ("header",),
    ("body",),
    ("header", "body"),
    ("sealed_key", "header"),
    ("sealed_key", "body"),
    SEALED,
]
PAIRS = [(("one", 2), ("two", 1)), (("one", 1), ("one", 2))]


@pytest.mark.parametrize("columns", EXCHANGES, ids="+".join)
@pytest.mark.parametrize("pair", PAIRS, ids=["of two patients", "of two versions"])
def test_what_was_exchanged_between_two_versions_is_refused(stage, stolen, columns, pair):
    before = opened(stage, stolen, stage.anna)
    with stolen.begin_nested() as point:
        exchange(stage, stolen, columns, *pair)
        after = opened(stage, stolen, stage.anna)
        point.rollback()

    assert after.items() < before.items()
    assert len(before) - len(after) >= 2, "neither opens"


def test_exchanges_are_accepted_where_nothing_is_bound_to_its_place(tmp_path, monkeypatch):
    monkeypatch.setattr(sealing, "_associated", lambda place: b"")
    monkeypatch.setattr(hpke, "_bytes_of", lambda info: b"")
    monkeypatch.setattr(opening_responses, "prove_version", lambda *_: None)
    unbound = set_stage(a_world_without_places(tmp_path, monkeypatch))
    with unbound.copy(tmp_path) as connection:
        before = opened(unbound, connection, unbound.anna)
        exchange(unbound, connection, SEALED, *PAIRS[0])
        after = opened(unbound, connection, unbound.anna)

    assert len(after) == len(before)
    assert after != before


def a_world_without_places(folder, monkeypatch):
    """Set up anew: what the others copy was sealed with places."""
    monkeypatch.setattr(staff_keys, "FOR_PASSPHRASES", CHEAP)
    monkeypatch.setattr(second_factor, "stretched", partial(stretched, parameters=CHEAP))
    fresh = clinics_of_tests._set_up(clinics_of_tests.SQLITE)
    monkeypatch.setattr(clinics_of_tests, "_set_up_once", lambda _: fresh)
    return a_world(folder / "world")


MOVES = {
    "a response to the other clinic": ("UPDATE response SET clinic_id = {south} WHERE id = {one}",),
    "a version to another patient": (
        "UPDATE response_version SET number = 7, response_id = {two} WHERE response_id = {one} AND number = 2",
        "UPDATE response SET latest = 7 WHERE id = {two}",
    ),
    "a version to another number": (
        "UPDATE response_version SET number = 7 WHERE response_id = {one} AND number = 2",
        "UPDATE response SET latest = 7 WHERE id = {one}",
    ),
    "a response to another form": ("UPDATE response SET questionnaire = 'urn:other|1' WHERE id = {one}",),
    "a version to another key": ("UPDATE response_version SET kid = 2 WHERE response_id = {one}",),
    "a note to another patient": ("UPDATE review_entry SET response_id = {two} WHERE response_id = {one}",),
    "a note to another author": ("UPDATE review_entry SET author = {bea} WHERE response_id = {one} AND seq = 0",),
    "a note to another time": ("UPDATE review_entry SET at = '2026-11-24 12:00:00' WHERE response_id = {one}",),
    "a note behind the next": ("UPDATE review_entry SET seq = 2 WHERE response_id = {one} AND seq = 0",),
    "a note to another key": ("UPDATE review_entry SET kid = 2 WHERE response_id = {one}",),
    "a note to another id": ("UPDATE review_entry SET id = {south} WHERE response_id = {one} AND seq = 0",),
}


@pytest.mark.parametrize("statements", MOVES.values(), ids=MOVES)
def test_what_was_moved_is_refused_at_both_clinics(stage, stolen, statements):
    north, south = opened(stage, stolen, stage.anna), opened(stage, stolen, stage.bea)
    with altered(stage, stolen, *statements):
        assert opened(stage, stolen, stage.anna).items() < north.items()
        assert opened(stage, stolen, stage.bea) == south


GRANTS = "SELECT sealed_key FROM key_grant AS g WHERE g.clinic_id = {0} AND g.holder = {1}"
GRANTED = {
    "anna's to bea": ("bea_text", "north", "anna_text"),
    "the sheet's to bea": ("bea_text", "north", "sheet"),
    "the sheet's to anna": ("anna_text", "north", "sheet"),
    "bea's to anna": ("anna_text", "south", "bea_text"),
}


@pytest.mark.parametrize(("to", "clinic", "holder"), GRANTED.values(), ids=GRANTED)
def test_a_grant_that_was_moved_opens_nothing(stage, stolen, to, clinic, holder):
    words = {**stage.words, "bea_text": f"'{stage.bea.staff_id}'", "sheet": "'recovery'"}
    moved = GRANTS.format(words[clinic], words[holder])
    member = stage.bea if to == "bea_text" else stage.anna
    change = f"UPDATE key_grant SET sealed_key = ({moved}) WHERE holder = {words[to]}"  # noqa: S608 - our own columns
    with altered(stage, stolen, change), Session(stolen) as session, pytest.raises(NoGrant):
        keys_held(session, member)


def test_grants_of_a_clinic_put_in_the_place_of_anothers_open_nothing(stage, stolen):
    move = (
        "DELETE FROM key_grant WHERE clinic_id = {south}",
        "UPDATE key_grant SET clinic_id = {south} WHERE clinic_id = {north}",
    )
    with altered(stage, stolen, *move):
        for member in (stage.anna, stage.bea):
            with pytest.raises(NoGrant), Session(stolen) as session:
                keys_held(session, member)


@pytest.fixture
def own(tmp_path):
    staged = set_stage(a_world(tmp_path / "world"))
    yield staged
    staged.world.vault.engine.dispose()


def alter(stage, column: str, table: str = "response_version", where: str = "number = 2") -> None:
    with writing(stage.world.vault.engine) as session:
        connection = session.connection()
        asked = f"SELECT rowid, {column} FROM {table} WHERE {where}"  # noqa: S608 - our own columns
        for rowid, value in connection.exec_driver_sql(asked).all():
            changed = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608 - our own columns
            connection.exec_driver_sql(changed, (flipped(value, 500), rowid))


@pytest.mark.parametrize("column", SEALED)
def test_the_list_and_the_search_go_on_and_say_which_row_cannot_be_opened(own, column):
    alter(own, column)
    by, wanted = acting(own.world.vault, own.anna), Wanted("in-review", Order.RECEIVED)
    row = next(row for row in listing.page_of(by, own.anna, wanted).rows if row.id == own.one)
    found = [each.header.name for each in listing.search(by, own.anna, "Two One", ("day", "month", "year"))]
    other = listing.page_of(by, own.anna, Wanted("new", Order.RECEIVED)).rows

    assert (row.header is None) is (column != "body")
    assert [each.header.name for each in other] == ["Two"]
    assert found == []
    response = reviewing.open_response(by, own.anna, own.one)
    assert response.form is None
    assert response.versions[1].form is not None, "the version before it opens still"


def test_a_note_that_cannot_be_opened_leaves_the_others(own):
    alter(own, "body", "review_entry", "seq = 0")
    said = reviewing.open_response(acting(own.world.vault, own.anna), own.anna, own.one).entries

    assert [each.said and each.said.text for each in said] == [None, "second note"]
    reviewing.say(acting(own.world.vault, own.anna), own.anna, own.one, Said(kind=EntryKind.NOTE, text="third"))


def test_details_of_an_invitation_that_cannot_be_opened_leave_it_in_the_list(own):
    alter(own, "details", "invitation", "1")
    by = acting(own.world.vault, own.anna)
    with Session(own.world.vault.engine) as session:
        assert {each.link for each in inviting.of_clinic(session, by)} == {""}
    with pytest.raises(ResponseUnknown):
        reviewing.open_response(by, own.anna, own.anna.clinic_id)


def test_refused_means_less_and_nothing_else():
    assert is_refused({1: "a", 2: "b"}, {1: "a"})
    assert not is_refused({1: "a", 2: "b"}, {1: "a", 2: "b"})
    assert not is_refused({1: "a", 2: "b"}, {1: "c"})
