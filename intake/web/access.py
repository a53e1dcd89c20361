"""Who may call what: every endpoint says it here, and a test compares this table with the URL map."""

from enum import StrEnum

from intake.services.members import Role


class Access(StrEnum):
    ANYONE = "anyone"
    """Nothing of a draft is shown."""
    VISITOR = "visitor"
    """The draft of the session if there is one, else an empty form."""
    HOLDER = "holder"
    """Only with an open draft; without one the page for the return code comes instead."""
    STAFF = "staff"
    """Only for whoever is signed in with a role that `ROLES` names; without a session the page to sign in comes."""


ACCESS: dict[str, Access] = {
    "static": Access.ANYONE,
    "health.lives": Access.ANYONE,
    "health.ready": Access.ANYONE,
    "metrics.scrape": Access.ANYONE,
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
    "patient.invited": Access.VISITOR,
    "patient.accept_invitation": Access.VISITOR,
    "patient.clinic_page": Access.VISITOR,
    "patient.begin_for_clinic": Access.VISITOR,
    "patient.send": Access.HOLDER,
    "patient.send_now": Access.HOLDER,
    "patient.sent": Access.HOLDER,
    "patient.withdraw": Access.HOLDER,
    "patient.withdrawn": Access.HOLDER,
    "clinic.sign_in": Access.ANYONE,
    "clinic.signed_in": Access.ANYONE,
    "clinic.set_up": Access.ANYONE,
    "clinic.set_up_done": Access.ANYONE,
    "clinic.recover_access": Access.ANYONE,
    "clinic.access_recovered": Access.ANYONE,
}

_READS = frozenset({Role.READER, Role.REVIEWER})
_REVIEWS = frozenset({Role.REVIEWER})
_INVITES = frozenset({Role.REVIEWER, Role.ADMINISTRATOR})
_RUNS = frozenset({Role.ADMINISTRATOR})
_EVERYBODY = frozenset(Role)

ROLES: dict[str, frozenset[Role]] = {
    "clinic.home": _EVERYBODY,
    "clinic.sign_out": _EVERYBODY,
    "clinic.extend": _EVERYBODY,
    "clinic.account": _EVERYBODY,
    "clinic.change_secrets": _EVERYBODY,
    "clinic.end_session": _EVERYBODY,
    "clinic.responses": _READS,
    "clinic.search": _READS,
    "clinic.found": _READS,
    "clinic.response": _READS,
    "clinic.sheet": _READS,
    "clinic.medicines": _READS,
    "clinic.compare_medicines": _REVIEWS,
    "clinic.mark_line": _REVIEWS,
    "clinic.add_note": _REVIEWS,
    "clinic.mark_reviewed": _REVIEWS,
    "clinic.set_state": _REVIEWS,
    "clinic.assign": _REVIEWS,
    "clinic.export": _REVIEWS,
    "clinic.exported": _REVIEWS,
    "clinic.delete": _REVIEWS,
    "clinic.deleted": _REVIEWS,
    "clinic.invitations": _INVITES,
    "clinic.invite": _INVITES,
    "clinic.invitation": _INVITES,
    "clinic.take_back": _INVITES,
    "clinic.keys": _READS,
    "clinic.make_key": _READS,
    "clinic.confirm_sheet": _READS,
    "clinic.make_sheet": _READS,
    "clinic.renew_key": _READS,
    "clinic.grant": _READS,
    "clinic.recover": _READS,
    "clinic.recovered": _READS,
    "clinic.team": _EVERYBODY,
    "clinic.add_member": _RUNS,
    "clinic.renew_link": _RUNS,
    "clinic.let_go": _RUNS,
    "clinic.give_role": _RUNS,
    "clinic.end_sessions": _RUNS,
    "clinic.settings": _RUNS,
    "clinic.change_settings": _RUNS,
    "clinic.audit": _INVITES,
    "clinic.deletions": _INVITES,
}
"""Who of a clinic may call what; whoever is not named here may not, and is told nothing else."""

ACCESS |= dict.fromkeys(ROLES, Access.STAFF)
