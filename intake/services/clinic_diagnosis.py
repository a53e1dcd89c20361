"""What `intake doctor` says of clinics and of the mail server for their notices. It changes nothing."""

import stat
from collections.abc import Iterator

from sqlalchemy.orm import Session

from intake.config import Settings
from intake.services import clinics
from intake.services.clinics import Clinic
from intake.services.findings import Finding, State
from intake.store import clinics as clinics_stored


def clinic_findings(session: Session, settings: Settings) -> Iterator[Finding]:
    for clinic in clinics.every(session):
        yield _readiness(clinic)
        if clinic.key_renewal_due:
            mend = "somebody left since its key was made; a holder renews it on the page “Keys”"
            yield Finding(f"clinic {clinic.slug}, key", State.ATTENTION, mend)
    yield from _notices(session, settings)


def mail_findings(settings: Settings) -> Iterator[Finding]:
    """Of the settings alone: nobody is signed in to a mail server for a look."""
    file = settings.smtp_password_file
    if not settings.smtp_host:
        return
    what = f"mail server {settings.smtp_host}"
    if file is None:
        yield Finding(what, State.OK)
    elif not file.is_file():
        yield Finding(what, State.BROKEN, f"{file}: not there; see INTAKE_SMTP_PASSWORD_FILE")
    elif file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(what, State.ATTENTION, f"other people on this computer can read it; run chmod 600 {file}")
    else:
        yield Finding(what, State.OK)


def _readiness(clinic: Clinic) -> Finding:
    what, ready = f"clinic {clinic.slug}", clinic.readiness
    if ready.is_open:
        return Finding(f"{what}: takes answers", State.OK)
    mend = "patients cannot send to it yet; intake clinic list says what is open"
    return Finding(what, State.ATTENTION, mend)


def _notices(session: Session, settings: Settings) -> Iterator[Finding]:
    waiting = sum(found.notices_due for found in clinics_stored.every(session) if found.notify)
    if waiting and settings.smtp_host:
        mend = "they did not go out yet; look at the mail server, and at the server's log"
        yield Finding(f"notices that wait: {waiting}", State.ATTENTION, mend)
    elif waiting:
        mend = "clinics want notices, and there is no mail server; set INTAKE_SMTP_HOST"
        yield Finding(f"notices that wait: {waiting}", State.ATTENTION, mend)
