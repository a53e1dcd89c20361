"""Moves that are cut off on purpose, and the states in which the two places may be found then."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any, NoReturn

import pytest
from sqlalchemy import Connection, Engine, event

from intake.config import Settings
from intake.services import moving, vault
from intake.services.moving import Moved
from intake.services.opening import open_vault
from intake.services.vault import Started, Vault
from intake.store import copying
from intake.store.copying import Copied
from intake.store.engine import engine_of, writing
from intake.store.migrating import version_of
from intake.store.standing import Standing, mark_of
from tests.clinics import NOW

COMMIT = "COMMIT"
OPEN, NOTHING = "open", "nothing"
# The old place, and the new one: never both open, and never both closed for good.
ALLOWED = frozenset(
    {(OPEN, NOTHING), (OPEN, Standing.MOVING), (Standing.MOVED, Standing.MOVING), (Standing.MOVED, OPEN)}
)


class CutOff(BaseException):
    """The power went."""


def raise_cut_off() -> NoReturn:
    raise CutOff


@contextmanager
def cut_off_at(number: int, of: str = "", by: Callable[[], NoReturn] = raise_cut_off) -> Iterator[list[str]]:
    """Before the statement of this number, of whichever database, counting those that hold `of`; gives those that ran.

    A commit counts as one.
    """
    numbers, ran = count(1), list[str]()

    def note(sql: str) -> None:
        if of in sql and next(numbers) == number:
            by()
        ran.append(sql)

    def before(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        note(sql)

    def commit(_: object) -> None:
        note(COMMIT)

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "commit", commit)
    try:
        yield ran
    finally:
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "commit", commit)


def state_of(url: str) -> tuple[str, int]:
    """Whether a server would be let in, and how many rows there are."""
    engine = engine_of(url)
    try:
        mark = mark_of(engine)
        with engine.connect() as connection:
            rows = sum(copying.counts(connection).values())
        return (mark.word if mark else OPEN if version_of(engine) else NOTHING), rows
    finally:
        engine.dispose()


def problem_of(here: str, there: str, rows: int) -> str:
    """What is wrong with the two places, of which the old one had so many rows; "" for nothing."""
    (old, old_rows), (new, new_rows) = state_of(here), state_of(there)
    if (old, new) not in ALLOWED:
        return f"two places take saves, or none ever will: {old}, {new}"
    if old_rows != rows:
        return "the old place lost rows"
    return "" if new_rows == (rows if new == OPEN else 0) else "the new place is half"


def opens_new_place_first(patched: pytest.MonkeyPatch) -> None:
    """What a move would be that closes the old place last: bad on purpose."""
    carry_over = moving._carry_over

    def in_the_other_order(read: Connection, written: Connection, *others: Any) -> Moved:
        moved = carry_over(read, written, *others)
        written.commit()
        return moved

    patched.setattr(moving, "_carry_over", in_the_other_order)


@contextmanager
def served(settings: Settings, url: str = "") -> Iterator[Vault]:
    """As a server opens it, at this address or where the settings say."""
    opened = open_vault(replace(settings, database_url=url or settings.database_url), NOW)
    try:
        yield opened
    finally:
        opened.engine.dispose()


def move(settings: Settings, to: str) -> list[Copied]:
    told: list[Copied] = []
    moving.move(settings, to, told.append)
    return told


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = engine_of(url)
    try:
        yield engine
    finally:
        engine.dispose()


def saves(at: Vault, draft: Started, body: bytes) -> None:
    with writing(at.engine) as session:
        vault.save(session, vault.newest(session, draft.draft, NOW), body, NOW)
