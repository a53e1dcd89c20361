"""What the services write into databases keeps its names: places that seals are bound to, MACs, and words of the log.

A word that changes by a slip is written and read alike from then on, and no other test notices; but what lies in
databases already opens nowhere, verifies no more, or is counted as something else.
"""

import base64
import json
from datetime import timedelta
from uuid import UUID

import pytest

from intake.keys.audit_chain import mac_of
from intake.keys.derivation import derived
from intake.keys.master import keys_from
from intake.keys.recovery_sheet import RecoverySheet
from intake.keys.sealing import seal, wrap
from intake.keys.tokens import token_text
from intake.services import auditing, bindings, carried_sheet, clinics, members, reviewing, seeds, throttling
from intake.services.auditing import Action
from intake.services.members import Role
from intake.services.reviewing import EntryKind, LineState
from intake.store.clinic_models import ClinicKeyRecord, ClinicRecord, StaffRecord, VersionRecord

KEYS = keys_from(bytes(range(32)))
ID, CLINIC = UUID(int=7), UUID(int=8)
PUBLIC = b"p" * 32
ACTIONS = """
clinic added, clinic changed, staff added, set-up link renewed, staff set up, staff left, role changed, signed in,
signed out, session ended, passphrase confirmed, passphrase or codes changed, key made, key renewed, grant given,
recovery sheet made, recovery sheet confirmed, key recovered from the sheet, master key rotated, master key replaced,
invitation made, invitation taken back, response received, list seen, list searched, response opened,
response exported, line marked, note added, medicines compared, response assigned, state changed,
response withdrawn by the patient, response deleted by the clinic, response deleted on schedule,
response deleted again after a backup
"""
LIMITS = {
    throttling.CODES_OF_ADDRESS: ("codes of an address", 10, 5),
    throttling.CODES_OF_LOCATOR: ("codes of a locator from an address", 5, 5),
    throttling.DRAFTS_OF_ADDRESS: ("new drafts of an address", 60, 60),
    throttling.SIGN_INS_OF_ADDRESS: ("sign-ins of an address", 10, 5),
    throttling.SIGN_INS_OF_NAME: ("sign-ins of a name from an address", 5, 5),
    throttling.SECOND_FACTORS: ("second factors of a member", 5, 5),
    throttling.SECOND_FACTORS_OF_HOUR: ("second factors of a member in an hour", 20, 60),
    throttling.PASSPHRASES_AGAIN: ("passphrases typed again by a member", 5, 5),
    throttling.EXPORTS: ("exports of a member", 30, 60),
}


def sealed(text: object, *place: str | int) -> bytes:
    return seal(KEYS.config, json.dumps(text).encode(), bound_to=place)


def test_the_audit_log_has_the_words_that_its_rows_of_years_ago_have():
    assert [action.value for action in Action] == " ".join(ACTIONS.split()).split(", ")
    assert (auditing.OPERATOR, auditing.PATIENT, auditing.SERVER) == ("operator", "patient", "server")
    assert (auditing.DONE, auditing.NOT_OPENED) == ("done", "not opened")
    assert [each.name for each in auditing.DELETIONS] == ["WITHDRAWN", "DELETED", "EXPIRED", "DELETED_AGAIN"]


def test_roles_and_what_staff_add_are_stored_by_the_same_words():
    assert [role.value for role in Role] == ["reader", "reviewer", "administrator"]
    assert {Role.READER, Role.REVIEWER} == members.HOLDS_KEYS
    assert [kind.value for kind in EntryKind] == ["line", "note", "reviewed", "chart"]
    assert [state.value for state in LineState] == ["none", "confirmed", "changed", "to-ask"]
    assert reviewing.EntryKind("chart") is EntryKind.CHART


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_tries_are_counted_under_the_same_names_and_limits(limit):
    name, tries, minutes = LIMITS[limit]

    assert (limit.name, limit.tries, limit.within) == (name, tries, timedelta(minutes=minutes))
    assert limit.within <= throttling.LONGEST == timedelta(hours=1)
    assert throttling.tries_of_member(KEYS, ID, limit)[0].key == KEYS.hash_of_address(str(ID), name)


def test_a_seed_a_name_and_an_address_for_notices_open_where_they_always_stood():
    person = StaffRecord(id=ID, username="anna", details=sealed({"name": "Anna"}, "staff", str(ID), "details"))
    clinic = ClinicRecord(
        id=CLINIC, notify=seal(KEYS.config, b"a@example.org", bound_to=("clinic", str(CLINIC), "notify"))
    )

    assert seeds.seed_in(KEYS, ID, wrap(KEYS.config, b"seed", bound_to=("staff", str(ID), "seed"))) == b"seed"
    assert members.name_of(KEYS, person) == "Anna"
    assert clinics.notify_address(KEYS, clinic) == "a@example.org"


def test_a_recovery_sheet_that_is_open_in_a_browser_while_the_server_is_renewed_can_still_be_confirmed():
    key = derived(b"t" * 32, "recovery-sheet|v1")
    body = json.dumps({"parts": ["one", "two"], "asked": [[1, 2], [2, 14]]}).encode()
    carried = base64.urlsafe_b64encode(seal(key, body, bound_to=("recovery sheet", "to confirm"))).decode()

    assert carried_sheet.opened(carried, token_text(b"t" * 32)) == (RecoverySheet(("one", "two")), [(1, 2), (2, 14)])


def test_rows_are_bound_by_what_they_are_and_by_all_that_is_said_in_them():
    key = ClinicKeyRecord(clinic_id=CLINIC, kid=3, suite=1, public_key=PUBLIC)
    person = StaffRecord(id=ID, clinic_id=CLINIC, public_key=PUBLIC)
    clinic = ClinicRecord(id=CLINIC, recovery_public=PUBLIC)
    bindings.bind_clinic_key(KEYS, key)
    bindings.bind_staff_key(KEYS, person)
    bindings.bind_recovery_key(KEYS, clinic)

    assert key.mac == mac_of(KEYS.binding, b"", ("clinic key", str(CLINIC), 3, 1, PUBLIC))
    assert person.public_mac == mac_of(KEYS.binding, b"", ("staff key", str(CLINIC), str(ID), PUBLIC))
    assert clinic.recovery_mac == mac_of(KEYS.binding, b"", ("recovery key", str(CLINIC), PUBLIC))


def test_a_version_is_bound_by_its_place_and_the_digests_of_what_it_holds():
    version = VersionRecord(response_id=ID, number=2, header=b"", body=b"")
    bindings.bind_version(KEYS, CLINIC, version)
    empty = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")

    assert version.mac == mac_of(KEYS.binding, b"", ("version", str(CLINIC), str(ID), 2, empty, empty))
