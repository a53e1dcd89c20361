"""A recovery sheet that travels in a page until it is confirmed: sealed under the session's token, kept nowhere."""

import base64
import binascii
import json

from intake.errors import SealBroken
from intake.keys.derivation import derived
from intake.keys.recovery_sheet import RecoverySheet
from intake.keys.sealing import seal, unseal
from intake.keys.tokens import token_from

Asked = list[tuple[int, int]]
_PLACE = ("recovery sheet", "to confirm")


def sealed(sheet: RecoverySheet, asked: Asked, token_text: str) -> str:
    """`asked`: part and number of each group that is to be typed back."""
    body = json.dumps({"parts": sheet.parts, "asked": asked}).encode()
    return base64.urlsafe_b64encode(seal(_key(token_text), body, bound_to=_PLACE)).decode()


def opened(carried: str, token_text: str) -> tuple[RecoverySheet, Asked]:
    """Raises SealBroken for what was not sealed in this session."""
    try:
        raw = json.loads(unseal(_key(token_text), base64.urlsafe_b64decode(carried.encode()), bound_to=_PLACE))
    except (binascii.Error, ValueError):
        raise SealBroken("not a sheet") from None
    one, other = raw["parts"]
    return RecoverySheet((one, other)), [(part, group) for part, group in raw["asked"]]


def _key(token_text: str) -> bytes:
    return derived(token_from(token_text), "recovery-sheet|v1")
