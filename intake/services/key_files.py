"""The files of a rotation of the master key: the next key beside the old one, which is put aside and never deleted."""

from pathlib import Path

from intake.errors import KeyFileRefused
from intake.keys.master import Master, make_key_file, read_key_file


def next_key(file: Path) -> Master:
    """The key that is to follow, in a file of its own beside the old one; that of a run that was cut short is taken."""
    make_key_file(_next(file))
    return read_key_file(_next(file))


def finish_rotation(file: Path, fingerprint: str) -> Path | None:
    """Put the next key in its place, if it is the one that the database goes by; returns where the old one is now.

    A crash before the database was committed leaves a next key that is nobody's, and one after it leaves the old key in
    place: either way the file that fits the database ends up where it is looked for. Raises `KeyFileRefused`.
    """
    if not _next(file).exists() or read_key_file(_next(file)).fingerprint != fingerprint:
        return None
    aside = file.with_name(f"{file.name}.until-{fingerprint[:8]}")
    try:
        if file.exists():
            file.replace(aside)
        _next(file).replace(file)
    except OSError as problem:
        raise KeyFileRefused(f"{file}: {problem.strerror}; let this user rename files beside it") from None
    return aside


def _next(file: Path) -> Path:
    return file.with_name(f"{file.name}.next")
