"""Who is at the form: the draft of the session's cookie, or none yet; and the one way to change it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from flask import Flask, Response, g, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from forms.answers import Draft, Extent
from forms.codec import draft_from_bytes, draft_to_bytes
from forms.page_flow import PageFlow
from intake.errors import DraftBroken, DraftChanged, SessionEnded, StoreFault, StoreUnavailable
from intake.keys.return_codes import ReturnCode
from intake.services import vault
from intake.services.vault import OpenDraft, Started
from intake.store.engine import writing
from intake.store.patience import wait_at_most
from intake.web import appointments
from intake.web.access import ACCESS, Access
from intake.web.appointments import draft_for_link
from intake.web.forms_guard import KEEPS_TYPED
from intake.web.product import the_product

COOKIE = "__Host-intake"
# The field by which a page says that it is about a draft, and its value where it could not be told about which one.
HELD, UNTOLD = "_held", "1"
SHOWS_ANSWERS = frozenset({"patient.sections", "patient.page", "patient.new_row", "patient.row"})
_TRIES = 3
# Seconds in which a patient's page has all that it wants of the database, or says that it cannot save just now.
PATIENCE = 5.5


@dataclass
class Visit:
    """A patient at the form. Without `opened` nothing is kept yet: the first save makes the draft."""

    draft: Draft
    opened: OpenDraft | None = None
    ended: bool = False
    """A cookie came along whose session is over."""
    token: str = field(default="", repr=False)
    """A new token for the cookie of this response."""
    unreadable: bool = False
    """The store cannot be read just now, so nobody knows what there is; what was typed is put up again."""

    @property
    def is_open(self) -> bool:
        return self.opened is not None

    @property
    def held(self) -> str:
        """What the forms of a page say of whose draft they are about; "" while nothing is kept."""
        if self.unreadable:
            return request.form.get(HELD, UNTOLD)
        return self.opened.draft_id.hex if self.opened else ""

    @property
    def is_of_another(self) -> bool:
        """Whether this request comes from a page of another draft, which a return code has since taken the place of."""
        asks_to_change = self.is_open and request.method == "POST"
        return asks_to_change and request.form.get(HELD, UNTOLD) not in (UNTOLD, self.held)

    @cached_property
    def flow(self) -> PageFlow:
        return PageFlow.at_a_page(the_product().questionnaire, self.draft)


def the_visit() -> Visit:
    """The visit of this request; an empty one where nothing could be loaded."""
    visit: Visit | None = g.get("visit")
    return visit or Visit(Draft(extent=_extent_asked_for()))


def register_visits(app: Flask) -> None:
    @app.before_request
    def load_visit() -> AnyResponse | None:
        # A page of a clinic may be a long export.
        wait_at_most(PATIENCE if request.blueprint == "patient" else None)
        access = ACCESS.get(request.endpoint or "", Access.ANYONE)
        if access is Access.ANYONE:
            return None
        g.visit = _visit_or_unreadable()
        if access is Access.HOLDER and (not g.visit.is_open or g.visit.is_of_another):
            raise SessionEnded
        if g.visit.ended and request.endpoint in SHOWS_ANSWERS and request.method == "GET":
            # An empty form would look as if all were lost.
            return redirect(url_for("patient.come_back", to=request.path), 303)
        return None

    app.after_request(_keep_cookies)
    # Whatever this thread does next has a time of its own.
    app.teardown_request(lambda _: wait_at_most(None))


def change(apply: Callable[[Draft], Draft]) -> Visit:
    """Apply a change to the newest draft in one transaction; the first change makes the draft.

    Raises what the vault raises, and what `apply` raises; then nothing was saved.
    """
    visit = the_visit()
    if visit.unreadable:
        raise StoreUnavailable(StoreFault.UNREACHABLE)
    if visit.opened is not None:
        return change_together(lambda _, draft: apply(draft))
    started = _start(apply(visit.draft))
    g.visit = _visit_in(started.draft, token=started.token)
    return the_visit()


def change_together(apply: Callable[[Session, Draft], Draft]) -> Visit:
    """As `change`, with what else is to be written in the same transaction; it wants an open draft for that."""
    visit = the_visit()
    if visit.opened is None:
        raise SessionEnded
    g.visit = _saved(visit.opened, visit.draft, apply, token=visit.token)
    return the_visit()


def enter(started: Started) -> Visit:
    """The visit goes on with a draft that a return code opened."""
    g.visit = _visit_in(started.draft, token=started.token)
    return the_visit()


def set_cookie(response: Response, token: str) -> None:
    response.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="Lax", path="/")


def drop_cookie(response: AnyResponse) -> None:
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'


def _keep_cookies(response: Response) -> Response:
    visit: Visit | None = g.get("visit")
    if visit and visit.token:
        set_cookie(response, visit.token)
        if appointments.COOKIE in request.cookies:
            # The draft has the visit now.
            appointments.forget_link(response)
    elif visit and visit.ended:
        # Said once; from now on this browser may begin a new form.
        response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax", path="/")
    return response


def address() -> str:
    """Where the request comes from, for the limits; only trusted proxies' words are believed (web.serving)."""
    return request.remote_addr or ""


def _visit_or_unreadable() -> Visit:
    try:
        return _visit_of_cookie()
    except StoreUnavailable:
        if request.endpoint not in KEEPS_TYPED:
            raise
        return Visit(Draft(extent=_extent_asked_for()), unreadable=True)


def _visit_of_cookie() -> Visit:
    token = request.cookies.get(COOKIE, "")
    product = the_product()
    if token:
        try:
            return _visit_in(vault.open_by_token(product.vault, token, product.clock()))
        except (SessionEnded, DraftBroken):
            return Visit(Draft(extent=_extent_asked_for()), ended=True)
    return Visit(draft_for_link(Draft(extent=_extent_asked_for())))


def _visit_in(opened: OpenDraft, token: str = "") -> Visit:  # no token yet # nosec B107
    return Visit(_draft_in(opened), opened, token=token)


def _draft_in(opened: OpenDraft) -> Draft:
    return draft_from_bytes(the_product().questionnaire, opened.body)


def _extent_asked_for() -> Extent:
    # Before the first save the choice travels in the address; afterwards it is part of the draft.
    return Extent.SHORT if request.args.get("form") == Extent.SHORT else Extent.FULL


def _start(draft: Draft) -> Started:
    product = the_product()

    def body_of(code: ReturnCode) -> bytes:
        return draft_to_bytes(replace(draft, return_code=code.text))

    return vault.start(product.vault, product.questionnaire.canonical, body_of, address(), product.clock())


def _saved(opened: OpenDraft, read: Draft, apply: Callable[[Session, Draft], Draft], token: str) -> Visit:
    """`read` is what `opened` holds: it is read again only when somebody saved in between."""
    product = the_product()
    for _ in range(_TRIES):
        try:
            with writing(product.vault.engine) as session:
                now = product.clock()
                newest = vault.newest(session, opened, now)
                draft = apply(session, read if newest.rev == opened.rev else _draft_in(newest))
                return Visit(draft, vault.save(session, newest, draft_to_bytes(draft), now), token=token)
        except DraftChanged:
            continue
    raise DraftChanged
