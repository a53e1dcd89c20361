"""The return code: shown, kept as a card or a file, typed again to come back."""

from dataclasses import replace
from urllib.parse import unquote

from flask import Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from forms.answers import Draft
from forms.capture.page_form import page_form, row_form
from intake.errors import CodeMistyped, CodeUnknown, StoreUnavailable, TooBusy, TooManyTries
from intake.keys import return_codes
from intake.language import gettext_noop as _n
from intake.services import filling, vault
from intake.web.appointments import draft_for_link
from intake.web.errors import retry_after
from intake.web.patient.blueprint import patient
from intake.web.patient.pages import kept, kept_page, store
from intake.web.patient.rows import store_row
from intake.web.patient.showing import group_on, page_known, show_row, typed_pairs
from intake.web.product import the_product
from intake.web.templating import say
from intake.web.visits import address, change, enter, the_visit

# One sentence for a slip and for an unknown code: what is told apart could be guessed at.
NOT_OPENED = _n(
    "This code does not open a form here. Look at each letter and number. Forms that were deleted do not come back."
)
STALE = _n("This page was open for a long time. Nothing is lost: enter your code once more.")
NOT_NOW = _n("We could not open the form just now. Nothing is lost. Wait a minute, then try again.")
WAIT = _n("There were many tries from here. Wait %(minutes)s minutes, then try again. Nothing is lost.")


@patient.get("/return")
def come_back() -> ResponseReturnValue:
    """`to` is the page that was open when the time was over."""
    to = request.args.get("to", "")
    return render_template("patient/come_back.html", carried=(), to=to, away=bool(to) or the_visit().ended)


@patient.post("/return")
def come_back_with_code() -> ResponseReturnValue:
    product = the_product()
    if not g.form_is_ours:
        return _again(say(STALE)), 400
    try:
        code = return_codes.parse(request.form.get("_code", ""))
        started = vault.open_by_code(product.vault, code, address(), product.clock())
    except (CodeMistyped, CodeUnknown):
        return _again(say(NOT_OPENED)), 422
    except TooManyTries as many:
        minutes = -(-many.retry_after // 60)
        return _again(say(WAIT, minutes=minutes)), 429, {"Retry-After": str(many.retry_after)}
    except (StoreUnavailable, TooBusy) as refused:
        return _again(say(NOT_NOW)), 503, retry_after(refused)
    enter(started)
    if (for_link := draft_for_link(Draft()).appointment) is not None:
        change(lambda draft: filling.with_appointment(product.questionnaire, draft, for_link))
    return _carried() or redirect(_safe(request.form.get("_to", "")), 303)


@patient.get("/code")
def code() -> ResponseReturnValue:
    return render_template("patient/code.html", to=_safe(request.args.get("to", "")))


@patient.post("/code")
def code_seen() -> ResponseReturnValue:
    change(lambda draft: replace(draft, code_seen=True))
    return redirect(_safe(request.form.get("to", "")), 303)


@patient.get("/code/card")
def code_card() -> ResponseReturnValue:
    return render_template("patient/code_card.html")


@patient.get("/code/file")
def code_file() -> ResponseReturnValue:
    text = render_template("patient/code.txt")
    headers = {"Content-Disposition": 'attachment; filename="return-code.txt"'}
    return Response(text, mimetype="text/plain", headers=headers)


def _again(problem: str) -> str:
    return render_template(
        "patient/come_back.html",
        carried=typed_pairs(request.form),
        to=request.form.get("_to", ""),
        away=False,
        problem=problem,
    )


def _safe(to: str) -> str:
    """A path of this site, or the list of sections: never an address that somebody slipped in."""
    ours = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if ours else url_for("patient.sections")


def _carried() -> ResponseReturnValue | None:
    """Save what was typed before the session ended; None when nothing was, or it is saved."""
    _, _, place = request.form.get("_to", "").partition("/form/")
    slug, _, row_id = place.partition("?")[0].partition("/")
    if not slug or "_view" not in request.form:
        return None
    try:
        return _carried_row(slug, unquote(row_id)) if row_id else _carried_page(slug)
    except HTTPException:
        return None


def _carried_page(slug: str) -> ResponseReturnValue | None:
    asked = page_known(slug)
    form = page_form(asked, the_visit().draft.answers, request.form)
    return kept_page(asked, form, lambda: store(asked, form))


def _carried_row(slug: str, row_id: str) -> ResponseReturnValue | None:
    asked = page_known(slug)
    group = group_on(asked)
    found = the_visit().draft.answers.row(group.link_id, row_id)
    form = row_form(group, found.answers if found else the_visit().draft.answers.only(()), request.form)

    def again(**more: object) -> str:
        return show_row(asked, group, row_id, form, **more)

    to = url_for("patient.row", slug=slug, row_id=row_id)
    return kept(form, lambda: store_row(asked, group, row_id, form), again, to)
