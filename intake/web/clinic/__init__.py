"""The clinic's pages: for people who sign in, each page for the roles that `intake.web.access` names."""

from intake.web.clinic.account import account
from intake.web.clinic.blueprint import clinic
from intake.web.clinic.exports import export
from intake.web.clinic.invitations import invitations
from intake.web.clinic.keys import keys
from intake.web.clinic.logs import audit
from intake.web.clinic.medicines import medicines
from intake.web.clinic.responses import responses
from intake.web.clinic.reviewing import mark_line
from intake.web.clinic.setting_up import set_up
from intake.web.clinic.settings import settings
from intake.web.clinic.signing_in import sign_in
from intake.web.clinic.team import team

# Importing a module hangs its views on the blueprint.
VIEWS = (
    account,
    export,
    invitations,
    keys,
    audit,
    medicines,
    responses,
    mark_line,
    set_up,
    settings,
    sign_in,
    team,
)

__all__ = ["VIEWS", "clinic"]
