"""What a crash may fall into: each act, the stage that all of them want, and how one sees that an act was done."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from forms.answers import Draft
from forms.codec import draft_from_json, draft_to_json
from forms.ketamine import INTAKE
from intake.config import Settings
from intake.keys.recovery_sheet import key_from
from intake.language import language_of
from intake.services import expiry, forgetting, holding, key_replacement, reviewing, sending, staffing, vault
from intake.services.acting import operator_acting
from intake.services.members import Member
from intake.services.reviewing import EntryKind, Said
from intake.services.sending import Sender
from intake.services.staffing import Chosen
from intake.services.vault import OpenDraft, Vault
from intake.store import clinics, installation
from intake.store.clinic_models import ResponseRecord, StaffRecord
from intake.store.deletion_log import DeletionLog
from intake.store.engine import engine_of, reading, writing
from intake.store.models import DraftRecord
from tests.builders import BUSY, a_draft
from tests.clinics import NOW, Person, World, a_sent_draft, acting, comes_in, for_visit

LATER = NOW + timedelta(hours=1)
LONG_AFTER = NOW + timedelta(days=200)
_CHANGED = a_draft({**BUSY, "reason.goal": "Walk to the sea"}).answers


@dataclass(frozen=True)
class Stage:
    """Two patients of the north: `sent` sent a form, to which Anna added a note, and `fresh` did not yet. `other` is
    the response of a third. Rob has a new link to set up with."""

    clinic: UUID
    fresh: OpenDraft
    sent: OpenDraft
    response: UUID
    other: UUID
    anna: Member
    rob: Person
    link: str
    sheet: tuple[str, str]


@dataclass(frozen=True)
class Place:
    """A copy of the staged installation. Nothing of it is open before somebody uses the vault."""

    settings: Settings
    vault: Vault
    stage: Stage

    def copied_to(self, settings: Settings, safe: Vault | None = None) -> "Place":
        """`safe`: opened there already; else it goes by the keys of the original."""
        log = DeletionLog(settings.deletion_log)
        safe = safe or replace(self.vault, engine=engine_of(settings.database_url), deletions=log)
        return replace(self, settings=settings, vault=safe)

    def draft_of(self, opened: OpenDraft) -> Draft | None:
        return _draft_in(self.vault, opened)

    def has_response(self) -> bool:
        with reading(self.vault.engine) as session:
            return session.get(ResponseRecord, self.stage.response) is not None

    def staff(self, staff_id: UUID | None) -> StaffRecord:
        with reading(self.vault.engine) as session:
            return session.get_one(StaffRecord, staff_id)


@dataclass(frozen=True)
class Act:
    """`starts_between`: the server starts after the crash, before it is done again; so it is with all that a page does.
    `leaves_all`: what others sent opens afterwards as before."""

    name: str
    runs: Callable[[Place], object]
    is_done: Callable[[Place], bool]
    prepares: Callable[[Place], object] = lambda _: None
    starts_between: bool = True
    leaves_all: bool = True


def set_stage(world: World) -> Place:
    safe, north = world.vault, world.north
    fresh = _started(safe, for_visit(safe, a_draft(BUSY), north.many_link))
    sent = _started(safe, for_visit(safe, a_draft(BUSY), north.single_link))
    changes(safe, sent, sending.send)
    draft = _draft_in(safe, sent)
    assert draft is not None
    response = UUID(draft.sendings[0].response)
    anna = comes_in(safe, north.reviewer)
    reviewing.say(acting(safe, anna), anna, response, Said(kind=EntryKind.NOTE, text="a note"))
    other = UUID(a_sent_draft(safe, north).sendings[0].response)
    rob = north.reader
    assert rob.staff_id is not None
    link = staffing.renew_link(operator_acting(safe, north.id, NOW), rob.staff_id)
    safe.engine.dispose()
    stage = Stage(north.id, fresh, sent, response, other, anna, rob, link, north.sheet.parts)
    return Place(world.settings, safe, stage)


def changes(safe: Vault, opened: OpenDraft, apply: Callable[[Session, Sender, Draft], Draft]) -> None:
    """The patient's draft, and what goes with it, in one transaction."""
    sender = Sender(safe, INTAKE, language_of(), LATER)
    with writing(safe.engine) as session:
        newest = vault.newest(session, opened, LATER)
        draft = apply(session, sender, draft_from_json(INTAKE, json.loads(newest.body)))
        vault.save(session, newest, json.dumps(draft_to_json(draft)).encode(), LATER)


def _started(safe: Vault, draft: Draft) -> OpenDraft:
    body = json.dumps(draft_to_json(draft)).encode()
    return vault.start(safe, INTAKE.canonical, lambda _: body, "192.0.2.9", NOW).draft


def _draft_in(safe: Vault, opened: OpenDraft) -> Draft | None:
    with reading(safe.engine) as session:
        record = session.get(DraftRecord, opened.draft_id)
        if record is None:
            return None
        return draft_from_json(INTAKE, json.loads(vault._body_in(record, opened.data_key)))


def _has_sent(place: Place, opened: OpenDraft, number: int) -> bool:
    """Whether the patient has the receipt for this version, and the clinic the version."""
    draft = place.draft_of(opened)
    last = draft.sendings[-1] if draft and draft.sendings else None
    with reading(place.vault.engine) as session:
        response = session.get(ResponseRecord, UUID(last.response)) if last else None
    return bool(last and response and last.number == response.latest == number)


def _is_withdrawn(place: Place) -> bool:
    draft = place.draft_of(place.stage.sent)
    return bool(draft and draft.sendings[0].withdrawn_on) and not place.has_response()


def _has_sent_first(place: Place) -> bool:
    return _has_sent(place, place.stage.fresh, 1)


def _sends(place: Place) -> None:
    changes(place.vault, place.stage.fresh, sending.send)


def _sends_in_two_steps(place: Place) -> None:
    draft = place.draft_of(place.stage.fresh)
    assert draft is not None
    with writing(place.vault.engine) as session:
        sent = sending.send(session, Sender(place.vault, INTAKE, language_of(), LATER), draft)
    changes(place.vault, place.stage.fresh, lambda *_: sent)


def _sends_another(place: Place) -> None:
    changes(
        place.vault,
        place.stage.sent,
        lambda session, sender, draft: sending.send(session, sender, replace(draft, answers=_CHANGED)),
    )


def _withdraws(place: Place) -> None:
    response = str(place.stage.response)
    changes(
        place.vault,
        place.stage.sent,
        lambda session, sender, draft: sending.withdraw(session, sender, draft, response),
    )


def _by_anna(place: Place, act: Callable[..., object], *arguments: object) -> object:
    anna = place.stage.anna
    return act(acting(place.vault, anna, LATER), anna, *arguments)


def _newest_kid(place: Place) -> int:
    with reading(place.vault.engine) as session:
        newest = clinics.newest_key(session, place.stage.clinic)
    return newest.kid if newest else 0


def _loses_grants(place: Place) -> None:
    with writing(place.vault.engine) as session:
        clinics.delete_grants_to(session, place.stage.clinic, str(place.stage.anna.staff_id))


def _holds_key(place: Place) -> bool:
    return holding.holds_newest(place.vault, place.stage.anna)


def _sets_up(place: Place) -> object:
    rob = place.stage.rob
    return staffing.set_up(place.vault, place.stage.link, Chosen(rob.passphrase, rob.seed, rob.code(LATER)), LATER)


def _lets_go(place: Place) -> None:
    by = operator_acting(place.vault, place.stage.clinic, LATER)
    assert place.stage.rob.staff_id
    staffing.let_go(by, place.stage.rob.staff_id)


def _fingerprint(place: Place) -> str:
    with reading(place.vault.engine) as session:
        return installation.known(session).key_fingerprint


def _key_is_lost(place: Place) -> None:
    place.settings.key_file.unlink()


ACTS = (
    Act("send", _sends, _has_sent_first),
    Act("send a newer version", _sends_another, lambda at: _has_sent(at, at.stage.sent, 2)),
    Act("withdraw", _withdraws, _is_withdrawn),
    Act(
        "delete a response",
        lambda at: _by_anna(at, forgetting.delete, at.stage.response),
        lambda at: not at.has_response(),
    ),
    Act(
        "delete a form",
        lambda at: vault.delete(at.vault, at.stage.sent, LATER),
        lambda at: at.draft_of(at.stage.sent) is None,
    ),
    Act(
        "expire",
        lambda at: expiry.expire(at.vault, LONG_AFTER, clock_is_right=True),
        lambda at: not at.has_response() and at.draft_of(at.stage.sent) is None,
        leaves_all=False,
    ),
    Act("renew a clinic's key", lambda at: _by_anna(at, holding.renew_key), lambda at: _newest_kid(at) == 2),
    Act(
        "recover by the sheet",
        lambda at: _by_anna(at, holding.recover, key_from(at.stage.sheet)),
        _holds_key,
        prepares=_loses_grants,
    ),
    Act("set somebody up", _sets_up, lambda at: at.staff(at.stage.rob.staff_id).setup_hash is None),
    Act("let somebody go", _lets_go, lambda at: at.staff(at.stage.rob.staff_id).disabled_at is not None),
    Act(
        "rotate the master key",
        lambda at: key_replacement.rotate(at.settings, LATER),
        lambda at: _fingerprint(at) != at.vault.keys.fingerprint,
    ),
    Act(
        "replace the master key",
        lambda at: key_replacement.replace(at.settings, LATER),
        lambda at: _fingerprint(at) != at.vault.keys.fingerprint,
        prepares=_key_is_lost,
        starts_between=False,
        leaves_all=False,
    ),
)
IN_TWO_STEPS = Act("send in two steps", _sends_in_two_steps, _has_sent_first)
"""What no act here does: the clinic has it before the patient's receipt is kept."""
