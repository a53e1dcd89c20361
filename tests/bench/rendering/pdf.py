"""The sheet as a PDF, by Typst."""

from intake.exports.pdf import to_pdf
from intake.summary.model import Summary


def render(summary: Summary) -> bytes:
    return to_pdf(summary, "a4")
