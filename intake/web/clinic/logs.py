"""The audit log as the clinic sees it, and the report of what was deleted and when, without names."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from intake.language import gettext_noop as _n
from intake.services import auditing
from intake.services.auditing import DELETIONS, FARTHEST, ON_A_PAGE, OPERATOR, PATIENT, SERVER, Row
from intake.services.wording_review import names_in
from intake.store.engine import reading
from intake.web.clinic.blueprint import acting, clinic, the_member
from intake.web.clinic.responses import moment
from intake.web.clinic.words import ACTIONS, KIND_NAMES, ROLE_NAMES, STATES
from intake.web.templating import say

ACTORS: Mapping[str, str] = {OPERATOR: _n("operator"), PATIENT: _n("patient"), SERVER: _n("server")}
CODES: Mapping[str, Mapping[str, str]] = {
    "role": {role.value: name for role, name in ROLE_NAMES.items()},
    "state": STATES,
    "as": KIND_NAMES,
}
"""Details that are codes, by their name."""
PHRASES: Mapping[str, str] = {
    "page": _n("page %(value)s"),
    "found": _n("%(value)s found"),
    "version": _n("version %(value)s"),
    "from": _n("from %(value)s"),
    "sealed anew": _n("%(value)s versions"),
}


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
        found = auditing.rows_of(session, by.vault.keys, the_member().clinic_id, actions, before)
        head = auditing.head_of(session)
    names = names_in(by.vault, the_member())
    rows = [_worded(row, names) for row in found]
    return render_template(
        template, rows=rows, head=head, actions=ACTIONS, moment=moment, has_more=len(rows) == ON_A_PAGE
    )


def _worded(row: Row, names: Mapping[UUID, str]) -> Row:
    detail = {name: _words_of(name, value, names) for name, value in row.detail.items()}
    return replace(row, actor=say(ACTORS[row.actor]) if row.actor in ACTORS else row.actor, detail=detail)


def _words_of(name: str, value: str, names: Mapping[UUID, str]) -> str:
    """Of one detail of a row."""
    if not value:
        return ""
    if name in PHRASES:
        return say(PHRASES[name], value=value)
    if name == "to":
        return names.get(UUID(value), value)
    return say(CODES[name][value]) if value in CODES.get(name, {}) else value
