"""Tokens of chance that a browser or a link holds; the database has their hashes alone."""

import base64
import binascii
import hashlib
import secrets

from intake.errors import SessionEnded

TOKEN_LENGTH = 32


def new_token() -> bytes:
    return secrets.token_bytes(TOKEN_LENGTH)


def token_text(token: bytes) -> str:
    """As a cookie or a link holds it."""
    return base64.urlsafe_b64encode(token).rstrip(b"=").decode()


def token_from(text: str) -> bytes:
    """Raises `SessionEnded` for what cannot have been given out."""
    try:
        token = base64.b64decode(text.encode() + b"=", altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise SessionEnded from None
    if len(token) != TOKEN_LENGTH:
        raise SessionEnded
    return token


def token_hash(token: bytes) -> bytes:
    """What the database knows a token by; the token itself is only where it was given to."""
    return hashlib.sha256(token).digest()
