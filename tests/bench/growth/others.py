"""The other clinics of an installation: each has a key of its own, and people and links like those of the first."""

import secrets
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select

from intake.keys.hpke import PrivateKey, new_private_key
from intake.keys.master import Keys
from intake.services.bindings import bind_clinic_key
from intake.store.clinic_models import ClinicKeyRecord, ClinicRecord, InvitationRecord, StaffRecord
from tests.clinics import NOW


def add_others(connection: Connection, keys: Keys, like: UUID, number: int) -> dict[UUID, PrivateKey]:
    """So many, with their private keys, which nobody keeps when the rows are made."""
    private = {uuid4(): new_private_key() for _ in range(number)}
    if not private:
        return {}
    numbered = list(enumerate(private.items()))
    (clinic,) = _rows(connection, ClinicRecord, ClinicRecord.id == like)
    people = _rows(connection, StaffRecord, StaffRecord.clinic_id == like)
    links = _rows(connection, InvitationRecord, InvitationRecord.clinic_id == like)
    clinics = [{**clinic, "id": each, "slug": f"clinic-{at}", "name": f"Clinic {at}"} for at, (each, _) in numbered]
    connection.execute(insert(ClinicRecord), clinics)
    connection.execute(insert(ClinicKeyRecord), [_key(keys, each, key) for each, key in private.items()])
    staff = [_person(person, each, at) for at, (each, _) in numbered for person in people]
    connection.execute(insert(StaffRecord), staff)
    invitations = [_link(link, each) for each in private for link in links]
    connection.execute(insert(InvitationRecord), invitations)
    return private


def _rows(connection: Connection, model: Any, condition: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(model.__table__).where(condition)).mappings()]


def _person(like: dict[str, Any], clinic_id: UUID, number: int) -> dict[str, Any]:
    return {**like, "id": uuid4(), "clinic_id": clinic_id, "username": f"{like['username']}{number}"}


def _link(like: dict[str, Any], clinic_id: UUID) -> dict[str, Any]:
    return {**like, "id": uuid4(), "clinic_id": clinic_id, "token_hash": secrets.token_bytes(32)}


def _key(keys: Keys, clinic_id: UUID, private: PrivateKey) -> dict[str, Any]:
    public = private.public
    row = {"clinic_id": clinic_id, "kid": 1, "suite": public.suite, "public_key": public.raw, "made_at": NOW}
    record = ClinicKeyRecord(**row)
    bind_clinic_key(keys, record)
    return {**row, "mac": record.mac, "retired_at": None}
