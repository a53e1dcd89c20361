"""Figures that people were told, and what keeps secrets: a slip in one breaks no flow, and so no other test."""

import dataclasses
import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

import pytest

from intake import services
from intake.services import (
    auditing,
    clinics,
    expiry,
    exporting,
    filling,
    inviting,
    listing,
    members,
    metrics_token,
    staffing,
    vault,
)
from intake.services.auditing import DONE
from intake.services.reviewing import LineState

FIGURES = [
    ("a session of staff ends when it lay unused", members.STAFF_IDLE, timedelta(minutes=15)),
    ("and in any case", members.STAFF_LONGEST, timedelta(hours=12)),
    ("a set-up link lasts", staffing.LINK_LASTS, timedelta(hours=72)),
    ("a username has at most", staffing.MOST_USERNAME, 40),
    ("an invitation without a visit lasts days", inviting.LASTS_DAYS, 60),
    ("and no invitation more than", inviting.MOST_DAYS, 366),
    ("invitations in a list", inviting.MOST_LISTED, 200),
    ("answers are kept after the visit unless a clinic says else", clinics.RETENTION_DAYS, 90),
    ("and at most", clinics.MOST_RETENTION_DAYS, 3650),
    ("a clinic's name has at most", clinics.MOST_NAME, 200),
    ("responses on a page", listing.ON_A_PAGE, 50),
    ("responses that a search finds", listing.MOST_FOUND, 100),
    ("rows of the log on a page", auditing.ON_A_PAGE, 100),
    ("responses in one export", exporting.MOST_AT_ONCE, 50),
    ("sheets that a draft remembers", filling.MOST_SHEETS, 50),
    ("a draft has at most bytes", vault.MOST_BODY, 4_194_304),
    ("no draft is begun below bytes", vault.LEAST_FREE_SPACE, 200_000_000),
    ("a clock is not believed that is ahead by", expiry.FARTHEST_AHEAD, timedelta(hours=48)),
    ("until it has stayed so for", expiry.BELIEVED_AFTER, timedelta(hours=24)),
    ("a token for the metrics has at least", metrics_token.LEAST_LENGTH, 32),
]
NEVER_PRINTED = """
members.Member.key members.Member.session_hash opening_responses.Opener.keys signing_in.Typed.passphrase
signing_in.Typed.code staffing.Chosen.passphrase staffing.Chosen.seed staffing.Chosen.code
staffing.Secrets.recovery_code staffing.Secrets.backup_codes throttling.Try.key vault.OpenDraft.data_key
vault.OpenDraft.body vault.Started.token
"""
SAID_UNLESS_WRITTEN = {
    "auditing.Event.outcome": DONE,
    "clinics.ClinicFacts.country": "US",
    "clinics.ClinicFacts.retention_days": 90,
    "listing.Wanted.page": 1,
    "reviewing.Said.state": LineState.NONE,
}


def fields() -> Iterator[tuple[str, "dataclasses.Field[object]"]]:
    """Every field of every record of the services, by its module, its record and its name."""
    for found in pkgutil.iter_modules(services.__path__):
        module = import_module(f"{services.__name__}.{found.name}")
        for name, kind in sorted(vars(module).items()):
            if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__:
                yield from ((f"{found.name}.{name}.{each.name}", each) for each in dataclasses.fields(kind))


@pytest.mark.parametrize(("told", "figure", "promised"), FIGURES, ids=[told for told, _, _ in FIGURES])
def test_a_figure_is_the_one_that_was_promised(told, figure, promised):
    assert figure == promised, told


def test_what_is_secret_is_in_no_repr_and_so_in_no_log_and_no_traceback():
    assert {name for name, each in fields() if not each.repr} >= set(NEVER_PRINTED.split())


def test_what_nobody_writes_is_empty_none_or_not_so():
    usual = {name: each.default for name, each in fields() if each.default is not dataclasses.MISSING}

    assert len(usual) > 30
    assert {name: default for name, default in usual.items() if default} == SAID_UNLESS_WRITTEN


def test_exports_are_offered_in_this_order():
    assert exporting.NAMES == ("pdf", "text", "csv", "json")
    assert {name: media for name, (_, media) in exporting.KINDS.items()} == {
        "pdf": "application/pdf",
        "text": "text/plain; charset=utf-8",
        "json": "application/json",
    }
