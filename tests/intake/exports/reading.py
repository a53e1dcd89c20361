"""Reading the sheet back out of what was exported."""

import re
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any

from bs4 import BeautifulSoup
from pikepdf import ContentStreamInstruction, OutlineItem, Pdf, parse_content_stream
from pypdf import PdfReader

from forms.answers import AnswerSet, AsTyped, Draft, InMyWords, Quantity, Row
from forms.items import Item, ItemType, Questionnaire
from forms.ketamine import INTAKE
from intake.exports.html import to_html
from intake.exports.pdf import to_pdf
from intake.exports.text import to_text
from intake.language import language_of
from intake.summary.build import build_summary
from intake.summary.model import Summary
from tests.builders import MADE_ON
from tests.intake.exports.glyphs import text_of_pages

BREAK = "\u200b"


def summary_of(draft: Draft, questionnaire: Questionnaire = INTAKE, country: str = "US") -> Summary:
    return build_summary(questionnaire, draft, language_of("en", country), made_on=MADE_ON)


def pages_of(pdf: bytes, most: int | None = None) -> list[str]:
    """The words of each page, or of the first pages, which takes less time of a long sheet."""
    return list(_pages_of(pdf, most))


# Tests that stand together read the same few documents, and reading takes longer than making them.
@lru_cache(maxsize=8)
def _pages_of(pdf: bytes, most: int | None) -> tuple[str, ...]:
    return tuple(page.extract_text().replace(BREAK, "") for page in PdfReader(BytesIO(pdf)).pages[:most])


def squeezed(text: str) -> str:
    """Without spaces, line ends and places to break, which an export may set where it likes."""
    return re.sub(r"\s+", "", text.replace(BREAK, ""))


def text_of(summary: Summary) -> str:
    return squeezed(to_text(summary))


def html_of(summary: Summary) -> str:
    return squeezed(BeautifulSoup(to_html(summary), "html5lib").get_text())


def pdf_of(summary: Summary) -> str:
    """As a reader copies it, who is told where the glyph of one letter is part of another."""
    return squeezed("".join(text_of_pages(to_pdf(summary, "a4"))))


def styles_of(pdf: bytes, titles: list[str]) -> dict[str, set[tuple[str, float]]]:
    """The fonts and sizes in which each of the titles is set on page 1; a title can be a label too."""
    found: dict[str, set[tuple[str, float]]] = {}

    def note(text: str, _: object, __: object, font: dict[str, str] | None, size: float) -> None:
        if font and text.strip() in titles:
            found.setdefault(text.strip(), set()).add((font["/BaseFont"].partition("+")[2], size))

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=note)
    return found


def colours_in(pdf: bytes) -> set[str]:
    """Every colour that page 1 sets, for surfaces and for lines."""
    setting = {"g", "rg", "k", "sc", "scn", "G", "RG", "K", "SC", "SCN"}
    with Pdf.open(BytesIO(pdf)) as document:
        found = (each for each in parse_content_stream(document.pages[0]) if str(each.operator) in setting)
        return {" ".join(map(str, each.operands)) for each in found if isinstance(each, ContentStreamInstruction)}


def bookmarks_of(pdf: bytes) -> list[tuple[int, str]]:
    """The headings, each with its level."""

    def listed(items: list[OutlineItem], level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield level, str(item.title)
            yield from listed(item.children, level + 1)

    with Pdf.open(BytesIO(pdf)) as document, document.open_outline() as outline:
        return list(listed(outline.root, 1))


def answered_everywhere(text: str, rows: int = 2, questionnaire: Questionnaire = INTAKE) -> Draft:
    """A draft with the same text in every field that takes one, and every option ticked."""
    return Draft(answers=_filled(questionnaire.items, text, rows))


def _filled(items: tuple[Item, ...], text: str, rows: int) -> AnswerSet:
    answers = AnswerSet()
    for item in items:
        if item.rows is not None:
            made = tuple(Row(f"r{number}", _filled(item.items, text, rows)) for number in range(rows))
            answers = answers.with_rows(item.link_id, made)
            continue
        if item.type is not ItemType.GROUP:
            answers = answers.with_values(item.link_id, _value(item, text))
        inner = _filled(item.items, text, rows)
        answers = AnswerSet({**answers.values, **inner.values}, {**answers.groups, **inner.groups})
    return answers


def _value(item: Item, text: str) -> tuple[Any, ...]:
    codes = tuple(option.code for option in item.answer_options if not option.exclusive)
    match item.type:
        case ItemType.STRING | ItemType.TEXT:
            return (text,)
        case ItemType.OPEN_CHOICE:
            return (*(codes if item.repeats else ()), InMyWords(text))
        case ItemType.CHOICE:
            return codes if item.repeats else codes[:1]
        case ItemType.QUANTITY:
            return (Quantity(text, item.units[0].code),)
        case ItemType.BOOLEAN:
            return (True,)
    return (AsTyped(text),)
