"""Words of the clinic's pages that several of them share."""

from intake.errors import PassphraseSlip
from intake.language import gettext_noop as _n
from intake.services.auditing import Action
from intake.services.members import Role
from intake.store.responses import Order

PASSPHRASE_SLIPS: dict[PassphraseSlip, str] = {
    PassphraseSlip.SHORT: _n("Choose a longer passphrase: at least 15 characters. A few words of your own are good."),
    PassphraseSlip.LONG: _n("Choose a shorter passphrase: at most 256 characters."),
    PassphraseSlip.WELL_KNOWN: _n(
        "Strangers would try this one early. Choose a few words that have nothing to do with you or each other."
    ),
}

ROLE_NAMES: dict[Role, str] = {
    Role.READER: _n("Reader"),
    Role.REVIEWER: _n("Reviewer"),
    Role.ADMINISTRATOR: _n("Administrator"),
}
ROLE_TOLD: dict[Role, str] = {
    Role.READER: _n("reads what patients sent"),
    Role.REVIEWER: _n("reads, reviews, exports, deletes and invites"),
    Role.ADMINISTRATOR: _n("runs the team and the settings, and sees no answers"),
}

STATES: dict[str, str] = {
    "new": _n("New"),
    "in-review": _n("In review"),
    "reviewed": _n("Reviewed"),
    "closed": _n("Closed"),
}

ORDERS: dict[Order, str] = {
    Order.APPOINTMENT: _n("By appointment day"),
    Order.RECEIVED: _n("By day received"),
    Order.ASSIGNED: _n("By whom it is assigned to"),
}

KIND_NAMES: dict[str, str] = {
    "pdf": _n("The sheet as a PDF"),
    "text": _n("Text for a record, with what we added"),
    "csv": _n("A table (CSV), a row for each question"),
    "json": _n("The answers as JSON"),
}

ACTIONS: dict[str, str] = {
    Action.CLINIC_ADDED: _n("Clinic added"),
    Action.CLINIC_CHANGED: _n("Settings changed"),
    Action.STAFF_ADDED: _n("Member added"),
    Action.STAFF_RESET: _n("Set-up link renewed"),
    Action.STAFF_SET_UP: _n("Member set up"),
    Action.STAFF_LEFT: _n("Member left"),
    Action.ROLE_CHANGED: _n("Role changed"),
    Action.SIGNED_IN: _n("Signed in"),
    Action.SIGNED_OUT: _n("Signed out"),
    Action.SESSION_ENDED: _n("Session ended"),
    Action.CONFIRMED: _n("Passphrase asked again"),
    Action.SECRETS_CHANGED: _n("Passphrase or codes changed"),
    Action.KEY_MADE: _n("Clinic’s key made"),
    Action.KEY_RENEWED: _n("Clinic’s key renewed"),
    Action.GRANTED: _n("Key granted"),
    Action.SHEET_MADE: _n("Recovery sheet made"),
    Action.SHEET_CONFIRMED: _n("Recovery sheet confirmed"),
    Action.RECOVERED: _n("Key brought back from the recovery sheet"),
    Action.MASTER_KEY_ROTATED: _n("Server’s key rotated"),
    Action.MASTER_KEY_REPLACED: _n("Server’s key replaced"),
    Action.INVITED: _n("Invitation made"),
    Action.INVITATION_ENDED: _n("Invitation taken back"),
    Action.RECEIVED: _n("Answers received"),
    Action.LISTED: _n("List seen"),
    Action.SEARCHED: _n("List searched"),
    Action.OPENED: _n("Answers opened"),
    Action.EXPORTED: _n("Answers exported"),
    Action.LINE_MARKED: _n("Line marked"),
    Action.NOTED: _n("Note added"),
    Action.COMPARED: _n("Medicines compared"),
    Action.ASSIGNED: _n("Assigned"),
    Action.STATUS_CHANGED: _n("State changed"),
    Action.WITHDRAWN: _n("Taken back by the patient"),
    Action.DELETED: _n("Deleted by the clinic"),
    Action.EXPIRED: _n("Deleted on schedule"),
    Action.DELETED_AGAIN: _n("Deleted again, after a backup came back"),
}
