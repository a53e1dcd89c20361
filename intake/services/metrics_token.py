"""The token that whoever collects the metrics shows; it lies in a file that only the server's user can read."""

from pathlib import Path

from intake.errors import SettingProblem, SettingsInvalid
from intake.secret_files import is_open_to_others

SETTING = "INTAKE_METRICS_TOKEN_FILE"
LEAST_LENGTH = 32
_MOST_BYTES = 4096


def read_token(path: Path) -> str:
    """Raises `SettingsInvalid`, which says how to mend it."""
    try:
        with path.open("rb") as file:
            is_open, raw = is_open_to_others(file, path), file.read(_MOST_BYTES)
        token = raw.decode("ascii").strip()
    except OSError as problem:
        raise _unusable(path, f"{problem.strerror}; bring the file back, or take the setting out") from None
    except UnicodeDecodeError:
        raise _unusable(path, _TOO_SHORT) from None
    if is_open:
        raise _unusable(path, f"other people on this computer can read it; run chmod 600 {path}")
    if len(token) < LEAST_LENGTH or not token.isprintable() or " " in token:
        raise _unusable(path, _TOO_SHORT)
    return token


_TOO_SHORT = f"write one line of {LEAST_LENGTH} letters and digits or more, as openssl rand -hex 32 makes it"


def _unusable(path: Path, mend: str) -> SettingsInvalid:
    return SettingsInvalid((SettingProblem(SETTING, str(path), mend),))
