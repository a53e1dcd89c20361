"""A clinic's day: the list, one response, the search, signing in, sending and exporting, by how much it has.

A second clinic of the same installation has as many responses, so that nothing is measured in a table of its own.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy.orm import Session

from forms.ketamine import INTAKE
from intake import create_app
from intake.keys.derivation import FOR_PASSPHRASES, KEY_LENGTH, new_salt
from intake.keys.response_keys import VersionPlace, open_version_key
from intake.services import auditing, holding, listing, signing_in
from intake.services.acting import member_acting
from intake.services.members import Member
from intake.services.vault import Vault
from intake.store import responses
from intake.store.clinic_models import STATUSES
from intake.store.engine import reading
from intake.store.responses import Order
from intake.web.clinic.blueprint import COOKIE
from tests.bench.bare import bare_app
from tests.bench.installed import Installation, answered, cookies_in
from tests.bench.measuring import Action, Caller, Figure, Pair, Prepared, in_pairs, median_of
from tests.bench.stored import busy_draft, name_of, store_audit_rows, store_responses
from tests.clinics import World, a_world, comes_in, for_visit
from tests.plans import plan_of
from tests.web.holding import Clock

SIZES = (100, 1_000, 10_000)
SHORT = (60, 80, 100)
AUDIT_ROWS = 10_000
# An hour has room for thirty.
MOST_EXPORTS = 20
LINES_OF_A_RESPONSE = 100


@dataclass(frozen=True, slots=True)
class Stored:
    """An installation whose clinics have `ids` and as many others, and a reviewer who signed in to the first."""

    made: Installation
    world: World
    clock: Clock
    ids: list[UUID]
    desk: Caller
    token: str

    @property
    def size(self) -> int:
        return len(self.ids)

    @property
    def vault(self) -> Vault:
        return self.made.product.vault

    def comes_in(self) -> Member:
        """The reviewer, once more; a minute later, for each code is taken once."""
        self.clock.passes(minutes=1)
        return comes_in(self.vault, self.world.north.reviewer, self.clock.now)


def figures(repetitions: int) -> Iterator[Figure]:
    """In short: the same with fewer of everything."""
    sizes, rows = (SIZES, AUDIT_ROWS) if repetitions > 1 else (SHORT, AUDIT_ROWS // 100)
    with ExitStack() as opened:
        small, middle, large = every = [opened.enter_context(_stored(size)) for size in sizes]
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory()))
        yield from _by_size(every, folder, repetitions)
        yield _flat(large, small, repetitions)
        yield _sent(large, max(repetitions // 3, 1))
        yield _exported(large, min(repetitions, MOST_EXPORTS))
        yield _signed_in(small, max(repetitions // 5, 1))
        yield _renewed(middle, min(repetitions, 5))
        yield _verified(small, rows, min(repetitions, 9))
        yield from _plans(small)


@contextmanager
def _stored(size: int) -> Iterator[Stored]:
    with tempfile.TemporaryDirectory() as folder:
        world, clock = a_world(Path(folder) / "data"), Clock()
        world.vault.engine.dispose()
        made = Installation(create_app(world.settings, INTAKE, clock))
        vault = made.product.vault
        ids = store_responses(vault, world.north.id, size)
        store_responses(vault, world.south.id, size)
        session = signing_in.sign_in(vault, world.north.reviewer.typed(clock.now), clock.now)
        desk, token = _with_token(replace(made.stranger(), cookie=f"{COOKIE}={session}"), "/clinic/search")
        yield Stored(made, world, clock, ids, desk, token)
        vault.engine.dispose()


def _with_token(caller: Caller, path: str) -> tuple[Caller, str]:
    """With the cookie that the page sets, and the token of the page's form."""
    page = answered(caller.getting(path))
    cookies = [caller.cookie] if caller.cookie else []
    found = re.search(r'name="_token" value="([^"]*)"', page.body.decode())
    assert found is not None
    return replace(caller, cookie="; ".join([*cookies, *cookies_in(page)])), found[1]


def _by_size(every: list[Stored], folder: Path, repetitions: int) -> Iterator[Figure]:
    few, many = (Caller(bare_app(_made(folder / str(lines)), lines)) for lines in (50, LINES_OF_A_RESPONSE))
    for stored in every:
        pair = in_pairs(_listing(stored), lambda: few.getting("/list"), repetitions)
        yield _figure("list of 50", stored, pair, 60)
    for stored in every:
        pair = in_pairs(_opening(stored, 0), lambda: many.getting("/list"), repetitions)
        yield _figure("open a response", stored, pair, 40, "a busy patient's")
    for stored in every:
        pair = in_pairs(_opening(stored, 4), lambda: many.getting("/list"), repetitions)
        yield _figure("open a second version", stored, pair, 40, "compared with the first")
    for stored in every:
        pair = in_pairs(_searching(stored), _opening_keys(stored), max(min(repetitions // 10, 9), 1))
        yield _figure("search by name", stored, pair, 700, "floor: opening the key of each, and nothing else")


def _figure(what: str, stored: Stored, pair: Pair, most: float, note: str = "") -> Figure:
    return Figure(f"{what}, {stored.size:,} responses", "ms", pair.here, most, pair.floor, note)


def _flat(large: Stored, small: Stored, repetitions: int) -> Figure:
    pair = in_pairs(_listing(large), _listing(small), repetitions)
    what = f"list of 50: more CPU with {large.size:,} responses than with {small.size:,}"
    note = f"{pair.floor:.2f} ms with {small.size:,}, {pair.here:.2f} ms with {large.size:,}"
    return Figure(what, "ms", pair.here - pair.floor, 5, None, note)


def _listing(stored: Stored) -> Prepared:
    return lambda: stored.desk.getting("/clinic/responses")


def _opening(stored: Stored, first: int) -> Prepared:
    """Another one each time: every fifth from the `first`, which have as many versions."""
    numbers = count(first, 5)
    return lambda: stored.desk.getting(f"/clinic/responses/{stored.ids[next(numbers) % (stored.size // 5 * 5)]}")


def _searching(stored: Stored) -> Prepared:
    """Another name each time, found a few times, so that every header is opened."""
    numbers = count(7, 11)

    def prepared() -> Action:
        sought = {"sought": name_of(next(numbers)), "_token": stored.token}
        return stored.desk.posting("/clinic/search", sought, expected=200)

    return prepared


def _opening_keys(stored: Stored) -> Prepared:
    member = stored.comes_in()
    with reading(stored.vault.engine) as session:
        held = holding.keys_held(session, member)
        ids = responses.newest_first(session, member.clinic_id)
        headers = responses.headers(session, member.clinic_id, ids)
        sealed = [(held[each.kid], each.kid, each.sealed_key, _place_of(member, each)) for each in headers]
    return lambda: lambda: [open_version_key(*each) for each in sealed]


def _place_of(member: Member, sealed: responses.SealedHeader) -> VersionPlace:
    return VersionPlace(
        clinic=str(member.clinic_id),
        questionnaire=sealed.questionnaire,
        response=str(sealed.id),
        number=sealed.number,
    )


def _sent(stored: Stored, repetitions: int) -> Figure:
    """By another patient each time, who followed the clinic's link."""
    numbers = count(1)

    def prepared() -> Action:
        draft = for_visit(stored.vault, busy_draft(next(numbers)), stored.world.north.many_link, stored.clock.now)
        browser = stored.made.holder(draft)
        return browser.caller.posting("/send", browser.reads_form("/send"))

    note = "draft opened, summary made, sealed, receipt and audit row committed together"
    return Figure(f"send, {stored.size:,} responses", "ms", median_of(prepared, repetitions), note=note)


def _exported(stored: Stored, repetitions: int) -> Figure:
    numbers = count()
    typed = {"kind": "pdf", "passphrase": stored.world.north.reviewer.passphrase, "_token": stored.token}

    def prepared() -> Action:
        asked = {"id": str(stored.ids[next(numbers)]), **typed}
        return stored.desk.posting("/clinic/export", asked, expected=200)

    pair = in_pairs(prepared, lambda: _argon2, repetitions)
    return Figure("export a PDF", "ms", pair.here, None, pair.floor, "floor: Argon2id of the passphrase, typed again")


def _signed_in(stored: Stored, repetitions: int) -> Figure:
    person = stored.world.north.reader

    def prepared() -> Action:
        stored.clock.passes(minutes=1)
        caller, token = _with_token(stored.made.stranger(), "/clinic/sign-in")
        typed = {"username": person.username, "passphrase": person.passphrase, "code": person.code(stored.clock.now)}
        return caller.posting("/clinic/sign-in", {**typed, "_token": token, "_to": ""})

    pair = in_pairs(prepared, lambda: _argon2, repetitions)
    return Figure("sign in", "ms", pair.here, None, pair.floor, "floor: Argon2id alone")


def _argon2() -> bytes:
    return Argon2id(
        salt=new_salt(),
        length=KEY_LENGTH,
        iterations=FOR_PASSPHRASES.passes,
        lanes=FOR_PASSPHRASES.lanes,
        memory_cost=FOR_PASSPHRASES.memory_kib,
    ).derive(b"fifteen letters")


def _renewed(stored: Stored, repetitions: int) -> Figure:
    sealed_anew: list[int] = []

    def renewing() -> None:
        by = member_acting(stored.vault, member, stored.clock.now)
        sealed_anew.append(holding.renew_key(by, member).sealed_anew)

    member = stored.comes_in()
    spent = median_of(lambda: renewing, repetitions)
    versions = sealed_anew[-1]
    note = f"{spent:.0f} ms with {versions:,} versions, each with a key sealed anew, in one transaction"
    return Figure("renew the clinic's key, per 1,000 versions", "ms", spent / versions * 1000, note=note)


def _verified(stored: Stored, rows: int, repetitions: int) -> Figure:
    store_audit_rows(stored.vault, stored.world.north.id, rows)
    walked: list[int] = []

    def verifying() -> None:
        with reading(stored.vault.engine) as session:
            verdict = auditing.verify(session, stored.vault.keys)
        assert not verdict.problems
        walked.append(verdict.rows)

    spent = median_of(lambda: verifying, repetitions)
    note = f"{spent:.0f} ms with {walked[-1]:,} rows"
    return Figure("audit verify, per 10,000 rows", "ms", spent / walked[-1] * 10_000, note=note)


def _plans(stored: Stored) -> Iterator[Figure]:
    """What SQLite does for the queries that grow; tests hold it to their indexes."""
    clinic_id, keys, now = stored.world.north.id, stored.vault.keys, stored.clock.now
    plans: dict[str, Callable[[Session], Any]] = {
        **{f"list by {order}": _listed_by(clinic_id, order) for order in Order},
        "counts by state": lambda session: responses.counts(session, clinic_id),
        "search": lambda session: responses.newest_first(session, clinic_id),
        "search's headers": lambda session: list(responses.headers(session, clinic_id, [clinic_id])),
        "expiry": lambda session: responses.expired(session, now),
        "audit log": lambda session: auditing.rows_of(session, keys, clinic_id),
    }
    for name, query in plans.items():
        steps = plan_of(stored.vault.engine, query)
        yield Figure(f"steps of SQLite for the {name}", "", len(steps), note="; ".join(steps))


def _listed_by(clinic_id: UUID, order: Order) -> Callable[[Session], Any]:
    page = slice(0, listing.ON_A_PAGE + 1)
    return lambda session: responses.listed(session, clinic_id, STATUSES[0], order, page)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
