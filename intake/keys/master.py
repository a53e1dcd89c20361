"""The master key: one file, readable by its owner alone, and never in the database.

Every other key comes from a root. The root is the first master key itself; after a rotation it stands in the database,
sealed under the master key of the day, so that nothing else has to be sealed anew.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from intake.errors import KeyFileRefused
from intake.keys.derivation import KEY_LENGTH, derived
from intake.keys.sealing import unwrap, wrap
from intake.secret_files import is_open_to_others

_NAME_A_PLACE = "INTAKE_KEY_FILE names a place to write to"
_FIRST_WORD = "intake-master-key-1:"
_ROOT = ("installation", "root")


@dataclass(frozen=True, slots=True)
class Keys:
    """What the master key yields; the master key itself is not kept in memory.

    `config` seals what the server itself has to read: names of staff, seeds of second factors, details of invitations.
    `audit` makes the chain of the log of who did what. `binding` says that a row was written here.
    """

    pepper: bytes = field(repr=False)
    cookie: bytes = field(repr=False)
    address: bytes = field(repr=False)
    fingerprint: str
    config: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    binding: bytes = field(repr=False)

    def hash_of_address(self, address: str, purpose: str) -> bytes:
        """So that the database holds no address that could be read back without the master key."""
        return hmac.digest(self.address, f"{purpose}|{address}".encode(), hashlib.sha256)


@dataclass(frozen=True, slots=True)
class Master:
    """What stands in the key file; nothing keeps it longer than it takes to open the root."""

    _raw: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        # Its own label: it stands in the database and tells nothing of the other keys.
        return derived(self._raw, "fingerprint|v1").hex()[:32]

    def root_in(self, sealed: bytes | None) -> bytes:
        """Raises `SealBroken` for a root that another master key sealed. `None`: never rotated."""
        return self._raw if sealed is None else unwrap(derived(self._raw, "root-wrap|v1"), sealed, bound_to=_ROOT)

    def seal_root(self, root: bytes) -> bytes:
        return wrap(derived(self._raw, "root-wrap|v1"), root, bound_to=_ROOT)

    def keys(self, sealed: bytes | None = None) -> Keys:
        """Raises `SealBroken`."""
        return replace(keys_from(self.root_in(sealed)), fingerprint=self.fingerprint)


def keys_from(root: bytes) -> Keys:
    return Keys(
        pepper=derived(root, "pepper|v1"),
        cookie=derived(root, "cookie|v1"),
        address=derived(root, "address|v1"),
        fingerprint=Master(root).fingerprint,
        config=derived(root, "config|v1"),
        audit=derived(root, "audit|v1"),
        binding=derived(root, "binding|v1"),
    )


def make_key_file(path: Path) -> None:
    """Make a new key; leave a file that is already there alone. The file is whole or not there, even after a crash.

    Raises `KeyFileRefused`.
    """
    try:
        unfinished = _written(path.with_name(f"{path.name}.{secrets.token_hex(4)}"))
        try:
            path.hardlink_to(unfinished)
        finally:
            unfinished.unlink()
        _sync_folder(path.parent)
    except FileExistsError:
        return
    except OSError as problem:
        raise KeyFileRefused(f"{path}: {problem.strerror}; {_NAME_A_PLACE}") from None


def refuse_place_of_key(path: Path) -> None:
    """Where no key is and none can be made. Raises `KeyFileRefused`, as `make_key_file` would, and makes nothing."""
    if not os.access(path, os.F_OK) and not os.access(path.parent, os.W_OK | os.X_OK):
        raise KeyFileRefused(f"{path}: {path.parent} is no folder that this user can write to; {_NAME_A_PLACE}")


def read_key_file(path: Path) -> Master:
    """Raises `KeyFileRefused`, which says how to mend it."""
    try:
        with path.open("rb") as file:
            is_open = is_open_to_others(file, path)
            text = file.read(200)
    except OSError as problem:
        raise KeyFileRefused(
            f"{path}: {problem.strerror}; bring the key file back, or correct INTAKE_KEY_FILE"
        ) from None
    if is_open:
        raise KeyFileRefused(f"{path}: other people on this computer can read it; run chmod 600 {path}")
    return Master(_master_in(text, path))


def _written(path: Path) -> Path:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(_FIRST_WORD + base64.b64encode(secrets.token_bytes(KEY_LENGTH)).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return path


def _master_in(text: bytes, path: Path) -> bytes:
    try:
        master = base64.b64decode(text.strip().removeprefix(_FIRST_WORD.encode()), validate=True)
    except binascii.Error:
        master = b""
    if len(master) != KEY_LENGTH:
        raise KeyFileRefused(f"{path}: this is not a key of Intake; bring the right file back")
    return master


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
