"""What a thief opens who has the database, the master key, the settings and this code; and who finds more than that."""

import os
import shutil
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import pytest

from intake.keys import draft_keys, second_factor, staff_keys
from intake.keys.derivation import Stretched, derived, stretched
from intake.keys.hpke import X25519_SUITE, PrivateKey
from intake.services import holding, reviewing, staffing, vault
from intake.services.acting import operator_acting
from intake.services.bindings import bind_clinic_key
from intake.services.reviewing import EntryKind, Said
from intake.store.clinic_models import ClinicKeyRecord
from intake.store.engine import writing
from tests.builders import BUSY, a_draft
from tests.clinics import NOW, World, a_sent_draft, a_world, acting, comes_in, sent
from tests.intake.services.offline_thief import Loot, Where, everything_opened, master_in

MINUTE = timedelta(minutes=1)
LATER = NOW + timedelta(minutes=5)


@dataclass
class Stolen:
    """The world, the loot, and where what may open stands: of the north, and of the south."""

    world: World
    loot: Loot
    north: set[Where]
    south: set[Where]


@pytest.fixture(autouse=True, scope="module")
def _each_guess_once():
    """The same guess at the same lock costs its time once in this module."""
    with pytest.MonkeyPatch.context() as patched:
        once = cache(stretched)
        for module in (staff_keys, draft_keys, second_factor):
            patched.setattr(module, "stretched", once)
        yield


def received(world, house, now=NOW) -> set[Where]:
    """A response in two versions with two notes: where each of the four stands."""
    draft = a_sent_draft(world.vault, house, now)
    again = replace(draft, answers=a_draft({**BUSY, "you.name": "Another Name"}).answers)
    response_id = UUID(sent(world.vault, again, now).sendings[0].response)
    member = comes_in(world.vault, house.reviewer, now)
    by = acting(world.vault, member, now)
    for text in ("one", "two"):
        reviewing.say(by, member, response_id, Said(kind=EntryKind.NOTE, text=text))
    notes = reviewing.peek(by, member, response_id).entries
    return {(str(response_id), number) for number in "12"} | {("entry", str(each.id)) for each in notes}


def stolen_from(world, **found) -> Loot:
    """What lies on the server's disk, with the journal's pages written back."""
    world.vault.engine.dispose()
    return Loot(world.settings.data / "intake.db", master_in(world.settings.key_file), world.vault.keys, **found)


@pytest.fixture(scope="module")
def stolen(tmp_path_factory):
    """Both clinics received answers; a patient is filling a form in; staff and patient have open sessions."""
    world = a_world(tmp_path_factory.mktemp("stolen") / "world")
    north, south = received(world, world.north), received(world, world.south)
    vault.start(world.vault, "urn:form|1", lambda _: b"what a patient wrote", "192.0.2.9", NOW)
    return Stolen(world, stolen_from(world), north, south)


def given(stolen, **found) -> set[Where]:
    return everything_opened(replace(stolen.loot, **found))


def test_database_master_key_settings_and_code_open_nothing(stolen):
    assert given(stolen) == set()


def test_one_passphrase_opens_what_that_person_may_read_and_no_more(stolen):
    north, south = stolen.world.north, stolen.world.south

    assert given(stolen, passphrases=(north.reader.passphrase,)) == stolen.north
    assert given(stolen, passphrases=(south.reviewer.passphrase,)) == stolen.south


def test_the_passphrase_of_an_administrator_opens_nothing(stolen):
    administrators = tuple(house.administrator.passphrase for house in (stolen.world.north, stolen.world.south))

    assert given(stolen, passphrases=administrators) == set()


def test_a_passphrase_without_the_master_key_opens_nothing(stolen):
    passphrase = stolen.world.north.reader.passphrase

    assert given(stolen, passphrases=(passphrase,), keys=None, master=os.urandom(32)) == set()


def test_both_halves_of_the_sheet_open_that_clinic_without_any_master_key(stolen):
    sheet = stolen.world.north.sheet.parts

    assert given(stolen, sheets=(sheet,), keys=None, master=os.urandom(32)) == stolen.north


@pytest.mark.parametrize("half", [0, 1])
def test_one_half_of_the_sheet_opens_nothing(stolen, half):
    assert given(stolen, sheets=((stolen.world.north.sheet.parts[half],),)) == set()


def test_halves_of_two_clinics_open_nothing(stolen):
    north, south = stolen.world.north.sheet.parts, stolen.world.south.sheet.parts

    assert given(stolen, sheets=((north[0], south[1]), (south[0], north[1]))) == set()


def test_the_thief_succeeds_where_a_response_is_sealed_to_a_key_of_the_master_key(stolen, tmp_path):
    world = copied(stolen, tmp_path)
    planted = PrivateKey(X25519_SUITE, derived(master_in(world.settings.key_file), "config|v1"))
    with writing(world.vault.engine) as session:
        record = session.get_one(ClinicKeyRecord, (world.north.id, 1))
        record.public_key = planted.public.raw
        # As only the server can.
        bind_clinic_key(world.vault.keys, record)
    draft = a_sent_draft(world.vault, world.north)

    assert everything_opened(stolen_from(world)) == {(draft.sendings[0].response, "1")}


def test_the_thief_succeeds_where_a_draft_is_wrapped_under_a_key_of_the_master_key(stolen, tmp_path, monkeypatch):
    world = copied(stolen, tmp_path)
    pepper = world.vault.keys.pepper
    monkeypatch.setattr(draft_keys, "stretched", lambda *_: Careless(b"", pepper))
    started = vault.start(world.vault, "urn:form|1", lambda _: b"what a patient wrote", "192.0.2.9", NOW)
    monkeypatch.undo()

    assert everything_opened(stolen_from(world)) == {("draft", str(started.draft.draft_id))}


class Careless(Stretched):
    """Gives the pepper itself as the wrapping key."""

    def wrapping_key(self, row_id: str) -> bytes:
        return self._pepper


def copied(stolen, folder: Path) -> World:
    world = a_world(folder / "copied")
    shutil.copytree(stolen.world.settings.data, world.settings.data, dirs_exist_ok=True)
    return replace(stolen.world, settings=world.settings, vault=world.vault)


def noted(world, member, earlier: set[Where], now) -> set[Where]:
    """A note more to the response that came in before."""
    by, (response_id,) = acting(world.vault, member, now), {UUID(where[0]) for where in earlier if where[0] != "entry"}
    reviewing.say(by, member, response_id, Said(kind=EntryKind.NOTE, text="three"))
    entries = reviewing.peek(by, member, response_id).entries
    return {("entry", str(each.id)) for each in entries if ("entry", str(each.id)) not in earlier}


def leaves(world, person, folder: Path) -> tuple[Path, str]:
    """Somebody leaves, with a copy of the database as it was and with their passphrase in their head."""
    older = folder / "older.db"
    world.vault.engine.dispose()
    shutil.copy(world.settings.data / "intake.db", older)
    assert person.staff_id is not None
    staffing.let_go(operator_acting(world.vault, world.north.id, LATER), person.staff_id)
    return older, person.passphrase


def test_whoever_left_opens_with_an_old_copy_what_they_could_read_and_no_newer_answer_or_note(stolen, tmp_path):
    world = copied(stolen, tmp_path)
    older, passphrase = leaves(world, world.north.reader, tmp_path)
    anna = comes_in(world.vault, world.north.reviewer, LATER)
    holding.renew_key(acting(world.vault, anna, LATER), anna)
    newer = noted(world, anna, stolen.north, LATER) | received(world, world.north, LATER + MINUTE)
    assert len(newer) == 1 + 4
    loot = stolen_from(world, passphrases=(passphrase,), older=older)

    assert everything_opened(loot) == stolen.north
    assert not newer & stolen.north
    assert everything_opened(replace(loot, older=None)) == set()


def test_whoever_left_opens_what_is_newer_where_the_key_was_not_renewed(stolen, tmp_path):
    world = copied(stolen, tmp_path)
    older, passphrase = leaves(world, world.north.reader, tmp_path)
    anna = comes_in(world.vault, world.north.reviewer, LATER)
    newer = noted(world, anna, stolen.north, LATER) | received(world, world.north, LATER + MINUTE)

    assert everything_opened(stolen_from(world, passphrases=(passphrase,), older=older)) == stolen.north | newer
