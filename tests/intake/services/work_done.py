"""Counts the work of a request: key derivations with their parameters, keys drawn from them, and statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine, event

from intake.keys import derivation


@dataclass
class Work:
    """In the order in which it was done; nothing of what it was done with."""

    derivations: list[tuple[int, int, int]] = field(default_factory=list)
    keys: int = 0
    statements: list[str] = field(default_factory=list)


@contextmanager
def counted(engine: Engine) -> Iterator[Work]:
    """The derivations are counted as they were asked for, and run with little memory."""
    work = Work()

    def argon2(**how: Any) -> Argon2id:
        work.derivations.append((how["memory_cost"], how["iterations"], how["lanes"]))
        return Argon2id(**{**how, "memory_cost": 64, "iterations": 1})

    def hkdf(**how: Any) -> HKDF:
        work.keys += 1
        return HKDF(**how)

    def told(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        work.statements.append(statement)

    event.listen(engine, "before_cursor_execute", told)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(derivation, "Argon2id", argon2)
        patched.setattr(derivation, "HKDF", hkdf)
        yield work
    event.remove(engine, "before_cursor_execute", told)
