"""The clinic's list and its search, by what the server may know and by what a member's key opens; never by answers."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from sqlalchemy import Engine

from intake.errors import StoreUnavailable
from intake.services.acting import Acting
from intake.services.auditing import Action
from intake.services.holding import keys_held
from intake.services.members import Member
from intake.services.opening_responses import Opener
from intake.store import responses
from intake.store.base import batched
from intake.store.engine import reading, writing
from intake.store.responses import Listed, Order
from intake.summary.sent import Header

ON_A_PAGE = 50
MOST_FOUND = 100
_LONGEST_SOUGHT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A response in a list. Without `header` it cannot be opened with the keys that are held."""

    id: UUID
    header: Header | None
    number: int
    status: str
    assigned_to: UUID | None
    appointment_day: date | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `counts` are by state."""

    rows: tuple[Row, ...]
    number: int
    has_more: bool
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of which list; `page` counts from 1."""

    status: str
    order: Order
    page: int = 1


def page_of(by: Acting, member: Member, wanted: Wanted) -> Page:
    """Raises NoGrant."""
    start = (wanted.page - 1) * ON_A_PAGE
    with reading(by.vault.engine) as session:
        opener = Opener(member.clinic_id, keys_held(session, member), by.vault.keys)
        of_page = slice(start, start + ON_A_PAGE + 1)
        found = responses.listed(session, member.clinic_id, wanted.status, wanted.order, of_page)
        counts = responses.counts(session, member.clinic_id)
    rows = tuple(_row(each, opener.header_in(each.sealed)) for each in found[:ON_A_PAGE])
    with writing(by.vault.engine) as session:
        by.tell(session, Action.LISTED, detail={"state": wanted.status, "page": str(wanted.page)})
    return Page(rows, wanted.page, len(found) > ON_A_PAGE, counts)


def search(by: Acting, member: Member, sought: str, date_order: tuple[str, ...]) -> tuple[Row, ...]:
    """By name, day of birth or the sheet's reference, over every response; the newest first, MOST_FOUND at most.

    The headers are opened one by one in this session: there is no index that a thief could try names on.
    Raises NoGrant.
    """
    seeking = Sought.of(sought, date_order)
    with reading(by.vault.engine) as session:
        opener = Opener(member.clinic_id, keys_held(session, member), by.vault.keys)
        ids = responses.newest_first(session, member.clinic_id)
    opened = _opened(by.vault.engine, opener, ids)
    found = dict(islice(((id, header) for id, header in opened if seeking.is_in(header)), MOST_FOUND))
    with writing(by.vault.engine) as session:
        rows = tuple(_row(each, found[each.sealed.id]) for each in responses.these(session, member.clinic_id, found))
        by.tell(session, Action.SEARCHED, detail={"found": str(len(rows))})
    return rows


def _opened(engine: Engine, opener: Opener, ids: tuple[UUID, ...]) -> Iterator[tuple[UUID, Header]]:
    """Some at a time: while they are opened, which takes most of a search, nobody's save waits for a reader."""
    for some in batched(ids):
        with reading(engine) as session:
            sealed = tuple(responses.headers(session, opener.clinic_id, some))
        opened = [found for each in sealed if (found := opener.opened(each))]
        if wrapped := tuple(opener.wrapped(opened)):
            # If others write just now, the next search is as slow again, and nothing else.
            with suppress(StoreUnavailable), writing(engine, waits=False) as session:
                responses.rewrap(session, wrapped)
        yield from ((each.sealed.id, each.header) for each in opened)


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed to search by: words of a name, days in ISO form that it may mean, and the text as a reference."""

    words: tuple[str, ...]
    days: frozenset[str]
    reference: str

    @classmethod
    def of(cls, typed: str, date_order: tuple[str, ...]) -> "Sought":
        text = typed[:_LONGEST_SOUGHT].strip()
        reference = "".join(text.upper().split()).replace("-", "")
        return cls(_words_of(text), frozenset(_days_in(text, date_order)), reference)

    def is_in(self, header: Header) -> bool:
        if not self.words:
            return False
        if header.birth_date in self.days or self.reference == header.reference.replace("-", ""):
            return True
        names = _words_of(header.name)
        return all(any(name.startswith(word) for name in names) for word in self.words)


def _words_of(text: str) -> tuple[str, ...]:
    """In small letters and without accents, so that a name is found however it is spelt on a keyboard."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))
    return tuple(re.findall(r"\w+", plain))


def _days_in(text: str, date_order: tuple[str, ...]) -> Iterator[str]:
    """The day that three numbers mean: in ISO order if the year comes first, else in the country's order."""
    numbers = re.findall(r"\d+", text)
    if len(numbers) != 3:
        return
    order = ("year", "month", "day") if len(numbers[0]) == 4 else date_order
    parts = dict(zip(order, (int(number) for number in numbers), strict=True))
    try:
        yield date(parts["year"], parts["month"], parts["day"]).isoformat()
    except ValueError:
        return


def _row(listed: Listed, header: Header | None) -> Row:
    return Row(
        id=listed.sealed.id,
        header=header,
        number=listed.sealed.number,
        status=listed.status,
        assigned_to=listed.assigned_to,
        appointment_day=listed.appointment_day,
        received_at=listed.received_at,
    )
