"""How long a draft is kept, staying signed in, and deleting everything at once."""

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.services import vault
from intake.store.engine import writing
from intake.store.models import KEEP_DAYS
from intake.web.patient.blueprint import patient
from intake.web.product import the_product
from intake.web.visits import drop_cookie, the_visit


@patient.post("/keep")
def keep_for() -> ResponseReturnValue:
    days = request.form.get("days", "")
    opened = the_visit().opened
    if opened is None or days not in {str(known) for known in KEEP_DAYS}:
        abort(400)
    product = the_product()
    with writing(product.vault.engine) as session:
        vault.keep_for(session, opened, int(days), product.clock())
    return redirect(url_for("patient.code"), 303)


@patient.post("/extend")
def extend() -> ResponseReturnValue:
    """The session of this request was extended by loading it."""
    return "", 204


@patient.get("/delete")
def delete() -> ResponseReturnValue:
    return render_template("patient/delete.html")


@patient.post("/delete")
def deleted() -> ResponseReturnValue:
    product, opened = the_product(), the_visit().opened
    if opened is not None:
        vault.delete(product.vault, opened, product.clock())
    the_visit().opened = None
    response = make_response(render_template("patient/deleted.html"))
    drop_cookie(response)
    return response
