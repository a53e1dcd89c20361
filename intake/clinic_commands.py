"""The commands about clinics: adding one and its people, the audit log, and a master key that was lost."""

import argparse
import os
from collections.abc import Callable
from typing import Any

from intake import utc_now
from intake.config import Settings, settings_from
from intake.country import country_of
from intake.errors import ClinicUnknown, CommandRefused, NameTaken
from intake.services import clinics, key_replacement, staffing
from intake.services.acting import operator_acting
from intake.services.auditing import OPERATOR, head_of, verify
from intake.services.clinics import MOST_RETENTION_DAYS, RETENTION_DAYS, Clinic, ClinicFacts
from intake.services.members import Role
from intake.services.opening import open_vault
from intake.services.staffing import NewMember
from intake.services.vault import Vault
from intake.store import staff
from intake.store.engine import reading


def add_clinic(asked: argparse.Namespace) -> int:
    """Add a clinic, with what its patients are told."""
    vault, told = _vault(), _told(asked)
    facts = ClinicFacts(name=asked.name, **{name: value for name, value in told.items() if name != "notify"})
    try:
        clinic = clinics.add(vault, facts, asked.notify or "", utc_now())
    except NameTaken as taken:
        raise CommandRefused(f"There is a clinic “{taken}” already. Choose another name.") from None
    print(f"{clinic.facts.name} is added, as “{clinic.slug}”.")
    print(f"Next: intake staff add {clinic.slug} USERNAME --name NAME --role reviewer")
    return 0


def set_clinic(asked: argparse.Namespace) -> int:
    """Change what a clinic's patients are told; what is not named stays."""
    changes = _told(asked) | ({"name": asked.name} if asked.name else {})
    if not changes:
        raise CommandRefused("Name what to change, such as --readers. See intake clinic set --help.")
    print(f"{_changed(asked.clinic, changes).facts.name} is changed.")
    return 0


def list_clinics(_: argparse.Namespace) -> int:
    """List the clinics, and what is still missing before patients can send to them."""
    with reading(_vault().engine) as session:
        for clinic in clinics.every(session):
            print(f"{clinic.slug}: {clinic.facts.name}; {', '.join(_missing(clinic)) or 'takes answers'}")
    return 0


def add_staff(asked: argparse.Namespace) -> int:
    """Add somebody to a clinic; prints their set-up link, good once and for 72 hours."""
    settings, vault = _settings(), _vault()
    clinic = _clinic(vault, asked.clinic)
    new = NewMember(asked.username, asked.name or asked.username, Role(asked.role))
    try:
        link = staffing.add(operator_acting(vault, clinic.id, utc_now()), new)
    except NameTaken:
        raise CommandRefused(f"Somebody signs in as “{asked.username}” already. Choose another username.") from None
    _print_link(settings, link)
    return 0


def reset_staff(asked: argparse.Namespace) -> int:
    """Print a new set-up link for somebody who lost every way in; a holder of the key grants it to them anew."""
    settings, vault = _settings(), _vault()
    with reading(vault.engine) as session:
        found = staff.find_by_username(session, asked.username.casefold())
        known = (found.clinic_id, found.id) if found else None
    if known is None:
        raise CommandRefused(f"Nobody signs in as “{asked.username}”.")
    _print_link(settings, staffing.renew_link(operator_acting(vault, known[0], utc_now()), known[1]))
    return 0


def audit_verify(asked: argparse.Namespace) -> int:
    """Prove that nothing in the audit log was changed or taken away; with a head kept earlier, nothing since it."""
    vault = _vault()
    with reading(vault.engine) as session:
        found = verify(session, vault.keys, asked.head or "")
    for problem in found.problems:
        print(problem)
    unread = f", {found.unread} of them made under an earlier master key" if found.unread else ""
    print(f"{found.rows} rows{unread}, {len(found.problems)} problems. Head: {found.head.text}")
    return int(bool(found.problems))


def audit_head(_: argparse.Namespace) -> int:
    """Print the head of the audit log, to keep elsewhere."""
    with reading(_vault().engine) as session:
        print(head_of(session).text)
    return 0


def replace_key(_: argparse.Namespace) -> int:
    """Make a new master key for a database whose key is lost; each member of staff then needs a new set-up link."""
    settings = _settings()
    replaced = key_replacement.replace(settings, utc_now())
    print(f"A new master key is made: {settings.key_file}. Keep a copy of it elsewhere.")
    print(f"{replaced.staff} members of staff need a new link: intake staff reset USERNAME.")
    print("Then somebody of each clinic brings its key back with the recovery sheet, on the page “Keys”.")
    print("Return codes given out before do not open their drafts any more, and invitations made before are over.")
    return 0


def rotate_key(_: argparse.Namespace) -> int:
    """Put a new master key in the place of the one that there is; all opens as before."""
    settings = _settings()
    aside = key_replacement.rotate(settings, utc_now())
    print(f"A new master key is in place: {settings.key_file}. Keep a copy of it elsewhere, and restart the server.")
    if aside:
        print(f"Backups from before open with the old key alone: {aside}. Keep it with them, away from here.")
    return 0


def _vault() -> Vault:
    return open_vault(_settings(), utc_now())


def _settings() -> Settings:
    return settings_from(os.environ)


def _told(asked: argparse.Namespace) -> dict[str, Any]:
    """What was named of the facts, by its name."""
    names = (*_TEXTS, "retention_days", "has_public_page", "notify")
    told = {name: value for name in names if (value := getattr(asked, name, None)) is not None}
    if "country" in told:
        try:
            country_of(told["country"])
        except LookupError:
            raise CommandRefused(f"--country {told['country']}: no such country. Use a code such as US.") from None
    if not 1 <= told.get("retention_days", 1) <= MOST_RETENTION_DAYS:
        raise CommandRefused(f"--retention: write a number of days from 1 to {MOST_RETENTION_DAYS}.")
    if told.get("notify") and not clinics.is_plain_address(told["notify"]):
        raise CommandRefused("--notify: write one e-mail address, such as desk@example.org.")
    return told


def _changed(slug: str, changes: dict[str, Any]) -> Clinic:
    vault = _vault()
    try:
        return clinics.change(vault, slug, changes, OPERATOR, utc_now())
    except ClinicUnknown:
        raise _unknown(slug) from None


def _clinic(vault: Vault, slug: str) -> Clinic:
    try:
        with reading(vault.engine) as session:
            return clinics.by_slug(session, slug)
    except ClinicUnknown:
        raise _unknown(slug) from None


def _unknown(slug: str) -> CommandRefused:
    return CommandRefused(f"There is no clinic “{slug}”. See intake clinic list.")


def _missing(clinic: Clinic) -> list[str]:
    ready = clinic.readiness
    wanted = {
        "no key yet": ready.has_key,
        "one holder and no confirmed recovery sheet": ready.two_hold_it or ready.sheet_confirmed,
        "who reads, and within what time": ready.tells_who_reads,
        "who reads answers about self-harm, and within what time": ready.tells_of_self_harm,
    }
    return [f"open: {words}" for words, holds in wanted.items() if not holds]


def _print_link(settings: Settings, link: str) -> None:
    address = settings.public_url or f"http://{settings.host}:{settings.port}"
    print("Good once, for 72 hours. Hand it on so that only this person reads it:")
    print(f"{address}/clinic/set-up/{link}")


_TEXTS: dict[str, str] = {
    "address": "the address, and how to reach the clinic",
    "country": "two capital letters, for paper and help lines; US unless named",
    "readers": "who reads what patients send",
    "read_within": "within what time",
    "watched": "whether anybody watches it before that",
    "self_harm_readers": "who reads the answers about thoughts of suicide and self-harm",
    "self_harm_within": "within what time",
}
_FACTS: dict[tuple[str, ...], dict[str, Any]] = {
    **{
        (f"--{name.replace('_', '-')}",): {"dest": name, "metavar": "WORDS", "help": told}
        for name, told in _TEXTS.items()
    },
    ("--retention",): {
        "dest": "retention_days",
        "type": int,
        "metavar": "DAYS",
        "help": f"for how many days after the visit answers are kept ({RETENTION_DAYS})",
    },
    ("--public-page",): {
        "dest": "has_public_page",
        "action": argparse.BooleanOptionalAction,
        "help": "whether patients without an invitation can send",
    },
    ("--notify",): {"metavar": "ADDRESS", "help": "the e-mail address that is told “1 new intake”"},
}
_WHOSE: dict[tuple[str, ...], dict[str, Any]] = {
    ("clinic",): {"metavar": "CLINIC", "help": "the clinic, as intake clinic list names it"}
}
_USERNAME: dict[tuple[str, ...], dict[str, Any]] = {
    ("username",): {"metavar": "USERNAME", "help": "the name to sign in with"}
}

CLINIC_ARGUMENTS: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {
    "clinic add": {("name",): {"metavar": "NAME", "help": "the name of the clinic"}, **_FACTS},
    "clinic set": {**_WHOSE, ("--name",): {"metavar": "NAME", "help": "the name of the clinic"}, **_FACTS},
    "staff add": {
        **_WHOSE,
        **_USERNAME,
        ("--name",): {"metavar": "NAME", "help": "the name of the person"},
        ("--role",): {"choices": [role.value for role in Role], "default": "reviewer", "help": "what they do"},
    },
    "staff reset": _USERNAME,
    "audit verify": {("--head",): {"metavar": "HEAD", "help": "a head that was printed earlier"}},
}

CLINIC_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "clinic add": add_clinic,
    "clinic set": set_clinic,
    "clinic list": list_clinics,
    "staff add": add_staff,
    "staff reset": reset_staff,
    "audit verify": audit_verify,
    "audit head": audit_head,
    "rotate-key": rotate_key,
    "replace-key": replace_key,
}
