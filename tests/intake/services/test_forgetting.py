"""Forgetting: on schedule, by the clinic, and again after a backup came back; and nothing of it is left on the disk."""

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from forms.ketamine import INTAKE
from intake.errors import LinkOver, ResponseUnknown, StoreUnavailable
from intake.language import language_of
from intake.services import auditing, clinics, forgetting, inviting, sending, signing_in
from intake.services.auditing import DELETIONS, SERVER, Action
from intake.services.expiry import Deleted, apply_deletions, expire
from intake.services.opening import open_vault
from intake.services.sending import Sender
from intake.store import sqlite as sqlite_module
from intake.store.clinic_models import InvitationRecord, ResponseRecord, StaffSessionRecord, VersionRecord
from intake.store.deletion_log import DeletionLog
from intake.store.engine import reading, writing
from tests.builders import BUSY, a_draft
from tests.clinics import NOW, VISIT_DAY, a_sent_draft, a_world, acting, comes_in, for_visit, sent
from tests.databases import ON_SQLITE

DAY = timedelta(days=1)
# Of a visit on the first of December, with 90 days from then: the first moment after the first of March.
OVER = datetime(2027, 3, 2, tzinfo=UTC)


def id_of(draft) -> UUID:
    return UUID(draft.sendings[0].response)


def how_many(vault, model=ResponseRecord) -> int:
    with reading(vault.engine) as session:
        return int(session.query(model).count())


def expire_at(world, now) -> Deleted:
    return expire(world.vault, now, clock_is_right=True)


def told(world, house):
    with reading(world.vault.engine) as session:
        return auditing.rows_of(session, world.vault.keys, house.id, DELETIONS)


def sealed_body(world, draft) -> bytes:
    with reading(world.vault.engine) as session:
        return session.get_one(VersionRecord, (id_of(draft), 1)).body


def is_on_disk(world, body: bytes) -> bool:
    """Any piece of it: SQLite parts what is longer than a page."""
    found = b"".join(path.read_bytes() for path in world.settings.data.iterdir())
    return any(body[start : start + 24] in found for start in range(0, len(body) - 24, 24))


def changed(draft):
    return replace(draft, answers=a_draft({**BUSY, "reason.goal": "Walk to the sea"}).answers)


def test_response_is_kept_for_ninety_days_after_the_visit(world):
    draft = a_sent_draft(world.vault, world.north)
    assert draft.sendings[0].kept_until == date(2027, 3, 1)

    assert expire_at(world, OVER - timedelta(seconds=1)).responses == 0
    assert expire_at(world, OVER) == Deleted(drafts=0, responses=1)
    assert how_many(world.vault) == how_many(world.vault, VersionRecord) == 0


def test_response_without_a_day_is_kept_for_ninety_days_after_it_came(world):
    clinics.change(world.vault, world.north.slug, {"has_public_page": True}, "ada", NOW)
    visit = inviting.of_public_page(world.vault, world.north.slug).appointment
    draft = sent(world.vault, replace(a_draft(BUSY), appointment=visit))
    last = NOW.date() + 90 * DAY
    midnight = datetime(last.year, last.month, last.day, tzinfo=UTC) + DAY

    assert draft.sendings[0].kept_until == last
    assert expire_at(world, midnight - timedelta(seconds=1)).responses == 0
    assert expire_at(world, midnight).responses == 1


def test_clinic_that_keeps_for_less_says_so_and_what_came_before_stays_as_it_was_told(world):
    before = a_sent_draft(world.vault, world.north)
    clinics.change(world.vault, world.north.slug, {"retention_days": 10}, "ada", NOW)
    after = sent(world.vault, for_visit(world.vault, changed(a_draft(BUSY)), world.north.many_link))

    assert after.sendings[0].kept_until == VISIT_DAY + 10 * DAY
    assert expire_at(world, datetime(2026, 12, 12, tzinfo=UTC)).responses == 1
    assert before.sendings[0].kept_until == date(2027, 3, 1)
    assert how_many(world.vault) == 1


def test_each_clinic_is_told_what_went_of_its_own_without_names(world):
    north, south = a_sent_draft(world.vault, world.north), a_sent_draft(world.vault, world.south)
    expire_at(world, OVER)

    for house, draft in ((world.north, north), (world.south, south)):
        rows = told(world, house)
        assert [(row.action, row.actor, row.object_id) for row in rows] == [
            ("response deleted on schedule", "server", str(id_of(draft)))
        ]
        assert rows[0].detail == {}
    assert set(world.vault.deletions.entries()) == {id_of(north), id_of(south)}


def test_expiry_takes_sessions_and_invitations_that_are_over_along(world):
    signing_in.sign_in(world.vault, world.north.reader.typed(NOW), NOW)
    later = NOW + timedelta(minutes=20)
    signing_in.sign_in(world.vault, world.north.reviewer.typed(later), later)
    expire_at(world, later)
    assert (how_many(world.vault, StaffSessionRecord), how_many(world.vault, InvitationRecord)) == (1, 4)

    expire_at(world, NOW + 61 * DAY)
    assert (how_many(world.vault, StaffSessionRecord), how_many(world.vault, InvitationRecord)) == (0, 0)
    with pytest.raises(LinkOver):
        inviting.behind_link(world.vault, world.north.many_link, NOW)


@ON_SQLITE
def test_clinic_deletes_a_response_at_once_and_for_good(world):
    draft, other = a_sent_draft(world.vault, world.north), a_sent_draft(world.vault, world.north)
    gone, kept = sealed_body(world, draft), sealed_body(world, other)
    assert is_on_disk(world, gone)
    rob = comes_in(world.vault, world.north.reader)
    forgetting.delete(acting(world.vault, rob), rob, id_of(draft))

    assert not is_on_disk(world, gone)
    assert is_on_disk(world, kept), "the sweep finds what is there"
    assert [(row.actor, row.object_id) for row in told(world, world.north)] == [("rob", str(id_of(draft)))]
    with pytest.raises(ResponseUnknown):
        forgetting.delete(acting(world.vault, rob), rob, id_of(draft))


def test_expired_response_leaves_nothing_on_the_disk(world):
    body = sealed_body(world, a_sent_draft(world.vault, world.north))
    expire_at(world, OVER)

    assert not is_on_disk(world, body)


def test_nothing_is_deleted_that_cannot_be_logged(world, tmp_path):
    draft = a_sent_draft(world.vault, world.north)
    mute = replace(world.vault, deletions=DeletionLog(tmp_path / "nowhere" / "log"))
    rob = comes_in(world.vault, world.north.reader)
    with pytest.raises(StoreUnavailable):
        forgetting.delete(acting(mute, rob), rob, id_of(draft))
    with pytest.raises(StoreUnavailable):
        expire(mute, OVER, clock_is_right=True)

    assert how_many(world.vault) == 1
    assert told(world, world.north) == ()


def a_backup(world, folder):
    world.vault.engine.dispose()
    shutil.copy(world.settings.data / "intake.db", folder / "backup.db")
    return folder / "backup.db"


def restore(world, backup) -> None:
    world.vault.engine.dispose()
    for old in world.settings.data.glob("intake.db*"):
        old.unlink()
    shutil.copy(backup, world.settings.data / "intake.db")


def forget(world, draft, way: str) -> None:
    if way == "withdrawn":
        sender = Sender(world.vault, INTAKE, language_of(), NOW)
        with writing(world.vault.engine) as session:
            sending.withdraw(session, sender, draft, draft.sendings[0].response)
    elif way == "deleted":
        rob = comes_in(world.vault, world.north.reader)
        forgetting.delete(acting(world.vault, rob), rob, id_of(draft))
    else:
        expire_at(world, OVER)


@ON_SQLITE
@pytest.mark.parametrize("way", ["withdrawn", "deleted", "expired"])
def test_backup_that_comes_back_does_not_bring_back_what_was_forgotten(world, tmp_path, way):
    draft = a_sent_draft(world.vault, world.north)
    body = sealed_body(world, draft)
    backup = a_backup(world, tmp_path)
    forget(world, draft, way)
    restore(world, backup)
    assert is_on_disk(world, body)
    again = open_vault(world.settings, NOW)

    assert how_many(again) == how_many(again, VersionRecord) == 0
    assert not is_on_disk(world, body)
    assert apply_deletions(again) == 0
    again.engine.dispose()


@ON_SQLITE
@pytest.mark.parametrize("again", [apply_deletions, lambda vault: expire(vault, OVER, clock_is_right=True)])
def test_nothing_of_it_is_left_in_a_write_ahead_log(tmp_path, databases, monkeypatch, again):
    monkeypatch.setattr(sqlite_module, "WAL_IS_SOUND_FROM", (3, 0, 0))
    world = a_world(tmp_path / "world", databases)
    draft = a_sent_draft(world.vault, world.north)
    body = sealed_body(world, draft)
    world.vault.deletions.append([id_of(draft)], NOW + DAY)
    assert is_on_disk(world, body)
    again(world.vault)

    assert not is_on_disk(world, body)
    world.vault.engine.dispose()


@ON_SQLITE
def test_backup_that_comes_back_keeps_what_was_not_forgotten(world, tmp_path):
    draft, other = a_sent_draft(world.vault, world.north), a_sent_draft(world.vault, world.south)
    backup = a_backup(world, tmp_path)
    forget(world, draft, "deleted")
    restore(world, backup)

    assert apply_deletions(world.vault) == 1
    with reading(world.vault.engine) as session:
        assert [found.id for found in session.query(ResponseRecord)] == [id_of(other)]
        told = auditing.rows_of(session, world.vault.keys, world.north.id, (Action.DELETED_AGAIN,))
    assert [(row.object_id, row.actor) for row in told] == [(str(id_of(draft)), SERVER)]


def test_deletion_that_was_logged_and_never_happened_spares_what_came_since(world):
    draft = a_sent_draft(world.vault, world.north)
    world.vault.deletions.append([id_of(draft)], NOW + DAY)
    sent(world.vault, changed(draft), NOW + 2 * DAY)

    assert apply_deletions(world.vault) == 0
    assert how_many(world.vault, VersionRecord) == 2


def test_report_of_what_was_deleted_names_actions_alone():
    assert set(DELETIONS) == {Action.WITHDRAWN, Action.DELETED, Action.EXPIRED, Action.DELETED_AGAIN}


def test_a_newer_version_is_kept_as_long_as_a_first_one_where_no_day_is_known(world):
    first = a_sent_draft(world.vault, world.north)
    appointment = first.appointment
    assert appointment is not None
    without_day = replace(first, appointment=replace(appointment, day=None), sendings=())
    draft = sent(world.vault, changed(without_day), NOW)
    later = sent(world.vault, replace(draft, answers=a_draft({**BUSY, "reason.goal": "Sleep"}).answers), NOW + 80 * DAY)

    assert draft.sendings[0].kept_until == NOW.date() + 90 * DAY
    assert later.sendings[0].kept_until == NOW.date() + 170 * DAY
