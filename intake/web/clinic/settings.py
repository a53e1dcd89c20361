"""What patients are told about the clinic, in its own words, and where its notices go."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.language import gettext_noop as _n
from intake.services import clinics
from intake.services.clinics import MOST_RETENTION_DAYS
from intake.store import clinics as clinics_stored
from intake.store.engine import reading
from intake.web.clinic.blueprint import acting, clinic, the_clinic, the_member
from intake.web.templating import say

LONGEST = 500
# Each with whether it is a text of several lines.
TEXTS: Mapping[str, bool] = {
    "name": False,
    "address": True,
    "readers": False,
    "read_within": False,
    "watched": True,
    "self_harm_readers": False,
    "self_harm_within": False,
}
NAME_WANTED = _n("Write the name of the clinic.")
ODD_DAYS = _n("Write for how many days, as a whole number from 1 to %(most)s.")
ODD_ADDRESS = _n("Write one e-mail address for notices, or none.")


@clinic.get("/settings")
def settings() -> ResponseReturnValue:
    return _shown()


@clinic.post("/settings")
def change_settings() -> ResponseReturnValue:
    typed = {name: request.form.get(name, "")[:LONGEST].replace("\r\n", "\n").strip() for name in TEXTS}
    days, notify = request.form.get("retention_days", "").strip(), request.form.get("notify", "").strip()
    problem = _problem(typed["name"], days, notify)
    if problem:
        return _shown(problem), 422
    changes: dict[str, object] = {
        **typed,
        "retention_days": int(days),
        "has_public_page": "has_public_page" in request.form,
        "notify": notify,
    }
    by = acting()
    clinics.change(by.vault, the_clinic().slug, changes, by.actor, by.now)
    return redirect(url_for("clinic.settings", _anchor="saved"), 303)


def _problem(name: str, days: str, notify: str) -> str:
    if not name:
        return say(NAME_WANTED)
    if not (days.isascii() and days.isdigit() and len(days) < 6 and 1 <= int(days) <= MOST_RETENTION_DAYS):
        return say(ODD_DAYS, most=MOST_RETENTION_DAYS)
    return "" if not notify or clinics.is_plain_address(notify) else say(ODD_ADDRESS)


def _shown(problem: str = "") -> str:
    by = acting()
    with reading(by.vault.engine) as session:
        found = clinics_stored.find(session, the_member().clinic_id)
        notify = clinics.notify_address(by.vault.keys, found) if found else ""
    typed = request.form if problem else None
    return render_template("clinic/settings.html", texts=TEXTS, notify=notify, typed=typed, problem=problem)
