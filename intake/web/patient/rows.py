"""A list of rows: add, change, remove, move and star; each row has a page of its own."""

import secrets
from collections.abc import Callable

from flask import abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.answers import AnswerSet, Draft, Row
from forms.capture.page_form import PageForm, page_form, row_form
from forms.items import Item, Page
from intake.language import gettext_noop as _n
from intake.services import filling
from intake.web.patient.blueprint import patient
from intake.web.patient.pages import STALE, after_code, carried_to_code, kept, kept_page
from intake.web.patient.showing import (
    group_on,
    must_be_carried,
    new_messages,
    page_asked,
    page_known,
    row_line,
    show_page,
    show_row,
    view_typed,
)
from intake.web.product import the_product
from intake.web.templating import say
from intake.web.visits import change, the_visit

ALL_STARRED = _n("You have starred %(most)s already. Take one star away first.")
LONGEST_ID = 40


@patient.get("/form/<slug>/new")
def new_row(slug: str) -> ResponseReturnValue:
    """The id is given here, so that sending the same form twice changes one row and adds none."""
    group_on(page_asked(slug))
    return redirect(url_for("patient.row", slug=slug, row_id=secrets.token_urlsafe(9).replace("_", "-")), 303)


@patient.get("/form/<slug>/<row_id>")
def row(slug: str, row_id: str) -> ResponseReturnValue:
    asked, group = _asked(slug, row_id)
    return show_row(asked, group, row_id, row_form(group, _answers_of(group, row_id)))


@patient.post("/form/<slug>/<row_id>")
def save_row(slug: str, row_id: str) -> ResponseReturnValue:
    if must_be_carried():
        return carried_to_code(url_for("patient.row", slug=slug, row_id=row_id))
    asked, group = _of_row(page_known(slug), row_id)
    before = _answers_of(group, row_id)
    form = row_form(group, before, request.form)
    if not g.form_is_ours:
        return show_row(asked, group, row_id, form, notice=say(STALE)), 400
    messages = new_messages(form, before, f"{slug}/{row_id}")

    def again(**more: object) -> str:
        return show_row(asked, group, row_id, form, **more)

    to = url_for("patient.row", slug=slug, row_id=row_id)
    failed = kept(form, lambda: store_row(asked, group, row_id, form), again, to)
    return failed or _answer(asked, again, messages)


@patient.get("/form/<slug>/<row_id>/remove")
def remove_row(slug: str, row_id: str) -> ResponseReturnValue:
    asked, group = _asked(slug, row_id)
    line = row_line(group, row_id)
    if line is None:
        return redirect(url_for("patient.page", slug=slug), 303)
    return render_template("patient/remove.html", page=asked, line=line)


@patient.post("/form/<slug>/<row_id>/remove")
def row_removed(slug: str, row_id: str) -> ResponseReturnValue:
    _, group = _asked(slug, row_id)
    questionnaire = the_product().questionnaire
    change(lambda draft: filling.without_one_row(questionnaire, draft, group, row_id))
    return redirect(url_for("patient.page", slug=slug), 303)


@patient.post("/form/<slug>/arrange")
def arrange(slug: str) -> ResponseReturnValue:
    """Move a row up or down, or turn its star; what was typed on the page is saved with it."""
    if must_be_carried():
        return carried_to_code(url_for("patient.page", slug=slug))
    asked = page_known(slug)
    group = group_on(asked)
    form = page_form(asked, the_visit().draft.answers, request.form)
    if not g.form_is_ours:
        return show_page(asked, form, notice=say(STALE)), 400
    what, row_id = _move_asked_for(group)
    notice = _star_refused(group, row_id) if what == "star" else ""
    captured, view = form.captured, view_typed()

    def saved(draft: Draft) -> Draft:
        typed = filling.with_page(draft, asked, form.link_ids, captured, view)
        if what == "star":
            return filling.with_star_written(typed, asked, group, row_id, view)
        return filling.with_row_moved(typed, group, row_id, PLACES[what])

    if failed := kept_page(asked, form, lambda: change(saved)):
        return failed
    if notice:
        return show_page(asked, page_form(asked, the_visit().draft.answers), notice=notice)
    return redirect(url_for("patient.page", slug=slug), 303)


PLACES = {"up": -1, "down": 1}
MOVES = frozenset({*PLACES, "star"})


def store_row(asked: Page, group: Item, row_id: str, form: PageForm) -> None:
    """The row into the draft; a new row in which nothing was typed is not kept."""
    captured, view = form.captured, view_typed()
    is_there = the_visit().unreadable or the_visit().draft.answers.row(group.link_id, row_id) is not None
    if not (captured or is_there):
        return
    change(lambda draft: filling.with_row(draft, asked, group, Row(row_id, captured), view))


def _answer(asked: Page, again: Callable[..., str], messages: dict[str, str]) -> ResponseReturnValue:
    if "_autosave" in request.form:
        return "", 204
    if messages:
        return again(errors=messages)
    another = request.form.get("_go") == "another"
    to = url_for("patient.new_row" if another else "patient.page", slug=asked.slug)
    return redirect(after_code(to), 303)


def _asked(slug: str, row_id: str) -> tuple[Page, Item]:
    return _of_row(page_asked(slug), row_id)


def _of_row(page: Page, row_id: str) -> tuple[Page, Item]:
    if len(row_id) > LONGEST_ID:
        abort(404)
    return page, group_on(page)


def _move_asked_for(group: Item) -> tuple[str, str]:
    """What to do with which row; 400 for what no button of the page asks."""
    what, _, row_id = request.form.get("_arrange", "").partition(" ")
    visit = the_visit()
    if what not in MOVES or not (visit.unreadable or visit.draft.answers.row(group.link_id, row_id)):
        abort(400)
    return what, row_id


def _answers_of(group: Item, row_id: str) -> AnswerSet:
    found = the_visit().draft.answers.row(group.link_id, row_id)
    return found.answers if found else AnswerSet()


def _star_refused(group: Item, row_id: str) -> str:
    """What to say when as many rows are starred as may be, and this one is not among them."""
    star = group.rows.star if group.rows else ""
    starred = _answers_of(group, row_id).first(star) is True
    if starred or filling.stars_left(the_visit().draft, group) > 0:
        return ""
    return say(ALL_STARRED, most=group.rows.most_starred if group.rows else 0)
