"""What the product acknowledged until a moment, and what of it an installation that is opened again has lost."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from forms.answers import Draft
from forms.codec import draft_from_json
from forms.ketamine import INTAKE
from intake.config import settings_from
from intake.errors import IntakeError, SessionEnded
from intake.services import vault as vaults
from intake.services.holding import HeldKeys, keys_held
from intake.services.members import Member
from intake.services.opening import open_vault
from intake.services.opening_responses import Opener
from intake.services.vault import Vault
from intake.store import responses
from intake.store.engine import reading
from tests.clinics import NOW
from tests.faults.wholeness import is_whole
from tests.live.patient import LINK_ID


@dataclass
class Of:
    """What one patient knows. `open`: what may have been kept since."""

    kept: str
    token: str
    open: list[str] = field(default_factory=list)
    sent: bool = False
    deleting: bool = False
    deleted: bool = False


@dataclass
class Acknowledged:
    patients: dict[int, Of] = field(default_factory=dict)

    def hears(self, line: bytes) -> None:
        """One mark of `traced_saves`."""
        said = json.loads(line)
        number = said.pop("patient")
        if "token" in said:
            self.patients[number] = Of(said["kept"], said["token"])
            return
        patient = self.patients[number]
        if "tried" in said:
            patient.open = [said["tried"]]
        elif "kept" in said:
            patient.kept, patient.open = said["kept"], []
        else:
            for name in said:
                setattr(patient, name, True)


@dataclass(frozen=True, slots=True)
class ClinicKeys:
    """What a member of the clinic opens responses with."""

    clinic_id: UUID
    held: HeldKeys


@dataclass(frozen=True, slots=True)
class Loss:
    """Of one installation; `what` names the kind of it and no answer."""

    lost: bool = False
    corrupted: bool = False
    what: str = ""


def clinic_keys(vault: Vault, member: Member) -> ClinicKeys:
    with reading(vault.engine) as session:
        return ClinicKeys(member.clinic_id, keys_held(session, member))


def loss_in(data: Path, known: Acknowledged, keys: ClinicKeys | None) -> Loss:
    """Opens the installation as the product does at its start, then each patient's form with its key."""
    try:
        vault = open_vault(settings_from({"INTAKE_DATA": str(data)}), NOW)
    except Exception as problem:  # Whatever it is: the installation does not open.
        return Loss(corrupted=True, what=f"does not open: {type(problem).__name__}")
    try:
        lost = [what for patient in known.patients.values() if (what := _lost_of(vault, patient, keys))]
        vault.engine.dispose()
        broken = not is_whole(data / "intake.db")
        return Loss(bool(lost), broken, "; ".join([*lost[:1], *(["database not whole"] if broken else [])]))
    except Exception as problem:  # A row that does not open, a page of the database that is not one.
        return Loss(corrupted=True, what=f"does not open: {type(problem).__name__}")
    finally:
        vault.engine.dispose()


def _lost_of(vault: Vault, patient: Of, keys: ClinicKeys | None) -> str:
    try:
        opened = vaults.open_by_token(vault, patient.token, NOW)
    except SessionEnded:
        return "" if patient.deleting else "a form is gone"
    if patient.deleted:
        return "a deleted form is back"
    draft = draft_from_json(INTAKE, json.loads(opened.body))
    if draft.answers.first(LINK_ID) not in {patient.kept, *patient.open}:
        return "a save is lost"
    if patient.sent and not draft.sendings:
        return "a receipt is lost"
    return _unsent(vault, draft, keys)


def _unsent(vault: Vault, draft: Draft, keys: ClinicKeys | None) -> str:
    """What the receipts say was sent is there and opens with the clinic's key."""
    if keys is None:
        return ""
    opener = Opener(keys.clinic_id, keys.held, vault.keys)
    with reading(vault.engine) as session:
        for sending in draft.sendings:
            record = responses.find(session, keys.clinic_id, UUID(sending.response))
            if record is None or record.latest < sending.number:
                return "what was sent is gone"
            if any(opener.form_in(record, version) is None for version in responses.versions(session, record.id)):
                raise IntakeError("what was sent does not open")
    return ""
