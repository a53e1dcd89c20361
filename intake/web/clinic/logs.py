"""The audit log as the clinic sees it, and the report of what was deleted and when, without names."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from intake.services import auditing
from intake.services.auditing import DELETIONS, FARTHEST, ON_A_PAGE
from intake.store.engine import reading
from intake.web.clinic.blueprint import acting, clinic, the_member
from intake.web.clinic.responses import moment
from intake.web.clinic.words import ACTIONS


@clinic.get("/audit")
def audit() -> ResponseReturnValue:
    """The head printed here and kept elsewhere shows later that nothing was taken away."""
    return _shown("clinic/audit.html")


@clinic.get("/deletions")
def deletions() -> ResponseReturnValue:
    return _shown("clinic/deletions.html", DELETIONS)


def _shown(template: str, actions: tuple[auditing.Action, ...] = ()) -> str:
    by, before = acting(), min(max(request.args.get("before", FARTHEST, int), 1), FARTHEST)
    with reading(by.vault.engine) as session:
        rows = auditing.rows_of(session, by.vault.keys, the_member().clinic_id, actions, before)
        head = auditing.head_of(session)
    return render_template(
        template, rows=rows, head=head, actions=ACTIONS, moment=moment, has_more=len(rows) == ON_A_PAGE
    )
