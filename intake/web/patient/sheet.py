"""The sheet to bring: as a page, a PDF and plain text; and what happens next."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from intake.country import Paper
from intake.exports.pdf import to_pdf
from intake.exports.text import to_text
from intake.web.patient.blueprint import patient
from intake.web.patient.checking import summary_of_visit
from intake.web.product import the_product
from intake.web.visits import the_visit

PAPERS: tuple[Paper, ...] = ("a4", "letter")


@patient.get("/sheet")
def sheet() -> ResponseReturnValue:
    summary, made = summary_of_visit(with_left_off=False), the_visit().draft.sheets
    is_changed = bool(made) and made[-1].reference != summary.reference
    return render_template("patient/sheet.html", summary=summary, papers=_papers(), is_changed=is_changed)


@patient.get("/sheet.pdf")
def sheet_pdf() -> ResponseReturnValue:
    """`paper` is the country's unless another is asked for; `print=large` is for large print."""
    asked_for = request.args.get("paper", "")
    paper = next((paper for paper in PAPERS if paper == asked_for), the_product().country.paper)
    pdf = to_pdf(summary_of_visit(with_left_off=False), paper, large=request.args.get("print") == "large")
    headers = {"Content-Disposition": 'inline; filename="my-sheet.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


@patient.get("/sheet.txt")
def sheet_text() -> ResponseReturnValue:
    text = to_text(summary_of_visit(with_left_off=False))
    headers = {"Content-Disposition": 'attachment; filename="my-sheet.txt"'}
    return Response(text, mimetype="text/plain", headers=headers)


@patient.get("/sheet/text")
def sheet_to_copy() -> ResponseReturnValue:
    return render_template("patient/sheet_text.html", text=to_text(summary_of_visit(with_left_off=False)))


@patient.get("/next")
def next_steps() -> ResponseReturnValue:
    return render_template("patient/next.html")


def _papers() -> tuple[Paper, ...]:
    """The country's paper first."""
    usual = the_product().country.paper
    return (usual, *(paper for paper in PAPERS if paper != usual))
