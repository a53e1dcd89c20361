"""F20: an installation that cannot be served safely is refused in one line, with exit status 1, and left as it was."""

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from intake.config import settings_from
from intake.keys.master import make_key_file
from intake.services.opening import open_vault
from tests.faults.outcomes import Outcome
from tests.faults.sabotage import before_serving
from tests.live.server import LiveServer

LONGEST_START = 60.0
# Root may write everywhere; without these rights it is bound by modes like anybody else.
BOUND_BY_MODES = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
KEY, DATABASE = "master.key", "intake.db"
Settings = dict[str, str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What came of a start. `wrong`: what has to be otherwise, as words; `said`: the line that the operator read."""

    way: str
    wrong: tuple[str, ...]
    said: str


def refusals(scale: float) -> Outcome:
    """Every way once, whatever the scale."""
    found = [started(way) for way in WAYS]
    bad = [started(way, before_serving("make_missing_key")) for way in ("missing key", "key of another database")]
    return Outcome(
        fault="F20",
        how=f"{len(WAYS)} starts that are not safe: folders, databases, keys, settings",
        tried=len(found),
        lost=0,
        corrupted=sum("served" in refusal.wrong for refusal in found),
        known_bad="a start that makes a key where none fits",
        caught=sum(bool(refusal.wrong) for refusal in bad),
        bad_tried=len(bad),
        not_held=tuple(f"{refusal.way}: {what}" for refusal in found for what in refusal.wrong),
    )


def started(way: str, prelude: str = "") -> Refusal:
    with tempfile.TemporaryDirectory(prefix="intake-refusals-") as folder:
        server = LiveServer(Path(folder), prelude=prelude, wrapper=BOUND_BY_MODES)
        if way not in ON_NOTHING:
            open_vault(settings_from({"INTAKE_DATA": str(server.data)}), datetime.now(UTC))
        server.settings.update(WAYS[way](server.data))
        before = _everything_in(server)
        status = _status_of(server)
        said = server.log.read_text(errors="replace").strip()
        checks = {
            "served": status is None,
            f"ended with {status}": status not in (None, 1),
            f"{len(said.splitlines())} lines": len(said.splitlines()) != 1,
            f"does not name {NAMED[way]}": NAMED[way] not in said,
            "something was changed": _everything_in(server) != before,
        }
        _open_again(server.folder)
    return Refusal(way, tuple(what for what, is_so in checks.items() if is_so), said)


def _status_of(server: LiveServer) -> int | None:
    """None when it serves."""
    server.begin()
    assert server.process is not None
    while server.running and not server.answers():
        try:
            server.process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    if not server.running:
        return server.process.returncode
    server.kill()
    return None


def _everything_in(server: LiveServer) -> dict[str, tuple[int, bytes]]:
    """Mode and content of each file, but for what the server says."""
    files = [path for path in server.folder.rglob("*") if path != server.log]
    return {str(path): (path.stat().st_mode, b"" if path.is_dir() else path.read_bytes()) for path in files}


def _open_again(folder: Path) -> None:
    """So that it can be taken away."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o700)


def _read_only_folder(data: Path) -> Settings:
    data.chmod(0o500)
    return {}


def _read_only_database(data: Path) -> Settings:
    (data / DATABASE).chmod(0o400)
    return {}


def _no_database(data: Path) -> Settings:
    (data / DATABASE).write_bytes(b"not what a database begins with " * 200)
    return {}


def _newer_tables(data: Path) -> Settings:
    with closing(sqlite3.connect(data / DATABASE)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    return {}


def _missing_key(data: Path) -> Settings:
    (data / KEY).unlink()
    return {}


def _key_of_another(data: Path) -> Settings:
    (data / KEY).unlink()
    make_key_file(data / KEY)
    return {}


def _open_key(data: Path) -> Settings:
    (data / KEY).chmod(0o644)
    return {}


def _no_key(data: Path) -> Settings:
    (data / KEY).write_text("intake-master-key-1:c2hvcnQ=\n")
    return {}


def _file_for_folder(data: Path) -> Settings:
    data.write_text("")
    return {}


def _no_place(data: Path) -> Settings:
    closed = data.parent / "closed"
    closed.mkdir(mode=0o500)
    return {"INTAKE_DATA": str(closed / "data")}


def _setting(name: str, value: str) -> Callable[[Path], Settings]:
    return lambda _: {name: value}


WAYS: dict[str, Callable[[Path], Settings]] = {
    "read-only folder": _read_only_folder,
    "read-only database": _read_only_database,
    "file that is no database": _no_database,
    "newer tables": _newer_tables,
    "missing key": _missing_key,
    "key of another database": _key_of_another,
    "key that others can read": _open_key,
    "file that is no key": _no_key,
    "file for a folder": _file_for_folder,
    "folder that cannot be made": _no_place,
    "port that is no number": _setting("INTAKE_PORT", "http"),
    "misspelt setting": _setting("INTAKE_DATABSE_URL", "sqlite:///elsewhere.db"),
    "address without https": _setting("INTAKE_HOST", "0.0.0.0"),  # noqa: S104 - what is refused
    "database that is not there": _setting("INTAKE_DATABASE_URL", "postgresql+psycopg://x@127.0.0.1:9/x"),
    "address of no database": _setting("INTAKE_DATABASE_URL", "nonsense"),
}
NAMED = {
    **dict.fromkeys(WAYS, "INTAKE_DATA"),
    **dict.fromkeys(("read-only database", "file that is no database", "newer tables"), DATABASE),
    **dict.fromkeys(("missing key", "key of another database", "key that others can read", "file that is no key"), KEY),
    "port that is no number": "INTAKE_PORT",
    "address without https": "INTAKE_HOST",
    "database that is not there": "INTAKE_DATABASE_URL",
}
"""What the line has to name: the setting or the file that is to be mended."""
ON_NOTHING = frozenset({"file for a folder", "folder that cannot be made"})
