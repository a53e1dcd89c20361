"""A row of a list in words: its name, its words in one run, and its words by the columns of page 1."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from forms.answers import AnswerSet, Row
from forms.items import Column, Heading, Item, ItemType
from intake.language import Language
from intake.summary.wording import heading_of, in_line, in_words, said


def naming_item(group: Item, row: Row) -> Item | None:
    """The column that names this row: the first answered one of those that may."""
    columns = _columns(group)
    names = group.rows.name if group.rows else ()
    return next((columns[link_id] for link_id in names if link_id in columns and link_id in row.answers), None)


def name_of_row(group: Item, row: Row, language: Language) -> str:
    """The row's name as typed or chosen; an unfinished row has the words that its list has for that."""
    named = naming_item(group, row)
    if named is not None:
        return words_of(named, row.answers, language)
    return group.rows.unnamed if group.rows else ""


def words_of_row(group: Item, row: Row, language: Language) -> str:
    """What page 1 tells of a row besides its name, in one run, where no title of a column says what a word is about."""
    columns, named, found = _columns(group), naming_item(group, row), []
    for link_id in (link_id for column in _shown(group) for link_id in column.link_ids):
        item = columns.get(link_id)
        if item is None or item is named or link_id not in row.answers:
            continue
        words = said_of(item, row.answers, language)
        plain = not item.phrase and heading_of(item, row.answers.all(link_id)) is Heading.ANSWERED
        found.append(words if plain and item.type is not ItemType.TEXT else in_line(item, words, language))
    return language.gettext(", ").join(found)


def cells_of_row(group: Item, row: Row, language: Language) -> tuple[str, ...]:
    return tuple(_cell(group, column, row, language) for column in _shown(group))


def words_of(item: Item, answers: AnswerSet, language: Language) -> str:
    """Every value of an item, in the order in which they were given."""
    return language.gettext("; ").join(in_words(item, value, language) for value in answers.all(item.link_id))


def said_of(item: Item, answers: AnswerSet, language: Language) -> str:
    """The same for a run of other answers."""
    return language.gettext("; ").join(said(item, value, language) for value in answers.all(item.link_id))


def _cell(group: Item, column: Column, row: Row, language: Language) -> str:
    columns = _columns(group)
    answered = [columns[link_id] for link_id in column.link_ids if link_id in columns and link_id in row.answers]
    if not answered and group.rows and set(column.link_ids) & set(group.rows.name):
        return name_of_row(group, row, language)
    return language.gettext(", ").join(_in_cell(item, column, row, language) for item in answered)


def _in_cell(item: Item, column: Column, row: Row, language: Language) -> str:
    words = said_of(item, row.answers, language)
    # Alone under its title a word wants no phrase around it.
    return item.phrase.replace("{}", words) if item.phrase and len(column.link_ids) > 1 else words


def _shown(group: Item) -> Iterable[Column]:
    return group.rows.columns if group.rows else ()


@lru_cache(maxsize=256)
def _columns(group: Item) -> Mapping[str, Item]:
    return {item.link_id: item for item in group.with_descendants() if item is not group}
