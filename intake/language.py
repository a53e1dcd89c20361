"""The words of one language and the dates of one country: gettext, direction, and the content translated once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date
from babel.support import NullTranslations, Translations

from forms.items import Questionnaire
from forms.texts import reworded
from intake.country import Country, country_of
from intake.folders import TRANSLATIONS

# The language that the texts are written in: it wants no catalogue.
WRITTEN_IN = "en"


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogue where it is written; it is translated where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Language:
    """How one patient is spoken to. `tag` is a BCP 47 tag, as in HTML's `lang`."""

    tag: str
    direction: Literal["ltr", "rtl"]
    country: Country
    translations: NullTranslations
    zone: tzinfo = UTC

    def gettext(self, text: str) -> str:
        # A catalogue answers the empty text with its own header.
        return self.translations.gettext(text) if text else ""

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.translations.ngettext(singular, plural, n)

    def moment(self, moment: datetime) -> str:
        """A moment in words, in the installation's zone, which it names."""
        here = moment.astimezone(self.zone)
        told = self.gettext("{day} {time} {zone}")
        return told.format(day=self.date(here.date()), time=f"{here:%H:%M}", zone=here.tzname())

    def day_of(self, moment: datetime) -> date:
        """The day on which a moment is, in the installation's zone."""
        return moment.astimezone(self.zone).date()

    def date(self, day: date) -> str:
        """The day in words, so that no reader can take the month for the day."""
        locale = _locale(self.tag)
        if locale.language == WRITTEN_IN:
            month_first = self.country.date_order[0] == "month"
            return format_date(day, "MMMM d, y" if month_first else "d MMMM y", locale=locale)
        return format_date(day, "long", locale=locale)


@cache
def language_of(tag: str = WRITTEN_IN, country: str = "US", folder: Path = TRANSLATIONS) -> Language:
    """The language with the catalogue that `folder` has for it; a text without a translation stays as it is written.

    Raises babel.UnknownLocaleError for a tag that names no language, and CountryUnknown.
    """
    locale = _locale(tag)
    direction: Literal["ltr", "rtl"] = "rtl" if locale.text_direction == "rtl" else "ltr"
    return Language(tag, direction, country_of(country), Translations.load(folder, [str(locale)]))


def localized(questionnaire: Questionnaire, language: Language) -> Questionnaire:
    """The questionnaire with every text that people read in the language; made once for each pair."""
    return _localized(_Same(questionnaire), language)


class _Same:
    """A key by identity: comparing two questionnaires would walk through every item of both."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.questionnaire is other.questionnaire

    def __hash__(self) -> int:
        return id(self.questionnaire)


@lru_cache(maxsize=16)
def _localized(same: _Same, language: Language) -> Questionnaire:
    if not isinstance(language.translations, Translations):
        return same.questionnaire
    return reworded(same.questionnaire, language.gettext)


@cache
def _locale(tag: str) -> Locale:
    return Locale.parse(tag, sep="-")
