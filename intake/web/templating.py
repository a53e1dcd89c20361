"""What every template may use: words of the language, the visit, static files with their fingerprint."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, url_for

from forms.capture.widgets import control_of, folding_of
from intake.country import HELP_LEAD, NOT_WATCHED
from intake.exports.qr import qr_code
from intake.language import gettext_noop as _n
from intake.web.appointments import worded_for
from intake.web.product import Product, the_product
from intake.web.visits import the_visit

STATIC = Path(__file__).parent / "static"

_NOTHING_KEPT = _n("Nothing is kept until you save a page. Nothing is sent to anyone.")
_UNTIL_SENT = _n("Nothing is kept until you save a page. Nothing is sent to anyone unless you send it at the end.")
_ONLY_YOU = _n(
    "Only you can open this, with your return code. Nothing is sent to anyone. It deletes itself on %(day)s."
)
_ONLY_YOU_UNTIL_SENT = _n(
    "Only you can open this, with your return code. Nothing is sent to anyone unless you send it at the end. "
    "It deletes itself on %(day)s."
)
_SENT = _n(
    "You sent this to %(clinic)s on %(sent)s. They keep it until %(until)s, unless you take it back. "
    "Your own form deletes itself on %(day)s."
)


def register_templating(app: Flask, product: Product) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install = app.jinja_env.install_gettext_callables  # type: ignore[attr-defined]  # added by the extension
    install(product.language.gettext, product.language.ngettext, newstyle=True)
    app.jinja_env.globals.update(
        control_of=control_of,
        folding_of=folding_of,
        static_url=static_url,
        country=product.country,
        language=product.language,
        questionnaire=product.questionnaire,
        kept_words=kept_words,
        backup_words=backup_words,
        help_lead=HELP_LEAD,
        not_watched=NOT_WATCHED,
        qr_code=qr_code,
        return_address=return_address,
        worded=lambda item: worded_for(item, the_visit().draft.appointment),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_of_the_visit)


def static_url(name: str) -> str:
    return url_for("static", filename=name, v=_fingerprint(name))


def kept_words() -> str:
    """Who sees the answers, and until when they are kept: one line, on every page (design §8)."""
    product, visit = the_product(), the_visit()
    if visit.opened is None:
        return say(_UNTIL_SENT if visit.draft.appointment else _NOTHING_KEPT)
    day = product.language.date(visit.opened.expires_at.date())
    sent = [each for each in visit.draft.sendings if not each.withdrawn_on]
    if sent:
        dates = {"sent": product.language.date(sent[-1].sent_on), "until": product.language.date(sent[-1].kept_until)}
        words = say(_SENT, clinic=sent[-1].clinic_name, day=day, **dates)
    else:
        words = say(_ONLY_YOU_UNTIL_SENT if visit.draft.appointment else _ONLY_YOU, day=day)
    return f"{words} {backup_words()}".rstrip()


def backup_words() -> str:
    """How long what was deleted lives on in backups; "" where the operator names none."""
    days = the_product().settings.backup_days
    return say("Safety copies may hold it %(days)s days longer.", days=days) if days else ""


def return_address() -> str:
    """The whole address of the page for the return code, as people elsewhere type it."""
    return address_of("patient.come_back")


def address_of(endpoint: str, **values: Any) -> str:
    """The whole address of a page, as people elsewhere type it."""
    public = the_product().settings.public_url
    return f"{public}{url_for(endpoint, **values)}" if public else url_for(endpoint, _external=True, **values)


def say(text: str, **values: Any) -> str:
    """A fixed text in the language of the pages, with its values filled in."""
    translated = the_product().language.gettext(text)
    return translated % values if values else translated


@lru_cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def _of_the_visit() -> dict[str, object]:
    visit, product = the_visit(), the_product()
    seconds = 0
    if visit.opened:
        seconds = int((visit.opened.session_ends_at - product.clock()).total_seconds())
    return {"visit": visit, "session_seconds": max(seconds, 0), "errors": {}, "appointment": visit.draft.appointment}
