"""What `intake doctor` says of the database: whether what it keeps lasts, whose it is, who may change what."""

import os
import sqlite3
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, Engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from intake.config import Settings, is_loopback
from intake.errors import IntakeError, KeyFileRefused, StoreClosed, StoreNotDurable
from intake.keys.master import read_key_file
from intake.services.clinic_diagnosis import clinic_findings
from intake.services.expiry import FARTHEST_AHEAD
from intake.services.findings import Finding, State
from intake.services.machine_diagnosis import has_database
from intake.store import installation
from intake.store.engine import durability_of, engine_of, reading, sqlite_file
from intake.store.migrating import newest_version, version_of
from intake.store.sqlite import WAL_IS_SOUND_FROM
from intake.store.standing import refuse_unless_open

_DURABLE = "database, durable settings"
_ANOTHER_ROLE = "serve with another one, to which intake migrate --serving-role gives what it takes"
_ROLE = text("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
_MAKES_TABLES = text("SELECT has_schema_privilege(current_schema(), 'CREATE')")
_REWRITES = text("SELECT has_table_privilege('audit', 'UPDATE, DELETE, TRUNCATE')")


def database_findings(settings: Settings, now: datetime) -> Iterator[Finding]:
    if not has_database(settings):
        yield Finding("database", State.ATTENTION, "it is not there yet; intake run makes it")
        return
    file = sqlite_file(settings.database_url)
    if file is not None and not os.access(file, os.R_OK | os.W_OK):
        yield Finding(f"database {file}", State.BROKEN, "this user cannot write to it; change its owner or its mode")
        return
    try:
        engine = engine_of(settings.database_url, connections=1)
        try:
            refuse_unless_open(engine)
            yield from _of_engine(engine, settings, now)
        finally:
            engine.dispose()
    except StoreNotDurable as problem:
        yield Finding(_DURABLE, State.BROKEN, f"{problem}; until then nothing is served")
    except StoreClosed as problem:
        yield Finding("database", State.BROKEN, str(problem))
    except (IntakeError, SQLAlchemyError) as problem:
        mend = f"it does not open ({type(problem).__name__}: {problem}); see INTAKE_DATABASE_URL"
        yield Finding("database", State.BROKEN, mend)


def _of_engine(engine: Engine, settings: Settings, now: datetime) -> Iterator[Finding]:
    durable = durability_of(engine)
    yield _durable(engine, durable)
    if engine.dialect.name == "sqlite":
        yield _sqlite_version()
    else:
        yield _network(settings)
    version = version_of(engine)
    if version != newest_version():
        mend = f"{version or 'none'} here, {newest_version()} wanted; intake run brings them up, or intake migrate"
        yield Finding("tables", State.ATTENTION, mend)
        return
    yield Finding(f"tables, version {version}", State.OK)
    with reading(engine) as session:
        if engine.dialect.name != "sqlite":
            yield _role(session.connection())
        known = installation.find(session)
        if known is not None:
            yield _key_of_database(settings, known.key_fingerprint)
            yield _clock(known.last_seen_at, now)
        yield from clinic_findings(session, settings)


def _durable(engine: Engine, found: dict[str, str]) -> Finding:
    if found.get("data_checksums") == "off":
        mend = "a page that the disk spoils is not noticed; stop PostgreSQL, and run pg_checksums --enable"
        return Finding(_DURABLE, State.ATTENTION, mend)
    told = ("journal_mode", "synchronous") if engine.dialect.name == "sqlite" else ("fsync", "synchronous_commit")
    return Finding(f"{_DURABLE}: {', '.join(found[name] for name in told)}", State.OK)


def _sqlite_version() -> Finding:
    what = f"SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < WAL_IS_SOUND_FROM:
        # Its write-ahead log can lose pages, so it is not used; the journal in its place is sound, and slower.
        return Finding(f"{what}, without a write-ahead log", State.OK)
    return Finding(what, State.OK)


def _network(settings: Settings) -> Finding:
    url = make_url(settings.database_url)
    host = url.query.get("host", url.host) or ""
    mode = url.query.get("sslmode") or os.environ.get("PGSSLMODE", "prefer")
    # A path is a socket of this computer.
    if not host or str(host).startswith("/") or is_loopback(str(host)) or mode == "verify-full":
        return Finding("way to the database", State.OK)
    mend = "whoever sits on the way can read it, or be taken for it; add sslmode=verify-full to INTAKE_DATABASE_URL"
    return Finding("way to the database", State.ATTENTION, mend)


def _role(connection: Connection) -> Finding:
    name, rules_all = connection.execute(_ROLE).one()
    what = f"role {name} of the database"
    if rules_all:
        mend = f"it may do anything, to every database of the server; {_ANOTHER_ROLE}"
    elif connection.scalar(_MAKES_TABLES):
        mend = f"it may change the tables; {_ANOTHER_ROLE}"
    elif connection.scalar(_REWRITES):
        mend = f"it may rewrite the audit log; {_ANOTHER_ROLE}"
    else:
        return Finding(what, State.OK)
    return Finding(what, State.ATTENTION, mend)


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
