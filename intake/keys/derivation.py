"""From a secret that a person keeps to the keys behind it: slow on purpose, and never many at once."""

import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from intake.errors import SealBroken, TooBusy

KEY_LENGTH = 32
SALT_LENGTH = 16
# A row that asks for more was not written here: it would only use up the memory.
_MOST_MEMORY_KIB = 1024 * 1024
_MOST_PASSES = 100


@dataclass(frozen=True, slots=True)
class KdfParameters:
    """How Argon2id was run for a row; kept with the row, so that rows open after the settings are raised."""

    memory_kib: int
    passes: int
    lanes: int

    @property
    def text(self) -> str:
        return f"argon2id$m={self.memory_kib},t={self.passes},p={self.lanes}"

    def is_within_bounds(self) -> bool:
        """RFC 9106 for the least; ours for the most."""
        enough = self.lanes >= 1 and self.passes >= 1 and self.memory_kib >= 8 * self.lanes
        return enough and self.memory_kib <= _MOST_MEMORY_KIB and self.passes <= _MOST_PASSES

    @classmethod
    def from_text(cls, text: str) -> "KdfParameters":
        """Raises `SealBroken` for a text that this product would not have written."""
        found = re.fullmatch(r"argon2id\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,2})", text)
        if not found:
            raise SealBroken("key derivation unknown")
        parameters = cls(*(int(number) for number in found.groups()))
        if not parameters.is_within_bounds():
            raise SealBroken("key derivation out of bounds")
        return parameters


# OWASP ASVS 5.0, appendix C: Argon2id with t=2 and at least 19 MiB.
CURRENT = KdfParameters(memory_kib=19 * 1024, passes=2, lanes=1)
# A passphrase is chosen by a person, so that each guess is made to cost more.
FOR_PASSPHRASES = KdfParameters(memory_kib=64 * 1024, passes=3, lanes=1)


class WaitingRoom:
    """At most `running` at once, at most `waiting` behind them; the next one is told `TooBusy` at once."""

    def __init__(self, running: int, waiting: int) -> None:
        self._running = threading.Semaphore(running)
        self._places = threading.Semaphore(running + waiting)
        self._most_running, self._most_inside = running, running + waiting

    @contextmanager
    def place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise TooBusy
        try:
            with self._running:
                yield
        finally:
            self._places.release()

    @property
    def running(self) -> int:
        """How many run just now."""
        return self._most_running - self._running._value

    @property
    def waiting(self) -> int:
        """How many wait for one that runs to end."""
        return max(self._most_inside - self._places._value - self.running, 0)


# Each run takes 19 or 64 MiB, and a whole core for 30 or 150 ms; this bounds both in each process.
ARGON2 = WaitingRoom(running=2, waiting=8)


@dataclass(frozen=True, slots=True)
class Stretched:
    """What Argon2id made of a secret, and the pepper; every key comes from both.

    `whose` ("draft", "staff") keeps apart what is derived for different tables.
    """

    _stretched: bytes = field(repr=False)
    _pepper: bytes = field(repr=False)
    whose: str = field(default="draft", repr=False)

    def verifier_hash(self) -> bytes:
        """What the row stores to recognise the secret: the hash of the verifier, of no use to open anything."""
        return hashlib.sha256(self._derived(f"{self.whose}-auth|v1")).digest()

    def matches(self, stored: bytes) -> bool:
        """In constant time, and always before anything is opened: AES-GCM does not commit to its key."""
        return hmac.compare_digest(self.verifier_hash(), stored)

    def wrapping_key(self, row_id: str) -> bytes:
        return self._derived(f"{self.whose}-wrap|v1|{row_id}")

    def _derived(self, label: str) -> bytes:
        return derived(self._stretched, label, salt=self._pepper)


def stretched(
    secret: str, salt: bytes, pepper: bytes, parameters: KdfParameters = CURRENT, whose: str = "draft"
) -> Stretched:
    """Takes about 30 ms of a core, 150 ms for a passphrase, and no lock may be held meanwhile; raises `TooBusy`."""
    argon2 = Argon2id(
        salt=salt,
        length=KEY_LENGTH,
        iterations=parameters.passes,
        lanes=parameters.lanes,
        memory_cost=parameters.memory_kib,
    )
    with ARGON2.place():
        return Stretched(argon2.derive(secret.encode("utf-8", "surrogatepass")), pepper, whose)


def derived(key: bytes, label: str, salt: bytes | None = None) -> bytes:
    """HKDF-SHA256 (RFC 5869): a key of its own for each label."""
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=salt, info=label.encode()).derive(key)


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_LENGTH)
