"""An installation of a size on one of the databases, with a patient at the form and reviewers at their lists."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, update

from forms.ketamine import INTAKE
from intake import create_app
from intake.config import settings_from
from intake.services import signing_in
from intake.services.members import Role
from intake.services.vault import Vault
from intake.store import responses
from intake.store.clinic_models import StaffRecord
from intake.store.engine import reading, writing
from intake.store.models import ThrottleRecord
from intake.store.responses import Order
from intake.web.clinic.blueprint import COOKIE
from tests.bench.growth.making import Kept, Reviewer
from tests.bench.installed import Browser, Installation, a_full_draft, answered, cookies_in
from tests.bench.measuring import Caller
from tests.clinics import NOW, Person
from tests.postgres import Server
from tests.web.holding import Clock


@dataclass(frozen=True, slots=True)
class Desk:
    """A reviewer who signed in: `token` is for forms, `ids` are some of the responses of their clinic."""

    caller: Caller
    token: str = field(repr=False)
    ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """`database_cpu` tells the milliseconds that the database's own processes took so far."""

    database: str
    rows: int
    made: Installation
    patient: Browser
    desk: Desk
    large: Desk | None
    link: str = field(repr=False)
    database_cpu: Callable[[], float]
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def vault(self) -> Vault:
        return self.made.product.vault


@contextmanager
def opened(kept: Kept, server: Server | None, url: str = "") -> Iterator[Opened]:
    """On PostgreSQL at this address, or on SQLite where no server is named."""
    settings = {"INTAKE_DATA": str(kept.folder / "data"), **({"INTAKE_DATABASE_URL": url} if server else {})}
    made = Installation(create_app(settings_from(settings), INTAKE, Clock(NOW)))
    vault = made.product.vault
    _forget_tries(vault)
    yield Opened(
        database="PostgreSQL" if server else "SQLite",
        rows=kept.layout.rows,
        made=made,
        patient=made.holder(a_full_draft()),
        desk=_desk(made, kept.small),
        large=_desk(made, kept.large) if kept.layout.has_large else None,
        link=kept.small.link,
        database_cpu=_cpu_of(server) if server else lambda: 0.0,
    )
    vault.engine.dispose()


def _forget_tries(vault: Vault) -> None:
    """Of earlier runs: it is the same moment in all of them."""
    with writing(vault.engine) as session:
        session.execute(delete(ThrottleRecord))
        session.execute(update(StaffRecord).values(last_step=0))


def _desk(made: Installation, reviewer: Reviewer) -> Desk:
    vault, now = made.product.vault, made.product.clock()
    person = Person(reviewer.username, Role.REVIEWER, reviewer.passphrase, bytes.fromhex(reviewer.seed))
    session_token = signing_in.sign_in(vault, person.typed(now), now)
    caller = replace(made.stranger(), cookie=f"{COOKIE}={session_token}")
    page = answered(caller.getting("/clinic/search"))
    found = re.search(r'name="_token" value="([^"]*)"', page.body.decode())
    assert found is not None
    with reading(vault.engine) as session:
        some = responses.listed(session, UUID(reviewer.clinic_id), "new", Order.RECEIVED, slice(0, 50))
    cookie = "; ".join([caller.cookie, *cookies_in(page)])
    return Desk(replace(caller, cookie=cookie), found[1], tuple(each.sealed.id for each in some))


def _cpu_of(server: Server) -> Callable[[], float]:
    """Of the processes that serve connections; those that write in the background are left out."""
    first = server.pid

    def spent() -> float:
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return sum(_milliseconds(Path("/proc") / pid) for pid in children)

    return spent


def _milliseconds(process: Path) -> float:
    try:
        serves = b"postgres: owner " in (process / "cmdline").read_bytes()
        # In nanoseconds; /proc/…/stat counts in ticks of ten milliseconds.
        return int((process / "schedstat").read_text().split()[0]) / 1e6 if serves else 0.0
    except FileNotFoundError:
        return 0.0
