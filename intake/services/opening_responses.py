"""Opening what was received: a member's grant opens the clinic's key, which opens each version's own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from intake.errors import SealBroken
from intake.keys.entry_keys import SealedEntry, entry_in
from intake.keys.master import Keys
from intake.keys.response_keys import VersionKey, VersionPlace, is_wrapped, open_version_key
from intake.services.bindings import prove_version
from intake.services.holding import HeldKeys, entry_place
from intake.services.unopened import tell_unopened
from intake.store.base import Base
from intake.store.clinic_models import EntryRecord, ResponseRecord, VersionRecord
from intake.store.responses import Rewrapped, SealedHeader
from intake.summary.sent import Header, SentForm, form_from_bytes, header_from_bytes


class OpenedHeader(NamedTuple):
    """With the key that opened it."""

    sealed: SealedHeader
    key: VersionKey
    header: Header


@dataclass(frozen=True, slots=True)
class Opener:
    """The keys of one clinic that a member holds."""

    clinic_id: UUID
    held: HeldKeys
    keys: Keys = field(repr=False)

    def key_of(self, record: ResponseRecord, version: VersionRecord) -> VersionKey:
        """Raises SealBroken for a version that no key opens."""
        return self._key(version.kid, version.sealed_key, self._place(record.questionnaire, record.id, version.number))

    def form_in(self, record: ResponseRecord, version: VersionRecord) -> SentForm | None:
        """None for a version that cannot be opened, or did not come in through a sending."""
        try:
            prove_version(self.keys, self.clinic_id, version)
            return form_from_bytes(self.key_of(record, version).body_in(version.body))
        except (SealBroken, ValueError):
            self._tell(version.kid, VersionRecord)
            return None

    def header_in(self, sealed: SealedHeader) -> Header | None:
        """None for a row that cannot be opened: it breaks no list."""
        opened = self.opened(sealed)
        return opened.header if opened else None

    def opened(self, sealed: SealedHeader) -> "OpenedHeader | None":
        """As `header_in`."""
        try:
            key = self._key(sealed.kid, sealed.sealed_key, self._place(sealed.questionnaire, sealed.id, sealed.number))
            return OpenedHeader(sealed, key, header_from_bytes(key.header_in(sealed.header)))
        except (SealBroken, ValueError):
            self._tell(sealed.kid, VersionRecord)
            return None

    def wrapped(self, opened: Iterable["OpenedHeader"]) -> Iterator[Rewrapped]:
        """Of these, each whose key can be stored so that it opens faster."""
        for (response, _, number, kid, sealed_key, _), key, _ in opened:
            if not is_wrapped(sealed_key):
                yield Rewrapped(response, number, sealed_key, key.wrapped_by(self.held[kid], kid))

    def entry_in(self, entry: EntryRecord) -> bytes:
        """Raises SealBroken for an entry that no key opens, or that is not where, whose or from when it says."""
        if entry.kid not in self.held:
            raise SealBroken("sealed to a key that is not held")
        sealed = SealedEntry(entry.kid, entry.sealed_key, entry.body)
        try:
            return entry_in(self.held[entry.kid], sealed, entry_place(self.clinic_id, entry))
        except SealBroken:
            self._tell(entry.kid, EntryRecord)
            raise

    def _tell(self, kid: int, table: type[Base]) -> None:
        # What is sealed to a key that this member does not hold is as it was meant to be.
        if kid in self.held:
            tell_unopened(table.__tablename__)

    def _key(self, kid: int, sealed_key: bytes, place: VersionPlace) -> VersionKey:
        if kid not in self.held:
            raise SealBroken("sealed to a key that is not held")
        return open_version_key(self.held[kid], kid, sealed_key, place)

    def _place(self, questionnaire: str, response_id: object, number: int) -> VersionPlace:
        return VersionPlace(
            clinic=str(self.clinic_id), questionnaire=questionnaire, response=str(response_id), number=number
        )
