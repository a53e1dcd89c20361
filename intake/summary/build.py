"""From a draft to its summary: the one way by which answers become words."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from forms.answers import Draft
from forms.items import NOWHERE, Heading, Questionnaire
from forms.page_flow import PageFlow
from forms.sheet_layout import BlockKind
from intake.language import Language, localized
from intake.summary.blocks import BlockMaker, questions_to_ask
from intake.summary.dating import dated
from intake.summary.first_page import within_quotas
from intake.summary.fixed_words import fixed_words, help_box
from intake.summary.leaving_off import left_off_whole
from intake.summary.lines import LineMaker, run_in_full
from intake.summary.model import Answer, Answers, Block, Entry, FixedWords, Line, Names, SectionSummary, Summary
from intake.summary.questions import Question, current, past, questions_of

Questions = tuple[Question, ...]

_LONGEST_BEARER = 60


def build_summary(
    questionnaire: Questionnaire, draft: Draft, language: Language, *, made_on: date, with_left_off: bool = False
) -> Summary:
    """`made_on` is a new sheet's. `with_left_off` keeps what is left off, marked, in `sections`, for the check page."""
    questionnaire = localized(questionnaire, language)
    flow = PageFlow.of(questionnaire, draft)
    off = left_off_whole(questionnaire, draft)
    questions = questions_of(flow, LineMaker(questionnaire, language, draft.left_off | off), off)
    words = fixed_words(language)
    make = BlockMaker(questionnaire, questions, language, words)
    blocks = tuple(make.block_of(declared) for declared in questionnaire.blocks)
    summary = Summary(
        title=questionnaire.title,
        language=language.tag,
        direction=language.direction,
        bearer=_bearer(blocks, words),
        words=replace(words, version=words.version.format(version=questionnaire.version)),
        first_page=within_quotas(blocks),
        blocks=blocks,
        sections=_by_section(questions, lambda question: _checked(question, words.not_answered, with_left_off)),
        questions=_all_to_ask(_to_ask(questionnaire, questions), language),
        in_full=_in_full(questionnaire, questions, language),
        marked_no=_marked_no(questionnaire, questions),
        not_answered=_not_answered(questions),
        not_asked=tuple(item.label for item in flow.not_asked() if not _is_settled(questions, item.link_id)),
        left_off=bool(off) or any(question.is_cut for question in questions),
        help_box=help_box(language),
    )
    return dated(summary, draft, language, made_on)


def _bearer(blocks: tuple[Block, ...], words: FixedWords) -> tuple[str, ...]:
    """Whose sheet it is, for the head of every page: the first two answers of the strip."""
    strip = next((block for block in blocks if block.kind is BlockKind.STRIP), None)
    found = [words.labelled.format(label=each.label, words=each.words) for each in strip.entries[:2]] if strip else []
    return tuple(
        bearer if len(bearer) <= _LONGEST_BEARER and "\n" not in bearer else words.on_first_page for bearer in found
    )


def _by_section(
    questions: Questions, lines_of: Callable[[Question], tuple[Line, ...] | None]
) -> tuple[SectionSummary, ...]:
    """Each section with its lines; a question without a line of its own keeps the title, None does not."""
    sections: dict[str, SectionSummary] = {}
    for question in questions:
        lines = lines_of(question)
        if lines is not None:
            section = question.section
            found = sections.get(section.slug, SectionSummary(section.slug, section.title, ()))
            sections[section.slug] = replace(found, lines=found.lines + lines)
    return tuple(sections.values())


def _checked(question: Question, not_answered: str, with_left_off: bool) -> tuple[Line, ...] | None:
    if not question.is_answered:
        return (replace(question.line, words=not_answered),) if question.is_asked else None
    line = question.line if with_left_off else question.kept
    return (line,) if line else None


def _to_ask(questionnaire: Questionnaire, questions: Questions) -> Questions:
    codes = {block.code for block in questionnaire.blocks if block.kind is BlockKind.STARRED}
    return tuple(question for question in questions if question.item.place in codes)


def _all_to_ask(questions: Questions, language: Language) -> tuple[Entry, ...]:
    lines = questions_to_ask(questions)
    return tuple(
        Entry(link_id=line.link_id, label=line.label, words=run_in_full(line, language))
        if line.row_id
        else Entry(link_id=line.link_id, label=line.words)
        for line in lines
    )


def _in_full(questionnaire: Questionnaire, questions: Questions, language: Language) -> tuple[Answers, ...]:
    """Every answer that says more than "no"; the questions to ask have their own place.

    Whether a section's title stands here depends on what prints of it, never on whether that is a "no".
    """
    asked_there = {question.item.link_id for question in _to_ask(questionnaire, questions)}
    sections = _by_section(questions, lambda each: None if each.item.link_id in asked_there else _full_lines(each))
    return tuple(Answers(each.title, tuple(_answer(line, language) for line in each.lines)) for each in sections)


def _full_lines(question: Question) -> tuple[Line, ...] | None:
    kept = question.kept
    if kept is None:
        return None
    if kept.heading is Heading.NO and not kept.details:
        return ()
    ended, rows = past(kept), question.item.rows
    if not ended:
        return (kept,)
    now = current(kept)
    before = replace(kept, label=rows.ended_title if rows and rows.ended_title else kept.label, words="", details=ended)
    return (now, before) if now.details or now.words else (before,)


def _answer(line: Line, language: Language) -> Answer:
    alone = line.own_words and not line.details
    return Answer(
        link_id=line.link_id,
        label=line.label,
        words=line.words if alone else run_in_full(line, language),
        own_words=alone,
        rows=tuple(_whole_row(row, language) for row in line.details if row.row_id),
    )


def _whole_row(row: Line, language: Language) -> Entry:
    return Entry(link_id=row.link_id, label=row.label, words=run_in_full(row, language))


def _marked_no(questionnaire: Questionnaire, questions: Questions) -> tuple[Names, ...]:
    """One line a body area, then one a section for what has no area."""
    titles = {area.code: area.title for area in questionnaire.areas}
    named: dict[str, list[str]] = {title: [] for title in titles.values()}
    for question in questions:
        if question.kept and question.kept.heading is Heading.NO:
            title = titles.get(question.item.area, question.section.title)
            named.setdefault(title, []).append(question.item.label)
    return _names(named.items())


def _not_answered(questions: Questions) -> tuple[Names, ...]:
    named: dict[str, list[str]] = {}
    for question in questions:
        if question.is_asked and not question.is_settled and question.item.place != NOWHERE:
            named.setdefault(question.section.title, []).append(question.item.label)
    return _names(named.items())


def _names(named: Iterable[tuple[str, list[str]]]) -> tuple[Names, ...]:
    return tuple(Names(title, tuple(names)) for title, names in named if names)


def _is_settled(questions: Questions, link_id: str) -> bool:
    return any(question.is_settled for question in questions if question.item.link_id == link_id)
