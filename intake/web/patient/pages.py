"""A page of questions: shown, saved, and given back whole when it could not be saved."""

from collections.abc import Callable
from dataclasses import replace

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.answers import AnswerValue, Draft
from forms.capture.page_form import PageForm, page_form
from forms.capture.validators import OPTION_UNKNOWN
from forms.items import Page
from intake.errors import AnswersDiffer, DraftTooLarge, IntakeError, StoreUnavailable, TooBusy, TooManyTries
from intake.language import gettext_noop as _n
from intake.services import filling
from intake.summary.wording import in_words
from intake.web.errors import STATUS, retry_after
from intake.web.patient.blueprint import patient
from intake.web.patient.showing import (
    CONTROL_NAMES,
    must_be_carried,
    new_messages,
    page_asked,
    page_known,
    private_typed,
    show_page,
    typed_pairs,
    view_typed,
)
from intake.web.product import the_product
from intake.web.templating import say
from intake.web.visits import HELD, change, the_visit

STALE = _n("This page was open for a long time. Nothing is lost: press “Save and continue” once more.")
_WAIT = _n("We could not save this page just now. All you typed is still here. Wait a minute, then save again.")
_WAIT_LONGER = _n("Many forms were begun from here. All you typed is still here. Wait an hour, then save again.")
_SHORTEN = _n("This is more than the form can hold. All you typed is still here. Shorten the longest text, then save.")
NOT_SAVED: dict[type[IntakeError], str] = {
    DraftTooLarge: _SHORTEN,
    StoreUnavailable: _WAIT,
    TooBusy: _WAIT,
    TooManyTries: _WAIT_LONGER,
}
NOTHING = _n("Nothing")
FOREIGN = _n("Part of what was sent does not belong to this page and was left out. The rest is saved.")


@patient.get("/form/<slug>")
def page(slug: str) -> ResponseReturnValue:
    asked = page_asked(slug)
    return show_page(asked, page_form(asked, the_visit().draft.answers))


@patient.post("/form/<slug>")
def save_page(slug: str) -> ResponseReturnValue:
    if must_be_carried():
        return carried_to_code(url_for("patient.page", slug=slug))
    asked = page_known(slug)
    before = the_visit().draft.answers
    form = page_form(asked, before, request.form)
    if not g.form_is_ours:
        return show_page(asked, form, notice=say(STALE)), 400
    messages = new_messages(form, before, slug)
    failed = kept_page(asked, form, lambda: store(asked, form))
    return failed or answer(asked, form, messages)


def kept_page(asked: Page, form: PageForm, save: Callable[[], object]) -> ResponseReturnValue | None:
    """As `kept`, for a form that is a whole page."""
    to = url_for("patient.page", slug=asked.slug)
    return kept(form, save, lambda **more: show_page(asked, form, **more), to)


def kept(
    form: PageForm, save: Callable[[], object], show_again: Callable[..., str], to: str
) -> ResponseReturnValue | None:
    """Save; None when it is saved, else the page that lets the patient try again or choose. `to`: its address."""
    try:
        save()
    except AnswersDiffer as differ:
        return _both(form, differ, to), 409
    except tuple(NOT_SAVED) as refused:
        typed = {"view": request.form.get("_view", ""), "seen": request.form.get("_seen", "")}
        again = show_again(notice=say(NOT_SAVED[type(refused)]), **typed)
        return again, STATUS[type(refused)], retry_after(refused)
    if form.unknown or form.foreign(request.form, CONTROL_NAMES):
        unknown = dict.fromkeys(form.unknown, OPTION_UNKNOWN)
        return show_again(notice=say(FOREIGN), errors=unknown), 400
    return None


def store(asked: Page, form: PageForm) -> None:
    """The page's answers into the draft; a first save of nothing at all makes no draft."""
    captured, view = form.captured, view_typed()
    visit = the_visit()
    if not (visit.is_open or visit.unreadable or captured):
        return
    touched, tick = _touched(asked, form), private_typed()

    def saved(draft: Draft) -> Draft:
        marked = filling.with_private(draft, asked, tick, view) if tick else draft
        return filling.with_page(marked, asked, touched, captured, view)

    change(saved)


def _touched(asked: Page, form: PageForm) -> list[str]:
    """What this save is about: the questions that the page shows, and any other that something was typed for."""
    shown = {found.link_id for item in the_visit().flow.items_on(asked) for found in item.with_descendants()}
    return [link_id for link_id in form.link_ids if link_id in shown or form.field(link_id).data]


def answer(asked: Page, form: PageForm, messages: dict[str, str]) -> ResponseReturnValue:
    """What comes after a save: the page with its messages, the return code if it is new, or the next page."""
    if "_autosave" in request.form:
        return "", 204
    if messages:
        return show_page(asked, form, errors=messages)
    return redirect(after_code(_where_to(asked)), 303)


def carried_to_code(to: str) -> ResponseReturnValue:
    """The code page, carrying what was typed; it is saved once the code is accepted."""
    if "_autosave" in request.form:
        return "", 401
    return render_template("patient/come_back.html", carried=typed_pairs(request.form), to=to, away=True), 401


def _where_to(asked: Page) -> str:
    flow, section = the_visit().flow, the_product().questionnaire.section_of[asked.slug]
    if request.form.get("_go") == "skip-section":
        if the_visit().is_open:
            change(lambda draft: filling.with_pages_shown(replace(flow, draft=draft), section))
        asked = section.pages[-1]
    following = the_visit().flow.after(asked)
    return url_for("patient.page", slug=following.slug) if following else url_for("patient.check")


def after_code(to: str) -> str:
    visit = the_visit()
    return url_for("patient.code", to=to) if visit.is_open and not visit.draft.code_seen else to


def _both(form: PageForm, differ: AnswersDiffer, to: str) -> str:
    """Both versions side by side; nothing was overwritten, and the patient chooses."""
    if "_autosave" in request.form:
        return ""
    questionnaire, language = the_product().questionnaire, the_product().language

    def words(link_id: str, values: tuple[AnswerValue, ...]) -> str:
        item = questionnaire.by_link_id[link_id]
        return "; ".join(in_words(item, value, language) for value in values) or say(NOTHING)

    captured = form.captured
    differing = [
        (questionnaire.by_link_id[link_id].text, words(link_id, saved), words(link_id, captured.all(link_id)))
        for link_id, saved in differ.saved.items()
    ]
    # Whichever form it came from, the choice is about this one.
    mine = tuple(pair for pair in typed_pairs(request.form) if pair[0] != HELD)
    return render_template("patient/both.html", differing=differing, mine=mine, writer=differ.writer, to=to)
