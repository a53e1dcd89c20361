"""Signing in: name, passphrase and a code that was never used, at once; and nothing told of what was wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from intake.errors import SignInNotOpened, TooBusy, TooManyTries
from intake.keys import derivation, second_factor
from intake.keys.derivation import WaitingRoom
from intake.services import auditing, factors, seeds, signing_in, staffing, throttling
from intake.services.auditing import Action
from intake.services.members import Role
from intake.store.clinic_models import StaffRecord, StaffSessionRecord
from intake.store.engine import reading, writing
from tests.clinics import NOW, Person, acting, comes_in, joins
from tests.intake.services.side_by_side import at_once

HALF_A_MINUTE, MINUTE = timedelta(seconds=30), timedelta(minutes=1)
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"
NEW_PASSPHRASE = "ten grey stones under ice"


def sign_in(world, person, now=NOW, **changes) -> str:
    return signing_in.sign_in(world.vault, person.typed(now, **changes), now)


def not_opened(world, person, now=NOW, **changes) -> None:
    with pytest.raises(SignInNotOpened) as raised:
        sign_in(world, person, now, **changes)
    assert raised.value.args == ()


def told(world, *actions: Action):
    with reading(world.vault.engine) as session:
        return auditing.rows_of(session, world.vault.keys, world.north.id, actions)


def known(world, person, code=""):
    return factors.known_of(world.vault, person.username, code)


def use_up(world, tries, times: int, now=NOW) -> None:
    for _ in range(times):
        throttling.count(world.vault.engine, tries, now)


def use_up_codes(world, person, times: int, now=NOW) -> None:
    use_up(world, factors.tries_of_factor(world.vault, known(world, person)), times, now)


WRONG: tuple[dict[str, str], ...] = (
    {"username": "nobody"},
    {"passphrase": "the small anna lamp on the stairs"},
    {"passphrase": ""},
    {"passphrase": "x" * 5000},
    {"code": "000000"},
    {"code": ""},
    {"code": "1-AAAAA-AAAAA"},
    {"username": "nobody", "code": "1-AAAAA-AAAAA"},
    {"username": "bea"},
    {"username": "", "passphrase": "", "code": ""},
)


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_whatever_is_wrong_the_same_is_said(shared_world, number):
    not_opened(shared_world, shared_world.north.reviewer, address=f"203.0.113.{number}", **WRONG[number])


def test_name_may_be_written_in_capitals_and_the_passphrase_by_another_keyboard(world):
    anna = world.north.reviewer
    joined = joins(world.vault, world.north.id, Person("zoé", Role.READER, "le café où il pleuvait déjà"), NOW)

    assert sign_in(world, anna, username="ANNA")
    later = NOW + MINUTE
    assert sign_in(world, joined, later, passphrase="le cafe\u0301 ou\u0300 il pleuvait de\u0301ja\u0300")


def test_whoever_has_a_set_up_link_still_open_cannot_sign_in(world):
    nora = Person("nora", Role.READER, "nine quiet boats before noon")
    ada = acting(world.vault, comes_in(world.vault, world.north.administrator))
    staffing.add(ada, staffing.NewMember("nora", "Nora", Role.READER))

    not_opened(world, nora)


def test_nobody_signs_in_where_nobody_works_yet(safe, now):
    with pytest.raises(SignInNotOpened):
        signing_in.sign_in(safe, Person("anna", Role.READER, "the small anna lamp on the stair").typed(now), now)


def test_each_sign_in_is_told_to_the_log_with_the_network_alone(world):
    not_opened(world, world.north.reviewer, code="000000")
    not_opened(world, world.north.reviewer, passphrase="nothing like it at all", address="2001:db8:1:2::9")
    sign_in(world, world.north.reviewer)
    rows = told(world, Action.SIGNED_IN)[:3]

    assert [row.outcome for row in rows] == ["done", "not opened", "not opened"]
    assert [row.detail["from"] for row in rows] == ["192.0.2.0/24", "2001:db8:1::/48", "192.0.2.0/24"]
    assert {row.actor for row in rows} == {"anna"}


def test_whoever_comes_in_has_all_their_tries_again(world):
    for number in range(8):
        assert sign_in(world, world.north.reviewer, NOW + number * HALF_A_MINUTE)


def test_neither_whoever_came_in_nor_what_they_typed_shows_a_secret_where_it_is_printed(world):
    anna, typed = comes_in(world.vault, world.north.reviewer), world.north.reviewer.typed(NOW)

    assert "anna" in repr(anna)
    assert "anna" in repr(typed)
    for secret in ("key", "session_hash", "passphrase", "code"):
        assert f"{secret}=" not in repr(anna) + repr(typed)


def test_sign_in_over_a_socket_without_an_address_is_told_without_a_network(world):
    sign_in(world, world.north.reviewer, address="unix:")

    assert told(world, Action.SIGNED_IN)[0].detail == {"from": ""}


def test_code_of_the_app_is_good_once(world):
    sign_in(world, world.north.reviewer)

    not_opened(world, world.north.reviewer)
    not_opened(world, world.north.reviewer, NOW + HALF_A_MINUTE, code=world.north.reviewer.code(NOW))
    assert sign_in(world, world.north.reviewer, NOW + HALF_A_MINUTE)


def test_phone_whose_clock_is_half_a_minute_off_is_forgiven_and_a_minute_is_not(world):
    anna = world.north.reviewer
    not_opened(world, anna, code=anna.code(NOW + MINUTE))
    not_opened(world, anna, code=anna.code(NOW - MINUTE))

    assert sign_in(world, anna, code=anna.code(NOW - HALF_A_MINUTE))
    assert sign_in(world, anna, code=anna.code(NOW + HALF_A_MINUTE))
    not_opened(world, anna)


def test_one_of_twenty_who_sign_in_with_one_code_at_once_comes_in(world):
    anna, address = world.north.reviewer, "203.0.113.{}"
    calls = [lambda n=n: sign_in(world, anna, address=address.format(n)) for n in range(20)]
    outcomes = at_once(*calls)

    assert [type(each) for each in outcomes].count(str) == 1
    assert {type(each) for each in outcomes} <= {str, SignInNotOpened, TooManyTries}
    with reading(world.vault.engine) as session:
        of_anna = select(func.count()).where(StaffSessionRecord.staff_id == anna.staff_id)
        assert session.scalar(of_anna) == 2, "that of the set-up, and the one of them"


@pytest.mark.parametrize("kind", ["app", "paper"])
def test_code_is_taken_once_however_many_take_it_at_once(world, kind):
    anna = world.north.reviewer
    code = anna.code(NOW) if kind == "app" else anna.secrets.backup_codes[4]
    whom = known(world, anna, code)
    factor = factors.factor_in(world.vault, whom, code, NOW)

    def take() -> bool:
        with writing(world.vault.engine) as session:
            return factors.take(session, whom, factor, NOW)

    assert at_once(*[take] * 20).count(True) == 1


def test_whoever_has_no_second_factor_opens_with_none(world):
    """What is computed in its place, so that a name that is not known takes as long, is no key."""
    nobody = factors.Known(world.north.reader.staff_id, world.north.id, "bert")
    code_of_no_seed = second_factor.code_of(bytes(second_factor.SEED_LENGTH), second_factor.step_at(NOW))

    for code in (code_of_no_seed, world.north.reader.secrets.backup_codes[0]):
        assert factors.factor_in(world.vault, nobody, code, NOW) is None


def test_code_on_paper_is_good_once_in_place_of_the_app(world):
    anna = world.north.reviewer
    code = anna.secrets.backup_codes[2]
    not_opened(world, anna, code=code[:-1] + ("0" if code[-1] != "0" else "1"))

    assert sign_in(world, anna, code=code.lower().replace("-", " "))
    not_opened(world, anna, code=code)
    assert sign_in(world, anna, code=anna.secrets.backup_codes[3])


def test_six_who_sign_in_with_one_code_on_paper_at_once_are_one(world):
    anna = world.north.reviewer
    code = anna.secrets.backup_codes[0]
    outcomes = at_once(*[lambda n=n: sign_in(world, anna, code=code, address=f"203.0.113.{n}") for n in range(6)])

    assert [type(each) for each in outcomes].count(str) == 1


def test_five_tries_of_a_name_and_ten_of_an_address_in_five_minutes(world):
    anna, keys = world.north.reviewer, world.vault.keys
    use_up(world, throttling.tries_of_sign_in(keys, HERE, "anna"), 5)
    with pytest.raises(TooManyTries):
        sign_in(world, anna)
    with pytest.raises(TooManyTries):
        sign_in(world, anna, username="ANNA")
    use_up(world, throttling.tries_of_sign_in(keys, HERE, "somebody"), 5)
    with pytest.raises(TooManyTries) as raised:
        sign_in(world, world.north.reader)

    assert raised.value.retry_after == 300
    assert sign_in(world, anna, NOW + timedelta(minutes=5))


def test_stranger_elsewhere_locks_nobody_out(world):
    for number in range(40):
        use_up(world, throttling.tries_of_sign_in(world.vault.keys, f"203.0.113.{number // 5}", "anna"), 1)
    not_opened(world, world.north.reviewer, passphrase="not this one, not at all", address=ELSEWHERE)

    assert sign_in(world, world.north.reviewer)


@pytest.mark.parametrize(("apart", "times"), [(timedelta(0), 5), (timedelta(minutes=2), 20)])
def test_codes_are_counted_wherever_they_come_from_and_only_after_the_passphrase(world, apart, times):
    anna, last = world.north.reviewer, NOW + times * apart
    for number in range(times):
        use_up_codes(world, anna, 1, NOW + number * apart)

    with pytest.raises(TooManyTries):
        sign_in(world, anna, last, address=ELSEWHERE)
    not_opened(world, anna, last, passphrase="not this one, not at all", address=ELSEWHERE)
    assert sign_in(world, anna, NOW + timedelta(hours=2), address=ELSEWHERE)


def test_codes_typed_by_whoever_does_not_know_the_passphrase_do_not_count(world):
    anna = world.north.reviewer
    for number in range(6):
        not_opened(world, anna, passphrase="not this one, not at all", address=f"203.0.113.{number}")
    use_up_codes(world, anna, 4)

    assert sign_in(world, anna)


def test_sign_ins_that_open_do_not_count(world):
    for number in range(7):
        assert sign_in(world, world.north.reviewer, NOW + number * HALF_A_MINUTE)


def test_try_that_finds_the_server_too_busy_does_not_count(world, monkeypatch):
    with monkeypatch.context() as busy:
        busy.setattr(derivation, "ARGON2", WaitingRoom(running=0, waiting=0))
        for _ in range(11):
            with pytest.raises(TooBusy):
                sign_in(world, world.north.reviewer)

    assert sign_in(world, world.north.reviewer)


def test_nobody_signs_in_once_the_seed_cannot_be_read_any_more(world):
    anna = world.north.reviewer
    with writing(world.vault.engine) as session:
        other = seeds.sealed_seed(world.vault.keys, world.north.reader.staff_id, anna.seed)
        session.get_one(StaffRecord, anna.staff_id).seed = other

    not_opened(world, anna)
    assert sign_in(world, anna, code=anna.secrets.backup_codes[0])
