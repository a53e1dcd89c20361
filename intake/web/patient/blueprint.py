"""The blueprint that every patient's page hangs on, and how its addresses carry the choice made before a first save."""

from typing import Any

from flask import Blueprint, request

from forms.answers import Extent
from intake.web.visits import the_visit

patient = Blueprint("patient", __name__)

CARRIES_FORM = frozenset(
    f"patient.{name}" for name in ("sections", "page", "save_page", "new_row", "row", "save_row", "start")
)


@patient.app_url_defaults
def carry_the_form(endpoint: str, values: dict[str, Any]) -> None:
    """Until a draft keeps it, "short" travels in the address."""
    wants = endpoint in CARRIES_FORM and "form" not in values and request
    if wants and not the_visit().is_open and the_visit().draft.extent is Extent.SHORT:
        values["form"] = Extent.SHORT.value
