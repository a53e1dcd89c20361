"""What differs by country: the crisis lines with the day they were looked up, paper, dates and units."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from babel import Locale

Paper = Literal["a4", "letter"]
Units = Literal["metric", "us"]

# The lead of the help box. It is the same for every patient, and no answer changes it.
HELP_LEAD = "If you might act on thoughts of ending your life, or someone is in danger, call {emergency} now."
NOT_WATCHED = "This form is not watched."
LOCAL_EMERGENCY = "your local emergency number"

# Codes of the territory list that are no country of ISO 3166-1: unions, groups, and test data.
_NO_COUNTRY = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})

# The day of the research copy in which each line was read, with the source it was read in.
_READ_ON = date(2026, 11, 1)


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A crisis line. `source` says where it was read, and how old that was; a clinic confirms it by its own dates."""

    name: str
    how: str
    checked_on: date
    source: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166-1 code. `emergency` fits “call … now”."""

    code: str
    name: str
    paper: Paper = "a4"
    date_order: tuple[str, str, str] = ("day", "month", "year")
    first_units: Units = "metric"
    emergency: str = LOCAL_EMERGENCY
    lines: tuple[HelpLine, ...] = ()


class CountryUnknown(LookupError):
    """No country has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code!r} is not a country's code of two letters, such as US or GB")


@cache
def country_of(code: str) -> Country:
    """The country with this ISO 3166-1 code, in either case.

    Only countries whose lines were read in a source have lines. Raises CountryUnknown.
    """
    code = code.upper()
    if code in _WITH_LINES:
        return _WITH_LINES[code]
    name = Locale("en").territories.get(code)
    if name is None or not code.isalpha() or code in _NO_COUNTRY:
        raise CountryUnknown(code)
    return Country(code, name)


def countries_with_lines() -> tuple[Country, ...]:
    return tuple(_WITH_LINES.values())


def _line(name: str, how: str, source: str) -> HelpLine:
    return HelpLine(name, how, _READ_ON, source)


_US_LINES = (
    _line(
        "988 Suicide & Crisis Lifeline",
        "Call or text 988, or chat at 988lifeline.org, at any hour. For Spanish, press 2.",
        "State of California (cdcr.ca.gov) and pages based on Mental Health America",
    ),
    _line(
        "988 for veterans",
        "Call 988 and press 1, or text 838255, at any hour.",
        "US Department of Veterans Affairs, press release",
    ),
)
_CANADA_LINES = (
    _line(
        "9-8-8",
        "Call or text 9-8-8, in English or French, at any hour.",
        "Government of Canada, press release",
    ),
)
_ENGLAND_LINES = (
    _line(
        "NHS 111 (England)",
        "Call 111 and choose the mental health option (2).",
        "Pages of NHS trusts (shsc.nhs.uk, tewv.nhs.uk) and of a surgery (pendeensurgery.nhs.uk)",
    ),
    _line("Samaritans", "Call 116 123.", "A blog of 2026"),
    _line("Shout", "Text SHOUT to 85258.", "A blog of 2026"),
)
_FRANCE_LINES = (
    _line(
        "3114",
        "Call 3114, free, at any hour.",
        "A regional health agency and the ministry of health, as quoted",
    ),
)
_SPAIN_LINES = (_line("024", "Call 024, free, at any hour.", "RTVE, and the Ministry of Health as quoted"),)
_GERMANY_LINES = (
    _line("TelefonSeelsorge", "Call 0800 111 0 111 or 0800 111 0 222.", "News pages (domradio.de, infranken.de)"),
)
_AUSTRALIA_LINES = (
    _line("Lifeline", "Call 13 11 14.", "A radio station's page of 2019"),
    _line("Suicide Call Back Service", "Call 1300 659 467.", "A radio station's page of 2019"),
)
_NEW_ZEALAND_LINES = (_line("1737", "Call or text 1737.", "A press report, not recent"),)

_WITH_LINES = {
    country.code: country
    for country in (
        Country("US", "United States", "letter", ("month", "day", "year"), "us", "911", _US_LINES),
        Country("CA", "Canada", "letter", emergency="911", lines=_CANADA_LINES),
        Country("GB", "United Kingdom", emergency="999", lines=_ENGLAND_LINES),
        Country("FR", "France", emergency="15 or 112", lines=_FRANCE_LINES),
        Country("ES", "Spain", emergency="112", lines=_SPAIN_LINES),
        Country("DE", "Germany", emergency="112", lines=_GERMANY_LINES),
        Country("AU", "Australia", emergency="000", lines=_AUSTRALIA_LINES),
        Country("NZ", "New Zealand", emergency="111", lines=_NEW_ZEALAND_LINES),
    )
}
