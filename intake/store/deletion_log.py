"""The log of deleted drafts, apart from the database, so that a restored backup brings none of them back."""

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from intake.errors import StoreFault, StoreUnavailable


@dataclass(frozen=True, slots=True)
class DeletionLog:
    """One line each: the moment in UTC, a space, the draft's id."""

    path: Path

    def append(self, draft_ids: Iterable[UUID], now: datetime) -> None:
        """On the disk when it returns; raises `StoreUnavailable`. Written before the deletion is committed.

        A crash in between leaves a line for a draft that lives on; `entries` has the moment, and a draft that was
        changed after it is not meant.
        """
        self.extend(dict.fromkeys(draft_ids, now))

    def extend(self, moments: Mapping[UUID, datetime]) -> None:
        """As `append`, each with a moment of its own."""
        lines = "".join(f"{moment.isoformat()} {draft_id}\n" for draft_id, moment in moments.items())
        if not lines:
            return
        try:
            with os.fdopen(os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "a+b") as file:
                file.write(_whole_so_far(file) + lines.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            raise StoreUnavailable(StoreFault.FULL) from None

    def entries(self) -> dict[UUID, datetime]:
        """The last moment of each id. A line cut short by a crash is passed over: its deletion was not committed."""
        if not self.path.exists():
            return {}
        found: dict[UUID, datetime] = {}
        for line in self.path.read_text(errors="replace").splitlines():
            with suppress(ValueError):
                moment, draft_id = line.split(" ")
                found[UUID(draft_id)] = datetime.fromisoformat(moment)
        return found


def _whole_so_far(file: IO[bytes]) -> bytes:
    """What ends a line that a crash or a full disk cut short, so that the next one is not lost with it."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(length - 1, 0))
    return b"" if file.read() in (b"", b"\n") else b"\n"
