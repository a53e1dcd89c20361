"""One page of questions put on the screen: empty, filled in, or with what was just typed."""

import re
import secrets
from collections.abc import Mapping

from flask import abort, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from forms.answers import AnswerSet
from forms.capture.page_form import PageForm
from forms.items import NOWHERE, Item, Page, Section
from intake.services.filling import PrivateTick, View, view_of
from intake.summary.lines import LineMaker
from intake.summary.model import Line
from intake.web.product import the_product
from intake.web.visits import HELD, the_visit

CONTROL_NAMES = frozenset(
    {
        "_token",
        "_view",
        "_seen",
        "_over",
        "_press",
        HELD,
        "_go",
        "_arrange",
        "_autosave",
        "_code",
        "_to",
        "_private",
        "_was_private",
    }
)
"""What a page's form holds besides answers."""


def page_asked(slug: str) -> Page:
    """The page of this address, if it is asked for these answers; else 404."""
    page = page_known(slug)
    if not the_visit().flow.items_on(page):
        abort(404)
    return page


def page_known(slug: str) -> Page:
    """The page of this address, asked or not: what was typed on it is kept although another tab took it away."""
    page = the_product().questionnaire.pages_by_slug.get(slug)
    if page is None:
        abort(404)
    return page


def group_on(page: Page) -> Item:
    """The list on this page; 404 for a page without one."""
    group = next((item for item in page.items if item.rows), None)
    if group is None:
        abort(404)
    return group


def view_typed() -> View:
    """The view that sent this request, in its own words.

    Of a page of another form, whose text is now to be saved in this one, nothing counts as seen.
    """
    if the_visit().is_of_another:
        return View(secrets.token_urlsafe(9), "")
    typed = request.form
    counted = re.fullmatch(r"[0-9]{1,9}", typed.get("_press", ""))
    press = int(counted[0]) if counted else 0
    return View(typed.get("_view", ""), typed.get("_seen", ""), typed.get("_over", ""), press)


def private_typed() -> PrivateTick | None:
    """The tick that marks the page as private, as it was sent; None from a page without one."""
    if "_was_private" not in request.form:
        return None
    return PrivateTick(is_set="_private" in request.form, was_set=request.form["_was_private"] == "1")


def must_be_carried() -> bool:
    """Whether what was typed belongs to a draft that is not open any more in this browser."""
    visit = the_visit()
    if visit.ended or visit.is_of_another:
        return True
    return not visit.is_open and not visit.unreadable and HELD in request.form


def typed_pairs(form: "MultiDict[str, str]") -> tuple[tuple[str, str], ...]:
    """What was typed, to be carried along unseen, without the token and the button."""
    dropped = {"_token", "_go", "_over", "_code", "_to"}
    return tuple((name, value) for name, value in form.items(multi=True) if name not in dropped)


def show_page(page: Page, form: PageForm, **more: object) -> str:
    flow = the_visit().flow
    return render_template(
        "patient/page.html",
        page=page,
        form=form,
        asked=flow.items_on(page) or page.items,
        rows_of=rows_of,
        action=url_for("patient.save_page", slug=page.slug),
        **_private_mark(page),
        **_place_of(page),
        **{**_view(page.slug), **more},
    )


def show_row(page: Page, group: Item, row_id: str, form: PageForm, **more: object) -> str:
    line = row_line(group, row_id)
    title = line.label if line else (group.rows.add if group.rows else "")
    # A column that a tick filled in says nothing that the row's name does not say, so it unfolds nothing.
    by_tick = {item.opens_rows.column for item in the_product().questionnaire.items if item.opens_rows}
    folded = {item.link_id for item in group.items if item.more_detail} - by_tick
    return render_template(
        "patient/row.html",
        page=page,
        group=group,
        form=form,
        row_title=title,
        action=url_for("patient.save_row", slug=page.slug, row_id=row_id),
        details_open=any(name in folded for name in form.captured),
        **_place_of(page),
        **{**_view(f"{page.slug}/{row_id}"), **more},
    )


def new_messages(form: PageForm, before: AnswerSet, key: str) -> dict[str, str]:
    """The message of each answer whose format does not fit and that was not already kept so: each is said once.

    What this very view saved by itself was never said, so it counts as new; `key` is the page's in `Draft.writers`.
    """
    form.validate()
    saved_itself = view_of(the_visit().draft.writers.get(key, "")) == view_typed().id
    wrong = (field for field in form if field.errors)
    return {field.name: field.errors[0] for field in wrong if saved_itself or form.is_new(field.name, before)}


def _view(key: str) -> dict[str, str]:
    return {"view": secrets.token_urlsafe(9), "seen": the_visit().draft.writers.get(key, "")}


def _private_mark(page: Page) -> Mapping[str, bool]:
    """Whether the page has a tick to mark it as private, whether it is marked, and whether the tick is set."""
    section = the_product().questionnaire.section_of[page.slug]
    link_ids = {item.link_id for item in page.items if item.place != NOWHERE}
    was_private, typed = bool(link_ids & the_visit().draft.private), private_typed()
    return {
        "may_be_private": section.private_ticks and bool(link_ids),
        "was_private": was_private,
        "is_private": typed.is_set if typed else was_private,
    }


def _place_of(page: Page) -> Mapping[str, object]:
    questionnaire, flow = the_product().questionnaire, the_visit().flow
    section: Section = questionnaire.section_of[page.slug]
    return {
        "section": section,
        "section_number": questionnaire.sections.index(section) + 1,
        "page_before": flow.before(page),
        "is_first_page": page in flow.pages_in(section)[:1],
        "help_box_shown": section.help_box,
    }


def rows_of(group: Item) -> tuple[Line, ...]:
    """A line for each row of the list, as the summary words it, rows left off the sheet included."""
    return _lines_of(group, the_visit().flow.answers)


def row_line(group: Item, row_id: str) -> Line | None:
    """The line of one row; None for a row that is not there yet."""
    row = the_visit().flow.answers.row(group.link_id, row_id)
    # Of this row alone: a list may have hundreds.
    return next(iter(_lines_of(group, AnswerSet(groups={group.link_id: (row,)}))), None) if row else None


def _lines_of(group: Item, answers: AnswerSet) -> tuple[Line, ...]:
    product = the_product()
    line = LineMaker(product.questionnaire, product.language, frozenset()).line_of(group, answers)
    return tuple(detail for detail in line.details if detail.row_id)
