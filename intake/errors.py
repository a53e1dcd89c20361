"""What can go wrong, in one flat family; nothing here knows of HTTP, and no message repeats what a patient typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from forms.answers import AnswerValue


class IntakeError(Exception):
    """Something that the product foresees; the kind of it is safe to log."""


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One setting that cannot be used: its name, what it says now (secrets left out), and how to mend it."""

    setting: str
    value: str
    mend: str

    def __str__(self) -> str:
        return f"{self.setting}={self.value!r}: {self.mend}"


class SettingsInvalid(IntakeError):
    """The settings cannot be used; holds every problem at once."""

    def __init__(self, problems: tuple[SettingProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Slip(StrEnum):
    """How a return code was mistyped."""

    LENGTH = "length"
    CHARACTER = "character"
    CHECK = "check"


class CodeMistyped(IntakeError):
    """What was typed cannot be a return code. It was compared with nothing, so it costs no try."""

    def __init__(self, slip: Slip) -> None:
        super().__init__(slip.value)
        self.slip = slip


class CodeUnknown(IntakeError):
    """No draft opens with this return code: wrong, deleted and expired are told alike."""


class DraftNotFound(IntakeError):
    """The draft was open a moment ago and is gone now: deleted in another tab, or expired."""


class DraftChanged(IntakeError):
    """Somebody saved between the reading and the saving; read the newest body and merge again."""


class AnswersDiffer(IntakeError):
    """Another view of the same page saved other answers; nothing was overwritten, and the patient chooses."""

    def __init__(self, saved: Mapping[str, tuple[AnswerValue, ...]], writer: str) -> None:
        """`saved`: what stands now where the answers differ, by linkId; `writer`: the view that wrote last."""
        super().__init__(f"{len(saved)} answers differ")
        self.saved = saved
        self.writer = writer


class FormStale(IntakeError):
    """The form was rendered for another session, or not by us; a new page carries a good token."""


class DraftTooLarge(IntakeError):
    """The body is larger than what a draft holds."""


class SessionEnded(IntakeError):
    """The session is unknown, was ended, or ran out; the return code opens a new one."""


class TooManyTries(IntakeError):
    """A limit is reached for now."""

    def __init__(self, retry_after: int) -> None:
        """`retry_after`: whole seconds until the next try is taken."""
        super().__init__(f"next try in {retry_after} seconds")
        self.retry_after = retry_after


class TooBusy(IntakeError):
    """As many key derivations wait as may wait; try again in a few seconds."""


class StoreFault(StrEnum):
    """Why the store cannot serve just now."""

    LOCKED = "locked"
    FULL = "full"
    UNREACHABLE = "unreachable"
    READ_ONLY = "read-only"


_FAULTS: Mapping[StoreFault, str] = {
    StoreFault.LOCKED: "somebody else holds the database; wait, or stop what holds it",
    StoreFault.FULL: "the disk has no room; free some",
    StoreFault.UNREACHABLE: "the database does not answer; look whether it runs, and at INTAKE_DATABASE_URL",
    StoreFault.READ_ONLY: "this user cannot write to the database; look at the owner of its folder and of its file",
}


class StoreUnavailable(IntakeError):
    """Nothing was written; the same call can work later."""

    def __init__(self, kind: StoreFault) -> None:
        super().__init__(f"{kind.value}: {_FAULTS[kind]}")
        self.kind = kind


class StoreDamaged(IntakeError):
    """The database is none, or is damaged."""

    def __init__(self, place: str = "the database") -> None:
        super().__init__(f"{place} cannot be read: it is damaged, or is no database. Put the newest backup back")


class TablesNewer(IntakeError):
    """A later release made the tables."""

    def __init__(self, found: str, place: str = "the database") -> None:
        super().__init__(
            f"{place}: its tables are of version {found}, which this release does not know. Install the newer"
        )
        self.found = found


class StoreNotDurable(IntakeError):
    """The database does not keep the settings that make a saved answer survive a power cut."""


class TablesOutdated(IntakeError):
    """The tables are older than this release, and the role that serves has no right to change them."""

    def __init__(self, found: str | None, wanted: str) -> None:
        super().__init__(
            f"the tables are of version {found or 'none'}, and {wanted} is wanted. "
            "Run intake migrate with the address of the role that owns them, then start again"
        )


class StoreClosed(IntakeError):
    """The database is not served: it is being filled, or was moved elsewhere; the message says which, and the mend."""


class BackupNotMade(IntakeError):
    """There is no new backup; the message says why, and the mend."""


class BackupNotRestored(IntakeError):
    """The place is empty as before; the message says why, and the mend."""


class InstallationNotMoved(IntakeError):
    """The message says what stands where now, and the mend."""


class SealBroken(IntakeError):
    """What is stored does not open with this key at this place: altered, moved, or sealed with another key."""


class DraftBroken(SealBroken):
    """The return code opens the draft, and what lies in it does not open: only a backup has it whole."""


class KeyFileRefused(IntakeError):
    """The key file is missing, unreadable, open to others, or not a key; the message says which, and the mend."""


class KeyMismatch(IntakeError):
    """The database was made with another master key."""


class ClockDoubted(IntakeError):
    """The clock stands far ahead of the last time seen in the database; nothing was deleted by it."""

    def __init__(self, last_seen: datetime, now: datetime) -> None:
        told = f"the clock says {now:%Y-%m-%d %H:%M} UTC, and it was last seen at {last_seen:%Y-%m-%d %H:%M} UTC"
        mend = "Set it right; or if it is right, run intake expire --clock-is-right"
        super().__init__(f"{told}. Nothing was deleted. {mend}.")
        self.last_seen = last_seen
        self.now = now


class SheetNotPrinted(IntakeError):
    """The sheet could not be set as a PDF; its text version has every word."""


class PassphraseSlip(StrEnum):
    """Why a passphrase cannot be used."""

    SHORT = "short"
    LONG = "long"
    WELL_KNOWN = "well-known"


class PassphraseRefused(IntakeError):
    """The passphrase is too short, too long, or on the way to a well-known one; nothing was changed."""

    def __init__(self, slip: PassphraseSlip) -> None:
        super().__init__(slip.value)
        self.slip = slip


class SignInNotOpened(IntakeError):
    """Name, passphrase and code do not open together; which of them is wrong is not told."""


class CodeNotTaken(IntakeError):
    """The code of the second factor is wrong, or was used before."""


class LinkOver(IntakeError):
    """A set-up link or an invitation that is unknown, was used, was taken back, or ran out."""


class NotForThisRole(IntakeError):
    """Somebody is signed in whose role this is not."""


class NoGrant(IntakeError):
    """This member of staff holds no grant for the clinic's key: a holder gives one."""


class ClinicUnknown(IntakeError):
    """There is no such clinic, or it is another one's."""


class StaffUnknown(IntakeError):
    """There is no such member of staff in this clinic."""


class NameTaken(IntakeError):
    """A clinic or a member of staff has this name already."""


class NameMissing(IntakeError):
    """There is no name of a clinic or of a person, or one to sign in with has other signs than it may have."""


class NameTooLong(IntakeError):
    """The name of a clinic or of somebody to sign in with is longer than the tables hold."""

    def __init__(self, most: int) -> None:
        super().__init__(f"a name may have {most} letters; choose a shorter one")
        self.most = most


class ResponseUnknown(IntakeError):
    """There is no such response in this clinic: withdrawn, deleted, expired and another clinic's are told alike."""


class SendingClosed(IntakeError):
    """The clinic does not take answers now: its keys or its words about C6 and C7 are not complete."""


class SendingOver(IntakeError):
    """The visit is past: a newer version is not taken any more."""


class NothingToSend(IntakeError):
    """No question is answered."""


class LineChanged(IntakeError):
    """Somebody else wrote about the same line since the page was opened; nothing was overwritten."""

    def __init__(self, key: str) -> None:
        """`key`: of the line."""
        super().__init__("another entry came first")
        self.key = key


class CommandRefused(IntakeError):
    """What a command was asked for cannot be done; the message names the place, and the mend."""
