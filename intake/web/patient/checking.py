"""Check answers: everything on one page, each line with a way to change it and to keep it off the sheet."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.services import filling
from intake.summary.build import build_summary
from intake.summary.model import Line, Summary
from intake.web.patient.blueprint import patient
from intake.web.product import the_product
from intake.web.templating import kept_words
from intake.web.visits import change, the_visit


def summary_of_visit(*, with_left_off: bool) -> Summary:
    """The visit's answers in words; for the check page with what the patient keeps off the sheet, marked."""
    product, visit = the_product(), the_visit()
    made_on = product.clock().date()
    summary = build_summary(
        product.questionnaire, visit.draft, product.language, made_on=made_on, with_left_off=with_left_off
    )
    return replace(summary, sent=kept_words())


def change_url(line: Line) -> str:
    page = the_product().questionnaire.page_of[line.link_id]
    if line.row_id:
        return url_for("patient.row", slug=page.slug, row_id=line.row_id)
    return url_for("patient.page", slug=page.slug, _anchor=line.link_id)


@patient.get("/check")
def check() -> ResponseReturnValue:
    summary = summary_of_visit(with_left_off=True)
    return render_template("patient/check.html", summary=summary, change_url=change_url)


@patient.post("/check")
def leave_off() -> ResponseReturnValue:
    """`line` names each line of the page, `off` those to keep off the sheet."""
    known = _lines_known()
    on_page, off = known.intersection(request.form.getlist("line")), frozenset(request.form.getlist("off"))
    change(lambda draft: filling.with_left_off(draft, (draft.left_off - on_page) | (off & on_page)))
    return redirect(url_for("patient.sheet"), 303)


def _lines_known() -> frozenset[str]:
    """The keys of every line that can be left off: of each question, and of each row there is."""
    groups = the_visit().draft.answers.groups
    rows = (f"{link_id}/{row.id}" for link_id, kept in groups.items() for row in kept)
    return frozenset((*the_product().questionnaire.by_link_id, *rows))
