"""Seeds of second factors, sealed under the server's key: the server has to reckon the codes itself."""

from uuid import UUID

from intake.keys.master import Keys
from intake.keys.sealing import unwrap, wrap


def sealed_seed(keys: Keys, staff_id: UUID, seed: bytes) -> bytes:
    return wrap(keys.config, seed, bound_to=_place(staff_id))


def seed_in(keys: Keys, staff_id: UUID, sealed: bytes) -> bytes:
    """Raises SealBroken, as after the loss of the master key: then a new set-up link brings a new seed."""
    return unwrap(keys.config, sealed, bound_to=_place(staff_id))


def _place(staff_id: UUID) -> tuple[str, ...]:
    return "staff", str(staff_id), "seed"
