"""The clinic's key: made by its first holder, granted, renewed, and brought back with the recovery sheet.

The sheet is shown once, to its maker. Until some of its groups are typed back it travels in the page, sealed under the
session, so that the server keeps nothing of it.
"""

import secrets
from uuid import UUID

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.errors import CodeMistyped, NoGrant, SealBroken, SignInNotOpened, TooBusy, TooManyTries
from intake.keys import recovery_sheet
from intake.keys.crockford import characters_in
from intake.keys.recovery_sheet import GROUPS, PARTS, RecoverySheet
from intake.language import gettext_noop as _n
from intake.services import carried_sheet, clinics, holding, staffing
from intake.services.members import HOLDS_KEYS
from intake.store.engine import reading
from intake.web.clinic.blueprint import COOKIE, acting, clinic, text_in, the_member
from intake.web.clinic.signing_in import confirmed, not_opened
from intake.web.templating import say

GROUPS_ASKED = 4
GROUPS_DIFFER = _n("These groups are not those of the sheet. Look at the numbers, and type each group again.")
NOT_A_PART = _n("This is not a part of a recovery sheet. Look at each group: 14 of them, with four characters each.")
NOT_THIS_SHEET = _n("This sheet opens no key here. A newer sheet may have been made since.")


@clinic.get("/keys")
def keys() -> ResponseReturnValue:
    return _shown()


@clinic.post("/keys/make")
def make_key() -> ResponseReturnValue:
    by = acting()
    return _sheet_shown(holding.make_first_key(by, the_member()))


@clinic.post("/keys/sheet")
def make_sheet() -> ResponseReturnValue:
    problem = _not_confirmed()
    return problem or _sheet_shown(holding.make_sheet(acting(), the_member()))


@clinic.post("/keys/confirm")
def confirm_sheet() -> ResponseReturnValue:
    carried = request.form.get("sheet", "")
    try:
        sheet, asked = carried_sheet.opened(carried, request.cookies.get(COOKIE, ""))
    except SealBroken:
        return _shown(say(GROUPS_DIFFER)), 422
    typed = [characters_in(request.form.get(f"group_{number}", "")[:20]) for number in range(len(asked))]
    if typed != [sheet.group(part, group) for part, group in asked]:
        return _asked_back(carried, asked, say(GROUPS_DIFFER)), 422
    holding.confirm_sheet(acting(), the_member())
    return redirect(url_for("clinic.keys"), 303)


@clinic.post("/keys/renew")
def renew_key() -> ResponseReturnValue:
    problem = _not_confirmed()
    if problem:
        return problem
    return _shown(renewed=holding.renew_key(acting(), the_member()))


@clinic.post("/keys/grant/<uuid:staff_id>")
def grant(staff_id: UUID) -> ResponseReturnValue:
    problem = _not_confirmed()
    if problem:
        return problem
    holding.grant(acting(), the_member(), staff_id)
    return redirect(url_for("clinic.keys"), 303)


@clinic.get("/keys/recover")
def recover() -> ResponseReturnValue:
    return render_template("clinic/recover.html")


@clinic.post("/keys/recover")
def recovered() -> ResponseReturnValue:
    try:
        key = recovery_sheet.key_from((request.form.get("part_1", ""), request.form.get("part_2", "")))
        holding.recover(acting(), the_member(), key)
    except CodeMistyped:
        return render_template("clinic/recover.html", problem=say(NOT_A_PART)), 422
    except NoGrant:
        return render_template("clinic/recover.html", problem=say(NOT_THIS_SHEET)), 422
    return redirect(url_for("clinic.keys"), 303)


def _not_confirmed() -> ResponseReturnValue | None:
    """The page again, unless passphrase and code were typed once more."""
    try:
        confirmed(request.form.get("passphrase", ""), text_in("code"))
    except (SignInNotOpened, TooManyTries, TooBusy) as problem:
        return not_opened("clinic/keys.html", problem, **_told())
    return None


def _shown(problem: str = "", renewed: object = None) -> str:
    return render_template("clinic/keys.html", problem=problem, renewed=renewed, **_told())


def _told() -> dict[str, object]:
    by, member = acting(), the_member()
    with reading(by.vault.engine) as session:
        # As it is now: what was just done may have changed it.
        g.clinic = clinics.by_id(session, member.clinic_id)
        colleagues = staffing.colleagues(session, by.vault, member.clinic_id)
    waiting = [each for each in colleagues if each.is_set_up and not (each.has_left or each.holds_key)]
    return {
        "holders": [each for each in colleagues if each.holds_key and not each.has_left],
        "waiting": [each for each in waiting if each.role in HOLDS_KEYS],
        "holds_key": holding.holds_newest(by.vault, member),
    }


def _sheet_shown(sheet: RecoverySheet) -> str:
    asked = [(part, 1 + secrets.randbelow(GROUPS)) for part in PARTS for _ in range(GROUPS_ASKED // 2)]
    while len(set(asked)) < len(asked):
        asked = [(part, 1 + secrets.randbelow(GROUPS)) for part, _ in asked]
    carried = carried_sheet.sealed(sheet, asked, request.cookies.get(COOKIE, ""))
    return render_template("clinic/recovery_sheet.html", sheet=sheet, asked=asked, carried=carried)


def _asked_back(carried: str, asked: list[tuple[int, int]], problem: str) -> str:
    return render_template("clinic/recovery_sheet.html", sheet=None, asked=asked, carried=carried, problem=problem)
