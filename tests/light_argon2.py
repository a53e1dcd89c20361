"""Argon2id run with hardly any memory, for tests that sign people in and are not about what a guess costs.

The rows say what they always say. The tests of `intake.keys`, those in a real browser and those at a real server run
it in earnest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from intake.keys import derivation


@contextmanager
def light_argon2() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(derivation, "Argon2id", _light)
        yield


def is_light() -> bool:
    return vars(derivation)["Argon2id"] is _light


def _light(**how: Any) -> Argon2id:
    return Argon2id(**{**how, "memory_cost": 8 * how["lanes"], "iterations": 1})
