"""What is wrong with a questionnaire, found before a patient does."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from forms.items import FOLLOWING, NOWHERE, EnableWhen, Item, ItemType, Operator, Questionnaire
from forms.sheet_layout import BlockKind

# A hyphen makes WTForms read rows, a bare word can shadow a form's attribute (design §4.2).
_LINK_ID = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
_SLUG = re.compile(r"[a-z]+(-[a-z0-9]+)*")
_CHOICES = (ItemType.CHOICE, ItemType.OPEN_CHOICE)


def problems(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Every problem, one sentence each, beginning with the linkId or slug it is about; none for a sound one."""
    return tuple(problem for rule in _RULES for problem in rule(questionnaire))


def _names(questionnaire: Questionnaire) -> Iterator[str]:
    link_ids = [item.link_id for item in _all_items(questionnaire)]
    slugs = [page.slug for page in questionnaire.pages] + [section.slug for section in questionnaire.sections]
    yield from (f"{name}: used {count} times" for name, count in Counter(link_ids + slugs).items() if count > 1)
    yield from (f"{link_id}: not of the form section.item" for link_id in link_ids if not _LINK_ID.fullmatch(link_id))
    yield from (f"{slug}: not a slug of lower-case words" for slug in slugs if not _SLUG.fullmatch(slug))


def _pages(questionnaire: Questionnaire) -> Iterator[str]:
    for page in questionnaire.pages:
        lists = [item for item in page.items if item.rows]
        if not page.items:
            yield f"{page.slug}: a page without items"
        if len(page.items) > 1 and not page.title:
            yield f"{page.slug}: a page of several items needs a title"
        if len(lists) > 1:
            yield f"{page.slug}: a page holds one list at the most"


def _questions(questionnaire: Questionnaire) -> Iterator[str]:
    for page in questionnaire.pages:
        for item in page.items:
            if item.prefix and not (item.why and item.sources):
                yield f"{item.link_id}: a question says why it is asked and names a source"
            yield from _place(questionnaire, item)


def _place(questionnaire: Questionnaire, item: Item) -> Iterator[str]:
    blocks = {block.code: block for block in questionnaire.blocks}
    if item.place not in {*blocks, FOLLOWING, NOWHERE}:
        yield f"{item.link_id}: has no place on the sheet ({item.place!r})"
    in_areas = item.place in blocks and blocks[item.place].kind is BlockKind.AREAS
    if in_areas and item.area not in {area.code for area in questionnaire.areas}:
        yield f"{item.link_id}: has no body area ({item.area!r})"


def _landmarks(questionnaire: Questionnaire) -> Iterator[str]:
    marks = questionnaire.landmarks
    named = (marks.name, marks.birth_date, marks.clinician, marks.visit_day, marks.medicines, *marks.directions)
    for link_id in named:
        if link_id and link_id not in questionnaire.by_link_id:
            yield f"{link_id}: a landmark, but there is no such item"


def _options(questionnaire: Questionnaire) -> Iterator[str]:
    for item in _all_items(questionnaire):
        codes = Counter(option.code for option in item.answer_options)
        yield from (f"{item.link_id}: option {code} stands twice" for code, count in codes.items() if count > 1)
        if item.type in _CHOICES and not codes:
            yield f"{item.link_id}: a choice needs options"
        if codes and item.type not in _CHOICES:
            yield f"{item.link_id}: only a choice has options"
        if item.phrase and "{}" not in item.phrase:
            yield f"{item.link_id}: the phrase has no {{}} for the answer"
        if item.type is ItemType.QUANTITY and not item.units:
            yield f"{item.link_id}: a quantity needs units"


def _rows(questionnaire: Questionnaire) -> Iterator[str]:
    for item in _all_items(questionnaire):
        if (item.type is ItemType.GROUP) != (item.rows is not None):
            yield f"{item.link_id}: a group is a list of rows, and only a group is"
        if item.rows is None:
            continue
        columns = {column.link_id for column in item.with_descendants()}
        named = [*item.rows.name, *(link_id for column in item.rows.columns for link_id in column.link_ids)]
        named += [item.rows.star] if item.rows.star else []
        named += [item.rows.ended.question] if item.rows.ended else []
        yield from (f"{item.link_id}: has no column {link_id}" for link_id in named if link_id not in columns)
        if item.rows.instead and questionnaire.page_of.get(item.rows.instead) != questionnaire.page_of[item.link_id]:
            yield f"{item.link_id}: {item.rows.instead} is not on the same page"


def _opened_rows(questionnaire: Questionnaire) -> Iterator[str]:
    for item in _all_items(questionnaire):
        if not (opens := item.opens_rows):
            continue
        group = questionnaire.by_link_id.get(opens.rows)
        column = questionnaire.by_link_id.get(opens.column)
        if group is None or group.rows is None or column is None or column not in group.items:
            yield f"{item.link_id}: opens rows of {opens.rows} by {opens.column}, which is not there"
            continue
        codes = [option.code for option in item.answer_options if not option.exclusive]
        yield from (f"{item.link_id}: {opens.column} has no option {code}" for code in codes if not column.option(code))


def _conditions(questionnaire: Questionnaire) -> Iterator[str]:
    for item, before in _reading_order(questionnaire):
        for condition in item.enable_when:
            if condition.question not in before:
                yield f"{item.link_id}: depends on {condition.question}, which is not asked before it"
            elif problem := _answer_problem(before[condition.question], condition):
                yield f"{item.link_id}: {problem}"


def _answer_problem(asked: Item, condition: EnableWhen) -> str:
    if condition.operator is Operator.EXISTS:
        return "" if isinstance(condition.answer, bool) else f"exists of {asked.link_id} wants True or False"
    if asked.type in _CHOICES and not asked.option(str(condition.answer)):
        return f"{asked.link_id} has no option {condition.answer}"
    return ""


def _reading_order(questionnaire: Questionnaire) -> Iterator[tuple[Item, dict[str, Item]]]:
    """Each item with those that a condition of it can look at; columns see the columns before them in their row."""
    before: dict[str, Item] = {}
    for item in questionnaire.items:
        yield item, before
        before[item.link_id] = item
        if item.rows:
            yield from _below(item, {})
        else:
            yield from _below(item, before)


def _below(item: Item, before: dict[str, Item]) -> Iterator[tuple[Item, dict[str, Item]]]:
    for inner in item.items:
        yield inner, before
        before[inner.link_id] = inner
        yield from _below(inner, before)


def _blocks(questionnaire: Questionnaire) -> Iterator[str]:
    names: Iterable[str] = [block.code for block in questionnaire.blocks] + [area.code for area in questionnaire.areas]
    yield from (f"{code}: stands twice among blocks and areas" for code, count in Counter(names).items() if count > 1)


def _topics(questionnaire: Questionnaire) -> Iterator[str]:
    codes = Counter(topic.code for topic in questionnaire.topics)
    yield from (f"{code}: stands twice among topics" for code, count in codes.items() if count > 1)
    for topic in questionnaire.topics:
        unknown = (link_id for link_id in topic.link_ids if link_id not in questionnaire.by_link_id)
        yield from (f"{topic.code}: leaves off {link_id}, which is not asked" for link_id in unknown)


def _all_items(questionnaire: Questionnaire) -> Iterator[Item]:
    return (found for page in questionnaire.pages for item in page.items for found in item.with_descendants())


_RULES: tuple[Callable[[Questionnaire], Iterator[str]], ...] = (
    _names,
    _pages,
    _questions,
    _options,
    _rows,
    _opened_rows,
    _conditions,
    _blocks,
    _topics,
    _landmarks,
)
