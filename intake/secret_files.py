"""Who else can read a file with a secret in it."""

import os
import stat
from pathlib import Path
from typing import IO, Any

# systemd.exec(5): the folder of this service's credentials, which nobody but the service and root can enter.
CREDENTIALS = "CREDENTIALS_DIRECTORY"


def is_open_to_others(file: IO[Any], path: Path) -> bool:
    """Whether the owner's group or anybody can.

    The group's bits of a credential are those of systemd's access list, which names the service's own user.
    """
    credentials = os.environ.get(CREDENTIALS)
    within = credentials is not None and path.parent == Path(credentials)
    others = stat.S_IRWXO if within else stat.S_IRWXG | stat.S_IRWXO
    return bool(os.fstat(file.fileno()).st_mode & others)
