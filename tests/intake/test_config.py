"""Settings: each with a default, all problems at once, and no plain http for others."""

from datetime import timedelta
from pathlib import Path

import pytest

from intake.config import SETTINGS, is_loopback, settings_from
from intake.errors import SettingsInvalid


def problems(**environ: str) -> dict[str, str]:
    with pytest.raises(SettingsInvalid) as raised:
        settings_from(environ)
    return {problem.setting: problem.mend for problem in raised.value.problems}


def test_nothing_has_to_be_set():
    settings = settings_from({})

    assert settings.data == Path.cwd() / "intake-data"
    assert settings.key_file == settings.data / "master.key"
    assert settings.database_url == f"sqlite:///{settings.data}/intake.db"
    assert settings.deletion_log == settings.data / "deleted-drafts.log"
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8000, "")
    assert (settings.idle, settings.longest_session) == (timedelta(minutes=30), timedelta(hours=24))
    assert settings.expiry_interval == timedelta(minutes=60)
    assert (settings.smtp_host, settings.smtp_from, settings.smtp_user) == ("", "", "")
    assert (settings.smtp_port, settings.smtp_security, settings.smtp_password_file) == (587, "starttls", None)


def test_every_setting_is_read():
    settings = settings_from(
        {
            "INTAKE_DATA": "/var/intake",
            "INTAKE_DATABASE_URL": "postgresql://u:word@db/intake",
            "INTAKE_KEY_FILE": "/etc/intake.key",
            "INTAKE_HOST": "0.0.0.0",  # noqa: S104
            "INTAKE_PORT": "80",
            "INTAKE_PUBLIC_URL": "https://forms.example.org/",
            "INTAKE_TRUSTED_PROXIES": "1",
            "INTAKE_WORKERS": "3",
            "INTAKE_THREADS": "5",
            "INTAKE_COUNTRY": "GB",
            "INTAKE_BACKUP_DAYS": "14",
            "INTAKE_IDLE_MINUTES": "5",
            "INTAKE_SESSION_HOURS": "2",
            "INTAKE_EXIT_URL": "https://example.org/news",
            "INTAKE_LANGUAGE": "ar-EG",
            "INTAKE_EXPIRY_MINUTES": "10",
            "INTAKE_METRICS_TOKEN_FILE": "/etc/intake.token",
        }
    )

    assert settings.data == Path("/var/intake")
    assert settings.public_url == "https://forms.example.org"
    assert (settings.workers, settings.threads, settings.trusted_proxies) == (3, 5, 1)
    assert (settings.country, settings.language, settings.backup_days) == ("GB", "ar-EG", 14)
    assert settings.exit_url == "https://example.org/news"
    assert settings.metrics_token_file == Path("/etc/intake.token")
    assert "u:word@db" not in repr(settings)


def test_every_setting_of_the_mail_server_is_read():
    settings = settings_from(
        {
            "INTAKE_SMTP_HOST": "mail.example.org",
            "INTAKE_SMTP_PORT": "465",
            "INTAKE_SMTP_SECURITY": "tls",
            "INTAKE_SMTP_USER": "intake",
            "INTAKE_SMTP_PASSWORD_FILE": "/etc/intake.mail",
            "INTAKE_SMTP_FROM": "intake@example.org",
        }
    )

    assert (settings.smtp_host, settings.smtp_port, settings.smtp_security) == ("mail.example.org", 465, "tls")
    assert (settings.smtp_user, settings.smtp_from) == ("intake", "intake@example.org")
    assert settings.smtp_password_file == Path("/etc/intake.mail")


def test_an_empty_setting_counts_as_not_set():
    assert settings_from({"INTAKE_PORT": " "}).port == 8000


def test_the_plain_port_is_read_unless_ours_is_set():
    assert settings_from({"PORT": "9000"}).port == 9000
    assert settings_from({"PORT": "9000", "INTAKE_PORT": "9001"}).port == 9001


def test_all_problems_are_told_at_once():
    found = problems(INTAKE_PORT="0", INTAKE_WORKERS="two", INTAKE_COUNTRY="usa", INTAKE_EXIT_URL="http://x.org")

    assert set(found) == {"INTAKE_PORT", "INTAKE_WORKERS", "INTAKE_COUNTRY", "INTAKE_EXIT_URL"}
    assert found["INTAKE_PORT"] == "write a whole number from 1 to 65535"


def test_a_misspelt_setting_is_told_with_the_nearest_name():
    assert "INTAKE_WORKERS" in problems(INTAKE_WORKER="3")["INTAKE_WORKER"]
    assert problems(INTAKE_ZZZZZZZZZZZZZZZ="3") == {"INTAKE_ZZZZZZZZZZZZZZZ": "there is no such setting; take it out"}


def test_a_password_in_a_database_address_is_not_repeated():
    with pytest.raises(SettingsInvalid) as raised:
        settings_from({"INTAKE_DATABASE_URL": "mysql://u:hunter2@db"})

    assert "hunter2" not in str(raised.value)
    assert "INTAKE_DATABASE_URL" in str(raised.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "forms.example.org", "::"])  # noqa: S104
def test_plain_http_is_for_this_computer_alone(host):
    assert "INTAKE_PUBLIC_URL" in problems(INTAKE_HOST=host)["INTAKE_HOST"]
    assert settings_from({"INTAKE_HOST": host, "INTAKE_PUBLIC_URL": "https://x.org"}).host == host


@pytest.mark.parametrize(
    "url", ["http://x.org", "https://", "https://x.org/form", "https://x.org?a", "https://u@x.org", "x.org"]
)
def test_the_public_address_is_https_and_nothing_but_a_server(url):
    # A wrong address is one problem, not two.
    assert set(problems(INTAKE_PUBLIC_URL=url, INTAKE_HOST="192.168.1.4")) == {"INTAKE_PUBLIC_URL"}


def test_mail_server_wants_an_address_that_notices_come_from():
    found = problems(INTAKE_SMTP_HOST="mail.example.org")

    assert found == {"INTAKE_SMTP_FROM": "set it to the address that notices come from"}
    assert settings_from({"INTAKE_SMTP_HOST": "mail.example.org", "INTAKE_SMTP_FROM": "a@x.org"}).smtp_host
    assert settings_from({"INTAKE_SMTP_FROM": "a@x.org"}).smtp_host == ""


@pytest.mark.parametrize(
    ("said", "missing"),
    [("INTAKE_SMTP_USER", "INTAKE_SMTP_PASSWORD_FILE"), ("INTAKE_SMTP_PASSWORD_FILE", "INTAKE_SMTP_USER")],
)
def test_whoever_signs_in_to_the_mail_server_has_both_name_and_password(said, missing):
    mail = {"INTAKE_SMTP_HOST": "mail.example.org", "INTAKE_SMTP_FROM": "a@x.org"}

    assert problems(**mail, **{said: "intake"}) == {missing: "name and password file go together; set both, or neither"}
    assert settings_from({**mail, said: "intake", missing: "intake"}).smtp_user == "intake"
    assert settings_from({said: "intake"}).smtp_host == "", "without a mail server nobody asks"


@pytest.mark.parametrize("name", ["INTAKE_DATA", "INTAKE_SMTP_PASSWORD_FILE"])
def test_folder_of_a_user_that_is_none_is_told(name):
    mail = {"INTAKE_SMTP_HOST": "mail.example.org", "INTAKE_SMTP_FROM": "a@x.org", "INTAKE_SMTP_USER": "intake"}

    assert problems(**{**mail, "INTAKE_SMTP_PASSWORD_FILE": "word", name: "~nobody-of-that-name/intake"}) == {
        name: "there is no such user's folder; write the whole path"
    }


def test_mail_without_encryption_is_for_a_server_on_this_computer():
    mail = {"INTAKE_SMTP_FROM": "a@x.org", "INTAKE_SMTP_SECURITY": "none"}

    assert set(problems(INTAKE_SMTP_HOST="mail.example.org", **mail)) == {"INTAKE_SMTP_SECURITY"}
    assert settings_from({"INTAKE_SMTP_HOST": "localhost", **mail}).smtp_security == "none"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("INTAKE_SMTP_HOST", "mail server"),
        ("INTAKE_SMTP_PORT", "0"),
        ("INTAKE_SMTP_SECURITY", "ssl"),
        ("INTAKE_SMTP_FROM", "intake"),
        ("INTAKE_SMTP_FROM", "Intake <intake@example.org>"),
        ("INTAKE_SMTP_FROM", "a@x.org\nBcc: b@x.org"),
        ("INTAKE_SMTP_FROM", "a@x.org, b@x.org"),
    ],
)
def test_mail_setting_that_cannot_be_used_is_one_problem(name, text):
    assert set(problems(**{"INTAKE_SMTP_HOST": "localhost", "INTAKE_SMTP_FROM": "a@x.org", name: text})) == {name}


def test_loopback_addresses():
    assert all(map(is_loopback, ["127.0.0.1", "127.8.8.8", "::1", "localhost"]))
    assert not any(map(is_loopback, ["0.0.0.0", "10.0.0.1", "intake.local"]))  # noqa: S104


def test_every_setting_says_its_default_its_unit_and_what_it_is_for():
    assert all(setting.unit and setting.help for setting in SETTINGS)
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS) == 24


def test_the_time_zone_is_one_that_there_is():
    assert settings_from({"INTAKE_TIME_ZONE": "Europe/London"}).zone.key == "Europe/London"
    for zone in ("Mars/Olympus", "../etc/passwd", "/etc/localtime", "x" * 300):
        assert "America/New_York" in problems(INTAKE_TIME_ZONE=zone)["INTAKE_TIME_ZONE"]
