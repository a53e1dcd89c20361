"""Notices to clinics by e-mail, which say how many new responses there are, and nothing else.

A response is counted in the transaction that receives it, and taken off once its notice went out: a mail server that is
down, or a crash, puts a notice off and loses none. No sending of a patient ever waits for a mail server.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID

from intake.config import Settings
from intake.language import Language
from intake.services.clinics import is_plain_address, notify_address
from intake.services.vault import Vault
from intake.store import clinics
from intake.store.clinic_models import ClinicRecord
from intake.store.engine import reading, writing

log = logging.getLogger("intake")

SECONDS = 15


@dataclass(frozen=True, slots=True)
class Due:
    """How many responses a clinic is still to be told of, and where."""

    clinic_id: UUID
    address: str
    count: int


def due(vault: Vault) -> tuple[Due, ...]:
    with reading(vault.engine) as session:
        waiting = [found for found in clinics.every(session) if found.notices_due]
        return tuple(Due(found.id, _address(vault, found), found.notices_due) for found in waiting)


def deliver(vault: Vault, settings: Settings, language: Language) -> int:
    """Send what is due; returns how many notices went out. What does not go out waits for the next time."""
    sent = 0
    for one in due(vault):
        if not (settings.smtp_host and one.address) or _goes_out(settings, notice(one, settings, language)):
            sent += bool(settings.smtp_host and one.address)
            _take_off(vault, one)
    return sent


def notice(one: Due, settings: Settings, language: Language) -> EmailMessage:
    """Nothing of a patient is in it, not even whose responses they are."""
    words = language.ngettext("%(count)s new intake", "%(count)s new intakes", one.count) % {"count": one.count}
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = words, settings.smtp_from, one.address
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{words}\n")
    return message


def _goes_out(settings: Settings, message: EmailMessage) -> bool:
    try:
        with _CONNECTIONS[settings.smtp_security](settings) as server:
            if settings.smtp_password_file:
                server.login(settings.smtp_user, settings.smtp_password_file.read_text(encoding="utf-8").strip())
            server.send_message(message)
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        # The kind alone: a server's answer may hold the address. A password may be no text, or not in ASCII.
        kind = type(problem).__name__
        log.warning("notice put off: %s", kind, extra={"kind": kind})
        return False
    return True


def _plain(settings: Settings) -> smtplib.SMTP:
    return smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)


def _with_starttls(settings: Settings) -> smtplib.SMTP:
    server = _plain(settings)
    try:
        server.starttls(context=ssl.create_default_context())
    except Exception:
        server.close()
        raise
    return server


def _with_tls(settings: Settings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    return smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=context)


_CONNECTIONS: Mapping[str, Callable[[Settings], smtplib.SMTP]] = {
    "none": _plain,
    "starttls": _with_starttls,
    "tls": _with_tls,
}


def _take_off(vault: Vault, one: Due) -> None:
    with writing(vault.engine) as session:
        found = clinics.find_to_change(session, one.clinic_id)
        if found is not None:
            found.notices_due -= min(one.count, found.notices_due)


def _address(vault: Vault, found: ClinicRecord) -> str:
    address = notify_address(vault.keys, found)
    return address if is_plain_address(address) else ""
