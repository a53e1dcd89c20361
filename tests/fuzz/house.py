"""An installation with two clinics and a small form, that goes on through all examples: with its clock, and its law."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select

from forms.answers import Draft
from forms.codec import draft_from_bytes
from intake import create_app
from intake.services import clinics, expiry, key_replacement, vault
from intake.services.vault import OpenDraft, Vault
from intake.store.clinic_models import ResponseRecord, VersionRecord
from intake.store.engine import reading, writing
from intake.store.models import DraftRecord, SessionRecord
from tests.clinics import NOW, World, a_world
from tests.databases import Databases
from tests.fuzz.model import FORM
from tests.light_argon2 import light_argon2
from tests.web.holding import Clock, product_of

CANARY = "canary"


@dataclass
class House:
    """`kept_until`: of each response that a clinic should have, to the day on which it is to go."""

    world: World
    clock: Clock
    app: Flask
    compiled: FileSystemBytecodeCache
    kept_until: dict[str, date] = field(default_factory=dict)

    @property
    def vault(self) -> Vault:
        return product_of(self.app).vault

    @property
    def slugs(self) -> tuple[str, str]:
        return self.world.north.slug, self.world.south.slug

    def comes_to_next_day(self) -> None:
        """The same time of day for every example, so that each can be told again as it was."""
        self.clock.now = (self.clock.now + timedelta(days=1)).replace(hour=12, minute=0)

    def starts_anew(self) -> Flask:
        """As after an update: another process, nothing in memory."""
        self.vault.engine.dispose()
        self.app = _app(self.world, self.clock, self.compiled)
        return self.app

    def rotates_master_key(self) -> Flask:
        self.vault.engine.dispose()
        assert key_replacement.rotate(self.world.settings, self.clock.now) is not None
        return self.starts_anew()

    def expires(self) -> None:
        """What ran out is deleted, as the running server does it each hour."""
        expiry.expire(self.vault, self.clock.now, clock_is_right=True)
        gone = [each for each, until in self.kept_until.items() if self._is_past(until)]
        for each in gone:
            del self.kept_until[each]

    def opened(self, token: str) -> OpenDraft:
        return vault.open_by_token(self.vault, token, self.clock.now)

    def draft(self, opened: OpenDraft) -> Draft:
        """As it is in the store; raises `DraftNotFound`."""
        with writing(self.vault.engine) as session:
            return draft_from_bytes(FORM, vault.newest(session, opened, self.clock.now).body)

    def responses(self) -> dict[str, int]:
        """What the clinics have: the number of versions of each response."""
        found: dict[str, int] = {}
        with reading(self.vault.engine) as session:
            for (response_id,) in session.execute(select(ResponseRecord.id)):
                found[str(response_id)] = 0
            for (response_id,) in session.execute(select(VersionRecord.response_id)):
                found[str(response_id)] += 1
        return found

    def remains_of(self, opened: OpenDraft) -> int:
        """Rows of a draft and of its sessions."""
        with reading(self.vault.engine) as session:
            drafts = session.execute(select(DraftRecord.id).where(DraftRecord.id == opened.draft_id)).all()
            sessions = session.execute(
                select(SessionRecord.id_hash).where(SessionRecord.draft_id == opened.draft_id)
            ).all()
        return len(drafts) + len(sessions)

    def holds_plain_text(self) -> bool:
        """Whether a canary can be read in what is written to disk."""
        settings = self.world.settings
        if not settings.database_url.startswith("sqlite"):
            return self._rows_hold_plain_text()
        files = (path for path in settings.data.rglob("*") if path.is_file())
        return any(CANARY.encode() in path.read_bytes() for path in files)

    def _rows_hold_plain_text(self) -> bool:
        with self.vault.engine.connect() as connection:
            for table in DraftRecord.metadata.sorted_tables:
                for row in connection.execute(table.select()):
                    if any(CANARY.encode() in _bytes(value) for value in row):
                        return True
        return False

    def _is_past(self, until: date) -> bool:
        return self.clock.now >= datetime.combine(until + timedelta(days=1), time.min, UTC)


@contextmanager
def a_house(databases: Databases | None = None) -> Iterator[House]:
    with light_argon2(), TemporaryDirectory(prefix="intake-fuzz-") as folder:
        world, clock = a_world(Path(folder) / "data", databases), Clock(NOW)
        for slug in (world.north.slug, world.south.slug):
            clinics.change(world.vault, slug, {"has_public_page": True}, "operator", NOW)
        world.vault.engine.dispose()
        compiled = FileSystemBytecodeCache(mkdtemp(dir=folder))
        house = House(world, clock, _app(world, clock, compiled), compiled)
        try:
            yield house
        finally:
            house.vault.engine.dispose()


def _app(world: World, clock: Clock, compiled: FileSystemBytecodeCache) -> Flask:
    app = create_app(world.settings, FORM, clock=clock)
    app.jinja_env.bytecode_cache = compiled
    return app


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value, default=str).encode()
