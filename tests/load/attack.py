"""Strangers, in a process of their own: bad sign-ins and codes, slow clients, bodies that are far too large.

`python -m tests.load.attack '{"port": …}'` prints what they were answered, as JSON.
"""

import json
import re
import socket
import ssl
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import cycle
from types import MappingProxyType
from urllib.parse import urlencode

from intake.keys import return_codes
from tests.load.pace import Load

_FIELD = re.compile(r'<input type="hidden" name="_token" value="([^"]*)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
FAR_TOO_LARGE = 5_000_000


@dataclass(frozen=True, slots=True)
class Attack:
    """`addresses`: from how many of them the bad tries come in turns; on loopback each is a real one."""

    port: int
    seconds: float
    rate: float = 200
    addresses: int = 1
    slow: int = 20
    large_rate: float = 2
    strangers: int = 40
    tls: bool = False

    @property
    def text(self) -> str:
        return json.dumps(asdict(self))


@dataclass
class Stranger:
    """Tries names and codes by turns. `heard`: how often which status came; 0 for no answer."""

    attack: Attack
    addresses: Iterator[str]
    heard: "Counter[str]"
    cookie: str = ""
    token: str = ""
    turns: Iterator[str] = ()  # type: ignore[assignment]

    def begins(self) -> "Stranger":
        connection = connect(self.attack, "127.0.0.1")
        connection.request("GET", "/return")
        answer = connection.getresponse()
        self.token = (_FIELD.search(answer.read().decode()) or [""])[1]
        self.cookie = "; ".join(each.split(";")[0] for each in answer.headers.get_all("Set-Cookie") or [])
        connection.close()
        self.turns = cycle(("/clinic/sign-in", "/return"))
        return self

    def tries(self) -> tuple[str, bool]:
        path = next(self.turns)
        bad = {"_code": return_codes.draw().text, "username": "anna", "passphrase": "a guess at it", "code": "123456"}
        status = self._post(path, urlencode({"_token": self.token, **bad}).encode())
        self.heard[f"{path} {status}"] += 1
        return path, status != 0

    def tries_code(self, headers: Mapping[str, str] = NO_HEADERS) -> int:
        """The status that came; `headers` go along."""
        code = {"_token": self.token, "_code": return_codes.draw().text}
        return self._post("/return", urlencode(code).encode(), headers)

    def sends_much(self) -> tuple[str, bool]:
        status = self._post("/form/main-thing", b"a=" + b"x" * FAR_TOO_LARGE)
        self.heard[f"5 MB {status}"] += 1
        return "5 MB", True

    def _post(self, path: str, body: bytes, headers: Mapping[str, str] = NO_HEADERS) -> int:
        connection = connect(self.attack, next(self.addresses))
        try:
            # Who is refused while they still send may hear why.
            with suppress(ConnectionError):
                connection.request("POST", path, body, {**FORM, "Cookie": self.cookie, **headers})
            answer = connection.getresponse()
            answer.read()
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()
        return answer.status


def connect(attack: Attack, address: str) -> HTTPConnection:
    source = (address, 0)
    if attack.tls:
        context = ssl._create_unverified_context()  # noqa: S323 - a proxy on loopback, with a certificate of its own
        return HTTPSConnection("127.0.0.1", attack.port, timeout=30, source_address=source, context=context)
    return HTTPConnection("127.0.0.1", attack.port, timeout=30, source_address=source)


def addresses(number: int) -> Iterator[str]:
    """Of loopback's 127.0.0.0/8; more than there are seconds for are as good as endless."""
    return cycle(f"127.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}" for at in range(0x10002, 0x10002 + number))


def dribbles(attack: Attack, at: int, ended: threading.Event) -> None:
    """One slow client: the even ones never end their headers, the odd ones their body; a byte a second."""
    body = "POST /return HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n" + "\r\n" * (at % 2)
    while not ended.is_set():
        with suppress(OSError), _slow_connection(attack) as slow:
            slow.sendall(body.encode())
            while not ended.wait(1):
                slow.sendall(b"x")
        ended.wait(0.2)


def carry_out(attack: Attack) -> dict[str, int]:
    heard: Counter[str] = Counter()
    ended = threading.Event()
    slow = [threading.Thread(target=dribbles, args=(attack, at, ended)) for at in range(attack.slow)]
    source = addresses(attack.addresses)
    turns = threading.Lock()
    strangers = [Stranger(attack, _in_turn(source, turns), heard).begins() for _ in range(attack.strangers)]
    for each in slow:
        each.start()
    load = Load().add([stranger.tries for stranger in strangers], attack.rate, attack.seconds, seed=2)
    load.add([strangers[0].sends_much], attack.large_rate, attack.seconds, seed=3)
    load.start().heard()
    ended.set()
    for each in slow:
        each.join()
    return dict(heard)


def _in_turn(shared: Iterator[str], turns: threading.Lock) -> Iterator[str]:
    while True:
        with turns:
            address = next(shared)
        yield address


def _slow_connection(attack: Attack) -> socket.socket:
    plain = socket.create_connection(("127.0.0.1", attack.port), timeout=5)
    if not attack.tls:
        return plain
    context = ssl._create_unverified_context()  # noqa: S323 - as above
    return context.wrap_socket(plain)


if __name__ == "__main__":
    begun = time.monotonic()
    told = carry_out(Attack(**json.loads(sys.argv[1])))
    sys.stdout.write(json.dumps({**told, "seconds": round(time.monotonic() - begun, 1)}))
