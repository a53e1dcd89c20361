"""A real server as it is operated: it is measured across its workers, stops without losing a save, and logs as JSON."""

import json
import os
import signal
import socket
import tempfile
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.live.patient import LivePatient
from tests.live.server import LiveServer

TOKEN = "0123456789abcdef" * 2
TYPED = "Canary of this test"
NEEDED = {"time", "level", "event", "process"}


@pytest.fixture
def server(tmp_path):
    file = tmp_path / "token"
    file.write_text(TOKEN)
    file.chmod(0o600)
    (tmp_path / "temp").mkdir()
    settings = {"INTAKE_METRICS_TOKEN_FILE": str(file), "TMPDIR": str(tmp_path / "temp")}
    started = LiveServer(tmp_path, settings).start()
    yield started
    if started.running:
        started.kill()


def measured(server: LiveServer, name: str, **labels: str) -> float:
    """The sum over the labels that are not named."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    families = text_string_to_metric_families(connection.getresponse().read().decode())
    connection.close()
    found = [sample for family in families for sample in family.samples if sample.name == name]
    return sum(sample.value for sample in found if labels.items() <= sample.labels.items())


def files_of(server: LiveServer) -> set[str]:
    return {path.name for path in Path(server.settings["TMPDIR"]).glob("intake-metrics-*/*")}


class SlowSave:
    """A save of which the server has read the head, and waits for the rest."""

    def __init__(self, patient: LivePatient, words: str) -> None:
        self.body = urlencode({**patient.fields, "reason.chief_concern": words}).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in patient.cookies.items())
        self.socket = socket.create_connection(("127.0.0.1", patient.port), timeout=30)
        head = (
            f"POST /form/main-thing HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nExpect: 100-continue\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(self.body)}\r\n\r\n"
        )
        self.socket.sendall(head.encode())
        assert self.socket.recv(1000).startswith(b"HTTP/1.1 100 Continue"), "the request is in hand"

    def sends_the_rest(self) -> str:
        """The head of what is answered; "" where the connection was cut."""
        with self.socket, suppress(ConnectionError):
            self.socket.sendall(self.body)
            answer = b""
            while part := self.socket.recv(65536):
                answer += part
            return answer.partition(b"\r\n\r\n")[0].decode()
        return ""


def takes_nobody(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionError:
        return True
    return False


def stops_while_saving(server: LiveServer, patient: LivePatient) -> tuple[str, int]:
    """SIGTERM comes while a save is on its way; the answer to it, and the exit status."""
    assert server.process is not None
    patient.hangs_up()
    patient.opens_page()
    patient.hangs_up()
    save = SlowSave(patient, f"{TYPED}, as the server stops")
    server.process.send_signal(signal.SIGTERM)
    while not takes_nobody(server.port):
        pass
    return save.sends_the_rest(), server.process.wait(30)


def test_a_save_on_its_way_is_finished_before_the_server_stops(server):
    """And what is counted outlives a worker, and the log of it all holds nobody."""
    patient = LivePatient(server.port).begins(TYPED)
    counts_on_without(server.workers[0], server)
    talks_nonsense(server.port)
    answer, status = stops_while_saving(server, patient)

    assert answer.startswith("HTTP/1.1 303")
    assert status == 0
    assert files_of(server) == set()
    log = journal_of(server)
    assert [secret for secret in (TYPED, "Canary", patient.code, "127.0.0.1", TOKEN) if secret in log] == []

    server.start()
    patient.hangs_up()
    assert patient.reads() == f"{TYPED}, as the server stops"
    patient.hangs_up()
    assert server.stop() == 0


def counts_on_without(worker: int, server: LiveServer) -> None:
    """Counters do not fall with a worker that dies, and its files are the next one's."""
    count = measured(server, "intake_saves_total", outcome="kept")
    os.kill(worker, signal.SIGKILL)
    while worker in server.workers or len(server.workers) < 2 or not server.answers():
        pass
    assert count >= 1
    assert [measured(server, "intake_saves_total", outcome="kept") for _ in range(6)] == [count] * 6
    assert measured(server, "intake_requests_in_progress") == 1
    assert {name for name in files_of(server) if name.startswith("counter")} == {"counter_1.db", "counter_2.db"}


def journal_of(server: LiveServer) -> str:
    """What a server that ended has logged; every line of it is one object."""
    said = server.log.read_text().splitlines()
    lines = [json.loads(line) for line in said if not line.startswith("Intake serves at ")]
    assert [line for line in lines if not line.keys() >= NEEDED] == []
    events = [line["event"] for line in lines]
    assert (events[0], events[-1]) == ("server begins", "server ended")
    assert {"worker killed", "request not understood"} <= set(events)
    return "\n".join(map(json.dumps, lines))


def talks_nonsense(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET /form/Canary HTTP/1.1\r\nCanary\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 400")


def test_folders_of_servers_that_were_killed_are_taken_away(server):
    left = Path(server.settings["TMPDIR"])
    (held,) = left.glob("intake-metrics-*")
    other = Path(tempfile.mkdtemp(prefix=f"intake-metrics-{os.getpid()}-", dir=left))
    server.kill()
    assert held.exists()

    server.start()
    assert not held.exists()
    assert other.exists(), "its process lives"
    assert server.stop() == 0


def test_a_token_that_others_can_read_is_one_clear_line(server, tmp_path):
    server.kill()
    (tmp_path / "token").chmod(0o644)
    done = server.command("run")

    assert done.returncode == 1
    assert done.stdout == ""
    mend = f"other people on this computer can read it; run chmod 600 {tmp_path}/token"
    assert done.stderr == f"intake: INTAKE_METRICS_TOKEN_FILE='{tmp_path}/token': {mend}\n"
