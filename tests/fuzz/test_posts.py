"""Posts made from the questionnaire, in short: no answer of 5xx, and nothing odd is stored."""

from collections.abc import Iterator

import pytest

from tests.databases import ON_SQLITE
from tests.fuzz.breaking import options_unchecked, texts_trimmed
from tests.fuzz.posts import Poster, posting

SEED = 11
COUNT, BAD = 150, 50


@pytest.fixture
def poster(databases) -> Iterator[Poster]:
    with posting(SEED, databases) as made:
        yield made


def test_whatever_is_posted_is_answered_and_nothing_odd_is_stored(poster):
    found = poster.posts(COUNT)

    assert (f"seed {SEED}", found.wrong) == (f"seed {SEED}", [])
    assert found.stored > 0
    assert len(found.endpoints) > 20


@ON_SQLITE
@pytest.mark.parametrize("broken", [options_unchecked, texts_trimmed], ids=["options unchecked", "texts trimmed"])
def test_the_check_finds_what_is_stored_otherwise(poster, broken):
    with broken():
        assert poster.posts(BAD).wrong
