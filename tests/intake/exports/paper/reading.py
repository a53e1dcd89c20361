"""Reading the blank form back: what stands between one question's number and the next."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from forms.items import Item, ItemType, Questionnaire
from intake.exports.paper.build import build_paper_form
from intake.exports.paper.form import Field, Question, RowList
from intake.exports.paper.order import Order
from intake.exports.paper.words import on_paper
from intake.language import language_of
from tests.intake.exports.glyphs import Glyph
from tests.intake.exports.reading import pages_of, squeezed
from tests.intake.exports.tags import tagged_in

# In points: a page is looked through in squares of this size.
_CELL = 12

GB, US = language_of("en", "GB"), language_of("en", "US")


def text_of_paper(pdf: bytes) -> str:
    return squeezed("".join(pages_of(pdf)))


@cache
def _worded(questionnaire: Questionnaire) -> Questionnaire:
    """As it is put on paper; asked for once for every question."""
    return on_paper(questionnaire, GB)


def numbered_items(questionnaire: Questionnaire) -> Mapping[str, int]:
    """The number of each question by linkId, without what stands in place of a list's rows."""
    order = Order.of(questionnaire)
    return {link_id: number for link_id, number in order.numbers.items() if link_id not in order.stand_ins}


def passages_of(questionnaire: Questionnaire, pdf: bytes) -> dict[str, str]:
    """What stands from each question's number to the next one's, by linkId."""
    text, starts, at = text_of_paper(pdf), {}, 0
    worded = _worded(questionnaire)
    for link_id, number in numbered_items(questionnaire).items():
        at = text.index(squeezed(f"{number}{worded.by_link_id[link_id].text}"), at)
        starts[link_id] = at
    ends = [*list(starts.values())[1:], len(text)]
    return {link_id: text[start:end] for (link_id, start), end in zip(starts.items(), ends, strict=True)}


def words_at(questionnaire: Questionnaire, link_id: str) -> Iterator[str]:
    """Every text that has to stand with this question."""
    worded = _worded(questionnaire)
    item = worded.by_link_id[link_id]
    if item.rows and item.rows.instead:
        yield from _words_of(worded, worded.by_link_id[item.rows.instead])
    for found in item.with_descendants():
        yield from _words_of(worded, found)


def questions_of(questionnaire: Questionnaire) -> Iterator[Question]:
    for part in build_paper_form(questionnaire, GB).parts:
        for passage in part.passages:
            yield from (question for question in passage.questions if isinstance(question, Question))


def rows_of(questionnaire: Questionnaire, link_id: str) -> RowList:
    number = Order.of(questionnaire).numbers[link_id]
    space = next(question.space for question in questions_of(questionnaire) if question.number == number)
    assert isinstance(space, RowList)
    return space


def fields_of(questionnaire: Questionnaire) -> Iterator[Field]:
    """Those of follow-ups and of rows."""
    for question in questions_of(questionnaire):
        rows = question.space if isinstance(question.space, RowList) else None
        lines = [line for branch in question.branches for line in branch.lines]
        lines += [*rows.lines, *rows.more] if rows else []
        yield from (field for line in lines for field in line)


def tags_in(pdf: bytes) -> list[str]:
    return [tag for tag, _ in tagged_in(pdf)]


def scopes_in(pdf: bytes) -> set[str]:
    """Of the header cells."""
    return {scope for _, scope in tagged_in(pdf, "/TH")}


def outlined(outline: Any) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from outlined(entry)
        else:
            yield str(entry.title)


def overprinted(glyphs: list[Glyph]) -> Iterator[tuple[Glyph, Glyph]]:
    """Glyphs that stand where others do; those next to each other in a word may share a shape."""
    middles: dict[tuple[int, int], list[tuple[int, float, float]]] = {}
    for number, glyph in enumerate(glyphs):
        across, up = (glyph.left + glyph.right) / 2, (glyph.bottom + glyph.top) / 2
        middles.setdefault((int(across // _CELL), int(up // _CELL)), []).append((number, across, up))
    for number, glyph in enumerate(glyphs):
        for column in range(int(glyph.left // _CELL), int(glyph.right // _CELL) + 1):
            for row in range(int(glyph.bottom // _CELL), int(glyph.top // _CELL) + 1):
                for other, across, up in middles.get((column, row), ()):
                    is_within = glyph.left < across < glyph.right and glyph.bottom < up < glyph.top
                    if is_within and abs(other - number) > 2:
                        yield glyph, glyphs[other]


def _words_of(questionnaire: Questionnaire, item: Item) -> Iterator[str]:
    lists = [each for each in questionnaire.items if each.opens_rows and each.opens_rows.column == item.link_id]
    mirrored = any(each.opens_rows and each.opens_rows.mirrors for each in lists)
    # A row that a tick stands for wants no line for it, and what lists of one kind have in common is said once.
    if not mirrored:
        yield from (item.text, item.why)
    if not mirrored and not (item.opens_rows and item.opens_rows.mirrors):
        yield from _hint_of(item)
    if not lists:
        yield from (words for option in (*item.answer_options, *item.units) for words in (option.display, option.hint))


def _hint_of(item: Item) -> Iterator[str]:
    # In a row this is said only where there are boxes to tick.
    if item.hint != "Tick all that apply." and item.type is not ItemType.GROUP or item.rows:
        yield item.hint
