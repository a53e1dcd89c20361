"""Which parts of a questionnaire are words for people: to walk through them, or to put others in their place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from forms.items import (
    AnswerOption,
    Citation,
    Coding,
    Column,
    EnableWhen,
    Item,
    OpensRows,
    Page,
    Questionnaire,
    Rows,
    Section,
)
from forms.sheet_layout import Area, Landmarks, SheetBlock, Topic

Content = TypeVar("Content")

# The fields that a patient or a clinician reads. A source's own words and names are not ours to translate.
TEXT_FIELDS: Mapping[type, frozenset[str]] = {
    AnswerOption: frozenset({"display", "said", "hint"}),
    Area: frozenset({"title"}),
    Column: frozenset({"title"}),
    Item: frozenset({"text", "short_text", "sheet_text", "phrase", "hint", "hint_if_sent", "why", "suggestions"}),
    Page: frozenset({"title", "intro"}),
    Questionnaire: frozenset({"title"}),
    Rows: frozenset({"add", "another", "unnamed", "ended_title"}),
    Section: frozenset({"title", "intro"}),
    SheetBlock: frozenset({"title", "note"}),
    Topic: frozenset({"title"}),
}

# The fields that only the software reads, or that are never printed.
CODE_FIELDS: Mapping[type, frozenset[str]] = {
    AnswerOption: frozenset({"code"}),
    Area: frozenset({"code"}),
    Citation: frozenset({"tag", "note"}),
    Coding: frozenset({"system", "code", "display"}),
    Column: frozenset({"link_ids"}),
    EnableWhen: frozenset({"question", "answer"}),
    Item: frozenset({"link_id", "prefix", "place", "area"}),
    Landmarks: frozenset({"name", "birth_date", "clinician", "visit_day", "medicines", "directions"}),
    OpensRows: frozenset({"rows", "column"}),
    Page: frozenset({"slug"}),
    Questionnaire: frozenset({"url", "version"}),
    Rows: frozenset({"name", "instead", "star"}),
    Section: frozenset({"slug"}),
    SheetBlock: frozenset({"code", "always"}),
    Topic: frozenset({"code", "link_ids"}),
}


@dataclass(frozen=True, slots=True)
class Words:
    """One fixed text: the linkId, slug or code of the nearest part that has one, the field, and the text."""

    where: str
    field: str
    text: str


def words_of(questionnaire: Questionnaire) -> Iterator[Words]:
    """Every fixed text, in the order of the parts and their fields; empty ones are left out."""
    return _words_in(questionnaire, questionnaire.url)


def reworded(content: Content, reword: Callable[[str], str]) -> Content:
    """The same content with every text replaced by `reword(text)`; empty texts and codes stay as they are."""
    changes: dict[str, Any] = {}
    for name, value, is_text in _parts(content):
        new = _reworded_value(value, reword, is_text)
        if new is not value:
            changes[name] = new
    # `Content` is one of the dataclasses above, which the type of `replace` cannot be told.
    return cast(Content, replace(cast(Any, content), **changes)) if changes else content


def _words_in(content: object, where: str) -> Iterator[Words]:
    where = _place(content) or where
    for name, value, is_text in _parts(content):
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, str):
                if each and is_text:
                    yield Words(where, name, each)
            elif is_dataclass(each):
                yield from _words_in(each, where)


def _place(content: object) -> str:
    if isinstance(content, Area | SheetBlock | Topic):
        return content.code
    return getattr(content, "link_id", "") or getattr(content, "slug", "")


def _parts(content: object) -> Iterator[tuple[str, Any, bool]]:
    texts = TEXT_FIELDS.get(type(content), frozenset())
    for field in fields(cast(Any, content)):
        yield field.name, getattr(content, field.name), field.name in texts


def _reworded_value(value: Any, reword: Callable[[str], str], is_text: bool) -> Any:
    if isinstance(value, tuple):
        return tuple(_reworded_value(each, reword, is_text) for each in value)
    if isinstance(value, str):
        return reword(value) if value and is_text else value
    return reworded(value, reword) if is_dataclass(value) else value
