"""The chain of the audit log: each row's MAC covers the row and the MAC before it, under a key of the master key."""

import hashlib
import hmac

Field = str | int | bytes | None

GENESIS = b"\0" * 32
HEAD_LENGTH = 32


def mac_of(key: bytes, before: bytes, fields: tuple[Field, ...]) -> bytes:
    """HMAC-SHA256 over the parts with the length before each; what is missing differs from what is empty."""
    parts = [before, *(_bytes_of(field) for field in fields)]
    return hmac.digest(key, b"".join(len(part).to_bytes(4) + part for part in parts), hashlib.sha256)


def head_mac_of(key: bytes, seq: int, mac: bytes) -> bytes:
    """Says which row is the last one: rows cut off at the end are found by it."""
    return mac_of(key, mac, ("head", seq))


def key_name(key: bytes) -> str:
    """Which audit key made a row: a short name that tells nothing of it."""
    return hmac.digest(key, b"name of the audit key", hashlib.sha256).hex()[:8]


def _bytes_of(field: Field) -> bytes:
    if field is None:
        return b"\0"
    return b"\1" + field if isinstance(field, bytes) else b"\2" + str(field).encode()
