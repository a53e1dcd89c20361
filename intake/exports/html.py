"""The sheet as one HTML file that stands alone: its style inside, nothing to load."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, Template

from intake.exports.qr import qr_code
from intake.folders import STYLE_OF_SHEET, templates_folder
from intake.summary.model import Summary


def to_html(summary: Summary) -> str:
    return _template().render(summary=summary, style=STYLE_OF_SHEET.read_text(encoding="utf-8"))


@cache
def _template() -> Template:
    loader = FileSystemLoader(templates_folder())
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals["qr_code"] = qr_code
    return environment.get_template("exports/standalone.html")
