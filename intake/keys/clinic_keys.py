"""Who holds a clinic's key: grants, one for each member of staff and one for the recovery sheet."""

from dataclasses import dataclass

from intake.errors import SealBroken
from intake.keys.derivation import KEY_LENGTH
from intake.keys.hpke import Info, PrivateKey, PublicKey, open_with, seal_to

RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class GrantPlace:
    """`holder` is the id of a member of staff, or `RECOVERY`."""

    clinic: str
    kid: int
    holder: str

    @property
    def info(self) -> Info:
        return "clinic-key", "v1", self.clinic, self.kid, self.holder


def grant(clinic_key: PrivateKey, holder: PublicKey, place: GrantPlace) -> bytes:
    return seal_to(holder, bytes([clinic_key.suite]) + clinic_key.raw, place.info)


def clinic_key_in(sealed: bytes, holder: PrivateKey, place: GrantPlace) -> PrivateKey:
    """Raises `SealBroken`."""
    opened = open_with(holder, sealed, place.info)
    if len(opened) != 1 + KEY_LENGTH:
        # Everybody can seal to a public key: what opens need not have been written here.
        raise SealBroken("not a key")
    return PrivateKey(opened[0], opened[1:])
