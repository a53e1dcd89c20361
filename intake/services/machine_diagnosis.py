"""What `intake doctor` says of the machine: folder, space, key file, fonts and help lines. It changes nothing."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from intake.config import Settings
from intake.country import Country, CountryUnknown, country_of
from intake.errors import KeyFileRefused
from intake.exports.fonts import Families, scripts_without_font
from intake.keys.master import read_key_file, refuse_place_of_key
from intake.services.backups import last_backup
from intake.services.findings import Finding, State
from intake.services.vault import LEAST_FREE_SPACE
from intake.store.engine import sqlite_file

LINES_LAST = timedelta(days=365)
BACKUP_LASTS = timedelta(days=2)


def machine_findings(settings: Settings) -> Iterator[Finding]:
    yield _data_folder(settings)
    yield _free_space(settings)
    yield _key_file(settings)
    yield _key_place(settings)


def has_database(settings: Settings) -> bool:
    """Of a database elsewhere nobody knows before it is asked."""
    file = sqlite_file(settings.database_url)
    # An empty file is what a first start leaves that was cut short.
    return file is None or (_is_seen(file) and file.stat().st_size > 0)


def backup_findings(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Of `intake backup` alone; nothing is said of an installation that has only begun, or is backed up otherwise."""
    last = last_backup(settings.data)
    if last is not None and now - last > BACKUP_LASTS:
        mend = f"the last one was made on {last:%Y-%m-%d}; look at what runs intake backup"
        yield Finding("backup", State.ATTENTION, mend)
    elif last is not None:
        yield Finding(f"backup of {last:%Y-%m-%d %H:%M} UTC", State.OK)
    elif settings.backup_days:
        mend = "INTAKE_BACKUP_DAYS tells patients of backups, and intake backup made none yet"
        yield Finding("backup", State.ATTENTION, mend)


def font_finding(families: Families) -> Finding:
    missing: dict[str, list[str]] = {}
    for script in scripts_without_font(families):
        missing.setdefault(script.package, []).append(script.name)
    if missing:
        packages = "; ".join(f"{package} for {', '.join(names)}" for package, names in missing.items())
        mend = (
            f"a PDF has marks in place of letters until these packages are installed, as Debian names them: {packages}"
        )
        return Finding("fonts of the sheet", State.ATTENTION, mend)
    return Finding("fonts of the sheet", State.OK)


def help_line_findings(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        country = country_of(settings.country)
    except CountryUnknown as problem:
        yield Finding("country", State.BROKEN, str(problem))
        return
    yield Finding(f"country: {country.name}", State.OK)
    yield _dates_of(country, now)


def _data_folder(settings: Settings) -> Finding:
    what = f"data folder {settings.data}"
    there = _nearest(settings.data)
    if not there.is_dir():
        return Finding(what, State.BROKEN, f"{there} is no folder; name another place in INTAKE_DATA")
    if not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        mend = f"this user cannot write to {there}; change its owner, or name another folder"
        return Finding(what, State.BROKEN, mend)
    if there != settings.data:
        return Finding(what, State.ATTENTION, "it is not there yet; intake run makes it")
    if settings.data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(
            what, State.ATTENTION, f"other people on this computer can open it; run chmod 700 {settings.data}"
        )
    return Finding(what, State.OK)


def _free_space(settings: Settings) -> Finding:
    free = shutil.disk_usage(_nearest(settings.data)).free
    what = f"free space: {free // 1_000_000} MB"
    if free < LEAST_FREE_SPACE:
        return Finding(what, State.BROKEN, f"free {LEAST_FREE_SPACE // 1_000_000} MB; until then no new form is begun")
    return Finding(what, State.OK)


def _nearest(path: Path) -> Path:
    """Itself, or what is there of the way to it."""
    return next(each for each in (path, *path.parents) if _is_seen(each))


def _is_seen(path: Path) -> bool:
    """Unlike `Path.exists` it asks without complaint where this user may not look."""
    return os.access(path, os.F_OK)


def _key_file(settings: Settings) -> Finding:
    what = f"key file {settings.key_file}"
    is_wanted = has_database(settings) or _is_seen(settings.key_file)
    try:
        if not is_wanted and settings.key_file.parent != settings.data:
            refuse_place_of_key(settings.key_file)
        if not is_wanted:
            return Finding(what, State.ATTENTION, "it is not there yet; intake run makes it")
        read_key_file(settings.key_file)
    except KeyFileRefused as problem:
        return Finding(what, State.BROKEN, str(problem))
    return Finding(what, State.OK)


def _key_place(settings: Settings) -> Finding:
    """A copy of the database with its key beside it is worth more to a thief than either alone."""
    file = sqlite_file(settings.database_url)
    beside = {settings.data.resolve(), *([file.parent.resolve()] if file else [])}
    if beside & set(settings.key_file.resolve().parents):
        mend = "a backup of this folder takes the key along; move the file, and name it in INTAKE_KEY_FILE"
        return Finding("key apart from the data", State.ATTENTION, mend)
    return Finding("key apart from the data", State.OK)


def _dates_of(country: Country, now: datetime) -> Finding:
    old = [f"{line.name} ({line.checked_on})" for line in country.lines if now.date() - line.checked_on > LINES_LAST]
    if old:
        mend = f"call these again and renew their dates in intake/country.py: {', '.join(old)}"
        return Finding("help lines", State.ATTENTION, mend)
    return Finding("help lines", State.OK)
