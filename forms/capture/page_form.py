"""The form of one page or of one row, made from its items; filled from answers, or bound to what was typed."""

from functools import lru_cache
from typing import Any, ClassVar

from werkzeug.datastructures import MultiDict
from wtforms import Form

from forms.answers import AnswerSet
from forms.capture.fields import AnswerField, field_of
from forms.items import Item, Page


class PageForm(Form):
    """Base of every generated form; `asked` are its questions, follow-ups included, lists of rows not."""

    asked: ClassVar[tuple[Item, ...]] = ()

    def field(self, link_id: str) -> AnswerField:
        field: AnswerField = self[link_id]
        return field

    @property
    def link_ids(self) -> tuple[str, ...]:
        return tuple(item.link_id for item in self.asked)

    @property
    def captured(self) -> AnswerSet:
        """What was answered on this page; questions that this very answer folds away included (design §4.5)."""
        return AnswerSet({field.name: field.data for field in self if field.data})

    @property
    def unknown(self) -> tuple[str, ...]:
        """The linkIds for which something else than their options was sent."""
        return tuple(field.name for field in self if field.unknown)

    def foreign(self, typed: "MultiDict[str, str]", control_names: frozenset[str]) -> tuple[str, ...]:
        """The names that were sent and belong neither to this page nor to `control_names`."""
        own = {name for field in self for name in field.names}
        return tuple(name for name in typed if name not in own and name not in control_names)

    def is_new(self, link_id: str, before: AnswerSet) -> bool:
        """Whether this field's answer differs from the one that stood before; said once, a message is not repeated."""
        return bool(self.field(link_id).data != before.all(link_id))


def page_form(page: Page, answers: AnswerSet, typed: "MultiDict[str, str] | None" = None) -> PageForm:
    """The form of a page, filled from the answers, or bound to what was typed."""
    return _bound(_form_class(_SameObject(page.items)), answers, typed)


def row_form(group: Item, answers: AnswerSet, typed: "MultiDict[str, str] | None" = None) -> PageForm:
    """The form of one row of a repeating group; `answers` are the row's own."""
    return _bound(_form_class(_SameObject(group.items)), answers, typed)


def _bound(form_class: type[PageForm], answers: AnswerSet, typed: "MultiDict[str, str] | None") -> PageForm:
    return form_class(formdata=typed, data=answers.values)


class _SameObject:
    """A cache key by identity: hashing a whole page of dataclasses would cost more than making its form."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[Item, ...]) -> None:
        self.items = items

    def __hash__(self) -> int:
        return id(self.items)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameObject) and self.items is other.items


@lru_cache(maxsize=4096)
def _form_class(key: _SameObject) -> type[PageForm]:
    asked = tuple(found for item in key.items if item.rows is None for found in item.with_descendants())
    fields: dict[str, Any] = {item.link_id: field_of(item) for item in asked}
    return type("QuestionsForm", (PageForm,), {**fields, "asked": asked})
