"""HPKE: what is sealed to a public key opens with its private key, at its place, unaltered; and in no other way."""

import hmac

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import SealBroken
from intake.keys.hpke import X25519_SUITE, PrivateKey, PublicKey, _bytes_of, new_private_key, open_with, seal_to

KEY = new_private_key()
INFO = ("dek", "v1", "clinic", 7)
# RFC 9180: an encapsulated key of 32 bytes and a tag of 16.
ON_TOP = 48
SMALL_ORDER = bytes(32)


def refused(key: PrivateKey, sealed: bytes, info=INFO) -> bool:
    with pytest.raises(SealBroken) as raised:
        open_with(key, sealed, info)
    assert str(raised.value) in {"sealed to another key, or altered", "suite unknown"}
    return raised.value.__cause__ is None and raised.value.__suppress_context__


@given(st.binary(max_size=2000))
def test_what_was_sealed_opens(plaintext):
    sealed = seal_to(KEY.public, plaintext, INFO)

    assert open_with(KEY, sealed, INFO) == plaintext
    assert len(sealed) == len(plaintext) + ON_TOP


def test_the_same_sealed_twice_has_nothing_in_common():
    one, other = (seal_to(KEY.public, b"the same", INFO) for _ in range(2))

    assert one[:32] != other[:32]
    assert one[32:] != other[32:]


def test_another_key_opens_nothing():
    sealed = seal_to(KEY.public, b"answers", INFO)

    assert all(refused(new_private_key(), sealed) for _ in range(20))
    assert refused(PrivateKey(X25519_SUITE, KEY.public.raw), sealed)


@pytest.mark.parametrize(
    "info",
    [
        (),
        ("dek", "v1", "clinic"),
        ("dek", "v1", "clinic", 8),
        ("dek", "v1", "clinic", 7, ""),
        ("dek", "v1", "clinic7"),
        ("dek", "v1cli", "nic", 7),
        ("dek", "v2", "clinic", 7),
        ("clinic-key", "v1", "clinic", 7),
    ],
)
def test_at_another_place_nothing_opens(info):
    assert refused(KEY, seal_to(KEY.public, b"answers", INFO), info)


def test_no_bit_can_be_flipped_none_cut_off_and_none_added():
    sealed = seal_to(KEY.public, b"answers", INFO)
    # The highest bit of an X25519 key means nothing on the curve (RFC 7748), yet HPKE binds it all the same.
    flipped = [
        sealed[: bit // 8] + bytes([sealed[bit // 8] ^ 1 << bit % 8]) + sealed[bit // 8 + 1 :]
        for bit in range(len(sealed) * 8)
    ]

    assert all(refused(KEY, each) for each in flipped)
    assert all(refused(KEY, sealed[:length]) for length in range(len(sealed)))
    assert refused(KEY, sealed + b"\0")


def test_a_sender_whose_key_is_no_key_is_refused():
    sealed = seal_to(KEY.public, b"answers", INFO)

    assert refused(KEY, SMALL_ORDER + sealed[32:])
    assert refused(KEY, b"\xff" * 32 + sealed[32:])


def test_the_parts_of_one_sealing_do_not_open_with_those_of_another():
    one, other = (seal_to(KEY.public, text, INFO) for text in (b"one", b"two"))

    assert refused(KEY, one[:32] + other[32:])


def test_a_suite_that_is_not_known_is_refused_both_ways():
    with pytest.raises(SealBroken, match="^suite unknown$"):
        seal_to(PublicKey(2, KEY.public.raw), b"answers", INFO)
    with pytest.raises(SealBroken, match="^suite unknown$"):
        new_private_key(2)
    with pytest.raises(SealBroken, match="^suite unknown$"):
        _ = PrivateKey(2, KEY.raw).public
    assert refused(PrivateKey(2, KEY.raw), seal_to(KEY.public, b"answers", INFO))


def test_a_private_key_of_another_length_is_refused():
    assert refused(PrivateKey(X25519_SUITE, KEY.raw[:31]), seal_to(KEY.public, b"answers", INFO))


def test_keys_are_of_chance_and_stay_out_of_the_repr():
    assert len({new_private_key().raw for _ in range(100)}) == 100
    assert repr(KEY.raw)[2:-1] not in repr(KEY)
    assert repr(KEY) == "PrivateKey(suite=1)"


def extract(salt: bytes, label: bytes, given: bytes, suite: bytes) -> bytes:
    """LabeledExtract of RFC 9180, section 4."""
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + given, "sha256")


def expand(key: bytes, label: bytes, info: bytes, length: int, suite: bytes) -> bytes:
    """LabeledExpand of RFC 9180, section 4."""
    labelled = length.to_bytes(2) + b"HPKE-v1" + suite + label + info
    return HKDFExpand(SHA256(), length, labelled).derive(key)


def opened_by_the_rfc(key: PrivateKey, sealed: bytes, info: bytes) -> bytes:
    """Base mode of RFC 9180 (sections 4.1 and 5.1) in its own words: KEM 0x0020, KDF 0x0001, AEAD 0x0002."""
    enc, kem, suite = sealed[:32], b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x02"
    shared = X25519PrivateKey.from_private_bytes(key.raw).exchange(X25519PublicKey.from_public_bytes(enc))
    eae = extract(b"", b"eae_prk", shared, kem)
    secret = expand(eae, b"shared_secret", enc + key.public.raw, 32, kem)
    context = b"\0" + extract(b"", b"psk_id_hash", b"", suite) + extract(b"", b"info_hash", info, suite)
    made = extract(secret, b"secret", b"", suite)
    return AESGCM(expand(made, b"key", context, 32, suite)).decrypt(
        expand(made, b"base_nonce", context, 12, suite), sealed[32:], b""
    )


@given(st.binary(max_size=100))
def test_it_is_the_hpke_of_the_rfc(plaintext):
    sealed = seal_to(KEY.public, plaintext, INFO)

    assert opened_by_the_rfc(KEY, sealed, _bytes_of(INFO)) == plaintext
    with pytest.raises(InvalidTag):
        opened_by_the_rfc(KEY, sealed, _bytes_of(INFO[:-1]))
