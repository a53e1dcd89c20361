"""Notices: so many new intakes and nothing else; a mail server that is out of order delays them and loses none."""

import smtplib
from contextlib import ExitStack
from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.keys.master import keys_from
from intake.language import language_of
from intake.services import clinics, noticing
from intake.store.clinic_models import ClinicRecord
from intake.store.engine import reading, writing
from tests.clinics import NOW, a_sent_draft, sent
from tests.intake.services.mail_server import (
    HOST,
    LOGIN,
    Taken,
    a_certificate,
    a_free_port,
    a_mail_server,
    a_silent_server,
)
from tests.strategies import HOSTILE

WORDS = language_of()
FROM = "intake@example.org"
HEADERS = ["Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "From", "MIME-Version", "Subject", "To"]


@pytest.fixture(scope="module")
def server():
    taken = Taken()
    with a_mail_server(taken) as port:
        yield taken, port


@pytest.fixture
def taken(server):
    server[0].__init__()
    return server[0]


def mailing(world, port: int, security: str = "none", **more):
    return replace(world.settings, smtp_host=HOST, smtp_port=port, smtp_security=security, smtp_from=FROM, **more)


def deliver(world, port: int, **more) -> int:
    return noticing.deliver(world.vault, mailing(world, port, **more), WORDS)


def waiting(world) -> list[int]:
    return [one.count for one in noticing.due(world.vault)]


def change(world, house, **changes) -> None:
    clinics.change(world.vault, house.slug, changes, "ada", NOW)


def body_of(message) -> str:
    return message.get_payload(decode=True).decode()


@pytest.mark.parametrize(("times", "words"), [(1, "1 new intake"), (3, "3 new intakes")])
def test_notice_says_how_many_and_nothing_else(world, server, taken, times, words):
    for _ in range(times):
        a_sent_draft(world.vault, world.north)
    assert deliver(world, server[1]) == 1
    (message,) = taken.messages

    assert (message["Subject"], body_of(message).strip()) == (words, words)
    assert (message["From"], message["To"], taken.recipients) == (FROM, "ada@example.org", ["ada@example.org"])
    assert sorted(message.keys()) == HEADERS


def test_nothing_of_the_patient_or_the_clinic_is_in_a_notice(world, server, taken):
    draft = a_sent_draft(world.vault, world.north, reason__goal="CANARY-5b1c", you__name="CANARY-name")
    deliver(world, server[1])
    secret = [b"CANARY", b"Northside", b"Example", draft.sendings[0].reference.encode(), b"http"]

    assert [word for word in secret if word in taken.raw[0]] == []


def test_each_clinic_is_told_of_its_own_once(world, server, taken):
    for house in (world.north, world.south, world.north):
        a_sent_draft(world.vault, house)
    assert deliver(world, server[1]) == 2
    assert deliver(world, server[1]) == 0

    told = {message["To"]: message["Subject"] for message in taken.messages}
    assert told == {"ada@example.org": "2 new intakes", "bo@example.org": "1 new intake"}


def test_newer_version_is_new_and_the_same_again_is_not(world, server, taken):
    draft = a_sent_draft(world.vault, world.north)
    assert waiting(world) == [1]
    sent(world.vault, draft)
    assert waiting(world) == [1]
    sent(world.vault, replace(draft, answers=draft.answers.with_values("reason.goal", ("Walk to the sea",))))
    assert waiting(world) == [2]


def test_without_a_mail_server_or_an_address_nothing_waits_for_ever(world, server, taken):
    a_sent_draft(world.vault, world.north)
    assert noticing.deliver(world.vault, world.settings, WORDS) == 0
    assert waiting(world) == []

    a_sent_draft(world.vault, world.north)
    change(world, world.north, notify="")
    assert (deliver(world, server[1]), waiting(world), taken.messages) == (0, [], [])


def test_address_that_was_sealed_under_a_lost_master_key_is_none(world, server, taken):
    a_sent_draft(world.vault, world.north)
    elsewhere = replace(world.vault, keys=keys_from(b"\x07" * 32))

    assert noticing.deliver(elsewhere, mailing(world, server[1]), WORDS) == 0
    assert (waiting(world), taken.messages) == ([], [])


@pytest.mark.parametrize("trouble", ["down", "silent", "no", "later", "no such user"])
def test_mail_server_that_is_out_of_order_delays_notices_and_loses_none(world, monkeypatch, caplog, trouble):
    monkeypatch.setattr(noticing, "SECONDS", 0.2)
    for house in (world.north, world.south):
        a_sent_draft(world.vault, house)
    answers = {"no": "554 no, ada@example.org", "later": "451 later", "no such user": "550 who is ada@example.org?"}
    with ExitStack() as stack:
        if trouble in answers:
            port = stack.enter_context(a_mail_server(Taken(answers[trouble])))
        else:
            port = stack.enter_context(a_silent_server()) if trouble == "silent" else a_free_port()
        assert deliver(world, port) == 0
    assert waiting(world) == [1, 1]
    assert "ada@" not in caplog.text
    assert sum(told.startswith("notice put off: ") for told in caplog.messages) == 2

    a_sent_draft(world.vault, world.south)
    again = Taken()
    with a_mail_server(again) as port:
        assert deliver(world, port) == 2
    assert sorted(message["Subject"] for message in again.messages) == ["1 new intake", "2 new intakes"]


def test_what_comes_while_a_notice_goes_out_waits_for_the_next(world, server, taken, monkeypatch):
    a_sent_draft(world.vault, world.north)
    goes_out = smtplib.SMTP.send_message

    def and_meanwhile(*given, **more):
        a_sent_draft(world.vault, world.north)
        return goes_out(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(smtplib.SMTP, "send_message", and_meanwhile)
        deliver(world, server[1])

    assert (taken.messages[0]["Subject"], waiting(world)) == ("1 new intake", [1])


def test_clinic_that_goes_while_its_notice_goes_out_is_no_trouble(world, server, taken, monkeypatch):
    a_sent_draft(world.vault, world.north)
    goes_out = smtplib.SMTP.send_message

    def and_meanwhile(*given, **more):
        with writing(world.vault.engine) as session:
            session.delete(session.get_one(ClinicRecord, world.north.id))
        return goes_out(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(smtplib.SMTP, "send_message", and_meanwhile)
        assert deliver(world, server[1]) == 1

    with reading(world.vault.engine) as session:
        assert session.get(ClinicRecord, world.north.id) is None


@pytest.mark.parametrize(
    "address",
    ["a@x.org\r\nBcc: b@x.org", "a@x.org, b@x.org", "<", '"', "a@[", "=?utf-8?q?a=0d=0aBcc:b?=@x.org", "a b@x.org"],
)
def test_address_that_is_none_keeps_no_other_clinic_from_its_notice(world, server, taken, address):
    change(world, world.north, notify=address)
    for house in (world.north, world.south):
        a_sent_draft(world.vault, house)

    assert deliver(world, server[1]) == 1
    assert (taken.recipients, waiting(world)) == (["bo@example.org"], [])


BEGINNINGS = ("", "a", "\r\n", "Bcc: b@x.org", "\r\nBcc: b@x.org\r\n\r\n", "@", "<", ",", " ", "=?utf-8?q?")
hostile = st.one_of(st.sampled_from(HOSTILE), st.tuples(st.sampled_from(BEGINNINGS), st.text(max_size=20)).map("".join))


@pytest.fixture(scope="module")
def told_world(shared_world):
    a_sent_draft(shared_world.vault, shared_world.south)
    return shared_world


@given(
    local=hostile,
    host=hostile,
    name=hostile.map(lambda name: name[: clinics.MOST_NAME]).filter(str.strip),
    count=st.integers(1, 10**6),
)
@settings(max_examples=60, deadline=None)
def test_no_name_or_address_adds_a_header_or_a_line(told_world, local, host, name, count):
    clinics.change(
        told_world.vault,
        told_world.south.slug,
        {"name": name, "notify": f"{local}@{host}"},
        "bo",
        NOW,
    )
    one = next(one for one in noticing.due(told_world.vault) if one.clinic_id == told_world.south.id)
    told = replace(one, address=one.address or "a@x.org", count=count)
    made = noticing.notice(told, mailing(told_world, 25), WORDS)
    read = message_from_bytes(made.as_bytes(), policy=default)

    assert sorted(read.keys()) == HEADERS
    assert body_of(read).count("\n") == 1
    assert len(read["To"].addresses) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return a_certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def password_file(tmp_path):
    file = tmp_path / "password"
    file.write_text(f"{LOGIN[1].decode()}\n")
    return file


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_notice_goes_over_tls_to_a_server_that_is_trusted_and_to_no_other(
    world, certificate, password_file, monkeypatch, security
):
    taken, (trusted, shown) = Taken(), certificate
    more = {"tls_context": shown, "require_starttls": True} if security == "starttls" else {"ssl_context": shown}
    more |= {"authenticator": taken.authenticate, "auth_require_tls": security == "starttls"}
    signing_in = {"security": security, "smtp_user": "intake", "smtp_password_file": password_file}
    a_sent_draft(world.vault, world.north)
    with a_mail_server(taken, **more) as port:
        assert deliver(world, port, **signing_in) == 0
        assert (taken.messages, taken.logins, waiting(world)) == ([], [], [1])
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert deliver(world, port, **signing_in) == 1

    assert (taken.logins, taken.recipients) == ([LOGIN], ["ada@example.org"])


@pytest.mark.parametrize("written", [b"another word", "pässwort".encode(), b"\xff\xfe", None])
def test_password_that_is_wrong_or_cannot_be_read_delays_the_notice(world, tmp_path, written):
    taken = Taken()
    file = tmp_path / "password"
    if written is not None:
        file.write_bytes(written)
    a_sent_draft(world.vault, world.north)
    authenticating = {"authenticator": taken.authenticate, "auth_require_tls": False}
    with a_mail_server(taken, **authenticating) as port:
        assert deliver(world, port, smtp_user="intake", smtp_password_file=file) == 0

    assert (taken.messages, waiting(world)) == ([], [1])


def test_server_that_offers_no_starttls_is_told_nothing(world, server, taken):
    a_sent_draft(world.vault, world.north)

    assert deliver(world, server[1], security="starttls") == 0
    assert (taken.messages, waiting(world)) == ([], [1])
