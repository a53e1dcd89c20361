"""What Babel cannot find by itself: the texts of the content and of the countries, walked rather than parsed."""

from collections.abc import Iterator, Mapping
from typing import IO

from forms.capture.validators import MESSAGES
from forms.ketamine import INTAKE
from forms.texts import words_of
from intake.country import HELP_LEAD, LOCAL_EMERGENCY, NOT_WATCHED, countries_with_lines

# Babel's form of a message: line, function, text, comments.
Message = tuple[int, str, str, list[str]]


def extract_content(
    file: IO[bytes], keywords: Mapping[str, object], comment_tags: list[str], options: Mapping[str, object]
) -> Iterator[Message]:
    """Every text of the questionnaire, with its linkId and field as the translator's comment."""
    for words in words_of(INTAKE):
        yield 1, "gettext", words.text, [f"{words.where} {words.field}"]


def extract_hints(
    file: IO[bytes], keywords: Mapping[str, object], comment_tags: list[str], options: Mapping[str, object]
) -> Iterator[Message]:
    """What is said about an answer whose format does not fit."""
    for text in MESSAGES:
        yield 1, "gettext", text, ["beside an answer"]


def extract_countries(
    file: IO[bytes], keywords: Mapping[str, object], comment_tags: list[str], options: Mapping[str, object]
) -> Iterator[Message]:
    """The texts of the help box: its lead, the emergency numbers, and how each line is reached."""
    for text in (HELP_LEAD, NOT_WATCHED, LOCAL_EMERGENCY):
        yield 1, "gettext", text, ["help box"]
    for country in countries_with_lines():
        for text in (country.emergency, *(part for line in country.lines for part in (line.name, line.how))):
            yield 1, "gettext", text, [f"help box, {country.name}"]
