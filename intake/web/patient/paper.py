"""The blank form, to print and fill in with a pen: for anyone, without a draft."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from intake.exports.paper.making import to_paper
from intake.exports.typesetting import PAPERS
from intake.web.patient.blueprint import patient
from intake.web.product import the_product


@patient.get("/paper.pdf")
def paper_form() -> ResponseReturnValue:
    """`paper` is the country's unless another is asked for."""
    product = the_product()
    paper = next((paper for paper in PAPERS if paper == request.args.get("paper")), product.country.paper)
    pdf = to_paper(product.questionnaire, paper, product.language)
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": 'inline; filename="paper-form.pdf"'}
    )
