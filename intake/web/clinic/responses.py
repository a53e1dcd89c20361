"""The list of what patients sent, the search in it, one response line by line, and its sheet."""

from datetime import datetime
from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.services import listing, reviewing
from intake.services.listing import Wanted
from intake.services.reviewing import Entry, EntryKind, LineState, OpenResponse
from intake.services.wording_review import STATES as LINE_STATES
from intake.services.wording_review import by_words, names_in, readings_of
from intake.store.clinic_models import STATUSES
from intake.store.responses import Order
from intake.summary.review import ReviewLine, changes_between, review_sections
from intake.web.clinic.blueprint import acting, clinic, text_in, the_member
from intake.web.clinic.words import ORDERS, STATES
from intake.web.product import the_product

MOST_PAGES = 10_000


@clinic.get("/responses")
def responses() -> ResponseReturnValue:
    by, member = acting(), the_member()
    status = next((each for each in STATUSES if each == request.args.get("state")), "new")
    order = next((each for each in Order if each == request.args.get("by")), Order.APPOINTMENT)
    number = min(max(request.args.get("page", 1, int), 1), MOST_PAGES)
    page = listing.page_of(by, member, Wanted(status, order, number))
    return render_template(
        "clinic/responses.html",
        page=page,
        status=status,
        order=order,
        states=STATES,
        orders=ORDERS,
        names=names_in(by.vault, member),
        moment=moment,
    )


@clinic.get("/search")
def search() -> ResponseReturnValue:
    return render_template("clinic/search.html", sought="", rows=None)


@clinic.post("/search")
def found() -> ResponseReturnValue:
    """By POST, so that no name stands in an address."""
    by, member, sought = acting(), the_member(), text_in("sought")
    rows = listing.search(by, member, sought, the_product().country.date_order) if sought else ()
    return render_template(
        "clinic/search.html",
        sought=sought,
        rows=rows,
        most=listing.MOST_FOUND,
        states=STATES,
        names=names_in(by.vault, member),
        moment=moment,
    )


@clinic.get("/responses/<uuid:response_id>")
def response(response_id: UUID) -> ResponseReturnValue:
    return show_response(reviewing.open_response(acting(), the_member(), response_id))


@clinic.get("/responses/<uuid:response_id>/sheet")
def sheet(response_id: UUID) -> ResponseReturnValue:
    """The patient's sheet as the patient has it, to read and to print."""
    opened = reviewing.open_response(acting(), the_member(), response_id)
    if opened.form is None:
        return redirect(url_for("clinic.response", response_id=response_id), 303)
    return render_template("clinic/sheet.html", opened=opened, summary=opened.form.summary)


def show_response(opened: OpenResponse, problem: str = "", typed: dict[str, str] | None = None) -> str:
    """`typed`: what a form had in it that was not saved, by the name of its field."""
    product, names = the_product(), names_in(the_product().vault, the_member())
    language, last = product.language, opened.last_of_line()
    form = opened.form
    sections = review_sections(form.summary, language) if form else ()
    before = opened.versions[1] if len(opened.versions) > 1 else None
    changes = changes_between(before.form.summary, form.summary, language) if form and before and before.form else ()
    return render_template(
        "clinic/response.html",
        opened=opened,
        form=form,
        sections=sections,
        last=last,
        to_ask=[(section, line) for section in sections for line in section.lines if _is_to_ask(line, last)],
        before=before,
        changes=changes,
        names=names,
        notes=opened.of_kind(EntryKind.NOTE),
        readings=readings_of(opened, names, language),
        history=_history(opened),
        line_states=LINE_STATES,
        states=STATES,
        by_words=lambda entry: by_words(entry, names, language),
        moment=moment,
        problem=problem,
        typed=typed or {},
    )


def moment(when: datetime) -> str:
    """A moment in words, for the templates."""
    return the_product().language.moment(when)


def _is_to_ask(line: ReviewLine, last: dict[str, Entry]) -> bool:
    """Open in the form and not settled in the visit yet, or marked so by staff."""
    entry = last.get(line.key)
    state = entry.said.state if entry and entry.said else LineState.NONE
    return state is LineState.TO_ASK or (line.is_open and state is LineState.NONE)


def _history(opened: OpenResponse) -> dict[str, list[Entry]]:
    """What was said earlier of each line, the oldest first, without the last word."""
    found: dict[str, list[Entry]] = {}
    for entry in opened.of_kind(EntryKind.LINE):
        if entry.said:
            found.setdefault(entry.said.key, []).append(entry)
    return {key: entries[:-1] for key, entries in found.items()}
