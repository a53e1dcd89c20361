"""The sheet as plain text: 80 columns, and still readable after it was pasted into a message or a note field."""

from collections.abc import Iterator
from textwrap import TextWrapper

from intake.summary.model import Answer, Block, Entry, FixedWords, Group, Names, Summary

COLUMNS = 80
# A line that a person can write on, in a text that is printed.
_TO_WRITE_ON = "_" * 60
_LINES_FOR_NOTES = 4


def to_text(summary: Summary) -> str:
    """The whole sheet. Patients' words stand as typed: only spaces around a line's end change."""
    return "\n".join(line.rstrip() for line in _document(summary)).strip("\n") + "\n"


def _document(summary: Summary) -> Iterator[str]:
    words = summary.words
    yield from (summary.title, "=" * min(COLUMNS, len(summary.title)))
    yield from _wrapped(words.between.join(filter(None, (words.made_on, words.version, summary.reference_words))))
    if summary.replaces:
        yield from _wrapped(summary.replaces)
    for block in summary.first_page:
        yield from _block(block, words)
    if summary.left_off:
        yield ""
        yield from _wrapped(words.left_off)
    yield from _questions(summary)
    yield from _in_full(summary)
    yield from _names(words.marked_no_title, summary.marked_no, words)
    yield from _names(words.not_answered_title, summary.not_answered, words)
    yield from _heading(words.not_asked_title)
    yield from _wrapped(words.join.join(summary.not_asked) or words.nothing)
    yield from _end(summary)


def _in_full(summary: Summary) -> Iterator[str]:
    yield from _heading(summary.words.in_full_title)
    for section in summary.in_full:
        yield from ("", f"[{section.title}]")
        for answer in section.answers:
            yield from _answer(answer, summary.words)
        if not section.answers:
            yield summary.words.nothing
    if not summary.in_full:
        yield summary.words.nothing


def _questions(summary: Summary) -> Iterator[str]:
    yield from _heading(summary.words.questions_title)
    for number, entry in enumerate(summary.questions, 1):
        yield from _numbered(number, _run(entry, summary.words))
        yield f"   {_TO_WRITE_ON}"
    if not summary.questions:
        yield summary.words.nothing


def _end(summary: Summary) -> Iterator[str]:
    for told in (summary.sent, summary.way_back.words if summary.way_back else ""):
        yield from ("", *_wrapped(told)) if told else ()
    yield from _heading(summary.words.notes_title)
    yield from [_TO_WRITE_ON] * _LINES_FOR_NOTES
    yield from _heading(summary.help_box.title)
    yield from _wrapped(summary.help_box.lead)
    for line in summary.help_box.lines:
        yield from _listed(line)
    yield ""
    yield from _wrapped(summary.words.footer)


def _heading(title: str) -> tuple[str, str, str]:
    return ("", title, "-" * min(COLUMNS, len(title)))


def _block(block: Block, words: FixedWords) -> Iterator[str]:
    yield from _heading(block.title)
    yield from _rows(block, words)
    for entry in block.entries:
        yield from _listed(_run(entry, words))
    for group in block.groups:
        yield from _listed(_group(group, words))
    if not (block.rows or block.entries or block.groups or block.places):
        yield block.empty
    if block.is_partial:
        yield from _wrapped(words.part_below.format(shown=block.shown, whole=block.whole))
    if block.note:
        yield from _wrapped(block.note)


def _rows(block: Block, words: FixedWords) -> Iterator[str]:
    for row in block.rows if not block.places else ():
        yield from _listed(_run(row, words))
    for number in range(1, block.places + 1):
        yield from _numbered(number, _run(block.rows[number - 1], words) if number <= len(block.rows) else "")
        yield f"   {_TO_WRITE_ON}"


def _group(group: Group, words: FixedWords) -> str:
    runs = words.join.join(_run(entry, words) for entry in group.entries)
    if group.continues:
        runs = words.with_more.format(words=runs, more=words.continues_below) if runs else words.continues_below
    return words.labelled.format(label=group.title, words=runs or group.empty)


def _run(entry: Entry, words: FixedWords) -> str:
    told = words.quoted.format(words=entry.words) if entry.own_words else entry.words
    run = words.labelled.format(label=entry.label, words=told) if told and entry.label else told or entry.label
    return words.with_more.format(words=run, more=words.continues_below) if entry.continues else run


def _answer(answer: Answer, words: FixedWords) -> Iterator[str]:
    told = words.quoted.format(words=answer.words) if answer.own_words else answer.words
    yield from _listed(words.labelled.format(label=answer.label, words=told))
    for row in answer.rows:
        yield from _wrapped(_run(row, words), "  - ", "    ")


def _names(title: str, groups: tuple[Names, ...], words: FixedWords) -> Iterator[str]:
    yield from _heading(title)
    for group in groups:
        yield from _listed(words.labelled.format(label=group.title, words=words.join.join(group.names)))
    if not groups:
        yield words.nothing


def _listed(text: str) -> Iterator[str]:
    return _wrapped(text, "- ", "  ")


def _numbered(number: int, text: str) -> Iterator[str]:
    return _wrapped(text, f"{number}. ".ljust(3), "   ") if text else iter((f"{number}.",))


def _wrapped(text: str, first: str = "", then: str = "") -> Iterator[str]:
    """The lines of a text. A run longer than a line stays whole, so that it can be copied whole."""
    for number, line in enumerate(text.split("\n")):
        wrapper = TextWrapper(
            COLUMNS,
            initial_indent=then if number else first,
            subsequent_indent=then,
            expand_tabs=False,
            replace_whitespace=False,
            break_long_words=False,
            break_on_hyphens=False,
        )
        yield from wrapper.wrap(line) or [""]
