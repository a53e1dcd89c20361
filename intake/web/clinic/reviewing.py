"""What a reviewer does to a response: a word about a line, a note, "reviewed", its state, and whose it is."""

from uuid import UUID

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from intake.errors import LineChanged
from intake.language import gettext_noop as _n
from intake.services import reviewing
from intake.services.reviewing import EntryKind, LineState, Said
from intake.store.clinic_models import STATUSES
from intake.summary.review import review_sections
from intake.web.clinic.blueprint import acting, clinic, the_member
from intake.web.clinic.responses import show_response
from intake.web.product import the_product
from intake.web.templating import say

STALE = _n("This page was open for a long time. Nothing is lost: press the button once more.")
CHANGED = _n(
    "A colleague wrote about this line since you opened the page. Theirs is shown; yours is still in its field. "
    "Press again if yours is to follow it."
)
EMPTY_NOTE = _n("Write the note first.")
WHAT_NOW = _n("Write what the patient said in the visit.")
LONGEST_TEXT = 4000


@clinic.post("/responses/<uuid:response_id>/line")
def mark_line(response_id: UUID) -> ResponseReturnValue:
    key, state = request.form.get("key", "")[:200], _state_typed()
    now = request.form.get("now", "")[:LONGEST_TEXT].strip()
    opened = reviewing.peek(acting(), the_member(), response_id)
    was = _words_of(opened, key)
    typed = {f"now {key}": now}
    if not g.form_is_ours:
        return show_response(opened, say(STALE), typed), 400
    if state is LineState.CHANGED and not now:
        return show_response(opened, say(WHAT_NOW)), 422
    said = Said(
        kind=EntryKind.LINE,
        version=opened.latest,
        key=key,
        state=state,
        was=was if state is LineState.CHANGED else "",
        now=now if state is LineState.CHANGED else "",
    )
    try:
        reviewing.say(acting(), the_member(), response_id, said, request.form.get("seen", ""))
    except LineChanged:
        return show_response(reviewing.peek(acting(), the_member(), response_id), say(CHANGED), typed), 409
    return _back(response_id, f"line-{key}")


@clinic.post("/responses/<uuid:response_id>/note")
def add_note(response_id: UUID) -> ResponseReturnValue:
    text = request.form.get("text", "")[:LONGEST_TEXT].strip()
    opened = reviewing.peek(acting(), the_member(), response_id)
    if not g.form_is_ours:
        return show_response(opened, say(STALE), {"text": text}), 400
    if not text:
        return show_response(opened, say(EMPTY_NOTE)), 422
    # The same note sent twice, by Back or a reply that was lost, is one note.
    if not any(entry.said and entry.said.text == text for entry in opened.of_kind(EntryKind.NOTE)[-1:]):
        said = Said(kind=EntryKind.NOTE, version=opened.latest, text=text)
        reviewing.say(acting(), the_member(), response_id, said)
    return _back(response_id, "notes")


@clinic.post("/responses/<uuid:response_id>/reviewed")
def mark_reviewed(response_id: UUID) -> ResponseReturnValue:
    """`version`: the one that was on the screen, which may not be the newest any more."""
    version = request.form.get("version", 0, int)
    reviewing.say(acting(), the_member(), response_id, Said(kind=EntryKind.REVIEWED, version=version))
    return _back(response_id, "readings")


@clinic.post("/responses/<uuid:response_id>/state")
def set_state(response_id: UUID) -> ResponseReturnValue:
    status = request.form.get("state", "")
    if status not in STATUSES:
        abort(400)
    reviewing.set_status(acting(), the_member(), response_id, status)
    return _back(response_id, "state")


@clinic.post("/responses/<uuid:response_id>/assign")
def assign(response_id: UUID) -> ResponseReturnValue:
    to = request.form.get("to", "")
    try:
        reviewing.assign(acting(), the_member(), response_id, UUID(to) if to else None)
    except ValueError:
        abort(400)
    return _back(response_id, "state")


def _state_typed() -> LineState:
    state = next((each for each in LineState if each == request.form.get("state")), None)
    if state is None:
        abort(400)
    return state


def _words_of(opened: reviewing.OpenResponse, key: str) -> str:
    """The patient's words of this line; 404 for a line that is not there."""
    sections = review_sections(opened.form.summary, the_product().language) if opened.form else ()
    line = next((each for section in sections for each in section.lines if each.key == key), None)
    if line is None:
        abort(404)
    return line.words


def _back(response_id: UUID, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("clinic.response", response_id=response_id, _anchor=anchor), 303)
