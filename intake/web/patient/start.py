"""The first page, the list of sections, the help lines, and the way out."""

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.answers import Extent
from intake.services import filling, vault
from intake.summary.fixed_words import DISCLAIMER
from intake.web.patient.blueprint import patient
from intake.web.product import the_product
from intake.web.templating import say
from intake.web.visits import COOKIE, change, drop_cookie, the_visit


@patient.get("/")
def start() -> ResponseReturnValue:
    return render_template("patient/start.html", disclaimer=say(DISCLAIMER))


@patient.get("/form")
def sections() -> ResponseReturnValue:
    flow = the_visit().flow
    listed = []
    for section in the_product().questionnaire.sections:
        pages = flow.pages_in(section)
        if pages:
            unseen = next((page for page in pages if not flow.is_shown(page)), pages[0])
            listed.append((section, flow.counts_of(section), unseen))
    return render_template("patient/sections.html", listed=listed, not_asked=flow.not_asked())


@patient.post("/form")
def choose_extent() -> ResponseReturnValue:
    wanted = next((extent for extent in Extent if extent == request.form.get("form")), None)
    if wanted is None:
        abort(400)
    change(lambda draft: filling.with_extent(draft, wanted))
    return redirect(url_for("patient.sections"), 303)


@patient.get("/help")
def help_now() -> ResponseReturnValue:
    return render_template("patient/help.html")


@patient.post("/exit")
def leave() -> ResponseReturnValue:
    """Out at once: the session ends, the browser forgets, and a page that tells nothing comes up.

    The page leads there by itself: `form-action` forbids a redirect to another site after a form was sent, and
    Chromium keeps to that.
    """
    product = the_product()
    if token := request.cookies.get(COOKIE):
        vault.end_session(product.vault, token, product.clock())
    response = make_response(render_template("patient/left.html", exit_url=product.settings.exit_url))
    drop_cookie(response)
    return response
