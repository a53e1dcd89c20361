"""Sending to a clinic, which the patient does or leaves: what will happen, the receipt, and taking it back."""

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forms.answers import Sending
from intake.services import sending
from intake.services.sending import Sender
from intake.store.engine import wipe_freed
from intake.summary.sent import is_worth_sending
from intake.web.appointments import clinic_of
from intake.web.notices import tell_clinics
from intake.web.patient.blueprint import patient
from intake.web.product import the_product
from intake.web.visits import change_together, the_visit


@patient.get("/send")
def send() -> ResponseReturnValue:
    draft, product = the_visit().draft, the_product()
    clinic = clinic_of(draft.appointment)
    if draft.appointment is None or clinic is None:
        return redirect(url_for("patient.sheet"), 303)
    today = product.language.day_of(product.clock())
    return render_template(
        "patient/send.html",
        clinic=clinic,
        earlier=sending.sending_of(draft),
        is_worth_sending=is_worth_sending(product.questionnaire, draft),
        is_past=bool(draft.appointment.day and today > draft.appointment.day),
        kept_until=sending.kept_until(clinic, draft.appointment.day, today),
        help_box_shown=True,
    )


@patient.post("/send")
def send_now() -> ResponseReturnValue:
    sender = _sender()
    change_together(lambda session, draft: sending.send(session, sender, draft))
    tell_clinics()
    return redirect(url_for("patient.sent"), 303)


@patient.get("/sent")
def sent() -> ResponseReturnValue:
    """The receipts: the same page after Back, a refresh, or a reply that was lost."""
    if not the_visit().draft.sendings:
        return redirect(url_for("patient.check"), 303)
    return render_template("patient/sent.html", sendings=the_visit().draft.sendings[::-1], help_box_shown=True)


@patient.get("/withdraw/<response>")
def withdraw(response: str) -> ResponseReturnValue:
    return render_template("patient/withdraw.html", sending=_sending(response))


@patient.post("/withdraw/<response>")
def withdrawn(response: str) -> ResponseReturnValue:
    _sending(response)
    sender = _sender()
    change_together(lambda session, draft: sending.withdraw(session, sender, draft, response))
    wipe_freed(sender.vault.engine)
    return redirect(url_for("patient.sent"), 303)


def _sender() -> Sender:
    product = the_product()
    return Sender(product.vault, product.questionnaire, product.language, product.clock())


def _sending(response: str) -> Sending:
    found = next((each for each in the_visit().draft.sendings if each.response == response), None)
    if found is None:
        abort(404)
    return found
