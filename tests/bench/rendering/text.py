"""The sheet as plain text."""

from intake.exports.text import to_text
from intake.summary.model import Summary


def render(summary: Summary) -> bytes:
    return to_text(summary).encode()
