"""Check answers: everything on one page, each line with a way to change it and to keep it off the sheet."""

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.answers import Draft, SheetChoices
from forms.items import NOWHERE
from intake.services import filling
from intake.summary.build import build_summary
from intake.summary.leaving_off import left_off_whole
from intake.summary.model import Line, Summary
from intake.summary.way_back import way_back
from intake.web.patient.blueprint import patient
from intake.web.product import the_product
from intake.web.templating import kept_words, return_address
from intake.web.visits import change, the_visit


def summary_of_visit(*, with_left_off: bool) -> Summary:
    """The visit's answers in words; for the check page with what the patient keeps off the sheet, marked."""
    draft, language = the_visit().draft, the_product().language
    summary = _summary_of(draft, with_left_off=with_left_off)
    return replace(summary, sent=kept_words(), way_back=way_back(draft, return_address(), language))


def change_url(line: Line) -> str:
    page = the_product().questionnaire.page_of[line.link_id]
    if line.row_id:
        return url_for("patient.row", slug=page.slug, row_id=line.row_id)
    return url_for("patient.page", slug=page.slug, _anchor=line.link_id)


@patient.get("/check")
def check() -> ResponseReturnValue:
    summary, draft = summary_of_visit(with_left_off=True), the_visit().draft
    return render_template(
        "patient/check.html",
        summary=summary,
        change_url=change_url,
        choices=draft.choices,
        private=_labels_of(draft.private),
        off_whole=left_off_whole(the_product().questionnaire, draft),
    )


@patient.post("/check")
def make_sheet() -> ResponseReturnValue:
    """`line` names each line of the page, `off` those to keep off the sheet; the other ticks are of the whole sheet."""
    known = _lines_known()
    on_page, off = known.intersection(request.form.getlist("line")), frozenset(request.form.getlist("off"))
    choices, today = _choices_typed(), the_product().clock().date()

    def made(draft: Draft) -> Draft:
        chosen = filling.with_left_off(draft, (draft.left_off - on_page) | (off & on_page))
        chosen = filling.with_choices(chosen, choices)
        return filling.with_sheet_made(chosen, _summary_of(chosen, with_left_off=False).reference, today)

    change(made)
    # Where a clinic invited to the visit, the patient now chooses: bring it, or send it.
    return redirect(url_for("patient.send" if the_visit().draft.appointment else "patient.sheet"), 303)


def _summary_of(draft: Draft, *, with_left_off: bool) -> Summary:
    product = the_product()
    made_on = product.clock().date()
    return build_summary(product.questionnaire, draft, product.language, made_on=made_on, with_left_off=with_left_off)


def _choices_typed() -> SheetChoices:
    topics = {topic.code for topic in the_product().questionnaire.topics}
    return SheetChoices(
        without=frozenset(topics.intersection(request.form.getlist("without"))),
        without_private="without_private" in request.form,
        reference="reference" in request.form,
        way_back="way_back" in request.form,
        # Without JavaScript the second tick may stay behind when the first is taken away.
        return_code={"way_back", "return_code"} <= request.form.keys(),
    )


def _lines_known() -> frozenset[str]:
    """The keys of every line that can be left off: of each question, and of each row there is."""
    groups = the_visit().draft.answers.groups
    rows = (f"{link_id}/{row.id}" for link_id, kept in groups.items() for row in kept)
    return frozenset((*the_product().questionnaire.by_link_id, *rows))


def _labels_of(link_ids: frozenset[str]) -> tuple[str, ...]:
    items = (item for item in the_product().questionnaire.items if item.link_id in link_ids and item.place != NOWHERE)
    return tuple(dict.fromkeys(item.label for item in items))
