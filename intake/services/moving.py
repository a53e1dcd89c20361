"""Moving a whole installation to another database, of either kind, without losing or doubling what is being saved.

Until the end the old place is served and the new one is not; from then on it is the other way round. In between neither
takes a save: the old place is closed before the new one is opened, so a crash between the two loses nothing, and the
same move finishes what it began.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from intake.config import Settings
from intake.errors import InstallationNotMoved, KeyMismatch, StoreUnavailable
from intake.keys.master import Keys, read_key_file
from intake.services.auditing import verify
from intake.services.backups import PATIENT_SECONDS
from intake.store import copying, installation
from intake.store.copying import Copied, RowNotCopied
from intake.store.engine import engine_of, reading, sqlite_file, write_lock
from intake.store.leaving_out import LEFT_OUT
from intake.store.migrating import migrate, newest_version, version_of
from intake.store.standing import (
    Mark,
    Standing,
    close_to_writes,
    hold_writers,
    mark_in,
    mark_of,
    open_to_writes,
    refuse_unless_open,
    remove_mark,
    set_mark,
)

_NOTHING = "there is nothing to move; no server ran on it yet."
# What serving changes although nobody saves anything.
_OF_NO_ANSWER = LEFT_OUT | {"installation"}


@dataclass(frozen=True, slots=True)
class Moved:
    """`place`: the new one, without a password. `already`: an earlier run had done all of it."""

    place: str
    already: bool
    audit_problems: int = 0


def move(settings: Settings, to: str, told: Callable[[Copied], None]) -> Moved:
    """Nobody saves meanwhile; what is asked to be saved waits, and is told to try again. `told`: of each table.

    Raises `InstallationNotMoved`, `KeyMismatch`, `KeyFileRefused`, `StoreClosed`, `StoreUnavailable`.
    """
    with _both(settings, to) as (source, target), _problems_told():
        keys = _keys(settings, source)
        if _is_done(source, target):
            return Moved(name_of(target.url), already=True)
        _claim(source, target)
        # The inner one ends first: the old place is closed before the new one is open.
        with write_lock(target) as written, write_lock(source) as read:
            return _carry_over(read, written, keys, told)


def name_of(url: URL) -> str:
    """As it may be told and kept: without a password, and without options but for those that say where it is."""
    file = sqlite_file(url.render_as_string(hide_password=False))
    if file is not None:
        return f"sqlite:///{file.absolute()}"
    where = {option: told for option, told in url.query.items() if option in ("host", "port")}
    # Made anew: `set` leaves a password where it is.
    plain = URL.create(url.get_backend_name(), url.username, None, url.host, url.port, url.database, where)
    return plain.render_as_string()


@contextmanager
def _both(settings: Settings, to: str) -> Iterator[tuple[Engine, Engine]]:
    _prove_address(to)
    source, target = (engine_of(url, PATIENT_SECONDS) for url in (settings.database_url, to))
    try:
        if name_of(source.url) == name_of(target.url):
            raise InstallationNotMoved(f"{name_of(source.url)}: that is where it is.")
        file = sqlite_file(settings.database_url)
        if file is not None and not file.exists():
            raise InstallationNotMoved(f"{file}: {_NOTHING}")
        yield source, target
    finally:
        source.dispose()
        target.dispose()


def _prove_address(to: str) -> None:
    try:
        secret = make_url(to).password
    except ArgumentError:
        raise InstallationNotMoved("--to: write an address that begins with postgresql:// or sqlite:///.") from None
    if secret is not None:
        mend = "Leave the password out, and give it in PGPASSWORD or the file .pgpass"
        raise InstallationNotMoved(f"--to: everybody on this machine sees what a command is called with. {mend}.")


@contextmanager
def _problems_told() -> Iterator[None]:
    try:
        yield
    except RowNotCopied as problem:
        raise InstallationNotMoved(f"{problem}. Nothing was moved.") from None
    except StoreUnavailable as problem:
        mend = (
            "Nothing is lost. Run the same command again; where the old place says that it was moved, "
            "--back opens it again"
        )
        told = f"One of the two databases stopped it ({problem}; the new one's address is that of --to)"
        raise InstallationNotMoved(f"{told}. {mend}.") from None


def _keys(settings: Settings, source: Engine) -> Keys:
    version = version_of(source)
    if version != newest_version():
        raise InstallationNotMoved(f"Its tables are {version}, and {newest_version()} is wanted: run intake migrate.")
    with reading(source) as session:
        known = installation.find(session)
        if known is None:
            raise InstallationNotMoved(f"{name_of(source.url)}: {_NOTHING}")
        master = read_key_file(settings.key_file)
        if master.fingerprint != known.key_fingerprint:
            raise KeyMismatch(f"{settings.key_file}: the database was made with another key; bring that key back")
        return master.keys(known.sealed_root)


def _is_done(source: Engine, target: Engine) -> bool:
    """Raises `StoreClosed` for a source that was moved elsewhere."""
    if mark_of(source) != Mark(Standing.MOVED, name_of(target.url)):
        refuse_unless_open(source)
        return False
    return mark_of(target) is None and _made_at(source) == _made_at(target)


def _made_at(engine: Engine) -> object:
    if version_of(engine) is None:
        return None
    with reading(engine) as session:
        known = installation.find(session)
        return known.made_at if known else None


def _claim(source: Engine, target: Engine) -> None:
    """From now on nobody serves it, and this move alone fills it."""
    mark, file = Mark(Standing.MOVING, name_of(source.url)), sqlite_file(str(target.url))
    if file is not None:
        # Made before SQLite does, which would leave it open to others.
        file.touch(mode=0o600)
    with write_lock(target) as connection:
        found = mark_in(connection)
        if (found or mark) != mark or any(copying.counts(connection).values()):
            raise InstallationNotMoved(f"{name_of(target.url)}: it is in use. Name an empty database.")
        set_mark(connection, mark)
    migrate(target)


def _carry_over(read: Connection, written: Connection, keys: Keys, told: Callable[[Copied], None]) -> Moved:
    place = name_of(written.engine.url)
    hold_writers(read)
    copying.copy(read, written, told)
    with Session(written) as session:
        problems = verify(session, keys).problems
    remove_mark(written)
    if mark_in(read) is None:
        set_mark(read, Mark(Standing.MOVED, place))
        close_to_writes(read)
    return Moved(place, already=False, audit_problems=len(problems))


def back(settings: Settings, to: str, *, without_newer: bool = False) -> None:
    """Serve the old place again, which the settings name, and close the new one, `to`.

    Raises `InstallationNotMoved` where something was saved at the new place since, or that cannot be known;
    `without_newer` gives it up.
    """
    with _both(settings, to) as (source, target):
        mark = mark_of(source)
        if mark != Mark(Standing.MOVED, name_of(target.url)):
            raise InstallationNotMoved(f"{name_of(source.url)}: it was not moved to {name_of(target.url)}.")
        with _unless(without_newer), write_lock(target) as there, write_lock(source) as here:
            _close_what_was_new(here, there, without_newer=without_newer)
        with write_lock(source) as here:
            open_to_writes(here)
            remove_mark(here)


@contextmanager
def _unless(without_newer: bool) -> Iterator[None]:
    try:
        yield
    except StoreUnavailable:
        if not without_newer:
            raise InstallationNotMoved(
                "The new place does not answer, so nobody knows what was saved there since. Bring it up; or add "
                "--without-newer, and what was saved there is not here."
            ) from None


def _close_what_was_new(here: Connection, there: Connection, *, without_newer: bool) -> None:
    if mark_in(there) is not None or not copying.counts(there):
        # Closed, or nothing: nobody saved there.
        return
    hold_writers(there)
    changed = copying.differing(here, there, _OF_NO_ANSWER)
    if changed and not without_newer:
        raise InstallationNotMoved(
            f"The new place has what this one has not ({', '.join(changed)}). Move it from there into a new database "
            "instead; or add --without-newer, and what was saved there since is not here."
        )
    set_mark(there, Mark(Standing.MOVED, name_of(here.engine.url)))
    close_to_writes(there)
