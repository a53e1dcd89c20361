"""The master key: made once, kept to its owner, and refused where it is not itself."""

import re
import stat

import pytest

from intake.errors import KeyFileRefused
from intake.keys.master import keys_from, make_key_file, read_key_file


def test_a_key_file_is_readable_by_its_owner_alone(tmp_path):
    make_key_file(tmp_path / "master.key")

    assert stat.S_IMODE((tmp_path / "master.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]


def test_a_key_file_is_never_made_over(tmp_path):
    make_key_file(tmp_path / "master.key")
    first = read_key_file(tmp_path / "master.key")
    make_key_file(tmp_path / "master.key")

    assert read_key_file(tmp_path / "master.key") == first
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]


def test_a_key_file_that_cannot_be_made_is_told(tmp_path):
    with pytest.raises(KeyFileRefused, match="INTAKE_KEY_FILE"):
        make_key_file(tmp_path / "nowhere" / "master.key")


def test_a_missing_key_file_is_told(tmp_path):
    with pytest.raises(KeyFileRefused, match="bring the key file back"):
        read_key_file(tmp_path / "master.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_key_file_open_to_others_is_refused(tmp_path, mode):
    make_key_file(tmp_path / "master.key")
    (tmp_path / "master.key").chmod(mode)

    with pytest.raises(KeyFileRefused, match="chmod 600"):
        read_key_file(tmp_path / "master.key")


@pytest.mark.parametrize("text", ["", "intake-master-key-1:", "not a key", "intake-master-key-1:AAAA", "\x00" * 32])
def test_what_is_not_a_key_is_refused(tmp_path, text):
    (tmp_path / "master.key").write_text(text)
    (tmp_path / "master.key").chmod(0o600)

    with pytest.raises(KeyFileRefused, match=r"master\.key: this is not a key"):
        read_key_file(tmp_path / "master.key")


def test_a_key_with_a_character_that_none_has_is_not_read_past_it(tmp_path):
    make_key_file(tmp_path / "master.key")
    whole = (tmp_path / "master.key").read_text()
    (tmp_path / "master.key").write_text(whole[:30] + "!" + whole[30:])

    with pytest.raises(KeyFileRefused, match="not a key"):
        read_key_file(tmp_path / "master.key")


def test_each_use_has_a_key_of_its_own():
    keys = keys_from(bytes(32))

    assert len({keys.pepper, keys.cookie, keys.address, bytes.fromhex(keys.fingerprint)}) == 4
    assert keys_from(bytes(32)) == keys
    assert keys_from(b"1" * 32).fingerprint != keys.fingerprint
    assert repr(keys) == f"Keys(fingerprint='{keys.fingerprint}')"


def test_an_address_is_hashed_with_the_key_and_its_purpose():
    keys, other = keys_from(bytes(32)), keys_from(b"1" * 32)

    hashes = {
        keys.hash_of_address("192.0.2.1", "a"),
        keys.hash_of_address("192.0.2.1", "b"),
        keys.hash_of_address("192.0.2.2", "a"),
        other.hash_of_address("192.0.2.1", "a"),
    }
    assert len(hashes) == 4


def test_a_key_file_says_what_it_is_and_ends_its_line(tmp_path):
    make_key_file(tmp_path / "master.key")

    assert re.fullmatch(r"intake-master-key-1:[A-Za-z0-9+/]{43}=\n", (tmp_path / "master.key").read_text())


def test_a_credential_of_systemd_may_name_the_service_in_an_access_list(tmp_path, monkeypatch):
    file = tmp_path / "master.key"
    make_key_file(file)
    file.chmod(0o440)
    with pytest.raises(KeyFileRefused, match="chmod 600"):
        read_key_file(file)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert read_key_file(file)

    file.chmod(0o444)
    with pytest.raises(KeyFileRefused, match="chmod 600"):
        read_key_file(file)
