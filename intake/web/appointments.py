"""The clinic and visit that a form is for: from the draft, or before the first save from the link that was followed."""

from dataclasses import replace

from flask import Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from forms.answers import Appointment, Draft
from forms.items import Item
from intake.errors import ClinicUnknown, LinkOver
from intake.services import clinics, filling, inviting
from intake.services.clinics import Clinic
from intake.services.inviting import Invited
from intake.store.engine import reading
from intake.web.product import the_product

COOKIE = "__Host-visit"
# What stands before a clinic's name in the cookie of whoever came by its public page.
_PUBLIC = "to/"
_LONGEST = 120


def invited_by(followed: str) -> Invited:
    """`followed`: a link's token, or `to/` and the name of a clinic in addresses. Raises LinkOver."""
    product = the_product()
    try:
        if followed.startswith(_PUBLIC):
            return inviting.of_public_page(product.vault, followed.removeprefix(_PUBLIC))
        return inviting.behind_link(product.vault, followed, product.clock())
    except ClinicUnknown:
        raise LinkOver from None


def draft_for_link(draft: Draft) -> Draft:
    """A draft that is not kept yet, for the visit whose link this browser followed."""
    followed = request.cookies.get(COOKIE, "")[:_LONGEST]
    if not followed:
        return draft
    try:
        appointment = invited_by(followed).appointment
    except LinkOver:
        return draft
    return filling.with_appointment(the_product().questionnaire, draft, appointment)


def follow(response: AnyResponse, followed: str) -> None:
    """Until the first save, the browser keeps which link it followed; no longer than it stays open."""
    response.set_cookie(COOKIE, followed, secure=True, httponly=True, samesite="Lax", path="/")


def forget_link(response: Response) -> None:
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")


def clinic_of(appointment: Appointment | None) -> Clinic | None:
    """The clinic as it is now; read once in a request, and None where there is none any more."""
    if appointment is None:
        return None
    if "clinic_of_visit" not in g:
        try:
            with reading(the_product().vault.engine) as session:
                g.clinic_of_visit = clinics.by_slug(session, appointment.clinic)
        except ClinicUnknown:
            g.clinic_of_visit = None
    found: Clinic | None = g.clinic_of_visit
    return found


def worded_for(item: Item, appointment: Appointment | None) -> Item:
    """The item with the hint that is true where the clinic may be sent the answers."""
    clinic = clinic_of(appointment) if item.hint_if_sent else None
    if clinic is None or not clinic.readiness.is_open:
        return item
    facts = clinic.facts
    hint = item.hint_if_sent.format(who=facts.self_harm_readers, clinic=facts.name, within=facts.self_harm_within)
    return replace(item, hint=hint)
