"""What a search opened is stored so that it opens faster (decision 020), by nobody else and at nobody's cost."""

from uuid import UUID

from sqlalchemy import select, update

from intake.keys.response_keys import is_wrapped
from intake.services import holding, listing, reviewing
from intake.services.opening_responses import Opener
from intake.store import responses
from intake.store.clinic_models import VersionRecord
from intake.store.engine import reading, writing
from intake.store.responses import Rewrapped
from tests.clinics import NOW, acting, comes_in
from tests.intake.services.test_listing import NAMES, a_response, found, names, page


def keys_stored(world):
    """Of each version, by response and number: whether its key is as it came in, and the bytes."""
    with reading(world.vault.engine) as session:
        found = session.scalars(select(VersionRecord))
        return {(each.response_id, each.number): (is_wrapped(each.sealed_key), each.sealed_key) for each in found}


def test_what_a_search_opened_is_stored_so_that_it_opens_faster(world):
    here = UUID(a_response(world, world.north, NAMES[0]).response)
    a_response(world, world.south, NAMES[1])
    anna = comes_in(world.vault, world.north.reviewer)
    found(world, anna, "o'brien")
    left = keys_stored(world)
    found(world, anna, "o'brien")

    assert {response == here: wrapped for (response, _), (wrapped, _) in left.items()} == {True: True, False: False}
    assert keys_stored(world) == left, "once is enough"
    assert names(page(world, anna).rows) == [NAMES[0]]
    assert reviewing.open_response(acting(world.vault, anna), anna, here).form.summary.bearer[0].endswith(NAMES[0])


def test_what_was_sealed_anew_meanwhile_is_left_alone(world):
    a_response(world, world.north, NAMES[0])
    anna = comes_in(world.vault, world.north.reviewer)
    (((response, number), (_, came_in)),) = keys_stored(world).items()
    holding.renew_key(acting(world.vault, anna), anna)
    renewed = keys_stored(world)
    with writing(world.vault.engine) as session:
        responses.rewrap(session, [Rewrapped(response, number, came_in, b"by the key of before")])

    assert keys_stored(world) == renewed
    assert names(page(world, anna).rows) == [NAMES[0]]


def test_search_finds_while_another_writer_holds_what_it_would_leave_faster(world):
    a_response(world, world.north, NAMES[0])
    anna = comes_in(world.vault, world.north.reviewer)
    came_in = keys_stored(world)
    with reading(world.vault.engine) as session:
        opener = Opener(anna.clinic_id, holding.keys_held(session, anna), world.vault.keys)
        ids = responses.newest_first(session, anna.clinic_id)
    with writing(world.vault.engine) as another:
        another.execute(update(VersionRecord).values(received_at=NOW))
        another.flush()
        opened = list(listing._opened(world.vault.engine, opener, ids))

    assert [header.name for _, header in opened] == [NAMES[0]]
    assert keys_stored(world) == came_in


def test_renewal_after_a_search_seals_to_the_new_key(world):
    a_response(world, world.north, NAMES[0])
    anna = comes_in(world.vault, world.north.reviewer)
    found(world, anna, "zoe")

    assert holding.renew_key(acting(world.vault, anna), anna).sealed_anew == 1
    assert [wrapped for wrapped, _ in keys_stored(world).values()] == [False]
    assert found(world, anna, "zoe") == [NAMES[0]]
    assert [wrapped for wrapped, _ in keys_stored(world).values()] == [True]
