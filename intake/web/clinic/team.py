"""The team: who there is, who holds the key, adding, renewing a link, changing a role, leaving."""

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.errors import NameMissing, NameTaken
from intake.language import gettext_noop as _n
from intake.services import holding, staff_sessions, staffing
from intake.services.members import HOLDS_KEYS, Role
from intake.services.staffing import NewMember
from intake.store.engine import reading
from intake.web.clinic.blueprint import acting, clinic, text_in, the_member
from intake.web.clinic.words import ROLE_NAMES, ROLE_TOLD
from intake.web.templating import address_of, say

TAKEN = _n("Somebody signs in with this name already. Choose another one, such as name and place.")
NAME_WANTED = _n("Write a name to sign in with, of letters, digits, dots and hyphens, and the name of the person.")


@clinic.get("/team")
def team() -> ResponseReturnValue:
    return _shown()


@clinic.post("/team")
def add_member() -> ResponseReturnValue:
    username, name, role = text_in("username", 60), text_in("name", 100), _role_typed()
    try:
        link = staffing.add(acting(), NewMember(username, name, role))
    except NameMissing:
        return _shown(say(NAME_WANTED)), 422
    except NameTaken:
        return _shown(say(TAKEN)), 409
    return _link_shown(name, link)


@clinic.post("/team/<uuid:staff_id>/link")
def renew_link(staff_id: UUID) -> ResponseReturnValue:
    link = staffing.renew_link(acting(), staff_id)
    return _link_shown(text_in("name"), link)


@clinic.post("/team/<uuid:staff_id>/leave")
def let_go(staff_id: UUID) -> ResponseReturnValue:
    if staff_id == the_member().staff_id:
        abort(409)
    staffing.let_go(acting(), staff_id)
    return redirect(url_for("clinic.team"), 303)


@clinic.post("/team/<uuid:staff_id>/role")
def give_role(staff_id: UUID) -> ResponseReturnValue:
    if staff_id == the_member().staff_id:
        abort(409)
    staffing.give_role(acting(), staff_id, _role_typed())
    return redirect(url_for("clinic.team"), 303)


@clinic.post("/team/<uuid:staff_id>/sessions")
def end_sessions(staff_id: UUID) -> ResponseReturnValue:
    by = acting()
    staff_sessions.end_sessions_of(by.vault, the_member(), staff_id, by.now)
    return redirect(url_for("clinic.team"), 303)


def _shown(problem: str = "") -> str:
    by = acting()
    with reading(by.vault.engine) as session:
        colleagues = staffing.colleagues(session, by.vault, the_member().clinic_id)
    return render_template(
        "clinic/team.html",
        colleagues=colleagues,
        holds_key=holding.holds_newest(by.vault, the_member()),
        roles=ROLE_NAMES,
        told=ROLE_TOLD,
        can_hold=HOLDS_KEYS,
        problem=problem,
        typed=request.form,
    )


def _link_shown(name: str, link: str) -> str:
    """Shown once, for the administrator to hand on."""
    return render_template("clinic/link.html", name=name, address=address_of("clinic.set_up", link=link))


def _role_typed() -> Role:
    role = next((each for each in Role if each == request.form.get("role")), None)
    if role is None:
        abort(400)
    return role
