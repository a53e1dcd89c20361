"""Settings from the environment, read once at start, each with its default and its unit; all problems told at once."""

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.errors import SettingProblem, SettingsInvalid


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table of settings; a default may lie in the folder that another setting names."""

    name: str
    default: str
    unit: str
    help: str
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings in use. `public_url` is "" when the server is for this computer alone; it never ends in a slash."""

    data: Path
    # May hold a password.
    database_url: str = field(repr=False)
    key_file: Path
    host: str
    port: int
    public_url: str
    trusted_proxies: int
    workers: int
    threads: int
    country: str
    backup_days: int
    idle: timedelta
    longest_session: timedelta
    exit_url: str
    language: str
    expiry_interval: timedelta
    zone: ZoneInfo
    # "" for none: then no notice is sent.
    smtp_host: str
    smtp_port: int
    smtp_security: str
    smtp_user: str
    smtp_password_file: Path | None
    smtp_from: str
    # None for no metrics.
    metrics_token_file: Path | None

    @property
    def deletion_log(self) -> Path:
        """Apart from the database, so that a restored backup does not bring back what was deleted."""
        return self.data / "deleted-drafts.log"


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise ValueError(f"write a whole number from {least} to {most}")
        return int(text)

    return read


def _worded(pattern: str, mend: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(mend)
        return text

    return read


def _https(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or re.search(r"\s", text):
        raise ValueError("write a whole address that begins with https://")
    return text


def _origin(text: str) -> str:
    if not text:
        return ""
    parts = urlsplit(_https(text))
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("write only https:// and the name of the server, without a path")
    return f"https://{parts.netloc}"


def _path(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:
        raise ValueError("there is no such user's folder; write the whole path") from None


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write a time zone such as America/New_York or Europe/London") from None


def _path_or_none(text: str) -> Path | None:
    return _path(text) if text else None


def _database(text: str) -> str:
    if not re.match(r"(sqlite|postgresql)(\+[a-z0-9]+)?://", text):
        raise ValueError("begin it with sqlite:/// or postgresql://")
    return text


_HOST = _worded(r"[A-Za-z0-9.:-]+", "write an address or a name of this computer, such as 127.0.0.1")
_COUNTRY = _worded(r"[A-Z]{2}", "write the two capital letters of a country, such as US")
_HOST_OR_NONE = _worded(r"[A-Za-z0-9.:-]*", "write the name of the mail server, or nothing")
_SECURITY = _worded(r"starttls|tls|none", "write starttls, tls or none; none is for a server on this computer")
_ADDRESS_OR_NONE = _worded(r"([^@\s<>,;]+@[^@\s<>,;]+)?", "write one e-mail address, such as intake@example.org")
_LANGUAGE = _worded(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "write a language tag, such as en")

SETTINGS: tuple[Setting, ...] = (
    Setting("INTAKE_DATA", "intake-data", "folder", "Where the database, its key and the log of deletions lie.", _path),
    Setting("INTAKE_DATABASE_URL", "sqlite:///{INTAKE_DATA}/intake.db", "address", "The database.", _database),
    Setting("INTAKE_KEY_FILE", "{INTAKE_DATA}/master.key", "file", "The master key; keep it out of backups.", _path),
    Setting("INTAKE_HOST", "127.0.0.1", "address", "The address to listen on.", _HOST),
    Setting("INTAKE_PORT", "8000", "port", "The port to listen on; PORT is read too.", _whole_number(1, 65535)),
    Setting("INTAKE_PUBLIC_URL", "", "https address", "What patients type; for any host but this one.", _origin),
    Setting("INTAKE_TRUSTED_PROXIES", "0", "proxies", "How many proxies in front are believed.", _whole_number(0, 9)),
    Setting("INTAKE_WORKERS", "2", "processes", "How many processes serve.", _whole_number(1, 64)),
    Setting("INTAKE_THREADS", "4", "threads", "How many requests one process serves at once.", _whole_number(1, 64)),
    Setting("INTAKE_COUNTRY", "US", "country code", "Help lines, paper, dates and units.", _COUNTRY),
    Setting(
        "INTAKE_BACKUP_DAYS", "0", "days", "How long backups may hold deleted answers; 0: none.", _whole_number(0, 3650)
    ),
    Setting("INTAKE_IDLE_MINUTES", "30", "minutes", "A session ends after this long unused.", _whole_number(1, 1440)),
    Setting(
        "INTAKE_SESSION_HOURS", "24", "hours", "A session ends after this long in any case.", _whole_number(1, 168)
    ),
    Setting("INTAKE_EXIT_URL", "https://www.wikipedia.org/", "https address", "Where “Exit this page” leads.", _https),
    Setting("INTAKE_LANGUAGE", "en", "language tag", "The language of the pages.", _LANGUAGE),
    Setting(
        "INTAKE_EXPIRY_MINUTES", "60", "minutes", "How often the server deletes what expired.", _whole_number(1, 1440)
    ),
    Setting("INTAKE_TIME_ZONE", "UTC", "time zone", "The zone of the times on the clinic's pages.", _zone),
    Setting("INTAKE_SMTP_HOST", "", "host name", "The mail server for notices to clinics.", _HOST_OR_NONE),
    Setting("INTAKE_SMTP_PORT", "587", "port", "The port of the mail server.", _whole_number(1, 65535)),
    Setting("INTAKE_SMTP_SECURITY", "starttls", "word", "How the mail server is spoken to.", _SECURITY),
    Setting("INTAKE_SMTP_USER", "", "name", "The name to sign in to the mail server with.", str),
    Setting("INTAKE_SMTP_PASSWORD_FILE", "", "file", "The file with the password for it.", _path_or_none),
    Setting("INTAKE_SMTP_FROM", "", "e-mail address", "Whom notices come from.", _ADDRESS_OR_NONE),
    Setting("INTAKE_METRICS_TOKEN_FILE", "", "file", "The token of whoever collects /metrics.", _path_or_none),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}


def settings_from(environ: Mapping[str, str]) -> Settings:
    """Raises `SettingsInvalid` with every problem found. A setting that is empty counts as not set."""
    said = {name: text.strip() for name, text in environ.items() if text.strip()}
    if "PORT" in said:
        said.setdefault("INTAKE_PORT", said["PORT"])
    problems = _misspelt(said)
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = said.get(setting.name, setting.default.replace("{INTAKE_DATA}", str(values.get("INTAKE_DATA", ""))))
        try:
            values[setting.name] = setting.read(text)
        except ValueError as problem:
            problems.append(SettingProblem(setting.name, _shown(setting.name, text), str(problem)))
    problems += _unguarded(values)
    if problems:
        raise SettingsInvalid(tuple(problems))
    return _settings_of(values)


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _misspelt(said: Mapping[str, str]) -> list[SettingProblem]:
    unknown = [name for name in said if name.startswith("INTAKE_") and name not in _BY_NAME]
    return [SettingProblem(name, "…", _nearest(name)) for name in sorted(unknown)]


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, list(_BY_NAME), n=1)
    return f"there is no such setting; did you mean {near[0]}?" if near else "there is no such setting; take it out"


def _shown(name: str, text: str) -> str:
    # The address of a database may hold its password.
    return "…" if name == "INTAKE_DATABASE_URL" else text


def _unguarded(values: Mapping[str, Any]) -> list[SettingProblem]:
    return _plain_http(values) + _mail_half_set(values)


def _mail_half_set(values: Mapping[str, Any]) -> list[SettingProblem]:
    host = values.get("INTAKE_SMTP_HOST", "")
    if host and not values.get("INTAKE_SMTP_FROM", "a problem of its own"):
        return [SettingProblem("INTAKE_SMTP_FROM", "", "set it to the address that notices come from")]
    if host and values.get("INTAKE_SMTP_SECURITY") == "none" and not is_loopback(host):
        return [SettingProblem("INTAKE_SMTP_SECURITY", "none", "set starttls or tls for a server elsewhere")]
    signs_in = ("INTAKE_SMTP_USER", "INTAKE_SMTP_PASSWORD_FILE")
    missing = [name for name in signs_in if not values.get(name, "a problem of its own")]
    if host and len(missing) == 1:
        return [SettingProblem(missing[0], "", "name and password file go together; set both, or neither")]
    return []


def _plain_http(values: Mapping[str, Any]) -> list[SettingProblem]:
    """Plain http is for this computer alone: elsewhere browsers drop the session's cookie without a word."""
    host = values.get("INTAKE_HOST", "localhost")
    if is_loopback(host) or values.get("INTAKE_PUBLIC_URL", "a problem of its own"):
        return []
    mend = "set INTAKE_PUBLIC_URL to the https address of the proxy in front, or take INTAKE_HOST=127.0.0.1"
    return [SettingProblem("INTAKE_HOST", host, mend)]


def _settings_of(values: Mapping[str, Any]) -> Settings:
    return Settings(
        data=values["INTAKE_DATA"],
        database_url=values["INTAKE_DATABASE_URL"],
        key_file=values["INTAKE_KEY_FILE"],
        host=values["INTAKE_HOST"],
        port=values["INTAKE_PORT"],
        public_url=values["INTAKE_PUBLIC_URL"],
        trusted_proxies=values["INTAKE_TRUSTED_PROXIES"],
        workers=values["INTAKE_WORKERS"],
        threads=values["INTAKE_THREADS"],
        country=values["INTAKE_COUNTRY"],
        backup_days=values["INTAKE_BACKUP_DAYS"],
        idle=timedelta(minutes=values["INTAKE_IDLE_MINUTES"]),
        longest_session=timedelta(hours=values["INTAKE_SESSION_HOURS"]),
        exit_url=values["INTAKE_EXIT_URL"],
        language=values["INTAKE_LANGUAGE"],
        expiry_interval=timedelta(minutes=values["INTAKE_EXPIRY_MINUTES"]),
        zone=values["INTAKE_TIME_ZONE"],
        smtp_host=values["INTAKE_SMTP_HOST"],
        smtp_port=values["INTAKE_SMTP_PORT"],
        smtp_security=values["INTAKE_SMTP_SECURITY"],
        smtp_user=values["INTAKE_SMTP_USER"],
        smtp_password_file=values["INTAKE_SMTP_PASSWORD_FILE"],
        smtp_from=values["INTAKE_SMTP_FROM"],
        metrics_token_file=values["INTAKE_METRICS_TOKEN_FILE"],
    )
