"""Signing in and out, and getting back in with a recovery code."""

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.errors import IntakeError, PassphraseRefused, SignInNotOpened, TooBusy, TooManyTries
from intake.language import gettext_noop as _n
from intake.services import holding, signing_in, staff_sessions
from intake.services.members import HOLDS_KEYS
from intake.services.signing_in import Typed
from intake.web.clinic.blueprint import (
    acting,
    clinic,
    drop_cookie,
    page_of,
    safe_path,
    set_cookie,
    text_in,
    the_member,
    typed_pairs,
)
from intake.web.clinic.words import PASSPHRASE_SLIPS
from intake.web.errors import STATUS, retry_after
from intake.web.product import the_product
from intake.web.templating import say
from intake.web.visits import address

# One sentence for all: what is told apart could be guessed at.
NOT_OPENED = _n(
    "Name, passphrase and code do not open together. Look at each. A code is taken once: wait for the next."
)
WAIT = _n("There were many tries. Wait %(minutes)s minutes, then try again.")
BUSY = _n("Many people sign in just now. Wait a few seconds, then try again.")


@clinic.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """`to`: the page that closed by itself when its session was over."""
    to = request.args.get("to", "")
    return render_template("clinic/sign_in.html", to=to, carried=(), away=bool(to))


@clinic.post("/sign-in")
def signed_in() -> ResponseReturnValue:
    product = the_product()
    try:
        token = signing_in.sign_in(product.vault, _typed(), product.clock())
    except (SignInNotOpened, TooManyTries, TooBusy) as problem:
        return not_opened("clinic/sign_in.html", problem, to=text_in("_to"), carried=_carried())
    to, carried = safe_path(text_in("_to")), _carried()
    if carried:
        response = make_response(render_template("clinic/resume.html", to=to, carried=carried))
    else:
        response = make_response(redirect(page_of(to), 303))
    set_cookie(response, token)
    return response


@clinic.get("/recover-access")
def recover_access() -> ResponseReturnValue:
    return render_template("clinic/recover_access.html")


@clinic.post("/recover-access")
def access_recovered() -> ResponseReturnValue:
    product = the_product()
    try:
        code = request.form.get("recovery_code", "")
        secrets = signing_in.recover_access(product.vault, _typed(), code, product.clock())
    except PassphraseRefused as problem:
        return render_template("clinic/recover_access.html", problem=say(PASSPHRASE_SLIPS[problem.slip])), 422
    except (SignInNotOpened, TooManyTries, TooBusy) as problem:
        return not_opened("clinic/recover_access.html", problem)
    return render_template("clinic/secrets.html", secrets=secrets, go_on=url_for("clinic.sign_in"))


@clinic.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    product = the_product()
    staff_sessions.sign_out(product.vault, the_member(), product.clock())
    response = make_response(redirect(url_for("clinic.sign_in"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return drop_cookie(response)


@clinic.post("/extend")
def extend() -> ResponseReturnValue:
    """The session of this request was extended by loading it."""
    return "", 204


@clinic.get("/")
def home() -> ResponseReturnValue:
    """The list; for whoever does not hold the key yet, the page that says how to get it."""
    member = the_member()
    if member.role not in HOLDS_KEYS:
        return redirect(url_for("clinic.team"), 303)
    holds = holding.holds_newest(the_product().vault, member)
    return redirect(url_for("clinic.responses" if holds else "clinic.keys"), 303)


def not_opened(template: str, problem: IntakeError, **more: object) -> ResponseReturnValue:
    """The page again, which says the same whatever was wrong."""
    words = say(BUSY) if isinstance(problem, TooBusy) else say(NOT_OPENED)
    if isinstance(problem, TooManyTries):
        words = say(WAIT, minutes=-(-problem.retry_after // 60))
    return render_template(template, problem=words, **more), STATUS[type(problem)], retry_after(problem)


def confirmed(passphrase: str, code: str | None = None) -> None:
    """Raises what `signing_in.confirm` raises."""
    by = acting()
    signing_in.confirm(by.vault, the_member(), passphrase, by.now, code)


def _typed() -> Typed:
    return Typed(
        username=text_in("username"),
        passphrase=request.form.get("passphrase", ""),
        code=text_in("code"),
        address=address(),
    )


def _carried() -> tuple[tuple[str, str], ...]:
    """What was typed before the session ended; each name stands behind a mark, so that none is taken for another."""
    marked = "kept:"
    return tuple((name.removeprefix(marked), value) for name, value in typed_pairs() if name.startswith(marked))
