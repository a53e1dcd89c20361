"""The `intake` command."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from forms.answers import Draft
from forms.answers_file import AnswersFileUnreadable, read_answers_file
from forms.ketamine import INTAKE
from forms.lint import problems
from forms.wording import findings_in
from intake import create_app, utc_now
from intake.clinic_commands import CLINIC_ARGUMENTS, CLINIC_COMMANDS
from intake.config import Settings, settings_from
from intake.country import Country, Paper, country_of
from intake.errors import CommandRefused, IntakeError, SettingsInvalid
from intake.example import EXAMPLE
from intake.exports.html import to_html
from intake.exports.paper.making import to_paper
from intake.exports.pdf import to_pdf
from intake.exports.text import to_text
from intake.language import language_of
from intake.services.diagnosis import diagnose, findings_of
from intake.services.expiry import expire
from intake.services.findings import State
from intake.services.opening import open_vault
from intake.store_commands import STORE_ARGUMENTS, STORE_COMMANDS
from intake.summary.build import build_summary
from intake.summary.model import Summary
from intake.web.serving import Server

RENDERINGS: dict[str, Callable[[Summary, Paper], bytes]] = {
    "pdf": to_pdf,
    "html": lambda summary, _: to_html(summary).encode(),
    "text": lambda summary, _: to_text(summary).encode(),
}
PAPERS: tuple[Paper, ...] = ("a4", "letter")
STDOUT = "-"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when all is done, 1 when it is not, 2 for a command that is not understood."""
    asked = _parser().parse_args(arguments)
    try:
        status: int = asked.command(asked)
    except IntakeError as problem:
        print(f"intake: {problem}", file=sys.stderr)
        return 1
    return status


def run(asked: argparse.Namespace) -> int:
    """Serve the form until stopped."""
    settings = _settings()
    open_vault(settings, utc_now()).engine.dispose()
    server = Server(settings, lambda: create_app(settings, INTAKE))
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    print(f"Intake serves at {address}  (stop with Ctrl+C)", flush=True)
    server.run()
    return 0


def expire_now(asked: argparse.Namespace) -> int:
    """Delete drafts, sessions and counts whose time ran out."""
    vault = open_vault(_settings(), utc_now())
    deleted = expire(vault, utc_now(), clock_is_right=asked.clock_is_right)
    print(f"{deleted.drafts} drafts and {deleted.responses} responses deleted.")
    return 0


def doctor(asked: argparse.Namespace) -> int:
    """Look at configuration, database, key and fonts, and say what to mend."""
    try:
        found = diagnose(_settings(), utc_now())
    except SettingsInvalid as invalid:
        found = findings_of(invalid)
    for finding in found:
        print(f"{finding.state:<13}{finding.what}" + (f"\n{'':13}{finding.mend}" if finding.mend else ""))
    return int(any(finding.state is State.BROKEN for finding in found))


def lint(asked: argparse.Namespace) -> int:
    """Look for what is wrong in the questionnaire, wording included."""
    found = [*problems(INTAKE), *(str(finding) for finding in findings_in(INTAKE))]
    for problem in found:
        print(problem)
    print(f"{len(INTAKE.by_link_id)} items, {len(found)} problems.")
    return int(bool(found))


def sheet(asked: argparse.Namespace) -> int:
    """Make the sheet from a file of answers, without server or database."""
    country = _country(asked.country or os.environ.get("INTAKE_COUNTRY") or "US")
    draft = _draft_in(asked.answers)
    # The day where the sheet is made, unless the file says another one.
    made_on = draft.made_on or date.today()  # noqa: DTZ011
    summary = build_summary(INTAKE, draft, language_of("en", country.code), made_on=made_on)
    made = RENDERINGS[asked.to](summary, asked.paper or country.paper)
    _write(asked.output or str(Path(asked.answers).with_suffix(f".{asked.to}")), made)
    return 0


def paper(asked: argparse.Namespace) -> int:
    """Make the blank form, to print and fill in with a pen."""
    country = _country(asked.country or os.environ.get("INTAKE_COUNTRY") or "US")
    size = asked.paper or country.paper
    made = to_paper(INTAKE, size, language_of("en", country.code))
    _write(asked.output or f"paper-form-{size}.pdf", made)
    return 0


def answers(asked: argparse.Namespace) -> int:
    """Print an example of a file of answers, to begin from."""
    print(EXAMPLE, end="")
    return 0


def _settings() -> Settings:
    return settings_from(os.environ)


def _country(code: str) -> Country:
    try:
        return country_of(code)
    except LookupError:
        raise CommandRefused(
            f"--country {code}: no such country. Use a code of two capital letters, such as US."
        ) from None


def _draft_in(name: str) -> Draft:
    try:
        text = sys.stdin.read() if name == STDOUT else Path(name).read_text(encoding="utf-8")
        return read_answers_file(INTAKE, text)
    except (OSError, UnicodeDecodeError) as problem:
        raise CommandRefused(f"{name}: cannot be read ({problem}). Name a file of answers in UTF-8.") from None
    except AnswersFileUnreadable as problem:
        raise CommandRefused("\n".join(f"{name}: {line}" for line in problem.problems)) from None


def _write(name: str, made: bytes) -> None:
    """Whole or not at all: written beside the file and put in its place at the end."""
    if name == STDOUT:
        sys.stdout.buffer.write(made)
        return
    target = Path(name)
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as unfinished:
            unfinished.write(made)
        Path(unfinished.name).replace(target)
    except OSError as problem:
        raise CommandRefused(f"{name}: cannot be written ({problem.strerror}). Name another file with -o.") from None
    print(f"{name}: {len(made):,} bytes", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="intake", description="One sheet to bring to a consultation.")
    parser.add_argument("--version", action="version", version=f"intake {version('intake')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    families: dict[str, Any] = {}
    for name, command in COMMANDS.items():
        # "clinic add" is the command `add` of the family `clinic`.
        family, _, own = name.rpartition(" ")
        if family and family not in families:
            families[family] = commands.add_parser(family, help=FAMILIES[family]).add_subparsers(required=True)
        within = families.get(family, commands)
        added = within.add_parser(own, help=command.__doc__, description=command.__doc__)
        added.set_defaults(command=command)
        for flags, options in ARGUMENTS.get(name, {}).items():
            added.add_argument(*flags, **options)
    return parser


_COUNTRY_AND_OUTPUT: dict[tuple[str, ...], dict[str, Any]] = {
    ("--country",): {"metavar": "CODE", "help": "such as US or GB; else INTAKE_COUNTRY, else US"},
    ("-o", "--output"): {"metavar": "FILE", "help": "where to; - writes to standard output"},
}

ARGUMENTS: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {
    "expire": {("--clock-is-right",): {"action": "store_true", "help": "after a long pause: believe the clock"}},
    "sheet": {
        ("answers",): {"metavar": "ANSWERS.json", "help": "the file of answers; - reads standard input"},
        ("--to",): {"choices": tuple(RENDERINGS), "default": "pdf", "help": "what to make"},
        ("--paper",): {"choices": PAPERS, "help": "for the PDF; else the country's"},
        **_COUNTRY_AND_OUTPUT,
    },
    "paper": {
        ("--paper",): {"choices": PAPERS, "help": "else the country's"},
        **_COUNTRY_AND_OUTPUT,
    },
    "answers": {("--example",): {"action": "store_true", "required": True, "help": "print the example"}},
    **CLINIC_ARGUMENTS,
    **STORE_ARGUMENTS,
}


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": run,
    "expire": expire_now,
    "doctor": doctor,
    "lint": lint,
    "sheet": sheet,
    "paper": paper,
    "answers": answers,
    **CLINIC_COMMANDS,
    **STORE_COMMANDS,
}
FAMILIES = {
    "clinic": "Clinics, and what their patients are told.",
    "staff": "The people of a clinic.",
    "audit": "The log of who did what.",
}
