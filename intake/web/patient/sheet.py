"""The sheet to bring: as a page, a PDF and plain text; and what happens next."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from intake.country import Paper
from intake.exports.pdf import to_pdf
from intake.exports.text import to_text
from intake.web.patient.blueprint import patient
from intake.web.patient.checking import summary_of_visit
from intake.web.product import the_product

PAPERS: tuple[Paper, ...] = ("a4", "letter")


@patient.get("/sheet")
def sheet() -> ResponseReturnValue:
    return render_template("patient/sheet.html", summary=summary_of_visit(with_left_off=False), papers=PAPERS)


@patient.get("/sheet.pdf")
def sheet_pdf() -> ResponseReturnValue:
    asked_for = request.args.get("paper", "")
    paper = next((paper for paper in PAPERS if paper == asked_for), the_product().country.paper)
    pdf = to_pdf(summary_of_visit(with_left_off=False), paper)
    headers = {"Content-Disposition": 'inline; filename="my-sheet.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


@patient.get("/sheet.txt")
def sheet_text() -> ResponseReturnValue:
    text = to_text(summary_of_visit(with_left_off=False))
    headers = {"Content-Disposition": 'attachment; filename="my-sheet.txt"'}
    return Response(text, mimetype="text/plain", headers=headers)


@patient.get("/next")
def next_steps() -> ResponseReturnValue:
    return render_template("patient/next.html")
