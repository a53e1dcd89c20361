"""The `intake` command."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from forms.answers import Draft
from forms.answers_file import AnswersFileUnreadable, read_answers_file
from forms.ketamine import INTAKE
from forms.lint import problems
from forms.wording import findings_in
from intake import create_app, utc_now
from intake.config import Settings, settings_from
from intake.country import country_of
from intake.errors import IntakeError
from intake.example import EXAMPLE
from intake.exports.html import to_html
from intake.exports.pdf import to_pdf
from intake.exports.text import to_text
from intake.language import language_of
from intake.services.diagnosis import diagnose
from intake.services.expiry import expire
from intake.services.opening import open_vault
from intake.summary.build import build_summary
from intake.summary.model import Summary
from intake.web.serving import Server

RENDERINGS: dict[str, Callable[[Summary, str], bytes]] = {
    "pdf": lambda summary, paper: to_pdf(summary, paper),  # type: ignore[arg-type]
    "html": lambda summary, _: to_html(summary).encode(),
    "text": lambda summary, _: to_text(summary).encode(),
}
STDOUT = "-"


class Refused(Exception):
    """What was asked for cannot be done; the message names the file, the place in it, and the mend."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when all is done, 1 when it is not, 2 for a command that is not understood."""
    asked = _parser().parse_args(arguments)
    try:
        status: int = asked.command(asked)
    except (IntakeError, Refused) as problem:
        print(f"intake: {problem}", file=sys.stderr)
        return 1
    return status


def run(asked: argparse.Namespace) -> int:
    """Serve the form until stopped."""
    settings = _settings()
    open_vault(settings, utc_now()).engine.dispose()
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    print(f"Intake serves at {address}  (stop with Ctrl+C)", flush=True)
    Server(settings, lambda: create_app(settings, INTAKE)).run()
    return 0


def expire_now(asked: argparse.Namespace) -> int:
    """Delete drafts, sessions and counts whose time ran out."""
    count = expire(open_vault(_settings(), utc_now()), utc_now())
    print(f"{count} drafts deleted.")
    return 0


def doctor(asked: argparse.Namespace) -> int:
    """Look at configuration, database, key and fonts, and say what to mend."""
    found = diagnose(os.environ, utc_now())
    for finding in found:
        print(f"{finding.state:<9} {finding.what}" + (f"\n          {finding.mend}" if finding.mend else ""))
    return int(any(finding.state == "broken" for finding in found))


def lint(asked: argparse.Namespace) -> int:
    """Look for what is wrong in the questionnaire, wording included."""
    found = [*problems(INTAKE), *(str(finding) for finding in findings_in(INTAKE))]
    for problem in found:
        print(problem)
    print(f"{len(INTAKE.by_link_id)} items, {len(found)} problems.")
    return int(bool(found))


def sheet(asked: argparse.Namespace) -> int:
    """Make the sheet from a file of answers, without server or database."""
    country = country_of(asked.country)
    draft = _draft_in(asked.answers)
    summary = build_summary(
        INTAKE, draft, language_of("en", country.code), made_on=draft.made_on or date.today()  # noqa: DTZ011 - the local day
    )
    made = RENDERINGS[asked.to](summary, asked.paper or country.paper)
    _write(asked.output or str(Path(asked.answers).with_suffix(f".{asked.to}")), made)
    return 0


def answers(asked: argparse.Namespace) -> int:
    """Print an example of a file of answers, to begin from."""
    print(EXAMPLE, end="")
    return 0


def _settings() -> Settings:
    return settings_from(os.environ)


def _draft_in(name: str) -> Draft:
    try:
        text = sys.stdin.read() if name == STDOUT else Path(name).read_text(encoding="utf-8")
        return read_answers_file(INTAKE, text)
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(f"{name}: cannot be read ({problem}). Name a file of answers in UTF-8.") from None
    except AnswersFileUnreadable as problem:
        raise Refused("\n".join(f"{name}: {line}" for line in problem.problems)) from None


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
        raise Refused(f"{name}: cannot be written ({problem.strerror}). Name another file with -o.") from None
    print(f"{name}: {len(made):,} bytes", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="intake", description="One sheet to bring to a consultation.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        added = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        added.set_defaults(command=command)
        if name == "sheet":
            added.add_argument("answers", metavar="ANSWERS.json", help="the file of answers; - reads standard input")
            added.add_argument("--to", choices=tuple(RENDERINGS), default="pdf", help="what to make")
            added.add_argument("--paper", choices=("a4", "letter"), help="for the PDF; else the country's")
            added.add_argument("--country", default=os.environ.get("INTAKE_COUNTRY") or "US", help="such as US or GB")
            added.add_argument("-o", "--output", metavar="FILE", help="where to; - writes to standard output")
        if name == "answers":
            added.add_argument("--example", action="store_true", required=True, help="print the example")
    return parser


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "run": run,
    "expire": expire_now,
    "doctor": doctor,
    "lint": lint,
    "sheet": sheet,
    "answers": answers,
}
