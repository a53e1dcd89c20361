"""A server that splits what comes in as a careless one does, at every empty line: the known-bad one of F16."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def careless_server() -> Iterator[int]:
    """Gives its port. Each part that looks like a request is answered, whoever says where a body ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening,))
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            # Wakes up whoever waits for the next connection.
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _serve(listening: socket.socket) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(1)
            said = _said(connection)
            for part in said.split(b"\r\n\r\n"):
                if b" HTTP/1.1" in part:
                    connection.sendall(_ANSWER)


def _said(connection: socket.socket) -> bytes:
    """What comes at once: nobody here waits for the rest."""
    try:
        return connection.recv(200_000)
    except (TimeoutError, ConnectionError):
        return b""
