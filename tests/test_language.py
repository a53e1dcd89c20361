"""The words of a language, the dates of a country, and the content in both."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from babel.core import UnknownLocaleError
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from forms.items import AnswerOption, Item, ItemType, Page, Questionnaire, Rows, Section
from intake.country import CountryUnknown
from intake.language import gettext_noop, language_of, localized

BIRTHDAY = date(1979, 3, 4)

QUESTIONNAIRE = Questionnaire(
    url="https://example.org/q",
    version="1",
    title="Your form",
    sections=(
        Section(
            slug="you",
            title="You",
            pages=(
                Page(
                    slug="colour",
                    items=(
                        Item(
                            link_id="you.colour",
                            text="Which colour?",
                            type=ItemType.CHOICE,
                            answer_options=(AnswerOption(code="You", display="You"),),
                            suggestions=("You",),
                            rows=Rows(name=("You",), add="You", another="Your form", unnamed="No name"),
                        ),
                    ),
                ),
            ),
        ),
    ),
)


@pytest.fixture
def arabic(tmp_path: Path):
    """A catalogue as a translator would hand it in, with two texts and a plural."""
    catalog = Catalog(locale="ar")
    catalog.add("You", "أنت")
    catalog.add("Which colour?", "أي لون؟")
    catalog.add(("{n} page", "{n} pages"), ("صفر", "واحدة", "اثنتان", "قليل", "كثير", "أخرى"))
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    return language_of("ar", "US", tmp_path)


@pytest.mark.parametrize(
    ("tag", "country", "words"),
    [
        ("en", "US", "March 4, 1979"),
        ("en", "CA", "4 March 1979"),
        ("en", "GB", "4 March 1979"),
        ("en-GB", "US", "March 4, 1979"),
        ("fr", "FR", "4 mars 1979"),
        ("es", "US", "4 de marzo de 1979"),
        ("de", "DE", "4. März 1979"),
    ],
)
def test_a_date_is_in_words_and_in_the_order_of_the_country(tag, country, words):
    assert language_of(tag, country).date(BIRTHDAY) == words


def test_the_default_is_english_of_the_united_states():
    language = language_of()

    assert (language.tag, language.direction, language.country.code) == ("en", "ltr", "US")


def test_english_is_shown_as_it_is_written():
    language = language_of()

    assert language.gettext("Your medicines") == "Your medicines"
    assert language.ngettext("{n} page", "{n} pages", 1) == "{n} page"
    assert language.ngettext("{n} page", "{n} pages", 2) == "{n} pages"
    assert localized(QUESTIONNAIRE, language) is QUESTIONNAIRE


def test_a_language_from_right_to_left_says_so(arabic):
    assert arabic.direction == "rtl"


def test_a_catalogue_is_used_and_a_text_without_a_translation_stays(arabic):
    assert arabic.gettext("You") == "أنت"
    assert arabic.gettext("Your form") == "Your form"
    assert arabic.gettext("") == ""
    assert arabic.ngettext("{n} page", "{n} pages", 2) == "اثنتان"


def test_the_content_is_translated_and_its_codes_are_not(arabic):
    translated = localized(QUESTIONNAIRE, arabic)
    item = translated.by_link_id["you.colour"]

    assert translated.sections[0].title == "أنت"
    assert item.text == "أي لون؟"
    assert item.suggestions == ("أنت",)
    assert item.answer_options == (AnswerOption(code="You", display="أنت"),)
    assert item.rows == Rows(name=("You",), add="أنت", another="Your form", unnamed="No name")
    assert translated.canonical == QUESTIONNAIRE.canonical


def test_the_content_is_translated_once(arabic):
    assert localized(QUESTIONNAIRE, arabic) is localized(QUESTIONNAIRE, arabic)


def test_an_equal_questionnaire_that_is_another_is_not_taken_for_it(arabic):
    other = Questionnaire(url="https://example.org/q", version="1", title="Your form", sections=QUESTIONNAIRE.sections)

    assert localized(other, arabic) is not localized(QUESTIONNAIRE, arabic)


def test_a_marked_text_is_the_same_text():
    assert gettext_noop("Your medicines") == "Your medicines"


def test_an_unknown_language_or_country_is_said():
    with pytest.raises(UnknownLocaleError):
        language_of("xx")
    with pytest.raises(CountryUnknown):
        language_of("en", "XX")


def test_a_moment_is_told_in_the_zone_of_the_installation_which_it_names():
    moment = datetime(2026, 7, 1, 23, 5, tzinfo=UTC)
    language = language_of("en", "GB")

    assert language.moment(moment) == "1 July 2026 23:05 UTC"
    assert replace(language, zone=ZoneInfo("Europe/London")).moment(moment) == "2 July 2026 00:05 BST"
    assert replace(language, zone=ZoneInfo("America/New_York")).moment(moment) == "1 July 2026 19:05 EDT"
