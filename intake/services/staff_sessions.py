"""Sessions of staff: rows in the database, idle for 15 minutes or 12 hours old at most, listed and ended."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from intake.errors import SealBroken, SessionEnded, StoreUnavailable
from intake.keys import staff_keys, tokens
from intake.keys.hpke import PrivateKey
from intake.services.acting import member_acting
from intake.services.auditing import Action
from intake.services.members import STAFF_IDLE, STAFF_LONGEST, Member, Role, name_of
from intake.services.unopened import tell_unopened
from intake.services.vault import Vault
from intake.store import staff
from intake.store.clinic_models import StaffRecord, StaffSessionRecord
from intake.store.engine import reading, writing

_TOUCH_AFTER = timedelta(minutes=1)
_NUMBER_LENGTH = 16


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A browser in which somebody is signed in. `number` names it in a list, and tells nothing of its token."""

    number: str
    created_at: datetime
    last_seen: datetime
    is_this_one: bool


def open_session(session: Session, staff_id: UUID, key: PrivateKey, now: datetime) -> str:
    """The token for the cookie; only it unwraps the key again."""
    token = tokens.new_token()
    session.add(
        StaffSessionRecord(
            id_hash=tokens.token_hash(token),
            staff_id=staff_id,
            wrapped_key=staff_keys.wrap_by_session(key, token, str(staff_id)),
            created_at=now,
            last_seen=now,
            expires_at=now + STAFF_LONGEST,
        )
    )
    return tokens.token_text(token)


def member_of_token(vault: Vault, token_text: str, now: datetime) -> Member:
    """Who is signed in; raises SessionEnded. A session in use is extended once a minute at most."""
    token = tokens.token_from(token_text)
    with reading(vault.engine) as session:
        found = staff.find_session(session, tokens.token_hash(token))
        if found is None or _is_over(found[0], now):
            raise SessionEnded
        held, person = found
        last_seen, longest = held.last_seen, held.expires_at
        member = _member(vault, held, person, token)
    # Reading goes on while the store cannot be written; the next request extends the session.
    with suppress(StoreUnavailable):
        if now - last_seen >= _TOUCH_AFTER:
            with writing(vault.engine, waits=False) as session:
                staff.touch_session(session, member.session_hash, now)
            member = replace(member, session_ends_at=min(longest, now + STAFF_IDLE))
    return member


def sign_out(vault: Vault, member: Member, now: datetime) -> None:
    """The token opens nothing any more, even where it was copied."""
    with writing(vault.engine) as session:
        staff.revoke_session(session, member.staff_id, member.session_hash, now)
        member_acting(vault, member, now).tell(session, Action.SIGNED_OUT)


def sessions_of(session: Session, member: Member, now: datetime) -> tuple[ListedSession, ...]:
    """One's own, the last used first."""
    return tuple(
        ListedSession(_number_of(each), each.created_at, each.last_seen, each.id_hash == member.session_hash)
        for each in staff.sessions_of(session, member.staff_id)
        if not _is_over(each, now)
    )


def end_session(vault: Vault, member: Member, number: str, now: datetime) -> None:
    """One of one's own, by its number in the list; an unknown one is no error: it has ended."""
    with writing(vault.engine) as session:
        for each in staff.sessions_of(session, member.staff_id):
            if _number_of(each) == number:
                staff.revoke_session(session, member.staff_id, each.id_hash, now)
                member_acting(vault, member, now).tell(session, Action.SESSION_ENDED, member.staff_id)


def end_sessions_of(vault: Vault, member: Member, staff_id: UUID, now: datetime) -> None:
    """All of a colleague's, in the same clinic; somebody else's are left alone."""
    with writing(vault.engine) as session:
        if staff.find(session, member.clinic_id, staff_id):
            staff.revoke_sessions_of(session, staff_id, now)
            member_acting(vault, member, now).tell(session, Action.SESSION_ENDED, staff_id)


def _number_of(found: StaffSessionRecord) -> str:
    return found.id_hash.hex()[:_NUMBER_LENGTH]


def _member(vault: Vault, held: StaffSessionRecord, person: StaffRecord, token: bytes) -> Member:
    return Member(
        staff_id=person.id,
        clinic_id=person.clinic_id,
        username=person.username,
        name=name_of(vault.keys, person),
        role=Role(person.role),
        key=_key_in(held, token),
        session_hash=held.id_hash,
        session_ends_at=min(held.expires_at, held.last_seen + STAFF_IDLE),
    )


def _key_in(held: StaffSessionRecord, token: bytes) -> PrivateKey:
    try:
        return staff_keys.unwrap_by_session(held.wrapped_key, token, str(held.staff_id))
    except SealBroken:
        # Signing in makes a new one.
        tell_unopened("staff_session")
        raise SessionEnded from None


def _is_over(found: StaffSessionRecord, now: datetime) -> bool:
    # A clock that was set back far ends sessions too, or they would outlive their time.
    return now >= found.expires_at or abs(now - found.last_seen) >= STAFF_IDLE
