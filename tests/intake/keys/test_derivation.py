"""Derivation: the parameters travel with the row, the pepper counts, and few run at once."""

import threading

import pytest

from intake.errors import SealBroken, TooBusy
from intake.keys.derivation import ARGON2, CURRENT, KdfParameters, WaitingRoom, derived, stretched

CHEAP = KdfParameters(memory_kib=64, passes=1, lanes=1)
SALT = b"s" * 16


def test_the_parameters_are_those_of_the_standard():
    assert CURRENT.text == "argon2id$m=19456,t=2,p=1"
    assert KdfParameters.from_text(CURRENT.text) == CURRENT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "argon2i$m=19456,t=2,p=1",
        "argon2id$m=9999999,t=2,p=1",
        "argon2id$m=19456,t=0,p=1",
        "argon2id$m=19456,t=999,p=1",
        "argon2id$m=19456,t=2,p=0",
        "argon2id$m=7,t=2,p=1",
    ],
)
def test_parameters_that_were_not_written_here_are_refused(text):
    with pytest.raises(SealBroken):
        KdfParameters.from_text(text)


def test_hkdf_is_that_of_the_rfc():
    # RFC 5869, test case 3, to 32 bytes: no salt, no info.
    assert derived(b"\x0b" * 22, "").hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


def test_secret_salt_pepper_parameters_and_draft_all_count():
    base = stretched("secret", SALT, b"pepper", CHEAP)
    others = [
        stretched("Secret", SALT, b"pepper", CHEAP),
        stretched("secret", SALT[::-1] + b"t", b"pepper", CHEAP),
        stretched("secret", SALT, b"salt", CHEAP),
        stretched("secret", SALT, b"pepper", KdfParameters(128, 1, 1)),
    ]

    assert stretched("secret", SALT, b"pepper", CHEAP).verifier_hash() == base.verifier_hash()
    assert base.matches(base.verifier_hash())
    assert not any(other.matches(base.verifier_hash()) for other in others)
    assert len({one.wrapping_key("1") for one in [base, *others]} | {base.wrapping_key("2")}) == 6


def test_what_was_stretched_is_not_in_the_repr():
    assert repr(stretched("secret", SALT, b"pepper", CHEAP)) == "Stretched()"


def test_a_third_waits_and_an_eleventh_is_told_at_once():
    room = WaitingRoom(running=2, waiting=8)
    inside, leave, most = threading.Semaphore(0), threading.Event(), []
    running = []

    def run() -> None:
        with room.place():
            running.append(1)
            most.append(len(running))
            inside.release()
            leave.wait(10)
            running.pop()

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    assert inside.acquire(timeout=10)
    assert inside.acquire(timeout=10)
    _until(lambda: room._places._value == 0)

    with pytest.raises(TooBusy), room.place():
        pass
    assert (room.running, room.waiting) == (2, 8)

    leave.set()
    for thread in threads:
        thread.join(10)
    assert max(most) == 2
    with room.place():
        assert (room.running, room.waiting) == (1, 0)


def _until(holds) -> None:
    for _ in range(1000):
        if holds():
            return
        threading.Event().wait(0.01)
    raise AssertionError


@pytest.mark.parametrize(
    "text",
    ["argon2id$m=8,t=1,p=1", "argon2id$m=16,t=1,p=2", "argon2id$m=1048576,t=1,p=1", "argon2id$m=64,t=100,p=1"],
)
def test_a_row_at_the_very_bounds_still_opens(text):
    assert KdfParameters.from_text(text).text == text


@pytest.mark.parametrize(
    "text", ["argon2id$m=15,t=1,p=2", "argon2id$m=1048577,t=1,p=1", "argon2id$m=64,t=101,p=1", "argon2id$m=64,t=1,p=9"]
)
def test_a_row_past_the_bounds_is_told_from_one_that_nobody_can_read(text):
    with pytest.raises(SealBroken, match="^key derivation out of bounds$"):
        KdfParameters.from_text(text)
    with pytest.raises(SealBroken, match="^key derivation unknown$"):
        KdfParameters.from_text(text + " ")


def test_a_process_runs_two_derivations_at_once_and_keeps_eight_waiting():
    assert (ARGON2._most_running, ARGON2._most_inside) == (2, 10)
    assert (ARGON2.running, ARGON2.waiting) == (0, 0)
