"""A passphrase typed into the field for the name: it stands in no log."""

import pytest

from intake.errors import SignInNotOpened
from intake.services.factors import NOBODY
from intake.services.signing_in import sign_in
from intake.store import audit
from intake.store.engine import reading
from tests.clinics import NOW, a_world


def test_what_was_typed_for_a_name_that_nobody_has_is_kept_nowhere(tmp_path):
    world = a_world(tmp_path / "data")
    anna = world.north.reviewer
    with pytest.raises(SignInNotOpened):
        sign_in(world.vault, anna.typed(NOW, username=anna.passphrase, passphrase=anna.username), NOW)

    with reading(world.vault.engine) as session:
        last = list(audit.every(session))[-1]
    assert (last.actor, last.clinic_id, last.outcome) == (NOBODY, None, "not opened")
    world.vault.engine.dispose()
    stored = (world.settings.data / "intake.db").read_bytes()
    assert anna.passphrase.encode() not in stored
    assert anna.passphrase.upper().encode() not in stored
