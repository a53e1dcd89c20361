"""Files of what was received, after the passphrase was typed again; and deleting."""

from uuid import UUID

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.country import country_of
from intake.errors import SignInNotOpened, TooBusy, TooManyTries
from intake.services import exporting, forgetting, reviewing
from intake.services.exporting import MOST_AT_ONCE, NAMES, Maker
from intake.web.clinic.blueprint import acting, clinic, the_clinic, the_member
from intake.web.clinic.signing_in import confirmed, not_opened
from intake.web.clinic.words import KIND_NAMES
from intake.web.product import the_product


@clinic.get("/export")
def export() -> ResponseReturnValue:
    """`id`: a response, once for each of a selection."""
    return render_template("clinic/export.html", **_asked(_ids(request.args.getlist("id"))))


@clinic.post("/export")
def exported() -> ResponseReturnValue:
    ids, kind = _ids(request.form.getlist("id")), request.form.get("kind", "")
    if kind not in NAMES or not ids:
        abort(400)
    try:
        confirmed(request.form.get("passphrase", ""))
    except (SignInNotOpened, TooManyTries, TooBusy) as problem:
        return not_opened("clinic/export.html", problem, **_asked(ids, kind))
    maker = Maker(the_product().language, country_of(the_clinic().facts.country).paper)
    made = exporting.export(acting(), the_member(), ids, kind, maker)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return Response(made.content, content_type=made.kind, headers=headers)


@clinic.get("/responses/<uuid:response_id>/delete")
def delete(response_id: UUID) -> ResponseReturnValue:
    """Says whose they are, so that nobody deletes another patient's."""
    opened = reviewing.open_response(acting(), the_member(), response_id)
    return render_template("clinic/delete.html", response_id=response_id, form=opened.form)


@clinic.post("/responses/<uuid:response_id>/delete")
def deleted(response_id: UUID) -> ResponseReturnValue:
    forgetting.delete(acting(), the_member(), response_id)
    return redirect(url_for("clinic.responses"), 303)


def _asked(ids: tuple[UUID, ...], kind: str = NAMES[0]) -> dict[str, object]:
    return {"ids": ids, "kinds": {name: KIND_NAMES[name] for name in NAMES}, "kind": kind, "most": MOST_AT_ONCE}


def _ids(texts: list[str]) -> tuple[UUID, ...]:
    try:
        return tuple(dict.fromkeys(UUID(text) for text in texts))[:MOST_AT_ONCE]
    except ValueError:
        abort(404)
