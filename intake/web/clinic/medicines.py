"""Medicines side by side: the patient's, and a list pasted from the chart. Differences are found, none is settled."""

from uuid import UUID

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from intake.language import gettext_noop as _n
from intake.services import reviewing
from intake.services.reviewing import EntryKind, OpenResponse, Said
from intake.services.wording_review import by_words, names_in
from intake.summary.chart_list import charted_lines
from intake.summary.model import Line
from intake.summary.reconciliation import Finding, reconcile, reported_in
from intake.web.clinic.blueprint import acting, clinic, the_member
from intake.web.clinic.reviewing import STALE
from intake.web.product import the_product
from intake.web.templating import say

LONGEST_LIST = 60_000
FINDINGS: dict[Finding, str] = {
    Finding.SAME: _n("Same on both"),
    Finding.DIRECTIONS_DIFFER: _n("Directions differ"),
    Finding.PATIENT_ONLY: _n("Patient only"),
    Finding.CHART_ONLY: _n("Chart only"),
}


@clinic.get("/responses/<uuid:response_id>/medicines")
def medicines(response_id: UUID) -> ResponseReturnValue:
    return _shown(reviewing.open_response(acting(), the_member(), response_id))


@clinic.post("/responses/<uuid:response_id>/medicines")
def compare_medicines(response_id: UUID) -> ResponseReturnValue:
    """The pasted list is kept with the response, sealed as it is, so that colleagues see the same."""
    pasted = request.form.get("charted", "")[:LONGEST_LIST]
    opened = reviewing.peek(acting(), the_member(), response_id)
    if not g.form_is_ours:
        return _shown(opened, pasted, say(STALE)), 400
    said = Said(kind=EntryKind.CHART, version=opened.latest, text=pasted)
    reviewing.say(acting(), the_member(), response_id, said)
    return _shown(reviewing.peek(acting(), the_member(), response_id))


def _shown(opened: OpenResponse, pasted: str = "", problem: str = "") -> str:
    product, lists = the_product(), opened.of_kind(EntryKind.CHART)
    kept = lists[-1] if lists else None
    charted = pasted or (kept.said.text if kept and kept.said else "")
    line = _list_of_medicines(opened)
    reported = reported_in(line, product.questionnaire.landmarks.directions, product.language) if line else ()
    return render_template(
        "clinic/medicines.html",
        opened=opened,
        pairs=reconcile(reported, charted_lines(charted)) if charted else (),
        reported=reported,
        charted=charted,
        findings=FINDINGS,
        kept_by=by_words(kept, names_in(product.vault, the_member()), product.language) if kept else "",
        problem=problem,
    )


def _list_of_medicines(opened: OpenResponse) -> Line | None:
    wanted = the_product().questionnaire.landmarks.medicines
    sections = opened.form.summary.sections if opened.form else ()
    return next((line for section in sections for line in section.lines if line.link_id == wanted), None)
