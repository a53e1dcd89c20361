"""A language that brackets what it translates, and the words of a page that stand outside the brackets."""

import re
from collections.abc import Iterator

from babel.support import Translations
from bs4 import BeautifulSoup
from bs4.element import NavigableString

# What is typed in these tests begins alike; the people of the clinics are named alike too.
_PEOPLE = r"(Northside|Southside) Clinic|(Anna|Rob|Ada|Dr|1) Example( Street)?|\b(anna|rob|ada)\b"
NOT_OURS = re.compile(rf"(?i:qz[\w.@]*)|{_PEOPLE}|[0-9A-Z]{{6}}(-[0-9A-Z]{{4}}){{4}}|https?://\S+")
# Months are named by the language's own library, units of measure are the same in every language.
_LETTER = re.compile(r"[^\W\d_]")
ATTRIBUTES = ("aria-label", "title", "alt", "placeholder")


class Bracketed(Translations):
    """Brackets each text once, whatever stands in it already."""

    def gettext(self, message: str) -> str:
        return message if message.startswith("⟦") else f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    ugettext = gettext
    ungettext = ngettext


def bare_words(html: str) -> list[str]:
    """Every visible text, and every text read aloud, of which a part stands outside the brackets."""
    page = BeautifulSoup(html, "html.parser")
    return [text for text in _texts(page) if stands_outside(text)]


def stands_outside(text: str) -> bool:
    """Whether a letter of the text is neither translated nor somebody's own."""
    return bool(_LETTER.search(_outside(NOT_OURS.sub("", text))))


def _texts(page: BeautifulSoup) -> Iterator[str]:
    for element in page.find_all(True):
        if element.name not in ("textarea", "script"):
            yield from (str(each) for each in element.children if type(each) is NavigableString)
        yield from (str(element[name]) for name in ATTRIBUTES if element.get(name))


def _outside(text: str) -> str:
    """What stands outside every pair of brackets, which may stand within each other."""
    depth, kept = 0, []
    for character in text:
        depth += (character == "⟦") - (character == "⟧")
        if depth == 0 and character != "⟧":
            kept.append(character)
    return "".join(kept)
