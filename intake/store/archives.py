"""A backup as one file: a tar archive of the database and, before it, a manifest; any tar program can open it."""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO

FORMAT = 1
_MANIFEST = "manifest.json"
# What the database is called in the archive, by its kind.
_NAMES = {"sqlite": "intake.db", "postgresql": "intake.dump"}
_LONGEST_MANIFEST = 64 * 1024
_PART = 1024 * 1024


class ArchiveBroken(Exception):
    """The file is no backup, or not whole any more; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Of the database in a backup. `key`: the fingerprint of its master key; `audit`: the head of its audit log."""

    tables: str
    made_at: datetime
    key: str
    audit: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Every save acknowledged before `begun` is in it. `deletions`: how many the log of deletions had by then."""

    database: str
    begun: datetime
    deletions: int
    facts: Facts
    size: int
    sha256: str


def write(target: Path, manifest: Manifest, database: Path) -> None:
    """On the disk when it returns. Raises OSError; `FileExistsError` where there is such a file."""
    with os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive, database.open("rb") as read:
            text = json.dumps({"format": FORMAT, **asdict(manifest)}, default=datetime.isoformat, indent=1).encode()
            archive.addfile(_member(_MANIFEST, len(text), manifest.begun), BytesIO(text))
            archive.addfile(_member(_NAMES[manifest.database], manifest.size, manifest.begun), read)
        file.flush()
        os.fsync(file.fileno())


def manifest_of(file: Path) -> Manifest:
    """Raises `ArchiveBroken`, OSError."""
    with _reading(file) as archive:
        read = archive.extractfile(_MANIFEST)
        told = json.loads(read.read(_LONGEST_MANIFEST)) if read else {}
        if told.pop("format") != FORMAT:
            raise ArchiveBroken("a newer Intake made it")
        facts = told.pop("facts")
        begun, made_at = datetime.fromisoformat(told.pop("begun")), datetime.fromisoformat(facts.pop("made_at"))
        return Manifest(begun=begun, facts=Facts(made_at=made_at, **facts), **told)


def take_out(file: Path, manifest: Manifest, target: Path) -> None:
    """The database, into a new file that its owner alone can read. Raises `ArchiveBroken`, OSError."""
    with _reading(file) as archive, _new_file(target) as written:
        digest = _copied(_database_in(archive, manifest), written)
    if digest != manifest.sha256:
        raise ArchiveBroken("its database is not as it was written: the checksum is another one")


def prove(file: Path, manifest: Manifest) -> None:
    """That all that was written can be read back. Raises `ArchiveBroken`, OSError."""
    if manifest_of(file) != manifest:
        raise ArchiveBroken("its manifest is not as it was written")
    with _reading(file) as archive, Path(os.devnull).open("wb") as nowhere:
        if _copied(_database_in(archive, manifest), nowhere) != manifest.sha256:
            raise ArchiveBroken("its database is not as it was written: the checksum is another one")


def checksum(file: Path) -> str:
    with file.open("rb") as read:
        return hashlib.file_digest(read, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """So that the names in it outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _reading(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:") as archive:
            yield archive
    except (tarfile.TarError, EOFError, KeyError, TypeError, ValueError) as problem:
        raise ArchiveBroken(f"it is no backup of Intake, or not whole ({type(problem).__name__})") from None


@contextmanager
def _new_file(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _member(name: str, size: int, made: datetime) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(made.timestamp())
    return member


def _database_in(archive: tarfile.TarFile, manifest: Manifest) -> IO[bytes]:
    found = archive.extractfile(_NAMES[manifest.database])
    if found is None:
        raise ArchiveBroken("it holds no database")
    return found


def _copied(read: IO[bytes], written: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while part := read.read(_PART):
        digest.update(part)
        written.write(part)
    return digest.hexdigest()
