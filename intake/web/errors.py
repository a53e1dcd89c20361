"""From what went wrong to what the browser gets: a kind page that says what to do, and nothing of what was typed."""

import logging

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from intake.errors import (
    AnswersDiffer,
    ClinicUnknown,
    CodeMistyped,
    CodeNotTaken,
    CodeUnknown,
    DraftBroken,
    DraftChanged,
    DraftNotFound,
    DraftTooLarge,
    FormStale,
    IntakeError,
    LineChanged,
    LinkOver,
    NameMissing,
    NameTaken,
    NameTooLong,
    NoGrant,
    NotForThisRole,
    NothingToSend,
    PassphraseRefused,
    ResponseUnknown,
    SealBroken,
    SendingClosed,
    SendingOver,
    SessionEnded,
    SheetNotPrinted,
    SignInNotOpened,
    StaffUnknown,
    StoreDamaged,
    StoreNotDurable,
    StoreUnavailable,
    TooBusy,
    TooManyTries,
)
from intake.language import gettext_noop as _n
from intake.web.journal import place_of
from intake.web.request_ids import request_id, seconds_so_far

log = logging.getLogger("intake")

STATUS: dict[type[IntakeError], int] = {
    AnswersDiffer: 409,
    DraftChanged: 503,
    CodeMistyped: 422,
    CodeUnknown: 422,
    DraftBroken: 410,
    DraftNotFound: 410,
    DraftTooLarge: 413,
    FormStale: 400,
    SealBroken: 500,
    SessionEnded: 401,
    SheetNotPrinted: 500,
    StoreDamaged: 503,
    StoreNotDurable: 503,
    StoreUnavailable: 503,
    TooBusy: 503,
    TooManyTries: 429,
    ClinicUnknown: 404,
    CodeNotTaken: 422,
    LineChanged: 409,
    LinkOver: 410,
    NameMissing: 422,
    NameTaken: 409,
    NameTooLong: 422,
    NoGrant: 403,
    NotForThisRole: 403,
    NothingToSend: 422,
    PassphraseRefused: 422,
    ResponseUnknown: 404,
    SendingClosed: 409,
    SendingOver: 409,
    SignInNotOpened: 422,
    StaffUnknown: 404,
}

WORDS: dict[int, tuple[str, str]] = {
    400: (
        _n("This was sent in a way we cannot read"),
        _n("Go back, load the page again, and send it once more. Nothing that was saved has changed."),
    ),
    401: (_n("You were away for a while"), _n("Your answers are saved. Come back with your return code.")),
    403: (_n("This page is not for you"), _n("Go to the list of sections.")),
    404: (_n("There is no such page"), _n("Look at the address, or go to the list of sections.")),
    405: (_n("This page takes no such request"), _n("Go to the list of sections and try from there.")),
    409: (_n("This page was changed elsewhere"), _n("Load the page again to see what is saved.")),
    410: (_n("This form is gone"), _n("It was deleted, or its time ran out. You can begin a new one.")),
    413: (
        _n("This is more than one page can hold"),
        _n("Go back and shorten the longest text. What was saved before has not changed."),
    ),
    422: (_n("This could not be read"), _n("Go back and look at what was typed.")),
    429: (_n("Too many tries for now"), _n("Wait a few minutes, then try again. Nothing is lost.")),
    500: (
        _n("Something went wrong on our side"),
        _n("Your saved answers have not changed. Go back and try again in a minute."),
    ),
    503: (
        _n("The form cannot save just now"),
        _n("Wait a minute, then try again. What was saved before has not changed."),
    ),
}
OF_KIND: dict[type[Exception], tuple[str, str]] = {
    DraftBroken: (
        _n("These answers do not open"),
        _n(
            "The code is right, but what lies here is damaged. Keep the code, and tell whoever runs this form: "
            "a copy may have your answers. You can begin a new form."
        ),
    ),
    LinkOver: (
        _n("This link does not open any more"),
        _n("It was used, or its time is over. The clinic can make a new one. You can fill in the form without it."),
    ),
    SendingClosed: (
        _n("This clinic does not take answers here now"),
        _n("Nothing was sent. Your answers are saved. Print the sheet and bring it, or ask the clinic."),
    ),
    SendingOver: (
        _n("The day of the visit is past"),
        _n("Nothing was sent. What you sent before is as it was. Your answers are saved here."),
    ),
    NothingToSend: (
        _n("There is nothing to send yet"),
        _n("Answer at least one question first. Nothing was sent."),
    ),
}
"""Words for one kind of error, where those for its status would not say what to do."""

OF_CLINIC: dict[int, tuple[str, str]] = {
    400: (
        _n("This was sent in a way we cannot read"),
        _n("Go back, load the page again, and send it once more. Nothing was changed."),
    ),
    403: (_n("This page is not for you"), _n("Your role, or the keys that you hold, do not open it.")),
    404: (
        _n("There is no such page"),
        _n("It was withdrawn, deleted, or ran out, or the address is another one. Go to the list."),
    ),
    409: (_n("This was changed elsewhere"), _n("Load the page again to see what is there now. Nothing was changed.")),
    410: (
        _n("This link does not open any more"),
        _n("It was used, or its time is over. Whoever gave it to you can make a new one."),
    ),
    422: (_n("This could not be read"), _n("Go back and look at what was typed. Nothing was changed.")),
    500: (_n("Something went wrong on our side"), _n("Nothing was changed. Go back and try again in a minute.")),
    503: (_n("Nothing can be saved just now"), _n("Wait a minute, then try again. Nothing was changed.")),
}
"""The same for people of a clinic, where they differ."""

RETRY_SECONDS = 5
# What an operator or a clinic wants to hear of. The rest only says that somebody was here: there is no log of visits.
_TOLD = frozenset({403, 429})


def register_error_pages(app: Flask) -> None:
    app.register_error_handler(IntakeError, _intake_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unforeseen)
    app.after_request(_tell_what_stopped_it)


def _intake_error(error: IntakeError) -> tuple[str, int, dict[str, str]]:
    status = STATUS.get(type(error), 500)
    headers = retry_after(error)
    return _page(status, type(error)), status, headers


def retry_after(error: IntakeError) -> dict[str, str]:
    """The header that says when to try again, for what can go better then. Notes for the log what stopped the request.

    Every page that is shown in place of a save asks for it.
    """
    g.stopped_by = error
    if STATUS.get(type(error)) not in (429, 503):
        return {}
    return {"Retry-After": str(getattr(error, "retry_after", RETRY_SECONDS))}


def stopped_by() -> IntakeError | None:
    """What kept this request from being done, if anything did."""
    found: IntakeError | None = g.get("stopped_by")
    return found


def fault_of(error: IntakeError | None) -> str:
    """Why the store could not serve; "" for everything else."""
    return error.kind.value if isinstance(error, StoreUnavailable) else ""


def _tell_what_stopped_it(response: Response) -> Response:
    error = stopped_by()
    if error is not None:
        level = logging.WARNING if response.status_code in _TOLD or response.status_code >= 500 else logging.DEBUG
        # The kind of error only: a message could hold what the patient wrote.
        kind, fault = type(error).__name__, fault_of(error)
        more = {"kind": kind, "fault": fault, "status": response.status_code, "seconds": seconds_so_far()}
        log.log(level, "intake error %s", kind, extra=more)
    return response


def _http_error(error: HTTPException) -> tuple[str, int, dict[str, str]]:
    status = error.code or 500
    if status < 400:
        return "", status, dict(error.get_headers())
    methods = sorted(error.valid_methods or ()) if isinstance(error, MethodNotAllowed) else []
    headers = {"Allow": ", ".join(methods)} if methods else {}
    return _page(status), status, headers


def _unforeseen(error: Exception) -> tuple[str, int]:
    # No traceback text: frames hold answers. The class and the place are enough to find it.
    kind, place = type(error).__name__, place_of(error)
    more = {"kind": kind, "place": place, "status": 500, "seconds": seconds_so_far()}
    log.error("unforeseen %s at %s in %s", kind, place, request.endpoint, extra=more)
    return _page(500), 500


def _page(status: int, kind: type[Exception] = Exception) -> str:
    usual = WORDS.get(status, WORDS[400 if status < 500 else 500])
    # The visit may be what failed to load, so this page asks nothing of it.
    g.pop("visit", None)
    number = request_id() if status >= 500 else ""
    if request.blueprint == "clinic":
        title, mend = OF_CLINIC.get(status, usual)
        return render_template("clinic/error.html", title=title, mend=mend, number=number)
    title, mend = OF_KIND.get(kind, usual)
    return render_template("error.html", title=title, mend=mend, number=number)
