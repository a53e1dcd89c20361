"""Two servers of one database behind the proxy: whoever is served by both loses nothing, and an update shows nobody."""

import threading
import time
from collections import Counter
from contextlib import ExitStack
from itertools import repeat

from tests.live.server import LiveServer
from tests.load.attack import Attack, Stranger
from tests.load.figures import Result
from tests.load.pace import Load
from tests.load.patients import patients
from tests.load.processes import Watched, cpu_seconds
from tests.load.proxy import Proxied, proxied
from tests.load.runs import BEHIND_PROXY, L1, Size, lines_of, result_of
from tests.load.stage import POSTGRESQL, processes_of, stage

CODES_OF_ADDRESS = 10


def two_servers(size: Size) -> Result:
    """L1 on PostgreSQL through the proxy, while one server after the other is stopped and started again."""
    with ExitStack() as opened:
        put_on = opened.enter_context(stage(POSTGRESQL, **BEHIND_PROXY))
        second = LiveServer(put_on.folder, dict(put_on.server.settings))
        second.start()
        opened.callback(lambda: second.stop() if second.running else None)
        port = opened.enter_context(proxied(put_on.folder / "nginx", [put_on.port, second.port]))
        _addresses_are_told(port)
        those = put_on.knows(patients(put_on.vault, port, size.patients, Proxied))
        servers = (put_on.server, second)
        load = Load().add([patient.acts_once for patient in those], size.rate, size.seconds)
        updating = threading.Thread(target=_update_one_by_one, args=(servers, size.seconds / 3))
        with Watched(lambda: processes_of(*servers)) as watched:
            updating.start()
            heard = load.start().heard()
            updating.join()
        shares = [cpu_seconds(processes_of(server)) for server in servers]
        assert min(shares) > 0.1 * sum(shares), "one server had nearly nothing to do"
        how = "L1 by turns at two servers of one PostgreSQL behind nginx, each stopped and started again meanwhile"
        notes = ("both saw each client's own address, and took no address that a client made up.",)
        return result_of("two servers", how, those, watched, lines=lines_of(heard, L1), notes=notes)


def _update_one_by_one(servers: tuple[LiveServer, ...], wait: float) -> None:
    for server in servers:
        time.sleep(wait)
        server.stop()
        server.start()


def _addresses_are_told(port: int) -> None:
    """By the limits, which count each address apart: tries of one are used up, and nobody else's are."""
    attack = Attack(port=port, seconds=0, tls=True)
    one, other = (Stranger(attack, repeat(each), Counter()).begins() for each in ("127.3.0.1", "127.3.0.2"))
    statuses = [one.tries_code() for _ in range(CODES_OF_ADDRESS + 1)]
    assert statuses == [422] * CODES_OF_ADDRESS + [429], f"tries of one address: {statuses}"
    assert one.tries_code({"X-Forwarded-For": "203.0.113.9"}) == 429, "an address that was made up is believed"
    assert other.tries_code() == 422, "another address shares the limit"
