"""One's own account: open sessions, and another passphrase with new codes."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.errors import PassphraseRefused, SignInNotOpened, TooBusy, TooManyTries
from intake.services import staff_sessions, staffing
from intake.store.engine import reading
from intake.web.clinic.blueprint import acting, clinic, text_in, the_member
from intake.web.clinic.responses import moment
from intake.web.clinic.setting_up import DIFFERENT
from intake.web.clinic.signing_in import confirmed, not_opened
from intake.web.clinic.words import PASSPHRASE_SLIPS, ROLE_NAMES
from intake.web.templating import say


@clinic.get("/account")
def account() -> ResponseReturnValue:
    return render_template("clinic/account.html", **_told())


@clinic.post("/account/secrets")
def change_secrets() -> ResponseReturnValue:
    chosen, member = request.form.get("new_passphrase", ""), the_member()
    if chosen != request.form.get("passphrase_again", ""):
        return render_template("clinic/account.html", problem=say(DIFFERENT), **_told()), 422
    try:
        staffing.refuse_weak_for(acting().vault, member.staff_id, chosen)
        confirmed(request.form.get("passphrase", ""), text_in("code"))
    except PassphraseRefused as problem:
        return render_template("clinic/account.html", problem=say(PASSPHRASE_SLIPS[problem.slip]), **_told()), 422
    except (SignInNotOpened, TooManyTries, TooBusy) as problem:
        return not_opened("clinic/account.html", problem, **_told())
    secrets = staffing.change_secrets(acting(), member.staff_id, member.key, chosen, member.session_hash)
    return render_template("clinic/secrets.html", secrets=secrets, go_on=url_for("clinic.account"))


@clinic.post("/account/sessions/<number>")
def end_session(number: str) -> ResponseReturnValue:
    by = acting()
    staff_sessions.end_session(by.vault, the_member(), number, by.now)
    return redirect(url_for("clinic.account"), 303)


def _told() -> dict[str, object]:
    by, member = acting(), the_member()
    with reading(by.vault.engine) as session:
        sessions = staff_sessions.sessions_of(session, member, by.now)
    return {"sessions": sessions, "moment": moment, "role": say(ROLE_NAMES[member.role])}
