"""What the log is told where a row does not open: of which table it is, and nothing of whose."""

import logging

log = logging.getLogger("intake")


def tell_unopened(table: str) -> None:
    """Altered, moved, or sealed under a master key that is gone. The page says so in its place, and goes on."""
    log.warning("row does not open", extra={"kind": table})
