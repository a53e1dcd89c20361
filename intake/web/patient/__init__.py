"""The patient's pages: no account, no JavaScript needed, nothing sent anywhere."""

from intake.web.patient.blueprint import patient
from intake.web.patient.checking import check
from intake.web.patient.coming_back import come_back
from intake.web.patient.inviting import invited
from intake.web.patient.keeping import delete
from intake.web.patient.pages import page
from intake.web.patient.paper import paper_form
from intake.web.patient.rows import row
from intake.web.patient.sending import send
from intake.web.patient.sheet import sheet
from intake.web.patient.start import start

# Importing a module hangs its views on the blueprint.
VIEWS = (start, page, row, come_back, check, sheet, delete, paper_form, invited, send)

__all__ = ["VIEWS", "patient"]
