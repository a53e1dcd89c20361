"""The sheet as a page that stands alone."""

from intake.exports.html import to_html
from intake.summary.model import Summary


def render(summary: Summary) -> bytes:
    return to_html(summary).encode()
