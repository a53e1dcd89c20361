"""Every sentence of the doctor, of a good machine and of each bad one, as an operator reads it: whole, and in order."""

import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from intake.services.diagnosis import diagnose
from tests.intake.services.bad_machines import BAD, Machine, serving

PAGE = Path(__file__).with_name("doctor_says.txt")
# What differs from machine to machine: an installation's folder, its port, its free space, the libraries' own words.
DIFFERS = [
    (r"free space: \d+ MB", "free space: … MB"),
    (r"SQLite [\d.]+(, without a write-ahead log)?", "SQLite …"),
    (r"durable settings: \w+, \w+", "durable settings: …"),
    (r"tables, version \d+", "tables, version …"),
    (r"0001 here, \d+ wanted", "0001 here, … wanted"),
    (r"\bport \d+", "port …"),
    (r"\(\w+: .*\); see", "(…); see"),
    (r"journal_mode is .*;", "journal_mode is …;"),
]


def good(_: Machine) -> None:
    """Nothing is bad."""


def in_use(machine: Machine) -> None:
    machine.said |= {
        "INTAKE_SMTP_HOST": "localhost",
        "INTAKE_SMTP_USER": "a",
        "INTAKE_SMTP_FROM": "a@example.org",
        "INTAKE_BACKUP_DAYS": "30",
    }
    machine.said["INTAKE_SMTP_PASSWORD_FILE"] = machine.secret("mail", 0o600)
    machine.said["INTAKE_METRICS_TOKEN_FILE"] = machine.secret("token", 0o600)
    machine.said |= {"INTAKE_PUBLIC_URL": "https://form.example.org", "INTAKE_TRUSTED_PROXIES": "1"}
    (machine.data / "last-backup").write_text(machine.now.isoformat())
    serving(machine)


def not_begun(machine: Machine) -> None:
    machine.said["INTAKE_DATA"] = str(machine.folder / "elsewhere")
    machine.said["INTAKE_KEY_FILE"] = str(machine.folder / "keys" / "another.key")


def password_not_there(machine: Machine) -> None:
    machine.said |= {"INTAKE_SMTP_HOST": "localhost", "INTAKE_SMTP_USER": "a", "INTAKE_SMTP_FROM": "a@example.org"}
    machine.said["INTAKE_SMTP_PASSWORD_FILE"] = str(machine.folder / "mail")


MACHINES = {each.__name__: each for each in (good, in_use, not_begun, password_not_there, *BAD)}


def told(name: str) -> list[str]:
    """The lines that stand on the page for this machine: of the good one all, of another those that are its own."""
    blocks = dict(re.findall(r"^# (\w+)\n((?:[^#\n].*\n)+)", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    return blocks[name].splitlines()


def says(machine: Machine) -> list[str]:
    lines = [
        " | ".join(part for part in (found.state.value, found.what, found.mend) if part)
        for found in diagnose(machine.settings, machine.now)
    ]
    text = "".join(f"{line}\n" for line in lines if " | fonts of the sheet" not in line)
    text = text.replace(str(machine.folder), "<folder>")
    for differs, same in DIFFERS:
        text = re.sub(differs, same, text)
    return text.splitlines()


@pytest.mark.parametrize("name", MACHINES)
def test_the_doctor_says_this(tmp_path, now, name):
    with ExitStack() as held:
        machine = Machine(tmp_path, now, held).begins()
        MACHINES[name](machine)

        said = says(machine)

        assert [line for line in said if line not in told("good") or name == "good"] == told(name)
