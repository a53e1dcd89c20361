"""The commands about the database as a whole: backing it up, putting a backup back, and moving it elsewhere."""

import argparse
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from intake import utc_now
from intake.config import Settings, settings_from
from intake.services import backups, moving, restoring
from intake.services.restoring import LogFound, Restored
from intake.store.copying import Copied
from intake.store.engine import engine_of
from intake.store.migrating import migrate as bring_up
from intake.store.migrating import newest_version
from intake.store.roles import let_serve

# Work that takes no longer says nothing before its end.
_SAID_EVERY = 2.0
# Seconds for one statement of a migration, on tables with very many rows.
_LONGEST_UPGRADE = 3600.0


def migrate(asked: argparse.Namespace) -> int:
    """Bring the tables up to this release, and let a role of PostgreSQL serve that changes no table."""
    engine = engine_of(_settings().database_url, busy_seconds=_LONGEST_UPGRADE)
    bring_up(engine)
    print(f"The tables are of version {newest_version()}.")
    if asked.serving_role:
        let_serve(engine, asked.serving_role)
        print(f"{asked.serving_role} reads and writes rows, changes no table, and only adds to the audit log.")
    engine.dispose()
    return 0


def backup(asked: argparse.Namespace) -> int:
    """Write a backup while the server serves, and prove it; the key is not in it."""
    settings, begun = _settings(), time.monotonic()
    made = backups.make(settings, backups.Wanted(asked.to, asked.keep), utc_now(), _Progress())
    rows = made.manifest.facts.rows
    print(f"{made.path}: {made.path.stat().st_size:,} bytes, in {time.monotonic() - begun:.1f} s; read back and whole.")
    print(f"{rows['draft']} drafts and {rows.get('response', 0)} responses, sealed. Sessions are not in it.")
    print(f"The key is not in it: keep a copy of {settings.key_file} apart. Without it nothing in the backup opens.")
    for path in made.let_go:
        print(f"{path}: deleted, as --keep says.")
    _tell_of_days(settings, made)
    return 0


def restore(asked: argparse.Namespace) -> int:
    """Put a backup back into an empty place, and delete in it what was deleted or expired since."""
    settings, begun = _settings(), time.monotonic()
    wanted = restoring.Wanted(asked.backup, asked.deletions, asked.clock_is_right)
    restored = restoring.restore(settings, wanted, utc_now())
    facts = restored.facts
    print(f"The backup of {restored.manifest.begun:%Y-%m-%d %H:%M} UTC is back, in {time.monotonic() - begun:.1f} s.")
    print(f"{facts.rows['draft']} drafts and {facts.rows['response']} responses are in it now.")
    print(f"Deleted again, as the log says: {restored.deleted_again}.")
    print(f"Expired since: {restored.expired.drafts} drafts and {restored.expired.responses} responses.")
    _tell_of_log(settings, restored)
    if restored.audit_problems:
        print(f"The audit log has {restored.audit_problems} problems: run intake audit verify.")
    print("Everybody signs in anew, patients with their return code. Next: intake doctor, then intake run.")
    return 0


def move(asked: argparse.Namespace) -> int:
    """Move everything to another database; every row is read back, and the old place takes no more saves."""
    settings = _settings()
    if asked.back:
        moving.back(settings, asked.to, without_newer=asked.without_newer)
        print("The old place is open again, and the new one is closed. Set INTAKE_DATABASE_URL back, and start.")
        return 0
    moved = moving.move(settings, asked.to, _tell_table)
    if moved.already:
        print("It was all there already.")
    if moved.audit_problems:
        print(f"The audit log has {moved.audit_problems} problems, as before: run intake audit verify.")
    print(f"Everything is at {moved.place} now. The old place takes no more saves.")
    print(
        "Next: set INTAKE_DATABASE_URL to it, and restart the server. The key and the log of deletions stay where they"
    )
    print(f"are: {settings.key_file}, {settings.deletion_log}. On another machine they go along.")
    return 0


def _settings() -> Settings:
    return settings_from(os.environ)


class _Progress:
    """Tells of long work, to whoever waits for it."""

    def __init__(self) -> None:
        self._said_at = time.monotonic()

    def __call__(self, done: int, whole: int) -> None:
        if time.monotonic() - self._said_at > _SAID_EVERY:
            self._said_at = time.monotonic()
            print(f"{done:,} of {whole:,} pages", file=sys.stderr)


def _tell_of_days(settings: Settings, made: backups.Made) -> None:
    if settings.backup_days == 0:
        print(
            "LOOK AT THIS: INTAKE_BACKUP_DAYS is 0, so no page tells patients how long backups hold "
            "what they delete. Set it."
        )
    elif made.past_their_days:
        print(f"LOOK AT THIS: patients are told that a backup is kept for {settings.backup_days} days. Delete these:")
        print("\n".join(str(path) for path in made.past_their_days))


def _tell_of_log(settings: Settings, restored: Restored) -> None:
    if restored.log is LogFound.KNOWN:
        return
    what = "There is no log of deletions" if restored.log is LogFound.NONE else "The log of deletions is an old one"
    print(f"LOOK AT THIS: {what}. What patients deleted since the backup is here again.")
    print(f"Bring the newest {settings.deletion_log.name} to {settings.data} before you start, if there is one.")


def _tell_table(copied: Copied) -> None:
    print(f"{copied.table:<18}{copied.rows:>10,} rows  {copied.digest[:16]}")


def _at_least_one(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError("write a whole number from 1 on")
    return int(text)


STORE_ARGUMENTS: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {
    "migrate": {
        ("--serving-role",): {
            "metavar": "ROLE",
            "help": "on PostgreSQL: the role that INTAKE_DATABASE_URL names where the server runs",
        }
    },
    "backup": {
        ("--to",): {
            "required": True,
            "type": Path,
            "metavar": "FOLDER",
            "help": "where to, on another disk if you can; or the name of a new file",
        },
        ("--keep",): {
            "type": _at_least_one,
            "metavar": "NUMBER",
            "help": "how many backups stay in the folder; older ones of this installation are deleted",
        },
    },
    "restore": {
        ("backup",): {"type": Path, "metavar": "BACKUP", "help": "the file that intake backup wrote"},
        ("--deletions",): {
            "type": Path,
            "metavar": "FILE",
            "help": "the newest log of deletions, where it is not in the data folder",
        },
        ("--clock-is-right",): {"action": "store_true", "help": "although the backup is days old"},
    },
    "move": {
        ("--to",): {"required": True, "metavar": "ADDRESS", "help": "the other database, without a password"},
        ("--back",): {"action": "store_true", "help": "open the old place again, and close the one that is named"},
        ("--without-newer",): {"action": "store_true", "help": "with --back: although something was saved there since"},
    },
}

STORE_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "migrate": migrate,
    "backup": backup,
    "restore": restore,
    "move": move,
}
