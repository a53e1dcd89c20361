"""What `intake doctor` says: each thing looked at, how it stands, and what to do about it. It changes nothing."""

from collections.abc import Callable
from datetime import datetime

from intake.config import Settings
from intake.errors import SettingsInvalid
from intake.exports.fonts import Families, system_families
from intake.services.clinic_diagnosis import mail_findings
from intake.services.database_diagnosis import database_findings
from intake.services.findings import Finding, State
from intake.services.machine_diagnosis import backup_findings, font_finding, help_line_findings, machine_findings
from intake.services.serving_diagnosis import serving_findings


def findings_of(invalid: SettingsInvalid) -> tuple[Finding, ...]:
    """When the settings cannot be used there is nothing else to look at."""
    return tuple(Finding(problem.setting, State.BROKEN, problem.mend) for problem in invalid.problems)


def diagnose(
    settings: Settings, now: datetime, families: Callable[[], Families] = system_families
) -> tuple[Finding, ...]:
    """In the order in which things are mended: a database is of no use in a folder that cannot be written to."""
    return (
        Finding("settings", State.OK),
        *machine_findings(settings),
        *database_findings(settings, now),
        *backup_findings(settings, now),
        *serving_findings(settings),
        font_finding(families()),
        *help_line_findings(settings, now),
        *mail_findings(settings),
    )
