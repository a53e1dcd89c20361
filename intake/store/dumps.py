"""One state of a PostgreSQL database as a file, and back, by PostgreSQL's own programs."""

import os
import re
import subprocess  # for the programs of PostgreSQL, by their names and with arguments of ours # nosec B404
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from intake.store.leaving_out import LEFT_OUT

# The programs read it from their environment: what stands among their arguments is seen by everybody on the machine.
_SECRET = "password"  # nosec B105 # noqa: S105 - a name
_NEVER_SHOWN = frozenset({_SECRET, "sslpassword"})
_LONGEST_COMPLAINT = 300
_VERSIONS_DIFFER = re.compile(r"pg_dump: detail: server version: [^;]+; pg_dump version: .+")
_EXPORT = text("SELECT pg_export_snapshot()")
# What an extension brought is not ours.
_OURS = text(
    "SELECT format('DROP TABLE IF EXISTS %I CASCADE', relname) FROM pg_class"
    " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
    " UNION ALL SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc"
    " WHERE pronamespace = current_schema()::regnamespace"
    " AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
)


class ProgramStopped(Exception):
    """One of PostgreSQL's programs is not there, or ended with a complaint; the message says which, and the mend."""


def dump(session: Session, engine: Engine, target: Path) -> None:
    """Write to `target` the state that the session's transaction sees, without `LEFT_OUT`. Raises `ProgramStopped`."""
    told = ["--format=custom", "--compress=1", "--no-owner", "--no-privileges", f"--file={target}"]
    left_out = [f"--exclude-table-data={name}" for name in LEFT_OUT]
    _run(["pg_dump", *told, *left_out, f"--snapshot={session.scalar(_EXPORT)}"], engine)


def rows_in(file: Path) -> Counter[str]:
    """How many rows each table has in a dump, which is read to its end. Raises `ProgramStopped`."""
    command = ["pg_restore", "--data-only", "--file=-", str(file)]
    try:
        with subprocess.Popen(  # nosec B603 # noqa: S603 - no shell, and a file that the operator named
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as program:
            counted = _rows_of(program.stdout) if program.stdout else Counter[str]()
    except OSError:
        raise _missing(command[0]) from None
    if program.returncode:
        raise ProgramStopped("pg_restore cannot read the dump: it is not whole, or a newer pg_dump wrote it")
    return counted


def load(engine: Engine, file: Path) -> None:
    """A dump into a database without tables, in one transaction. Raises `ProgramStopped`."""
    told = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run(["pg_restore", *told, str(file)], engine)


def has_tables(engine: Engine) -> bool:
    with engine.connect() as connection:
        return bool(connection.execute(_OURS).all())


def empty(engine: Engine) -> None:
    """Drop every table and function of the schema: all that a load into an empty one left there."""
    with engine.begin() as connection:
        for (statement,) in connection.execute(_OURS).all():
            connection.execute(text(statement))


def _rows_of(lines: IO[bytes]) -> Counter[str]:
    counted, table = Counter[str](), ""
    for line in lines:
        if line.startswith(b"COPY ") and not table:
            table = line.split()[1].decode().rpartition(".")[2].strip('"')
        elif line == b"\\.\n":
            table = ""
        elif table:
            counted[table] += 1
    return counted


def _run(command: list[str], engine: Engine) -> None:
    _, told = engine.dialect.create_connect_args(engine.url)
    environ = {**os.environ, **({"PGPASSWORD": str(told[_SECRET])} if _SECRET in told else {})}
    command = [*command, "--no-password", f"--dbname={_conninfo(told)}"]
    try:
        done = subprocess.run(  # nosec B603 # noqa: S603 - no shell, and files that the operator named
            command, capture_output=True, text=True, env=environ, check=False
        )
    except OSError:
        raise _missing(command[0]) from None
    if done.returncode:
        raise ProgramStopped(_complaint_in(done.stderr))


def _complaint_in(said: str) -> str:
    """The first line names the problem, and one on versions what to install; others may quote a row."""
    first, *more = said.splitlines() or [""]
    versions = [line for line in more if _VERSIONS_DIFFER.fullmatch(line)]
    return "; ".join(line[:_LONGEST_COMPLAINT] for line in (first, *versions))


def _conninfo(told: Mapping[str, Any]) -> str:
    """As libpq reads it; what only the driver in Python knows is no text and no number."""
    shown = {name: str(value) for name, value in told.items() if isinstance(value, str | int)}
    quoted = {name: value.replace("\\", "\\\\").replace("'", "\\'") for name, value in shown.items()}
    return " ".join(f"{name}='{value}'" for name, value in quoted.items() if name not in _NEVER_SHOWN)


def _missing(program: str) -> ProgramStopped:
    return ProgramStopped(
        f"{program} is not on the path. Debian has it in the package postgresql-client; its version is to be that of "
        "the server, or newer"
    )
