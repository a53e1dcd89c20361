"""The master key: made once, kept to its owner, and refused where it is not itself."""

import base64
import os
import re
import stat
from pathlib import Path

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


def test_the_key_that_is_read_is_the_one_that_was_written(tmp_path):
    make_key_file(tmp_path / "master.key")
    written = base64.b64decode((tmp_path / "master.key").read_text().removeprefix("intake-master-key-1:"))

    assert read_key_file(tmp_path / "master.key").root_in(None) == written
    assert len(written) == 32


def test_a_new_key_is_on_the_disk_whole_before_it_has_its_name_and_its_name_before_it_is_used(tmp_path, monkeypatch):
    synced, sync = [], os.fsync

    def syncing(handle: int) -> None:
        place = Path(os.readlink(f"/proc/self/fd/{handle}"))
        synced.append((place.name.rpartition(".")[0], place.is_file() and len(place.read_text()), _names(tmp_path)))
        sync(handle)

    monkeypatch.setattr(os, "fsync", syncing)
    make_key_file(tmp_path / "master.key")
    file, folder = synced

    assert file[:2] == ("master.key", 65)
    assert re.fullmatch(r"master\.key\.[0-9a-f]{8}", "".join(file[2]))
    assert folder[1:] == (False, ["master.key"])


def test_making_a_key_leaves_nothing_open(tmp_path):
    before = len(os.listdir("/proc/self/fd"))
    make_key_file(tmp_path / "master.key")

    assert len(os.listdir("/proc/self/fd")) == before


def test_what_is_wrong_with_a_key_file_is_said_with_its_place_and_its_mend(tmp_path):
    missing, nowhere = tmp_path / "master.key", tmp_path / "nowhere" / "master.key"

    with pytest.raises(KeyFileRefused) as unread:
        read_key_file(missing)
    with pytest.raises(KeyFileRefused) as unmade:
        make_key_file(nowhere)
    make_key_file(missing)
    missing.chmod(0o644)
    with pytest.raises(KeyFileRefused) as seen:
        read_key_file(missing)

    assert str(unread.value) == (
        f"{missing}: No such file or directory; bring the key file back, or correct INTAKE_KEY_FILE"
    )
    assert str(unmade.value) == (f"{nowhere}: No such file or directory; INTAKE_KEY_FILE names a place to write to")
    assert str(seen.value) == f"{missing}: other people on this computer can read it; run chmod 600 {missing}"


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
