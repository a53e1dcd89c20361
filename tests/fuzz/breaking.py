"""What is taken out of the product, so that the checks of this folder have something to find."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
import time_machine

from forms.capture import fields
from forms.capture.fields import ChoiceField
from intake.services import filling, sending
from intake.web import forms_guard


def without_conflicts() -> None:
    """Every save is taken, whatever another window has saved."""
    vars(filling)["_refuse_overwriting"] = lambda *_: None


def without_receipts() -> None:
    """Each press sends anew, as if nothing had been sent before."""
    vars(sending)["sending_of"] = lambda _: None


def without_limits() -> None:
    """A body may be as long, and of as many fields, as it likes."""
    vars(forms_guard).update(MOST_BYTES=1 << 40, MOST_FIELDS=1 << 40)


def set_clock(moment: str) -> None:
    """The clock stands at this moment now, and goes on from there; breaks nothing."""
    time_machine.travel(datetime.fromisoformat(moment)).start()


def prelude(name: str, *arguments: str) -> str:
    """For a `LiveServer`: its first process calls this function of this module before anything else."""
    return f"from tests.fuzz import breaking; breaking.{name}(*{arguments!r})"


@contextmanager
def conflicts_ignored() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(filling, "_refuse_overwriting", lambda *_: None)
        yield


@contextmanager
def options_unchecked() -> Iterator[None]:
    """Whatever is sent for a choice counts as one of its options."""

    def read(field: ChoiceField, typed: Any) -> tuple[Any, ...]:
        return tuple(each for each in typed[""] if each)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ChoiceField, "read", read)
        yield


@contextmanager
def texts_trimmed() -> Iterator[None]:
    """What is typed loses its spaces at both ends, as many a form does it."""
    first = vars(fields)["_first"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(fields, "_first", lambda values: first(values).strip())
        yield
