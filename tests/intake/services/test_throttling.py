"""Limits: they hold for all, survive a restart, end by themselves, and lock nobody out for a stranger's tries."""

import multiprocessing
from datetime import timedelta

import pytest
from sqlalchemy import text

from intake.errors import TooManyTries
from intake.keys.return_codes import ReturnCode, draw
from intake.services import opening, throttling
from intake.services.throttling import count, give_back, source_of, tries_of_code, tries_of_new_draft
from intake.store.engine import engine_of, writing
from intake.store.models import ThrottleRecord
from tests.databases import ON_SQLITE

SECOND = timedelta(seconds=1)
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def retry_after(safe, tries, now) -> int:
    with pytest.raises(TooManyTries) as raised:
        count(safe.engine, tries, now)
    return raised.value.retry_after


def of_code(safe, address, code=None):
    return tries_of_code(safe.keys, address, code or draw())


def test_ten_codes_in_five_minutes_from_one_address(safe, now):
    for second in range(10):
        count(safe.engine, of_code(safe, HERE), now + second * SECOND)

    assert retry_after(safe, of_code(safe, HERE), now + 10 * SECOND) == 290
    count(safe.engine, of_code(safe, ELSEWHERE), now + 10 * SECOND)
    count(safe.engine, of_code(safe, HERE), now + 300 * SECOND)
    assert retry_after(safe, of_code(safe, HERE), now + 300 * SECOND) == 1


def test_five_codes_of_one_locator_from_one_address(safe, now):
    for _ in range(5):
        count(safe.engine, of_code(safe, HERE, ReturnCode("ABCDEF", draw().secret)), now)

    assert retry_after(safe, of_code(safe, HERE, ReturnCode("ABCDEF", draw().secret)), now) == 300
    count(safe.engine, of_code(safe, HERE), now)


def test_strangers_who_try_a_locator_do_not_lock_its_owner_out(safe, now):
    for number in range(40):
        stranger = f"203.0.113.{number // 5}"
        count(safe.engine, of_code(safe, stranger, ReturnCode("ABCDEF", draw().secret)), now)

    count(safe.engine, of_code(safe, HERE, ReturnCode("ABCDEF", draw().secret)), now)


def test_knocking_on_does_not_make_the_wait_longer(safe, now):
    for _ in range(10):
        count(safe.engine, of_code(safe, HERE), now)
    waits = [retry_after(safe, of_code(safe, HERE), now + second * SECOND) for second in range(0, 300, 30)]

    assert waits == list(range(300, 0, -30))
    count(safe.engine, of_code(safe, HERE), now + 300 * SECOND)


def test_a_try_that_is_refused_counts_under_no_limit(safe, now):
    for _ in range(5):
        count(safe.engine, of_code(safe, HERE, ReturnCode("ABCDEF", draw().secret)), now)
    for _ in range(20):
        retry_after(safe, of_code(safe, HERE, ReturnCode("ABCDEF", draw().secret)), now)
    for _ in range(5):
        count(safe.engine, of_code(safe, HERE), now)


def test_sixty_new_drafts_an_hour_from_one_address(safe, now):
    for _ in range(60):
        count(safe.engine, tries_of_new_draft(safe.keys, HERE), now)

    assert retry_after(safe, tries_of_new_draft(safe.keys, HERE), now) == 3600
    count(safe.engine, tries_of_new_draft(safe.keys, HERE), now + timedelta(hours=1))


def test_what_is_given_back_does_not_count(safe, now):
    for _ in range(30):
        tries = of_code(safe, HERE)
        count(safe.engine, tries, now)
        with writing(safe.engine) as session:
            give_back(session, tries, now)


def test_what_is_given_back_after_it_was_purged_stays_away(safe, now):
    with writing(safe.engine) as session:
        give_back(session, of_code(safe, HERE), now)
    for _ in range(10):
        count(safe.engine, of_code(safe, HERE), now)
    retry_after(safe, of_code(safe, HERE), now)


def test_tries_of_one_second_are_kept_in_one_row(safe, now):
    tries = tries_of_new_draft(safe.keys, HERE)
    for microsecond in (0, 400_000, 999_999):
        count(safe.engine, tries, now.replace(microsecond=microsecond))

    with writing(safe.engine) as session:
        assert [row.count for row in session.query(ThrottleRecord)] == [3] * len(tries)


def test_limits_survive_a_restart(safe, settings, now):
    for _ in range(10):
        count(safe.engine, of_code(safe, HERE), now)
    safe.engine.dispose()
    again = opening.open_vault(settings, now)

    assert retry_after(again, of_code(again, HERE), now) == 300
    again.engine.dispose()


def _knock(url: str, tries: tuple[throttling.Try, ...], now, taken) -> None:
    for _ in range(10):
        try:
            count(engine_of(url), tries, now)
        except TooManyTries:
            continue
        taken.put(1)


def test_workers_share_the_limits(safe, settings, now):
    spawning = multiprocessing.get_context("spawn")
    taken = spawning.Queue()
    tries = tries_of_code(safe.keys, HERE, draw())[:1]
    workers = [spawning.Process(target=_knock, args=(settings.database_url, tries, now, taken)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert sum(taken.get(timeout=5) for _ in range(10)) == 10
    assert taken.empty()


def test_a_clock_set_back_does_not_hold_a_limit_for_a_day(safe, now):
    for _ in range(10):
        count(safe.engine, of_code(safe, HERE), now)

    count(safe.engine, of_code(safe, HERE), now - timedelta(days=1))


@ON_SQLITE
def test_no_address_is_in_the_database(safe, settings, now):
    count(safe.engine, of_code(safe, HERE), now)
    with writing(safe.engine) as session:
        keys = session.execute(text("SELECT key_hash FROM throttle")).scalars().all()

    assert [len(key) for key in keys] == [32, 32]
    assert HERE.encode() not in (settings.data / "intake.db").read_bytes()


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_who_counts_as_one(address, source):
    assert source_of(address) == source
