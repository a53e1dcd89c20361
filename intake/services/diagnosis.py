"""What `intake doctor` says: each thing looked at, how it stands, and what to do about it. It changes nothing."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from intake.config import Settings, is_loopback
from intake.country import Country, CountryUnknown, country_of
from intake.errors import IntakeError, KeyFileRefused, SettingsInvalid
from intake.exports.fonts import Families, scripts_without_font, system_families
from intake.keys.master import read_key_file
from intake.services.clinic_diagnosis import clinic_findings, mail_findings
from intake.services.expiry import FARTHEST_AHEAD
from intake.services.findings import Finding, State
from intake.services.vault import LEAST_FREE_SPACE
from intake.store import installation
from intake.store.engine import durability_of, engine_of, reading, sqlite_file
from intake.store.migrating import newest_version, version_of

LINES_LAST = timedelta(days=365)


def findings_of(invalid: SettingsInvalid) -> tuple[Finding, ...]:
    """When the settings cannot be used there is nothing else to look at."""
    return tuple(Finding(problem.setting, State.BROKEN, problem.mend) for problem in invalid.problems)


def diagnose(
    settings: Settings, now: datetime, families: Callable[[], Families] = system_families
) -> tuple[Finding, ...]:
    """In the order in which things are mended: a database is of no use in a folder that cannot be written to."""
    return (
        Finding("settings", State.OK),
        _data_folder(settings),
        _free_space(settings),
        _key_file(settings),
        _key_place(settings),
        *_database(settings, now),
        _public_address(settings),
        _proxies(settings),
        _fonts(families()),
        *_help_lines(settings, now),
        *mail_findings(settings),
    )


def _data_folder(settings: Settings) -> Finding:
    what = f"data folder {settings.data}"
    if not settings.data.is_dir():
        return Finding(what, State.ATTENTION, "it is not there yet; intake run makes it")
    if not os.access(settings.data, os.R_OK | os.W_OK | os.X_OK):
        return Finding(what, State.BROKEN, "this user cannot write to it; change its owner, or name another folder")
    if settings.data.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Finding(
            what, State.ATTENTION, f"other people on this computer can open it; run chmod 700 {settings.data}"
        )
    return Finding(what, State.OK)


def _free_space(settings: Settings) -> Finding:
    free = shutil.disk_usage(_nearest_folder(settings.data)).free
    what = f"free space: {free // 1_000_000} MB"
    if free < LEAST_FREE_SPACE:
        return Finding(what, State.BROKEN, f"free {LEAST_FREE_SPACE // 1_000_000} MB; until then no new form is begun")
    return Finding(what, State.OK)


def _nearest_folder(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())


def _key_file(settings: Settings) -> Finding:
    what = f"key file {settings.key_file}"
    if not settings.key_file.exists() and not _has_database(settings):
        return Finding(what, State.ATTENTION, "it is not there yet; intake run makes it")
    try:
        read_key_file(settings.key_file)
    except KeyFileRefused as problem:
        return Finding(what, State.BROKEN, str(problem))
    return Finding(what, State.OK)


def _has_database(settings: Settings) -> bool:
    file = sqlite_file(settings.database_url)
    return file is None or file.exists()


def _key_place(settings: Settings) -> Finding:
    """A copy of the database with its key beside it is worth more to a thief than either alone."""
    file = sqlite_file(settings.database_url)
    beside = {settings.data.resolve(), *([file.parent.resolve()] if file else [])}
    if beside & set(settings.key_file.resolve().parents):
        mend = "a backup of this folder takes the key along; move the file, and name it in INTAKE_KEY_FILE"
        return Finding("key apart from the data", State.ATTENTION, mend)
    return Finding("key apart from the data", State.OK)


def _database(settings: Settings, now: datetime) -> Iterator[Finding]:
    if not _has_database(settings):
        yield Finding("database", State.ATTENTION, "it is not there yet; intake run makes it")
        return
    try:
        engine = engine_of(settings.database_url)
        yield from _database_findings(engine, settings, now)
        engine.dispose()
    except (IntakeError, SQLAlchemyError) as problem:
        mend = f"it does not open ({type(problem).__name__}: {problem}); see INTAKE_DATABASE_URL"
        yield Finding("database", State.BROKEN, mend)


def _database_findings(engine: Engine, settings: Settings, now: datetime) -> Iterator[Finding]:
    durable = durability_of(engine)
    words = ", ".join(f"{durable[name]}" for name in ("journal_mode", "synchronous") if name in durable)
    yield Finding(f"database, durable settings: {words or engine.dialect.name}", State.OK)
    version = version_of(engine)
    if version != newest_version():
        mend = f"{version or 'none'} here, {newest_version()} wanted; intake run brings them up"
        yield Finding("tables", State.ATTENTION, mend)
        return
    yield Finding(f"tables, version {version}", State.OK)
    with reading(engine) as session:
        known = installation.find(session)
        if known is not None:
            yield _key_of_database(settings, known.key_fingerprint)
            yield _clock(known.last_seen_at, now)
        yield from clinic_findings(session, settings)


def _key_of_database(settings: Settings, fingerprint: str) -> Finding:
    try:
        same = read_key_file(settings.key_file).fingerprint == fingerprint
    except KeyFileRefused as problem:
        return Finding("key of this database", State.BROKEN, str(problem))
    if not same:
        mend = "the database was made with another key; bring that key back"
        return Finding("key of this database", State.BROKEN, mend)
    return Finding("key of this database", State.OK)


def _clock(last_seen: datetime, now: datetime) -> Finding:
    if now - last_seen > FARTHEST_AHEAD:
        mend = (
            f"nothing was deleted on schedule since {last_seen:%Y-%m-%d %H:%M} UTC; "
            "if the clock is right, run intake expire --clock-is-right"
        )
        return Finding("clock", State.ATTENTION, mend)
    return Finding("clock", State.OK)


def _public_address(settings: Settings) -> Finding:
    if settings.public_url:
        return Finding(f"public address {settings.public_url}", State.OK)
    return Finding(f"address: this computer alone ({settings.host})", State.OK)


def _proxies(settings: Settings) -> Finding:
    what = f"trusted proxies: {settings.trusted_proxies}"
    if settings.public_url and settings.trusted_proxies == 0:
        mend = "behind a proxy all patients share one address and its limits; set INTAKE_TRUSTED_PROXIES"
        return Finding(what, State.ATTENTION, mend)
    if settings.trusted_proxies and not is_loopback(settings.host):
        mend = "whoever reaches the server past the proxy can claim any address; let only the proxy reach it"
        return Finding(what, State.ATTENTION, mend)
    return Finding(what, State.OK)


def _fonts(families: Families) -> Finding:
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


def _help_lines(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        country = country_of(settings.country)
    except CountryUnknown as problem:
        yield Finding("country", State.BROKEN, str(problem))
        return
    yield Finding(f"country: {country.name}", State.OK)
    yield _dates_of(country, now)


def _dates_of(country: Country, now: datetime) -> Finding:
    old = [f"{line.name} ({line.checked_on})" for line in country.lines if now.date() - line.checked_on > LINES_LAST]
    if old:
        mend = f"call these again and renew their dates in intake/country.py: {', '.join(old)}"
        return Finding("help lines", State.ATTENTION, mend)
    return Finding("help lines", State.OK)
