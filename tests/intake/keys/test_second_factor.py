"""The second factor: the codes of RFC 6238, each good once, half a minute either way; and a few on paper."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.keys import second_factor
from intake.keys.crockford import ALPHABET, characters_in
from intake.keys.second_factor import (
    BACKUP_CODES,
    SEED_LENGTH,
    STEP,
    address_of,
    backup_number,
    code_of,
    lock_backup_code,
    new_backup_codes,
    new_seed,
    opens_backup_lock,
    seed_text,
    step_at,
    step_of,
)

SEED = b"12345678901234567890"
# RFC 6238, appendix B: seconds and the SHA-1 code of eight digits, of which an app of six shows the last six.
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
NOW = datetime(2026, 11, 23, 12, 0, 10, tzinfo=UTC)
THIS = step_at(NOW)
PEPPER = b"p" * 32
PAPER = new_backup_codes()
LOCK = lock_backup_code(PAPER[2], PEPPER)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_the_codes_are_those_of_the_rfc(seconds, code):
    moment = datetime.fromtimestamp(seconds, UTC)

    assert code_of(SEED, step_at(moment)) == code[-6:]
    assert step_of(SEED, code[-6:], moment, 0) == seconds // STEP


@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_clock_one_step_off_is_forgiven(off):
    assert step_of(SEED, code_of(SEED, THIS + off), NOW, 0) == THIS + off


@pytest.mark.parametrize("off", [-3, -2, 2, 3])
def test_a_clock_further_off_is_not(off):
    assert step_of(SEED, code_of(SEED, THIS + off), NOW, 0) is None


def test_a_step_that_was_taken_and_those_before_it_are_refused():
    for used in range(THIS - 1, THIS + 2):
        for step in range(THIS - 1, THIS + 2):
            found = step_of(SEED, code_of(SEED, step), NOW, used)
            assert found == (step if step > used else None)


@given(st.integers(0, 10**6 - 1).map("{:06}".format))
def test_any_code_that_is_not_one_of_the_three_is_refused(typed):
    good = {code_of(SEED, THIS + off): THIS + off for off in (-1, 0, 1)}

    assert step_of(SEED, typed, NOW, 0) == good.get(typed)


def test_spaces_are_forgiven_as_an_app_shows_them():
    code = code_of(SEED, THIS)

    assert step_of(SEED, f" {code[:3]} {code[3:]}\n", NOW, 0) == THIS
    assert step_of(SEED, f"{code[:3]}\u00a0{code[3:]}", NOW, 0) == THIS


def test_other_digits_lengths_and_signs_are_no_code():
    code = code_of(SEED, THIS)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    arabic = "".join(chr(ord(digit) - ord("0") + 0x660) for digit in code)

    for typed in ("", code[:5], code + "0", "00" + code, "-" + code, wide, arabic, "²²²²²²", "abcdef", code * 200_000):
        assert step_of(SEED, typed, NOW, 0) is None


def test_the_code_of_another_seed_is_refused():
    other = next(seed for seed in iter(new_seed, b"") if code_of(seed, THIS) != code_of(SEED, THIS))

    assert step_of(SEED, code_of(other, THIS), NOW, 0) is None


def test_a_step_lasts_half_a_minute_whatever_the_zone():
    assert step_at(NOW + timedelta(seconds=19)) == THIS
    assert step_at(NOW + timedelta(seconds=20)) == THIS + 1
    assert step_at(NOW.astimezone()) == THIS


def test_the_seed_is_shown_for_an_app_and_for_a_hand():
    address = address_of(SEED, "anna & rob", "North: Clinic?")

    assert address == (
        "otpauth://totp/North%3A%20Clinic%3F%3Aanna%20%26%20rob?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=North%3A%20Clinic%3F&digits=6&period=30"
    )
    assert seed_text(SEED) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert {len(new_seed()) for _ in range(50)} == {SEED_LENGTH} == {20}
    assert len({new_seed() for _ in range(50)}) == 50


def test_codes_on_paper_are_numbered_and_drawn_from_fifty_bits():
    drawn = [code for _ in range(50) for code in new_backup_codes()]

    assert [backup_number(code) for code in PAPER] == list(range(1, BACKUP_CODES + 1))
    assert [len(code) for code in drawn] == [13] * 400
    assert len({code[2:] for code in drawn}) == 400
    assert {character for code in drawn for character in code[2:].replace("-", "")} == set(ALPHABET)


@pytest.mark.parametrize(
    "typed", ["", "0-AAAAA-AAAAA", "9-AAAAA-AAAAA", "A-AAAAA-AAAAA", "1-AAAAA-AAAA", "123456", "1-AAAAA-AAAAAA"]
)
def test_what_is_no_code_on_paper_has_no_number(typed):
    assert backup_number(typed) is None


def test_a_megabyte_is_cut_off_before_it_is_read(monkeypatch):
    read: list[int] = []

    def reading(typed: str) -> str:
        read.append(len(typed))
        return characters_in(typed)

    monkeypatch.setattr(second_factor, "characters_in", reading)

    assert backup_number("1" * 1_000_000) is None
    assert not opens_backup_lock(LOCK, PAPER[2] + " " * 1_000_000 + "0", b"q" * 32)
    assert max(read) == 40


def test_a_code_on_paper_opens_its_own_lock_however_it_is_typed():
    assert opens_backup_lock(LOCK, PAPER[2], PEPPER)
    assert opens_backup_lock(LOCK, PAPER[2].lower().replace("-", " "), PEPPER)
    assert backup_number(PAPER[2].lower().replace("-", "")) == 3


def test_another_code_another_pepper_and_another_lock_do_not():
    for typed in (PAPER[1], "3" + PAPER[1][1:], "4" + PAPER[2][1:], PAPER[2][:-1], ""):
        assert not opens_backup_lock(LOCK, typed, PEPPER)
    assert not opens_backup_lock(LOCK, PAPER[2], b"q" * 32)
    assert repr(LOCK) == "BackupLock()"


def test_codes_on_paper_are_counted_from_one():
    assert [code.partition("-")[0] for code in new_backup_codes()] == list("12345678")
