"""F16: requests that break the rules of HTTP, byte by byte, and what a server answers: once at most, never by 5xx."""

import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

LONGEST_WAIT = 10.0
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is sent. `statuses`: what may come back; None stands for a connection that closes without an answer."""

    name: str
    sent: bytes
    statuses: tuple[int | None, ...] = (400, None)
    ends: bool = True
    """Whether the server has to end the connection by itself; else this side says that nothing more comes."""
    shows: bytes = b""
    """What the page has to say."""


@dataclass(frozen=True, slots=True)
class Heard:
    """All that came back; `closed`: whether the server ended the connection in time."""

    answers: tuple[bytes, ...]
    closed: bool

    @property
    def statuses(self) -> list[int]:
        return [int(answer.split(b" ", 2)[1]) for answer in self.answers]


def said_to(port: int, case: Case) -> Heard:
    """What the server at this port answers until it ends the connection."""
    with socket.create_connection(("127.0.0.1", port), LONGEST_WAIT) as connection:
        # A server that refuses a head at once may end the connection before the body is there.
        with suppress(ConnectionError):
            connection.sendall(case.sent)
            if not case.ends:
                connection.shutdown(socket.SHUT_WR)
        said, closed = _said_until_closed(connection)
    return Heard(tuple(answers_in(said)), closed)


def wrong_in(case: Case, heard: Heard) -> list[str]:
    """What must never be, of what is; nothing when all is well."""
    statuses: list[int | None] = [*heard.statuses] or [None]
    found = {
        f"{len(heard.answers)} answers": len(heard.answers) > 1,
        f"answered by {statuses[0]}": not set(statuses) <= set(case.statuses),
        "the connection stays open": not heard.closed,
        "the page does not say so": case.shows not in b"".join(heard.answers),
    }
    return [f"{case.name}: {what}" for what, is_so in found.items() if is_so]


def answers_in(said: bytes) -> Iterable[bytes]:
    """Each answer in what came back over one connection; a rest that is none counts as one more."""
    while said:
        head, separator, rest = said.partition(_END)
        size = _length_of(head)
        if size is None:
            # Of HTTP/0.9, or without a length: it goes on until the connection ends, so it is the last.
            yield said if said.startswith(b"HTTP/") else b"HTTP/0.9 200 \r\n\r\n" + said
            return
        yield head + separator + rest[:size]
        said = rest[size:]


def _length_of(head: bytes) -> int | None:
    if not head.startswith(b"HTTP/"):
        return None
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return None


def _said_until_closed(connection: socket.socket) -> tuple[bytes, bool]:
    said = b""
    try:
        while more := connection.recv(65536):
            said += more
    except ConnectionResetError:
        return said, True
    except TimeoutError:
        return said, False
    return said, True
