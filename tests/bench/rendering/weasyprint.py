"""The sheet's page, with its print style, by WeasyPrint."""

from weasyprint import HTML

from intake.exports.html import to_html
from intake.summary.model import Summary


def render(summary: Summary) -> bytes:
    pdf = HTML(string=to_html(summary)).write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(pdf, bytes)
    return pdf
