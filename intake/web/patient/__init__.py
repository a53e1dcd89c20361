"""The patient's pages: no account, no JavaScript needed, nothing sent anywhere."""

from intake.web.patient import checking, coming_back, keeping, pages, rows, sheet, start
from intake.web.patient.blueprint import patient

__all__ = ["checking", "coming_back", "keeping", "pages", "patient", "rows", "sheet", "start"]
