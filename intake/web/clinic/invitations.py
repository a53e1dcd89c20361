"""Invitations: made with the visit's day, clinician and place; shown as a link, a QR code and a card to print."""

from datetime import date, timedelta
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.exports.qr import qr_code
from intake.language import gettext_noop as _n
from intake.services import inviting
from intake.services.inviting import LASTS_DAYS, MOST_DAYS, NewInvitation, Visit
from intake.store.engine import reading
from intake.web.clinic.blueprint import acting, clinic, text_in, the_clinic
from intake.web.product import the_product
from intake.web.templating import address_of, say

NOT_OPEN = _n("Patients cannot send answers yet. The page “Keys” and the settings say what is missing.")
ODD_DAY = _n("Write the day of the visit as year-month-day, such as 2026-12-01, or leave it empty.")
PAST_DAY = _n("The day of the visit is past. Choose today or a later day, or leave it empty.")


@clinic.get("/invitations")
def invitations() -> ResponseReturnValue:
    return _shown()


@clinic.post("/invitations")
def invite() -> ResponseReturnValue:
    typed = text_in("day", 40)
    try:
        day = date.fromisoformat(typed) if typed else None
    except ValueError:
        return _shown(say(ODD_DAY)), 422
    by = acting()
    if day and day < today_here():
        return _shown(say(PAST_DAY)), 422
    visit = Visit(day=day, clinician=text_in("clinician"), place=text_in("place"))
    new = NewInvitation(visit=visit, single_use=request.form.get("use") != "many", lasts=_lasts(day, today_here()))
    return redirect(url_for("clinic.invitation", invitation_id=inviting.invite(by, new)), 303)


@clinic.get("/invitations/<uuid:invitation_id>")
def invitation(invitation_id: UUID) -> ResponseReturnValue:
    by = acting()
    with reading(by.vault.engine) as session:
        found = inviting.one_of_clinic(session, by, invitation_id)
    address = address_of("patient.invited", link=found.link or "-")
    return render_template(
        "clinic/invitation.html",
        invitation=found,
        address=address,
        qr=qr_code(address.encode()) if found.link else None,
    )


@clinic.post("/invitations/<uuid:invitation_id>/end")
def take_back(invitation_id: UUID) -> ResponseReturnValue:
    inviting.take_back(acting(), invitation_id)
    return redirect(url_for("clinic.invitations"), 303)


def today_here() -> date:
    return the_product().language.day_of(acting().now)


def _shown(problem: str = "") -> str:
    by = acting()
    with reading(by.vault.engine) as session:
        listed = inviting.of_clinic(session, by)
    is_open = the_clinic().readiness.is_open
    return render_template(
        "clinic/invitations.html",
        invitations=listed,
        problem=problem,
        notice="" if is_open else say(NOT_OPEN),
        typed=request.form,
        today=today_here(),
    )


def _lasts(day: date | None, today: date) -> timedelta:
    """Until the end of the visit's day; without one, for two months."""
    days = (day - today).days + 1 if day else LASTS_DAYS
    return timedelta(days=min(days, MOST_DAYS))
