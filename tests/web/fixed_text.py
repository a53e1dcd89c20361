"""What of a page or of a sheet is fixed text: its headings, and every word that no patient said."""

import io
import re
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

from bs4 import BeautifulSoup
from pypdf import PdfReader

from forms.answers import AnswerSet, Draft
from forms.items import Item
from forms.ketamine import INTAKE
from intake.language import Language
from intake.summary.fixed_words import fixed_words
from intake.summary.reference import ALPHABET
from intake.summary.wording import in_words, said

_WORD = re.compile(r"[^\W\d_]+")
# The one thing that is made of the answers: it says which sheet this is, and nothing else.
REFERENCE = re.compile(f"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}")


def headings_of_page(page: BeautifulSoup) -> list[tuple[str, str]]:
    return [(heading.name, heading.get_text(" ", strip=True)) for heading in page.select("h1, h2, h3, legend, caption")]


def headings_of_text(text: str) -> list[str]:
    """Titles are underlined, those of sections stand in brackets."""
    lines = text.split("\n")
    titles = [line for line, under in zip(lines, lines[1:], strict=False) if under and set(under) <= {"-", "="}]
    return titles + [line for line in lines if re.fullmatch(r"\[[^\]]+\]", line)]


def headings_of_pdf(pdf: bytes) -> list[tuple[int, str]]:
    return list(_outlined(PdfReader(io.BytesIO(pdf)).outline, 1))


def text_of_pdf(pdf: bytes) -> str:
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return normalize("NFKC", text).replace("\u200b", "")


def words_in(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


def words_said(draft: Draft, language: Language) -> set[str]:
    """The words of the answers themselves, with the phrases in which they print among others."""
    found: set[str] = set()
    for item in INTAKE.items:
        found |= _said(item, draft.answers, language)
    return found


def words_of_groups(language: Language) -> set[str]:
    """The words by which an empty group says so, and by which a full one counts what stands elsewhere."""
    words = fixed_words(language)
    told = (words.nothing, words.continues_below, words.continues_on_page, words.part_below, words.part_on_page)
    # Which areas and lists have a line of their own says in which group an answer stands.
    titles = [area.title for area in INTAKE.areas] + [section.title for section in INTAKE.sections]
    ended = [item.rows.ended_title for item in INTAKE.by_link_id.values() if item.rows]
    return words_in(" ".join((*told, *titles, *ended)))


def fixed_words_of(text: str, twins: tuple[Draft, Draft], language: Language) -> set[str]:
    """The words that are left when those of both twins' answers, and those of the groups, are taken out."""
    told = words_said(twins[0], language) | words_said(twins[1], language)
    return words_in(REFERENCE.sub("", text)) - told - words_of_groups(language)


def lines_of_check_page(page: BeautifulSoup) -> list[tuple[str, tuple[str, ...]]]:
    """Each line's label with every class and element that sets it, in order; a row's name is the patient's."""
    return [
        (line.dt.get_text(" ", strip=True), tuple(_setting(line)))
        for line in page.select("dl.summary > div")
        if line.dt is not None
    ]


def _setting(line: Any) -> Iterator[str]:
    for element in line.find_all(True):
        yield " ".join((element.name, *element.get("class", [])))


def _outlined(outline: Any, level: int) -> Iterator[tuple[int, str]]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _outlined(entry, level + 1)
        else:
            yield level, str(entry.title)


def _said(item: Item, answers: AnswerSet, language: Language) -> set[str]:
    # On page 1 a line that stands there may be named in fewer words than in a list of names.
    found = words_in(f"{item.phrase} {item.sheet_label}") if item.link_id in answers else set()
    for value in answers.all(item.link_id):
        found |= words_in(f"{in_words(item, value, language)} {said(item, value, language)}")
    for row in answers.rows(item.link_id):
        for column in item.items:
            found |= _said(column, row.answers, language)
    for inner in item.items if item.rows is None else ():
        found |= _said(inner, answers, language)
    return found
