"""F17: bodies that are far too large, or made of far too much, at a real server: refused, and nothing of them stays."""

import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.outcomes import Outcome, scaled
from tests.fuzz.breaking import prelude
from tests.fuzz.raw_http import answers_in
from tests.live.patient import LivePatient
from tests.live.server import LiveServer, serving

MOST_GROWTH = 50 * 1024
"""In KiB, of all workers together."""
URLENCODED = "application/x-www-form-urlencoded"
_BOUNDARY = "b0undary"
_CHUNK = 16_384


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent, how, and what has to come back; `chunked`: without a word on how long it is."""

    name: str
    kind: str
    text: str
    status: int = 413
    chunked: bool = False


@dataclass
class Refused:
    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    growth: int = 0
    """KiB."""
    kept: bool = True
    """Whether the patient's answer is as it was."""


def bodies(token: str) -> Iterator[Body]:
    """The token is good, so that nothing but their size is in the way."""
    typed = f"_token={token}&reason.chief_concern="
    yield Body("5 MB", URLENCODED, typed + "x" * 5_000_000)
    yield Body("5 MB of unknown length", URLENCODED, typed + "x" * 5_000_000, chunked=True)
    yield Body("a little too much of unknown length", URLENCODED, typed + "x" * 300_000, chunked=True)
    yield Body("166,000 fields", URLENCODED, "&".join(["a=1"] * 166_000))
    yield Body("60,000 fields", URLENCODED, "&".join(["a=1"] * 60_000))
    yield Body("125,000 names", URLENCODED, "a&" * 125_000)
    yield Body("2,001 parts", _parts(2001)[0], _parts(2001)[1])
    yield Body("1,001 parts", _parts(1001)[0], _parts(1001)[1], status=400)
    yield Body("one field of 600 kB", URLENCODED, typed + "x" * 600_000)
    yield Body("one part of 600 kB", *_parts(1, "x" * 600_000))
    yield Body("JSON of 100,000 keys", "application/json", json.dumps(dict.fromkeys(map(str, range(100_000)), 1)))
    yield Body("JSON of 10,000 keys", "application/json", json.dumps(dict.fromkeys(map(str, range(10_000)), 1)), 400)


def refused(server: LiveServer, rounds: int) -> Refused:
    found, patient = Refused(), LivePatient(server.port).begins("as it was")
    sent = list(bodies(patient.fields["_token"]))
    # Once before it is measured: what a first request loads stays.
    for body in sent:
        _answered(patient, body)
    before = memory_of(server)
    for _ in range(rounds):
        for body in sent:
            begun = time.monotonic()
            status = _answered(patient, body)
            found.seconds.append(time.monotonic() - begun)
            found.tried += 1
            if status != body.status:
                found.wrong.append(f"{body.name}: answered by {status}")
    found.growth = memory_of(server) - before
    found.kept = patient.reads() == "as it was"
    patient.hangs_up()
    return found


def memory_of(server: LiveServer) -> int:
    """What its workers have in memory, in KiB."""
    told = (Path(f"/proc/{pid}/status").read_text() for pid in server.workers)
    return sum(int(found[1]) for text in told if (found := re.search(r"VmRSS:\s+(\d+)", text)))


def huge(scale: float) -> Outcome:
    """F17."""
    rounds = scaled(20, scale)
    with serving({"INTAKE_WORKERS": "2"}) as server:
        found = refused(server, rounds)
    with serving({"INTAKE_WORKERS": "2"}, prelude("without_limits")) as boundless:
        bad = refused(boundless, 1)
    slowest = max(found.seconds)
    return Outcome(
        fault="F17",
        how="bodies of 5 MB, 166,000 fields, 2,001 parts, 600 kB in one field, 100,000 keys; some of unknown length",
        tried=found.tried,
        lost=int(not found.kept),
        known_bad="a server without limits",
        caught=len(bad.wrong) + (not bad.kept),
        bad_tried=bad.tried,
        not_held=(
            *dict.fromkeys(found.wrong),
            *([f"memory grew by {found.growth // 1024} MB"] if found.growth > MOST_GROWTH else []),
        ),
        note=f"memory grew by {found.growth / 1024:.1f} MB (≤ 50); slowest answer {slowest * 1000:.0f} ms, "
        f"median {sorted(found.seconds)[len(found.seconds) // 2] * 1000:.0f} ms (≤ 50)",
    )


def _answered(patient: LivePatient, body: Body) -> int:
    """The status; sent without waiting to be let, as a browser does, and read although not all was taken."""
    with socket.create_connection(("127.0.0.1", patient.port), 30) as connection:
        with suppress(ConnectionError):
            connection.sendall(_head(patient, body))
            connection.sendall(_chunks(body.text) if body.chunked else body.text.encode())
        said = b""
        with suppress(ConnectionError):
            while more := connection.recv(65536):
                said += more
    answers = list(answers_in(said))
    return int(answers[0].split(b" ", 2)[1]) if len(answers) == 1 else 0


def _head(patient: LivePatient, body: Body) -> bytes:
    lines = (
        "POST /form/main-thing HTTP/1.1",
        "Host: 127.0.0.1",
        "Connection: close",
        f"Content-Type: {body.kind}",
        "Cookie: " + "; ".join(f"{name}={value}" for name, value in patient.cookies.items()),
        "Transfer-Encoding: chunked" if body.chunked else f"Content-Length: {len(body.text)}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _chunks(text: str) -> bytes:
    parts = (text[at : at + _CHUNK].encode() for at in range(0, len(text), _CHUNK))
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def _parts(count: int, value: str = "x") -> tuple[str, str]:
    part = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\n{value}\r\n'
    return f"multipart/form-data; boundary={_BOUNDARY}", part * count + f"--{_BOUNDARY}--\r\n"
