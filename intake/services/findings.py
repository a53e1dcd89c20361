"""What `intake doctor` found: each thing looked at, how it stands, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    ATTENTION = "look at this"
    BROKEN = "mend this"


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` is "" where nothing is to be done."""

    what: str
    state: State
    mend: str = ""
