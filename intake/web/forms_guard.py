"""What a request may be before anything reads it: its size, its fields, and whether the form it sends is ours."""

from flask import Flask, abort, g, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from gunicorn.http.errors import ParseException
from wtforms import ValidationError

from intake.errors import FormStale

MOST_BYTES = 256 * 1024
MOST_FIELDS = 2000
_URLENCODED = "application/x-www-form-urlencoded"
TOKEN = "_token"  # nosec B105 # noqa: S105 - the name of a field
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

# Leaving must work whatever state the page is in, and does nothing that a stranger gains by.
UNGUARDED = frozenset({"patient.leave"})
# These put what was typed on the page again, with a new token.
KEEPS_TYPED = frozenset(
    {
        "patient.save_page",
        "patient.save_row",
        "patient.arrange",
        "patient.come_back_with_code",
        "clinic.mark_line",
        "clinic.add_note",
        "clinic.compare_medicines",
    }
)


def register_guard(app: Flask) -> None:
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_FIELD_NAME=TOKEN,
    )
    app.jinja_env.globals["csrf_token"] = generate_csrf

    @app.before_request
    def guard() -> None:
        g.form_is_ours = True
        if request.method in SAFE_METHODS or request.endpoint in UNGUARDED:
            return
        _refuse_odd_bodies()
        g.form_is_ours = _has_good_token()
        if not g.form_is_ours and request.endpoint not in KEEPS_TYPED:
            raise FormStale


def _refuse_odd_bodies() -> None:
    # Werkzeug limits multipart bodies by itself, urlencoded ones no more (security.md §0.6).
    if (request.content_length or 0) > MOST_BYTES:
        abort(413)
    body = _read_body()
    # Before they are taken apart: 60,000 of them would keep a core busy for a tenth of a second.
    if request.mimetype == _URLENCODED and body.count(b"&") >= MOST_FIELDS:
        abort(413)
    if request.files:
        abort(400, "file")
    if sum(len(values) for _, values in request.form.lists()) > MOST_FIELDS:
        abort(413)


def _read_body() -> bytes:
    try:
        body = request.get_data()
        if request.content_length is None:
            # Of a body that does not say its length Werkzeug reads as much as may be and drops the rest without a
            # word; to read on raises 413.
            request.stream.read(1)
    except ParseException:
        # Where the body ends cannot be told, so the server ends the connection behind this answer.
        abort(400)
    return body


def _has_good_token() -> bool:
    try:
        validate_csrf(request.form.get(TOKEN) or request.headers.get("X-Form-Token"))
    except ValidationError:
        return False
    return True
