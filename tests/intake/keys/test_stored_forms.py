"""What lies in databases, on paper and in apps since this version was first used still opens, and reads the same.

The bytes were written once. A label, a place or a length that changes by a slip would seal and open alike, and no other
test would notice; and nobody would open what they have.
"""

import pytest

from intake.keys.audit_chain import GENESIS, head_mac_of, key_name, mac_of
from intake.keys.clinic_keys import RECOVERY, GrantPlace, clinic_key_in
from intake.keys.crockford import encoded
from intake.keys.derivation import KdfParameters
from intake.keys.draft_keys import CodeLock, unlock_by_code, unwrap_by_token
from intake.keys.entry_keys import EntryPlace, SealedEntry, entry_in
from intake.keys.hpke import X25519_SUITE, PrivateKey
from intake.keys.master import Master, keys_from
from intake.keys.recovery_sheet import key_from
from intake.keys.response_keys import VersionPlace, open_version_key
from intake.keys.return_codes import ReturnCode, parse
from intake.keys.sealing import unseal
from intake.keys.second_factor import BackupLock, address_of, opens_backup_lock
from intake.keys.staff_keys import PassphraseLock, unlock_by_passphrase, unlock_by_recovery_code, unwrap_by_session
from intake.keys.tokens import token_text

ROOT, KEY, TOKEN, PEPPER, SALT = bytes(range(32)), b"k" * 32, b"t" * 32, b"p" * 32, b"s" * 16
CODE = ReturnCode("ABCDEF", "0123456789GHJKM")
CHEAP = KdfParameters(memory_kib=64, passes=1, lanes=1).text
STAFF, CLINIC = (PrivateKey(X25519_SUITE, bytes(range(start, start + 32))) for start in (32, 64))
VERSION = VersionPlace(clinic="north", questionnaire="q|1", response="r1", number=2)
ENTRY = EntryPlace(clinic="north", response="r1", entry="e1", author="anna", at="2026-11-23T12:00:00+00:00", seq=3)
DERIVED = {
    "pepper": "f43831f5344a12943da3607a11ff2c5eab85e0523f637105ab14ceea7588610b",
    "cookie": "59b805ec16892d909160da089c007df86e3a59be8fd3af7fea449fc11bfe1fb3",
    "address": "a97dfed016c2c10471d88153db2118dd7e24ea20d658a14f100a6f89d8b8947f",
    "config": "c3c5b90b1055d2d5542c3da94e84bdc9349bcaf0a7e28a79754070ce2ec836dc",
    "audit": "935e586d96940158cb6ad8855d22317c8a8f2f73f799a3650f6c8b949a1dd9bb",
    "binding": "329bf5f5f000e2f260f9d415bfeccacc72398d356c14c9f4fe6bafb852bc7981",
}


def stored(text: str) -> bytes:
    return bytes.fromhex(text)


@pytest.mark.parametrize("name", DERIVED)
def test_the_root_yields_the_keys_that_it_always_did(name):
    assert getattr(keys_from(ROOT), name).hex() == DERIVED[name]


def test_the_fingerprint_and_the_hash_of_an_address_are_those_that_stand_in_databases():
    keys = keys_from(ROOT)

    assert keys.fingerprint == "f32de7094059bd9c3fe8517745167e73"
    assert keys.hash_of_address("192.0.2.1", "codes").hex() == (
        "7ba9a319e13c7129f6c332f37d7c15624b809c960a4e6750905347fbd869eff7"
    )


def test_a_root_that_was_sealed_opens():
    sealed = stored(
        "0165aa1af08054e9f6fc5ac4662e01abe7c531ba083b873e1300d4da58f5ec2c50b5e5f8b54cbc5d5b5b41d90d648d5f70c6e250e8a986"
        "e000a52181d7"
    )

    assert Master(KEY).root_in(sealed) == ROOT


def test_a_text_that_was_sealed_opens():
    sealed = stored(
        "016187d81298bbf6eca3886d750a359dceb9d823e195cf1fbb42c472a36f6c58dc41461cb12fda12da0640f331089e3de5b6d959c4f108"
        "14b8a55f5741dc7087a38f6bbdc4dc3f12484d9ce4c9b2377a745369e752649ecb7521958e82"
    )

    assert unseal(KEY, sealed, bound_to=("draft", "1f", 3, b"\x00")) == b"what the patient wrote"


@pytest.mark.parametrize(
    ("locator", "secret", "written"),
    [
        ("ABCDEF", "0123456789GHJKM", "ABCDEF-0123-4567-89GH-JKM6"),
        ("000000", "000000000000000", "000000-0000-0000-0000-0000"),
        ("ZZZZZZ", "ZZZZZZZZZZZZZZZ", "ZZZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZF"),
    ],
)
def test_a_return_code_that_was_written_down_is_one(locator, secret, written):
    assert ReturnCode(locator, secret).text == written
    assert parse(written) == ReturnCode(locator, secret)


def test_a_draft_opens_by_its_code():
    verifier = stored("6ae62f000223f3c4829a6e61d71ac604076edf6456f285c31c972e6e31b01c46")
    wrapped = stored(
        "01a257864b01c256327414d08c81a4aa51c3e1cecb80a200051cffa8dc06ee2253c30f23017827eb1f588b337648011cc12da0665dc6d3"
        "95033ec2bb2f"
    )

    assert unlock_by_code(CodeLock(CHEAP, SALT, verifier, wrapped), CODE, PEPPER, "1f") == KEY


def test_a_draft_opens_by_the_token_of_a_session():
    wrapped = stored(
        "01233027ae045204a0d43c78a4d723c6f9e5676fdc2a823ae65414d64f38b5b48ba6394481ab777aec0df13a3f093fd343538aaeb13bcf"
        "901684765302"
    )

    assert unwrap_by_token(wrapped, TOKEN, "1f") == KEY
    assert token_text(TOKEN) == "dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHR0dHQ"


def test_the_key_of_a_member_of_staff_opens_by_their_passphrase():
    verifier = stored("50269c763130faa6b119760f22bf15c2c48ce25beb1677fbe6cd430ebc2300d9")
    wrapped = stored(
        "0104f90dd1a1b9ed45ca59a411222bb99758ec30d4c25c638b7c1cadbf325132cf3de91385284b6a197c0e5bc151329cb47e5d1e27dfe4"
        "6748be48d1f8"
    )
    lock = PassphraseLock(CHEAP, SALT, verifier, wrapped)

    assert unlock_by_passphrase(lock, "four words nobody wrote", PEPPER, "anna") == STAFF


def test_the_key_of_a_member_of_staff_opens_by_the_code_on_their_paper():
    wrapped = stored(
        "01ab898b040606ac469ddb393607f8992d582711c15764cef55bec73ae59a09f70bb0a95afb1ee4d3a1914522365db326e5aa5828cc2fc"
        "c4abcc585202"
    )

    assert unlock_by_recovery_code(wrapped, "0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV-WXYZ", "anna") == STAFF


def test_the_key_of_a_member_of_staff_opens_by_the_token_of_a_session():
    wrapped = stored(
        "01d6c13cd7e1325918815c9ff820b0d00c130f18938b5ad01063e32e2903e3e324a417cbe136f23b43b4b2f828ff9aace00c8336510d58"
        "481477337e1f"
    )

    assert unwrap_by_session(wrapped, TOKEN, "anna") == STAFF


def test_a_second_factor_on_paper_and_one_in_an_app_are_known_again():
    verifier = stored("b3bf5c9176fa78b259044dc849e47933bf1d5108eeaeb1ebdaa6652867d5a20f")

    assert opens_backup_lock(BackupLock(SALT, verifier), "3-ABCDE-12345", PEPPER)
    assert address_of(b"12345678901234567890", "anna/b c", "North/South & Co") == (
        "otpauth://totp/North%2FSouth%20%26%20Co%3Aanna%2Fb%20c?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=North%2FSouth%20%26%20Co&digits=6&period=30"
    )


def test_a_clinics_key_opens_for_whoever_it_was_granted_to():
    sealed = stored(
        "ae5124a5a1edceae9cc21710bfabf8f9a4d4ea814fad3687b06180f5be4e1d4657786609f47ed57d89b80097782605cac612ebe011ad55"
        "1fcb20f4ff02a180fefad0e11931777e0ae168f80e175888f649"
    )

    assert clinic_key_in(sealed, STAFF, GrantPlace("north", 7, "anna")) == CLINIC
    assert RECOVERY == "recovery"


def test_what_a_patient_sent_opens():
    sealed_key = stored(
        "37003379c2ecba8e8e95bb519d8d3996487c3233855dc8b7b79ebc0b0c684f11f096549f0d3f778db6f1c5b60dcc4281c2f13a7b6474f6"
        "1c94bb2f0535d905b00add7560270cf7a33b2deadd0d63de09"
    )
    header = stored(
        "0111d387837b1a23b718243ea8e0a28535cf2a2ed595ba3dee64ff451d24450a90bff3b376d5177011b3f428d0",
    )
    body = stored("017c6cf123753b0763de74885961fd6e1a0368e8ed51799d393cda00fafc6a482e5c38463847d681f1da80164c")
    wrapped_key = stored(
        "0170e946a366a5f5c25f2d63e48443188dc94bc6ebd0f06f53357c435c687774831cdf0eb8ffe7183545a71a32d746cdd4f8da053e4d96"
        "3826087db649"
    )
    for stored_key in (sealed_key, wrapped_key):
        key = open_version_key(CLINIC, 7, stored_key, VERSION)
        assert (key.header_in(header), key.body_in(body)) == (b"header", b"body")


def test_what_staff_added_opens():
    sealed_key = stored(
        "8b323d89f89a63a1df7f7ba3a3a6dc088cf40b6cf0e49a6e8ea216a9a2331b61d27b5209d51d0398367138786ad8947685c3c779478c60"
        "6c5e3d1de896ab1ac9c20b043148d3564f2fa91cb035ed18e2"
    )
    body = stored("01ffeb54d24386c61fa14f8bd527b0fb594fe85e07a4a3c2ebd870a0b653f18b6784da1d1d0cf231dff24c5e16")

    assert entry_in(CLINIC, SealedEntry(7, sealed_key, body), ENTRY) == b"a note"


def test_a_recovery_sheet_that_was_printed_brings_the_key_back():
    one = "0670-TH8C-33FF-6F4D-A334-8VNF-12FY-5STP-BKSE-WRA4-D5X0-55E6-EXZV-7W59"
    other = "0B74-R1TF-BJDV-AYY5-3660-Y8Q2-8V8B-5DG4-1YKB-PDRK-64HN-HKMT-58GY-RN97"

    assert key_from((one, other)) == key_from((other, one)) == CLINIC


def test_the_audit_log_of_years_ago_still_verifies():
    row = mac_of(KEY, GENESIS, ("row", 7, b"\x01", None))

    assert row.hex() == "512040d6b4b9010b66d77afcd251a345844965d3dfd47a0f0b2ee9d6451b888f"
    assert head_mac_of(KEY, 7, GENESIS).hex() == "a5fc802aa6ef14cfcadec198d67f6b34961b17d649e69f61b89921b023bc6e2d"
    assert key_name(KEY) == "208acd52"


def test_characters_stand_for_the_bytes_that_they_always_did():
    assert encoded(ROOT[:10]) == "000G40R40M30E209"
