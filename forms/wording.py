"""The lint of fixed texts against the word list: no text of ours gives a verdict."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

from forms.items import Questionnaire
from forms.texts import words_of

_LETTER = r"[^\W\d_]"


@dataclass(frozen=True, slots=True)
class Finding:
    """A term of the word list in a fixed text; `where` names the text: a linkId, a file or a URL."""

    where: str
    group: str
    term: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: “{self.term}” ({self.group}) in “{self.text}”"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A phrase in which a term may stand, where, and why; a star in `where` stands for anything."""

    phrase: str
    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class WordList:
    """The terms by group, in the file's own spelling, and the allowed phrases."""

    terms: dict[str, tuple[str, ...]]
    allowed: tuple[Allowed, ...]


@cache
def word_list() -> WordList:
    raw = tomllib.loads(files("forms").joinpath("word_list.toml").read_text(encoding="utf-8"))
    terms = {group: tuple(words) for group, words in raw["terms"].items()}
    return WordList(terms, tuple(Allowed(**entry) for entry in raw["allowed"]))


def findings(text: str, where: str) -> tuple[Finding, ...]:
    """Every term in the text but those that stand within a phrase allowed at that place."""
    plain = text.replace("’", "'")
    if not _any_term().search(plain):
        return ()
    free = _blanked(plain, where)
    return tuple(Finding(where, group, term, text) for pattern, group, term in _patterns() if pattern.search(free))


def findings_in(questionnaire: Questionnaire) -> tuple[Finding, ...]:
    """Every finding in the content's texts, each named by the linkId, slug or code where it stands."""
    return tuple(finding for words in words_of(questionnaire) for finding in findings(words.text, words.where))


def _blanked(text: str, where: str) -> str:
    """The text with its allowed phrases blanked out, so that a term elsewhere in it is still found."""
    for allowed in word_list().allowed:
        if fnmatchcase(where, allowed.where):
            text = _pattern(allowed.phrase).sub(" ", text)
    return text


def _all_terms() -> Iterator[tuple[str, str]]:
    return ((group, term) for group, terms in word_list().terms.items() for term in terms)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple((_pattern(term), group, term) for group, term in _all_terms())


@cache
def _any_term() -> re.Pattern[str]:
    """One search tells whether a text wants a closer look: most have no term at all."""
    terms = "|".join(_words(term) for _, term in _all_terms())
    return _compiled(f"(?:{terms})")


@cache
def _pattern(term: str) -> re.Pattern[str]:
    return _compiled(_words(term))


def _words(term: str) -> str:
    words = (re.escape(word).replace(r"\*", f"{_LETTER}*") for word in re.split(r"[\s-]+", term))
    return r"[\s_-]+".join(words)


def _compiled(words: str) -> re.Pattern[str]:
    # Not \b: an underscore parts words here, so that codes and file names are read as words too.
    return re.compile(f"(?<!{_LETTER}){words}(?!{_LETTER})", re.IGNORECASE)
