"""The pages that a clinic's link leads to: looking uses nothing up, pressing begins the form for that visit."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.services import filling
from intake.services.inviting import Invited
from intake.web.appointments import follow, invited_by
from intake.web.patient.blueprint import patient
from intake.web.product import the_product
from intake.web.visits import change, the_visit


@patient.get("/i/<link>")
def invited(link: str) -> ResponseReturnValue:
    return _shown(invited_by(link), url_for("patient.accept_invitation", link=link))


@patient.post("/i/<link>")
def accept_invitation(link: str) -> ResponseReturnValue:
    return _begun(invited_by(link), link)


@patient.get("/to/<slug>")
def clinic_page(slug: str) -> ResponseReturnValue:
    return _shown(invited_by(f"to/{slug}"), url_for("patient.begin_for_clinic", slug=slug))


@patient.post("/to/<slug>")
def begin_for_clinic(slug: str) -> ResponseReturnValue:
    return _begun(invited_by(f"to/{slug}"), f"to/{slug}")


def _shown(found: Invited, action: str) -> str:
    return render_template(
        "patient/invited.html",
        clinic=found.clinic,
        appointment=found.appointment,
        action=action,
        help_box_shown=True,
    )


def _begun(found: Invited, followed: str) -> ResponseReturnValue:
    """An open form takes the visit at once; else the browser remembers the link until the first save."""
    if the_visit().is_open:
        questionnaire = the_product().questionnaire
        change(lambda draft: filling.with_appointment(questionnaire, draft, found.appointment))
        return redirect(url_for("patient.sections"), 303)
    to = "patient.come_back" if request.form.get("_go") == "code" else "patient.start"
    response = make_response(redirect(url_for(to), 303))
    follow(response, followed)
    return response
