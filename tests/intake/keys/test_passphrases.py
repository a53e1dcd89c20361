"""Which passphrases are taken: long ones, and none that a list of well-known passwords leads to."""

import unicodedata
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.errors import PassphraseRefused, PassphraseSlip
from intake.keys.passphrases import LEAST, MOST, composed, refuse_weak

ZXCVBN = import_module("zxcvbn")
CONTEXT = ("anna", "Anna Example", "Northside Clinic")
WELL_KNOWN = [str(word) for word in import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS["passwords"]]
LONG = [word for word in WELL_KNOWN if len(word) >= LEAST]
SHORT = [word for word in WELL_KNOWN if 0 < len(word) < LEAST]
# Every hundredth: each takes about ten milliseconds to judge.
SAMPLED = SHORT[::100]


def slip_of(passphrase: str, context=CONTEXT) -> PassphraseSlip | None:
    try:
        refuse_weak(passphrase, context)
    except PassphraseRefused as refused:
        return refused.slip
    return None


def repeated(word: str) -> str:
    return word * -(-LEAST // len(word))


def test_the_list_of_passwords_is_a_long_one():
    assert len(WELL_KNOWN) >= 10_000
    assert len(LONG) > 5
    assert len(SAMPLED) > 200


def test_every_well_known_password_that_is_long_enough_is_refused():
    assert [word for word in LONG if slip_of(word) is not PassphraseSlip.WELL_KNOWN] == []
    assert [word for word in LONG if slip_of(word.upper()) is not PassphraseSlip.WELL_KNOWN] == []


def test_every_well_known_password_that_is_too_short_is_refused_as_short():
    assert [word for word in SHORT if slip_of(word) is not PassphraseSlip.SHORT] == []


def test_well_known_passwords_said_again_until_they_are_long_are_refused():
    assert [word for word in SAMPLED if slip_of(repeated(word)) is not PassphraseSlip.WELL_KNOWN] == []


@pytest.mark.parametrize(
    "passphrase",
    [
        "passwordpassword",
        "Password12345678",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "qwertyuiopasdfgh",
        "1234567890123456",
        "correct horse battery staple",
        "correcthorsebatterystaple",
        "Northside Clinic",
        "Northside Clinic 1",
        "northsideclinicanna",
        "annaannaannaanna",
        "Anna Example Anna",
        "ketamine clinic",
        "clinic-northside-anna",
        "Clinic, Northside: Anna Example 2026",
        "password qwerty 123456",
        "dragon monkey football",
        "one two three four five",
        "intake ketamine clinic",
        "esketamine2026!",
        " " * 20,
    ],
)
def test_what_a_stranger_tries_first_is_refused(passphrase):
    assert slip_of(passphrase) is PassphraseSlip.WELL_KNOWN


@pytest.mark.parametrize(
    "passphrase",
    [
        "the small lamp on the stair",
        "nine quiet boats before noon",
        "le café où il pleuvait déjà",
        "雨の日に猫が三匹庭で眠っていた",
        "Vx7#qLm2!pRt9zK",
    ],
)
def test_words_of_ones_own_are_taken(passphrase):
    assert slip_of(passphrase) is None


def test_initials_in_the_context_take_nothing_away():
    assert slip_of("the small lamp on the stair", (*"abcdefghijklmnopqrstuvwxyz", "it st on la")) is None


def test_context_counts():
    passphrase = "willowbrook surgery 7 again"

    assert slip_of("willowbrook!zebra7", ("Willowbrook",)) is PassphraseSlip.WELL_KNOWN
    assert slip_of("ashgrove+willowbrook+zebra77", ("Ashgrove", "Willowbrook")) is PassphraseSlip.WELL_KNOWN
    assert slip_of("ashgrovewillowbrookfootball", ("Ashgrove", "Willowbrook")) is PassphraseSlip.WELL_KNOWN
    assert slip_of(passphrase, ("Willowbrook Surgery",)) is PassphraseSlip.WELL_KNOWN
    assert slip_of(passphrase, ("willowbrook surgery 7 again",)) is PassphraseSlip.WELL_KNOWN
    assert slip_of(passphrase, ()) is None


@pytest.mark.parametrize(
    "words", ["intake-clinic", "ketamine clinic", "esketamine intake", "horse battery", "correct.staple", "Anna clinic"]
)
def test_eight_characters_of_ones_own_are_wanted_beside_the_words_that_a_stranger_knows(words):
    assert slip_of(f"{words} x7!kq2z", ("anna",)) is PassphraseSlip.WELL_KNOWN
    assert slip_of(f"{words} x7!kq2zw9#b", ("anna",)) is None


def test_the_eighth_character_is_enough():
    assert slip_of("intake-clinic x7!kq2z", ()) is PassphraseSlip.WELL_KNOWN
    assert slip_of("intake-clinic x7!kq2zw", ()) is None


def test_of_words_that_stand_in_one_another_the_longest_is_taken_away_whole():
    places = ("side", "northside", "gate", "southgate", "field", "westfield")

    assert slip_of("northside southgate westfield x7!kq2z", places) is PassphraseSlip.WELL_KNOWN
    assert slip_of("northside southgate westfield x7!kq2zw", places) is None


def test_words_of_three_letters_are_taken_away_and_of_two_are_not():
    assert slip_of("zoe mia x7!kq2z tim leo", ("Zoe", "Mia", "Tim", "Leo")) is PassphraseSlip.WELL_KNOWN
    assert slip_of("the small lamp on the stair", ("th es ma ll am po nt he st ai",)) is None


def test_fifteen_characters_are_enough_and_256_are_not_too_many():
    assert slip_of("Vx7#qLm2!pRt9z") is PassphraseSlip.SHORT
    assert slip_of("Vx7#qLm2!pRt9zK") is None
    assert slip_of("nine quiet boats before noon ".ljust(MOST, "x")) is None
    assert slip_of("nine quiet boats before noon ".ljust(MOST + 1, "x")) is PassphraseSlip.LONG
    assert slip_of("") is PassphraseSlip.SHORT


def test_a_megabyte_is_refused_before_it_is_judged(monkeypatch):
    judged: list[int] = []
    real = ZXCVBN.zxcvbn

    def counting(text, **more):
        judged.append(len(text))
        return real(text, **more)

    monkeypatch.setattr(ZXCVBN, "zxcvbn", counting)

    assert slip_of("nine quiet boats " * 60_000) is PassphraseSlip.LONG
    assert judged == []
    slip_of("nine quiet boats before noon ".ljust(MOST, "x"))
    assert judged == [72, 72], "the time grows with the square of the length"


def test_the_same_characters_from_every_keyboard_are_the_same_passphrase():
    typed = "le café où il pleuvait déjà"

    assert composed(unicodedata.normalize("NFD", typed)) == composed(unicodedata.normalize("NFC", typed)) == typed
    assert composed(" Two  spaces and Capitals ") == " Two  spaces and Capitals "
    # Compatibility forms are other characters, and stay so.
    assert composed("ﬁve") == "ﬁve"


@settings(max_examples=200)
@given(st.text(max_size=300))
def test_composing_twice_is_composing_once_however_it_was_typed(typed):
    assert composed(composed(typed)) == composed(typed) == composed(unicodedata.normalize("NFD", typed))


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=MOST + 5))
def test_whatever_is_typed_is_judged_without_repeating_it(typed):
    assert slip_of(typed) in (None, *PassphraseSlip)


def test_a_million_million_guesses_are_wanted_and_no_more():
    assert slip_of("rain on old roofs") is None, "12.2 as a power of ten, without what stands between its words"
    assert slip_of("blue lamp stair 4") is PassphraseSlip.WELL_KNOWN, "12.0 less a hundredth"
    assert (LEAST, MOST) == (15, 256)
