"""The blueprint that every page of a clinic hangs on, and who is at it: nobody comes past this without a session."""

import re
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from intake.errors import NotForThisRole, SessionEnded
from intake.services import clinics
from intake.services.acting import Acting, member_acting
from intake.services.clinics import Clinic
from intake.services.members import Member
from intake.services.staff_sessions import member_of_token
from intake.store.engine import reading
from intake.web.access import ACCESS, ROLES, Access
from intake.web.product import the_product

COOKIE = "__Host-staff"
# Typed once and never carried along, whatever else is.
_NEVER_CARRIED = re.compile(r"_token|(new_)?passphrase(_again)?|code|recovery_code|part_\d|group_\d+|sheet|seed")

clinic = Blueprint("clinic", __name__, url_prefix="/clinic")


@clinic.before_request
def load_member() -> None:
    """Raises SessionEnded, NotForThisRole."""
    endpoint = request.endpoint or ""
    if ACCESS.get(endpoint) is not Access.STAFF:
        return
    product = the_product()
    g.member = member_of_token(product.vault, request.cookies.get(COOKIE, ""), product.clock())
    if g.member.role not in ROLES[endpoint]:
        raise NotForThisRole


@clinic.errorhandler(SessionEnded)
def session_ended(_: SessionEnded) -> tuple[str, int]:
    """The page to sign in; it carries along what was typed on the page that was open too long."""
    to = request.full_path.rstrip("?") if request.method == "GET" else request.path
    carried = typed_pairs() if request.method == "POST" else ()
    return render_template("clinic/sign_in.html", to=to, carried=carried, away=COOKIE in request.cookies), 401


@clinic.context_processor
def of_the_member() -> dict[str, object]:
    member: Member | None = g.get("member")
    if member is None:
        return {"member": None, "session_seconds": 0}
    seconds = int((member.session_ends_at - the_product().clock()).total_seconds())
    return {
        "member": member,
        "may": lambda name: member.role in ROLES[f"clinic.{name}"],
        "clinic": the_clinic(),
        "session_seconds": max(seconds, 0),
    }


def the_member() -> Member:
    member: Member = g.member
    return member


def the_clinic() -> Clinic:
    if "clinic" not in g:
        with reading(the_product().vault.engine) as session:
            g.clinic = clinics.by_id(session, the_member().clinic_id)
    found: Clinic = g.clinic
    return found


def acting() -> Acting:
    product = the_product()
    return member_acting(product.vault, the_member(), product.clock())


def set_cookie(response: AnyResponse, token: str) -> None:
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Strict", path="/")


def drop_cookie(response: Response) -> Response:
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict", path="/")
    return response


def typed_pairs() -> tuple[tuple[str, str], ...]:
    """What was typed, to be carried along unseen, without secrets."""
    return tuple((name, value) for name, value in request.form.items(multi=True) if not _NEVER_CARRIED.fullmatch(name))


def safe_path(to: str) -> str:
    """A path of the clinic's pages, or their first: never an address that somebody slipped in."""
    return to if to.startswith("/clinic/") and to.isprintable() and "\\" not in to else url_for("clinic.home")


def page_of(to: str) -> str:
    """The page at this path; for one that only takes what is sent, the page above it, where its form stands."""
    routes = current_app.url_map.bind("")
    while not routes.test(to.partition("?")[0], "GET"):
        to = to.rpartition("/")[0]
        if not to:
            return url_for("clinic.home")
    return to


def text_in(name: str, longest: int = 200) -> str:
    """One line as it was typed into the form, without spaces around it."""
    return " ".join(request.form.get(name, "")[:longest].split())


def refused(template: str, problem: str, status: int = 422, **more: Any) -> ResponseReturnValue:
    """The page again with what to mend."""
    return render_template(template, problem=problem, **more), status
