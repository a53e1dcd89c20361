"""A mail server on this computer: it takes what it is sent, or is out of order in one of the ways of mail servers."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from ipaddress import ip_address
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

HOST = "127.0.0.1"
LOGIN = (b"intake", b"made-up words")


class Taken:
    """What came in, and as whom. `answer` is what the server says to a message."""

    def __init__(self, answer: str = "250 OK") -> None:
        self.answer = answer
        self.messages: list[Message] = []
        self.recipients: list[str] = []
        self.raw: list[bytes] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.raw.append(envelope.content)
            self.messages.append(message_from_bytes(envelope.content))
            self.recipients.extend(envelope.rcpt_tos)
        return self.answer

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login, data.password))
        return AuthResult(success=self.logins[-1] == LOGIN, handled=False)


@contextmanager
def a_mail_server(taken: Taken, **more: Any) -> Iterator[int]:
    """Its port."""
    port = a_free_port()
    controller = Controller(taken, hostname=HOST, port=port, **more)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@contextmanager
def a_silent_server() -> Iterator[int]:
    """It takes the connection and says nothing more."""
    with socket.create_server((HOST, 0)) as listening:
        yield listening.getsockname()[1]


def a_free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])


def a_certificate(folder: Path) -> tuple[Path, SSLContext]:
    """Made for this address alone: the file to trust it by, and what a server shows it with."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a mail server for tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    written, private = folder / "server.pem", folder / "server.key"
    written.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    shown = SSLContext(PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(written, private)
    return written, shown
