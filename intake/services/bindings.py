"""Rows that must be ours before anything is sealed to them, or read from them: each has a MAC under the server's key.

HPKE says to whom a text is sealed and not by whom, and a public key says of itself nothing. Whoever can write to the
database alone could put their own key, or their own answers, in the place of others.
"""

import hashlib
import hmac
from uuid import UUID

from sqlalchemy.orm import Session

from intake.errors import SealBroken
from intake.keys.audit_chain import Field, mac_of
from intake.keys.hpke import X25519_SUITE, PublicKey
from intake.keys.master import Keys
from intake.store import clinics, responses, staff
from intake.store.clinic_models import ClinicKeyRecord, ClinicRecord, StaffRecord, VersionRecord


def bind_clinic_key(keys: Keys, record: ClinicKeyRecord) -> None:
    record.mac = _mac(keys, *_of_clinic_key(record))


def clinic_key_of(keys: Keys, record: ClinicKeyRecord) -> PublicKey:
    """Raises SealBroken for a key that was put there by others."""
    _prove(record.mac, _mac(keys, *_of_clinic_key(record)))
    return PublicKey(record.suite, record.public_key)


def bind_staff_key(keys: Keys, record: StaffRecord) -> None:
    record.public_mac = _mac(keys, *_of_staff_key(record))


def staff_key_of(keys: Keys, record: StaffRecord) -> PublicKey:
    """Of somebody who is set up; raises SealBroken."""
    _prove(record.public_mac, _mac(keys, *_of_staff_key(record)))
    return PublicKey(X25519_SUITE, record.public_key or b"")


def bind_recovery_key(keys: Keys, record: ClinicRecord) -> None:
    record.recovery_mac = _mac(keys, *_of_recovery_key(record))


def recovery_key_of(keys: Keys, record: ClinicRecord) -> PublicKey:
    """Of a clinic that has a recovery sheet; raises SealBroken."""
    _prove(record.recovery_mac, _mac(keys, *_of_recovery_key(record)))
    return PublicKey(X25519_SUITE, record.recovery_public or b"")


def bind_version(keys: Keys, clinic_id: UUID, record: VersionRecord) -> None:
    """What came in, as it came in; a renewal of the clinic's key changes nothing of it."""
    record.mac = _mac(keys, *_of_version(clinic_id, record))


def prove_version(keys: Keys, clinic_id: UUID, record: VersionRecord) -> None:
    """Raises SealBroken for a version that did not come in through a sending."""
    _prove(record.mac, _mac(keys, *_of_version(clinic_id, record)))


def bind_all(session: Session, keys: Keys) -> None:
    """After the loss of the master key: the rows as they are now are taken for ours."""
    for clinic in clinics.every(session):
        bind_recovery_key(keys, clinic)
        for key in clinics.keys_of(session, clinic.id):
            bind_clinic_key(keys, key)
        for version in responses.whole_versions_of_clinic(session, clinic.id):
            bind_version(keys, clinic.id, version)
    for person in staff.every(session):
        bind_staff_key(keys, person)


def _of_clinic_key(record: ClinicKeyRecord) -> tuple[Field, ...]:
    return "clinic key", str(record.clinic_id), record.kid, record.suite, record.public_key


def _of_staff_key(record: StaffRecord) -> tuple[Field, ...]:
    return "staff key", str(record.clinic_id), str(record.id), record.public_key


def _of_recovery_key(record: ClinicRecord) -> tuple[Field, ...]:
    return "recovery key", str(record.id), record.recovery_public


def _of_version(clinic_id: UUID, record: VersionRecord) -> tuple[Field, ...]:
    contents = hashlib.sha256(record.header).digest(), hashlib.sha256(record.body).digest()
    return "version", str(clinic_id), str(record.response_id), record.number, *contents


def _mac(keys: Keys, *fields: Field) -> bytes:
    return mac_of(keys.binding, b"", fields)


def _prove(stored: bytes | None, ours: bytes) -> None:
    if not hmac.compare_digest(stored or b"", ours):
        raise SealBroken("not written here")
