"""What strace wrote down of a process, as the operations that reached the disk, in their order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,unlink,unlinkat,rename,link,linkat"
MARKS = "marks"
"""The file that the traced process writes its marks to, a line each; it is no part of the disk that is watched."""

_CALL = re.compile(r"^\d+ +(\w+)\((.*)\) = (\d+)(?:<([^>]*)>)?$")
_FIRST_DESCRIPTOR = re.compile(r"^\d+<([^>]*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_SHARED_MEMORY = "-shm"


class Kind(StrEnum):
    CREATE = "create"
    WRITE = "write"
    CUT = "cut"
    SYNC = "sync"
    UNLINK = "unlink"
    RENAME = "rename"
    LINK = "link"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Operation:
    """`offset` of a write: None at the end of the file; of a cut: the new length. `other`: a new name."""

    kind: Kind
    path: str
    data: bytes = b""
    offset: int | None = None
    other: str = ""


def strace(log: Path) -> tuple[str, ...]:
    """What a command is run by, so that everything it writes is written down whole."""
    return ("strace", "-f", "-y", "-xx", "-s", "8000000", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log))


def operations_in(log: Path, folder: Path) -> Iterator[Operation]:
    """Those on files of this folder, and the marks. Raises AssertionError for calls of two threads at once."""
    ours = "".join(f"\\x{byte:02x}" for byte in str(folder).encode())
    with log.open() as lines:
        for line in lines:
            if ours not in line:
                continue
            assert "<unfinished" not in line, "two threads wrote at once"
            found = _CALL.match(line.rstrip("\n"))
            # Calls that did not succeed changed nothing.
            operation = found and _READ[found[1]](found[2], found[4] or "")
            if operation and not operation.path.endswith(_SHARED_MEMORY):
                yield operation


def _opened(arguments: str, result: str) -> Operation | None:
    if "O_CREAT" not in arguments:
        return None
    # Nothing here opens a file to write it anew; the model would have to know.
    assert "O_TRUNC" not in arguments, "a file was written over"
    return Operation(Kind.CREATE, _plain(result)) if not _plain(result).endswith(f"/{MARKS}") else None


def _written(arguments: str, _result: str) -> Operation:
    path, data = _path(arguments), _texts(arguments)[0]
    if path.endswith(f"/{MARKS}"):
        return Operation(Kind.MARK, path, data)
    return Operation(Kind.WRITE, path, data)


def _written_at(arguments: str, _result: str) -> Operation:
    return Operation(Kind.WRITE, _path(arguments), _texts(arguments)[0], int(arguments.rpartition(", ")[2]))


def _cut(arguments: str, _result: str) -> Operation:
    return Operation(Kind.CUT, _path(arguments), offset=int(arguments.rpartition(", ")[2]))


def _synced(arguments: str, _result: str) -> Operation:
    return Operation(Kind.SYNC, _path(arguments))


def _unlinked(arguments: str, _result: str) -> Operation:
    return Operation(Kind.UNLINK, _texts(arguments)[-1].decode())


def _renamed(arguments: str, _result: str) -> Operation:
    return Operation(Kind.RENAME, _texts(arguments)[0].decode(), other=_texts(arguments)[1].decode())


def _linked(arguments: str, _result: str) -> Operation:
    return Operation(Kind.LINK, _texts(arguments)[0].decode(), other=_texts(arguments)[1].decode())


def _path(arguments: str) -> str:
    found = _FIRST_DESCRIPTOR.match(arguments)
    assert found, arguments[:80]
    return _plain(found[1])


def _texts(arguments: str) -> list[bytes]:
    return [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments)]


def _plain(escaped: str) -> str:
    return bytes.fromhex(escaped.replace("\\x", "")).decode()


_READ = {
    "openat": _opened,
    "write": _written,
    "pwrite64": _written_at,
    "fsync": _synced,
    "fdatasync": _synced,
    "ftruncate": _cut,
    "unlink": _unlinked,
    "unlinkat": _unlinked,
    "rename": _renamed,
    "link": _linked,
    "linkat": _linked,
}
