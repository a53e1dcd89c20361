"""A set-up link: a member's own browser sets passphrase and second factor, and is shown codes to write down."""

from base64 import b32decode, b32encode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.errors import CodeNotTaken, PassphraseRefused, TooBusy
from intake.exports.qr import qr_code
from intake.keys import second_factor
from intake.language import gettext_noop as _n
from intake.services import staffing
from intake.services.staffing import Chosen, Welcome
from intake.web.clinic.blueprint import clinic, text_in
from intake.web.clinic.signing_in import BUSY
from intake.web.clinic.words import PASSPHRASE_SLIPS, ROLE_NAMES, ROLE_TOLD
from intake.web.errors import STATUS
from intake.web.product import the_product
from intake.web.templating import say

DIFFERENT = _n("The two passphrases differ. Type the same one twice.")
CODE_WRONG = _n("This code is not the one that the app shows for this key. Scan it again, and type the newest code.")


@clinic.get("/set-up/<link>")
def set_up(link: str) -> ResponseReturnValue:
    """Looking uses nothing up: the link is used when the form is sent."""
    return _shown(link, second_factor.new_seed())


@clinic.post("/set-up/<link>")
def set_up_done(link: str) -> ResponseReturnValue:
    product, seed = the_product(), _seed_typed()
    passphrase = request.form.get("passphrase", "")
    if passphrase != request.form.get("passphrase_again", ""):
        return _shown(link, seed, say(DIFFERENT)), 422
    try:
        secrets = staffing.set_up(product.vault, link, Chosen(passphrase, seed, text_in("code")), product.clock())
    except PassphraseRefused as problem:
        return _shown(link, seed, say(PASSPHRASE_SLIPS[problem.slip])), 422
    except CodeNotTaken:
        return _shown(link, seed, say(CODE_WRONG)), 422
    except TooBusy:
        return _shown(link, seed, say(BUSY)), STATUS[TooBusy]
    return render_template("clinic/secrets.html", secrets=secrets, go_on=url_for("clinic.sign_in"))


def _shown(link: str, seed: bytes, problem: str = "") -> str:
    """The seed travels in the form: it is the member's own, and nothing is kept here before the set-up."""
    product = the_product()
    whom: Welcome = staffing.welcome(product.vault, link, product.clock())
    address = second_factor.address_of(seed, whom.username, f"Intake {whom.clinic_name}")
    return render_template(
        "clinic/set_up.html",
        link=link,
        whom=whom,
        role=say(ROLE_NAMES[whom.role]),
        role_told=say(ROLE_TOLD[whom.role]),
        seed=b32encode(seed).decode(),
        seed_text=second_factor.seed_text(seed),
        qr=qr_code(address.encode()),
        problem=problem,
    )


def _seed_typed() -> bytes:
    try:
        seed = b32decode(request.form.get("seed", "")[:64])
    except ValueError:
        seed = b""
    # Not ours: then a new one is shown, and its code asked for.
    return seed if len(seed) == second_factor.SEED_LENGTH else second_factor.new_seed()
