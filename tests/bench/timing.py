"""What the time tells of a name or a code: known and unknown ones in turns, and how well their CPU time parts them.

The figure is the area under the curve (AUC): 0.5 tells nothing, 1 tells everything. Argon2id runs with little memory
here, for its own time, alike for both, would drown whatever else differs.
"""

import gc
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import patch

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from intake.errors import IntakeError
from intake.keys import derivation, return_codes, staff_keys
from intake.keys.return_codes import ReturnCode
from intake.services import signing_in, vault
from intake.services.signing_in import Typed
from tests.bench.measuring import Figure
from tests.clinics import NOW, World, a_world

MOST = 0.55
ON_PAPER = "3-AAAAA-AAAAA"
_TOLD_BY = "AUC of known and unknown: {}"
Request = Callable[[], object]


def figures(repetitions: int) -> Iterator[Figure]:
    """Three times as many pairs: 300 for 100."""
    pairs = 3 * repetitions
    with tempfile.TemporaryDirectory() as folder:
        world = a_world(Path(folder) / "world")
        # At its real cost: what is left beside it is the reading of one row.
        locator = vault.start(world.vault, "urn:form|1", lambda _: b"written", "192.0.2.9", NOW).code.locator
        yield _figure(_TOLD_BY.format("return code"), partial(_open, world), (locator, "ZZZZZZ"), pairs)
        with _cheap_argon2():
            yield from _of_staff(world, pairs)
        yield from _of_a_bad_setting(world, min(pairs, 20))
        world.vault.engine.dispose()


def _of_staff(world: World, pairs: int) -> Iterator[Figure]:
    names = "anna", "anne"
    yield _figure(_TOLD_BY.format("sign-in with a code of the app"), partial(_sign_in, world, "123456"), names, pairs)
    yield _figure(_TOLD_BY.format("sign-in with one on paper"), partial(_sign_in, world, ON_PAPER), names, pairs)
    yield _figure(_TOLD_BY.format("recovery code"), partial(_recover, world, "123456"), names, pairs)


def _of_a_bad_setting(world: World, pairs: int) -> Iterator[Figure]:
    """At its real cost, so that few pairs show it."""
    naive = partial(_sign_in, world, "123456")
    with patch.object(staff_keys, "unlock_by_passphrase", _naive(staff_keys.unlock_by_passphrase)):
        found = _figure("AUC where nothing is done for an unknown name", naive, ("anna", "anne"), pairs)
    yield Figure(found.what, "", found.here, note=f"known to be bad, near 1 if the method works; {found.note}")


def auc_of(ones: list[float], others: list[float]) -> float:
    """How often one of the first takes longer than one of the others, folded: either way round tells as much."""
    more = sum((one > other) + (one == other) / 2 for one in ones for other in others)
    share = more / (len(ones) * len(others))
    return max(share, 1 - share)


def _figure(what: str, request: Callable[[str], Request], names: tuple[str, str], pairs: int) -> Figure:
    taken: tuple[list[float], list[float]] = ([], [])
    orders = random.Random(2026)  # noqa: S311 - chance that comes back
    gc.collect()
    gc.disable()
    for _ in range(pairs + 5):
        # Which of a pair comes first is drawn: whoever comes second finds warmer caches.
        for which in orders.sample((0, 1), 2):
            taken[which].append(_cpu_of(request(names[which])))
    gc.enable()
    medians = [1000 * sorted(each)[len(each) // 2] for each in taken]
    note = f"{pairs} + {pairs} in turns; medians {medians[0]:.2f} and {medians[1]:.2f} ms of CPU"
    return Figure(what, "", auc_of(taken[0][5:], taken[1][5:]), MOST, note=note)


def _cpu_of(request: Request) -> float:
    start = time.thread_time()
    with suppress(IntakeError):
        request()
    return time.thread_time() - start


def _sign_in(world: World, code: str, username: str) -> Request:
    typed = Typed(username=username, passphrase="not this one, not at all", code=code, address=next(_ADDRESSES))
    return lambda: signing_in.sign_in(world.vault, typed, NOW)


def _recover(world: World, code: str, username: str) -> Request:
    typed = Typed(username=username, passphrase="not this one, not at all", code=code, address=next(_ADDRESSES))
    recovery_code = staff_keys.new_recovery_code()
    return lambda: signing_in.recover_access(world.vault, typed, recovery_code, NOW)


def _open(world: World, locator: str) -> Request:
    code, address = ReturnCode(locator, return_codes.draw().secret), next(_ADDRESSES)
    return lambda: vault.open_by_code(world.vault, code, address, NOW)


def _naive(real: Callable[..., object]) -> Callable[..., object]:
    return lambda lock, *more: real(lock, *more) if lock else None


@contextmanager
def _cheap_argon2() -> Iterator[None]:
    def cheap(**how: Any) -> Argon2id:
        return Argon2id(**{**how, "memory_cost": 256, "iterations": 1})

    with patch.object(derivation, "Argon2id", cheap):
        yield


_ADDRESSES = (f"198.{18 + number // 65536}.{number // 256 % 256}.{number % 256}" for number in count())
