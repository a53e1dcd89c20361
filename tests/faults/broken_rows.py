"""F19: a byte flipped in each sealed column, a key's number changed, grants dropped: one row breaks, nothing else."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import Column, LargeBinary, Table, and_, delete, insert, select, update

from forms.ketamine import INTAKE
from intake import create_app
from intake.services import opening_responses, reviewing, vault
from intake.services.members import Member
from intake.services.reviewing import EntryKind, Said
from intake.store.base import Base
from intake.store.clinic_models import EntryRecord, KeyGrantRecord, VersionRecord
from intake.store.engine import writing
from intake.store.responses import SealedHeader
from intake.summary.sent import header_from_bytes
from intake.web.visits import COOKIE
from tests.builders import BUSY, a_draft
from tests.clinics import NOW, a_world
from tests.databases import Databases
from tests.drivers import Browser
from tests.faults.installations import databases_of
from tests.faults.outcomes import Outcome
from tests.light_argon2 import light_argon2
from tests.web.clinic.desks import Office
from tests.web.holding import Clock, holder, product_of

LIST = "/clinic/responses"
NOTICE = "Cannot be opened"
_PAGES = ("/", "/form", "/form/main-thing", "/sheet.txt", "/return", "/delete", "/help")
# Anna looked at the one already, so that it stands in another list than the other.
_OF_ANNA = (LIST, f"{LIST}?state=in-review", "/clinic/search?q=Two", "/clinic/invitations", "/clinic/keys",
            "/clinic/account")  # fmt: skip
_OF_ADA = ("/clinic/team", "/clinic/settings", "/clinic/sign-in")
# Sealed to a key that she does not hold: nobody can tell whether it is meant for others. The page says so.
_AS_MEANT = frozenset({"response_version.kid", "review_entry.kid"})
# What is Anna's own: then she sees less, or signs in anew.
_ANNAS = frozenset({"key_grant", "staff", "staff_session"})
IN_THE_LIST = frozenset({"response_version.header", "response_version.sealed_key", "response_version.kid"})

Seen = dict[tuple[str, str], tuple[int, str]]
Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Ward:
    """Anna and Ada of the north, a patient whose form is broken, and another one; the responses `one` and `two`."""

    office: Office
    people: dict[str, tuple[Browser, tuple[str, ...]]]
    mine: dict[str, tuple[str, object]]
    """By table, which rows are broken: a column and what it holds."""

    def looks(self) -> Seen:
        """Every page that can be had, with its status and its words."""
        return {(who, page): _seen(each, page) for who, (each, pages) in self.people.items() for page in pages}

    @contextmanager
    def broken(self, table: Table, breaks: Callable[[dict[str, object]], dict[str, object] | None]) -> Iterator[int]:
        """Each of the rows as `breaks` makes it, or without it; as it was afterwards. Gives how many there are."""
        column, value = self.mine[table.name]
        with writing(self.office.vault.engine) as session:
            rows: Rows = [dict(row._mapping) for row in session.execute(select(table).where(table.c[column] == value))]
        self._puts(table, rows, breaks)
        yield len(rows)
        self._puts(table, rows, lambda row: row)

    def _puts(self, table: Table, rows: Rows, changed: Callable[[dict[str, object]], dict[str, object] | None]) -> None:
        keys = [column.name for column in table.primary_key]
        with writing(self.office.vault.engine) as session:
            for row in rows:
                here, now = and_(*(table.c[key] == row[key] for key in keys)), changed(row)
                if now is None:
                    session.execute(delete(table).where(here))
                elif session.execute(select(table).where(here)).one_or_none() is None:
                    session.execute(insert(table).values(now))
                else:
                    session.execute(update(table).where(here).values(now))


@dataclass
class Broken:
    """`spread`: what broke beside the row itself, and `unkind`: pages that end in 500; each named by its column."""

    tried: int = 0
    spread: list[str] = field(default_factory=list)
    unkind: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    """What no log tells of."""

    def judges(self, what: str, before: Seen, after: Seen, said: list[str]) -> None:
        changed = {where for where in before if before[where] != after[where]}
        self.tried += 1
        self.spread += [f"{what}: {each}" for each in _spread(what, changed, after)]
        ends = sorted({page for who, page in changed if after[who, page][0] >= 500})
        self.unkind += [f"{what}: {len(ends)} pages end in 500, {', '.join(ends[:4])}"] if ends else []
        self.untold += [what] if changed and not said and what not in _AS_MEANT else []


def broken_rows(scale: float) -> Outcome:
    return _outcome("F19", "sqlite")


def broken_rows_on_postgresql(scale: float) -> Outcome:
    return _outcome("F19 PostgreSQL", "postgresql")


def everything_broken(there: Ward, only: frozenset[str] = frozenset()) -> Broken:
    """Each sealed column of the rows that are `mine`, one after the other; or these `only`."""
    found, before = Broken(), there.looks()
    for what, table, breaks in _breakages(there):
        if only and what not in only:
            continue
        with there.broken(table, breaks) as rows, _log() as said:
            after = there.looks()
        if rows:
            found.judges(what, before, after, said)
    if there.looks() != before:
        found.spread.append("what was put right again is not as it was")
    return found


def _outcome(fault: str, kind: str) -> Outcome:
    with ward(databases_of(kind)) as there:
        found = everything_broken(there)
        with list_that_one_row_breaks():
            bad = everything_broken(there, IN_THE_LIST)
    return Outcome(
        fault=fault,
        how="a byte flipped in each sealed column, a key's number changed, grants dropped; every page looked at",
        tried=found.tried,
        lost=0,
        corrupted=len(found.spread),
        known_bad="a list that opens its rows without care",
        caught=len({each.split(":")[0] for each in bad.spread}),
        bad_tried=bad.tried,
        not_held=(
            *found.spread,
            *found.unkind,
            *([f"no log tells of {', '.join(found.untold)}"] if found.untold else []),
        ),
    )


@contextmanager
def list_that_one_row_breaks() -> Iterator[None]:
    def opened(opener: opening_responses.Opener, sealed: SealedHeader) -> opening_responses.OpenedHeader:
        place = opener._place(sealed.questionnaire, sealed.id, sealed.number)
        key = opener._key(sealed.kid, sealed.sealed_key, place)
        return opening_responses.OpenedHeader(sealed, key, header_from_bytes(key.header_in(sealed.header)))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening_responses.Opener, "opened", opened)
        yield


@contextmanager
def ward(databases: Databases) -> Iterator[Ward]:
    with TemporaryDirectory(prefix="intake-rows-") as folder, light_argon2():
        world, clock = a_world(Path(folder) / "data", databases), Clock(NOW)
        world.vault.engine.dispose()
        app = create_app(world.settings, INTAKE, clock=clock)
        world.vault = product_of(app).vault
        office = Office(app, clock, world)
        yield _ward(office)
        world.vault.engine.dispose()


def _ward(office: Office) -> Ward:
    north = office.world.north
    one, two = (office.sent(north, you__name=name) for name in ("One", "Two"))
    by, anna = office.member(north.reviewer)
    reviewing.say(by, anna, UUID(one), Said(kind=EntryKind.NOTE, text="a note"))
    patient = holder(office.app, office.draft(north, you__name="Broken"))
    cookie = patient.client.get_cookie(COOKIE)
    assert cookie is not None
    draft = vault.open_by_token(office.vault, cookie.value, NOW).draft_id
    people: dict[str, tuple[Browser, tuple[str, ...]]] = {
        "broken": (patient, _PAGES),
        "another": (holder(office.app, a_draft({**BUSY, "you.name": "Another"})), _PAGES),
        "anna": (office.staff(north.reviewer), (*_OF_ANNA, f"{LIST}/{one}", f"{LIST}/{two}")),
        "ada": (office.staff(north.administrator), _OF_ADA),
    }
    return Ward(office, people, _mine(draft, UUID(one), anna))


def _mine(draft: UUID, one: UUID, anna: Member) -> dict[str, tuple[str, object]]:
    annas, ones, norths = ("staff_id", anna.staff_id), ("response_id", one), ("clinic_id", anna.clinic_id)
    return {
        "draft": ("id", draft),
        "session": ("draft_id", draft),
        "response": ("id", one),
        "response_version": ones,
        "review_entry": ones,
        "staff": ("id", anna.staff_id),
        "staff_session": annas,
        "backup_code": annas,
        "key_grant": ("holder", str(anna.staff_id)),
        "clinic": ("id", anna.clinic_id),
        "clinic_key": norths,
        "invitation": norths,
    }


def _breakages(there: Ward) -> Iterator[tuple[str, Table, Callable[[dict[str, object]], dict[str, object] | None]]]:
    for table in Base.metadata.sorted_tables:
        if table.name in there.mine:
            for column in table.columns:
                if isinstance(column.type, LargeBinary) and not column.primary_key:
                    yield str(column), table, _flips(column)
    for model in (VersionRecord, EntryRecord):
        yield f"{model.__tablename__}.kid", Base.metadata.tables[model.__tablename__], lambda row: {**row, "kid": 99}
    yield "key_grant dropped", Base.metadata.tables[KeyGrantRecord.__tablename__], lambda _: None


def _flips(column: Column[bytes]) -> Callable[[dict[str, object]], dict[str, object]]:
    def flipped(row: dict[str, object]) -> dict[str, object]:
        value = row[column.name]
        if not isinstance(value, bytes) or not value:
            return row
        middle = len(value) // 2
        return {**row, column.name: value[:middle] + bytes([value[middle] ^ 1]) + value[middle + 1 :]}

    return flipped


def _spread(what: str, changed: set[tuple[str, str]], after: Seen) -> Iterator[str]:
    table = what.split(".")[0].split(" ")[0]
    status, words = after["anna", LIST]
    if any(who == "another" for who, _ in changed):
        yield "another patient's pages are not as they were"
    if table in _ANNAS:
        return
    if status != 200 or "Two" not in words or any(LIST in page and after[who, page][0] != 200 for who, page in changed):
        yield "the list does not show the other row"
    if what in IN_THE_LIST and NOTICE not in after["anna", f"{LIST}?state=in-review"][1]:
        yield "the row in the list says nothing"
    if any("search" in page for _, page in changed):
        yield "the search does not find the other row"


def _seen(browser: Browser, page: str) -> tuple[int, str]:
    # With the same cookies each time: a page may tell the browser to forget them, as one whose session ended.
    kept = dict(browser.client._cookies or {})
    answer = browser.client.get(page)
    browser.client._cookies = kept
    return answer.status_code, BeautifulSoup(answer.get_data(as_text=True), "html.parser").get_text(" ", strip=True)


@contextmanager
def _log() -> Iterator[list[str]]:
    """What the log says meanwhile, but for pages that somebody's role does not open."""
    said = list[str]()
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger("intake")
    log.addHandler(handler)
    yield said
    log.removeHandler(handler)
    said[:] = [each for each in said if "NotForThisRole" not in each]
