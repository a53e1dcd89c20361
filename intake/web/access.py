"""Who may call what: every endpoint says it here, and a test compares this table with the URL map."""

from enum import StrEnum


class Access(StrEnum):
    ANYONE = "anyone"
    """Nothing of a draft is shown."""
    VISITOR = "visitor"
    """The draft of the session if there is one, else an empty form."""
    HOLDER = "holder"
    """Only with an open draft; without one the page for the return code comes instead."""


ACCESS: dict[str, Access] = {
    "static": Access.ANYONE,
    "patient.start": Access.VISITOR,
    "patient.paper_form": Access.ANYONE,
    "patient.help_now": Access.VISITOR,
    "patient.leave": Access.ANYONE,
    "patient.come_back": Access.VISITOR,
    "patient.come_back_with_code": Access.VISITOR,
    "patient.sections": Access.VISITOR,
    "patient.choose_extent": Access.HOLDER,
    "patient.page": Access.VISITOR,
    "patient.save_page": Access.VISITOR,
    "patient.new_row": Access.VISITOR,
    "patient.row": Access.VISITOR,
    "patient.save_row": Access.VISITOR,
    "patient.remove_row": Access.HOLDER,
    "patient.row_removed": Access.HOLDER,
    "patient.arrange": Access.VISITOR,
    "patient.code": Access.HOLDER,
    "patient.code_seen": Access.HOLDER,
    "patient.code_card": Access.HOLDER,
    "patient.code_file": Access.HOLDER,
    "patient.keep_for": Access.HOLDER,
    "patient.check": Access.HOLDER,
    "patient.make_sheet": Access.HOLDER,
    "patient.sheet": Access.HOLDER,
    "patient.sheet_pdf": Access.HOLDER,
    "patient.sheet_text": Access.HOLDER,
    "patient.sheet_to_copy": Access.HOLDER,
    "patient.next_steps": Access.HOLDER,
    "patient.extend": Access.HOLDER,
    "patient.delete": Access.HOLDER,
    "patient.deleted": Access.HOLDER,
}
